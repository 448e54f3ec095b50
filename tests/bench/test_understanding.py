"""The plain ways that understanding is measured against, and the figures that are told."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bench import main_job, told
from bench.known import figures, framings, judge, known
from bench.understanding import Trial, evenly, jumps, loudest, true_transcript
from bench.understanding import report as report_of
from bench.world.spec import EditorCut, KnownFact, Shot, Spoken, Subject, Timeline, Truth, Word
from pipelines.highlights.spec import Facts, Highlight, Highlights, Signals
from pipelines.media import ffmpeg
from pipelines.media.spec import Probe, VideoTrack
from pipelines.media.time import Span, Time
from pipelines.panorama.spec import PanoramaReport, Pose
from pipelines.shorts.spec import EditPlan, Framing, Framings, Rendered, Rendition
from pipelines.tours.spec import Scene, TourManifest
from worker.showcase import Found, read_found

SAID = ("The", " price", " is", " five", " dollars,", " MOQ", " is", " ten", " pieces.")


def film() -> Timeline:
    """Ten seconds, two shots, two facts, two cuts of which one was chosen."""
    words = tuple(Word(text=text, start=1 + at, end=1.5 + at) for at, text in enumerate(SAID[:8]))
    words += (Word(text=SAID[8], start=9, end=9.5),)
    spoken = Spoken(
        text="".join(SAID), language="en", speaker="hostess", start=1, end=9.5, words=words
    )
    price = {"kind": "price", "value": {"amount": 5, "currency": "USD"}, "words": "five dollars"}
    order = {"kind": "moq", "value": {"quantity": 10, "unit": "piece"}, "words": "ten pieces"}
    return Timeline(
        seed=1, duration=10, products=(), speakers=("hostess",), spoken=(spoken,), actions=(),
        shots=tuple(Shot(kind="host", station="office", start=at, end=at + 5) for at in (0, 5)),
        facts=(
            KnownFact.model_validate({**price, "start": 4, "end": 5.5}),
            KnownFact.model_validate({**order, "start": 6, "end": 9.5}),
        ),
        cuts=(
            EditorCut(category="price_terms", start=1, end=6, why="the price"),
            EditorCut(category="offer", start=7, end=9, why="the order"),
        ),
        dead_air=((0, 1),),
    )  # fmt: skip


FACE = (600, 100, 700, 200)
TRUTH = Truth(
    timeline=film(), width=1280, height=720, fps=1,
    subjects=tuple(Subject(t=at, name="face:hostess", box=FACE) for at in range(10)),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What `process` leaves, with one word heard wrong, one left out and one fact missed."""
    out = tmp_path / "out"
    said = true_transcript(film())
    words = list(said.segments[0].words)
    words[1] = words[1].model_copy(update={"text": " prize"})
    del words[7]
    segment = said.segments[0].model_copy(update={"words": tuple(words)})
    heard = said.model_copy(update={"segments": (segment,), "engine": "x", "model": "demo"})
    heard.save(out / "transcript.json")
    video = VideoTrack(
        index=0, codec="h264", width=1280, height=720, fps=1, variable=False, coded_width=1280,
        coded_height=720,
    )  # fmt: skip
    Probe(
        name="recording.mp4", size=1, sha256="", container="mp4", duration=Time.seconds(10),
        video=video,
    ).save(out / "recording.json")  # fmt: skip
    fact = {"id": "f1", "kind": "price", "value": {"amount": 5, "currency": "USD"}}
    told_at = {"words": "five dollars", "start": 4, "end": 5.5, "confidence": 1}
    Facts.model_validate({"facts": [{**fact, **told_at}]}).save(out / "facts.json")
    highlight = Highlight(
        id="h01", start=Time.seconds(1), end=Time.seconds(5), score=1, category="price_terms",
        title="The price", reasons=(), facts=("f1",),
    )  # fmt: skip
    Highlights(highlights=(highlight,)).save(out / "highlights.json")
    Signals(step=Time.seconds(1), shots=(Time.seconds(5.1),)).save(out / "signals.json")
    _rendered(out)
    return out


def _rendered(out: Path) -> None:
    span = Span(start=Time.seconds(1), end=Time.seconds(5))
    framing = Framing(span=span, mode="crop", x=0.1)
    plan = EditPlan(
        index=1, slug="price", title="The price", highlight="h01", span=span,
        framings=(Framings(ratio="9:16", shots=(framing,)),),
    )  # fmt: skip
    rendition = Rendition(
        name="9x16.mp4", ratio="9:16", width=1080, height=1920, duration=Time.seconds(4), size=1
    )
    clip = out / "clips" / plan.folder
    Rendered(plan=plan, renditions=(rendition,), cover="cover.jpg").save(clip / "rendered.json")


@pytest.fixture
def found(folder: Path) -> Found:
    return read_found(folder)


def test_a_folder_is_judged_by_its_truth(found: Found) -> None:
    judged = judge(found, TRUTH)
    errors = judged.words.errors
    assert (errors.true, errors.substituted, errors.deleted) == (9, 1, 1)
    assert (judged.facts.right, judged.facts.recall) == (1, 0.5)
    assert [row.chosen for row in judged.cuts.rows] == [0, None]
    assert (judged.framing.frames, judged.framing.inside) == (4, 0)
    assert (judged.shots.right, judged.shots.true) == (1, 1)


def test_the_truth_becomes_marks_on_the_page(found: Found) -> None:
    marks = known(judge(found, TRUTH))
    assert {at: word.said for at, word in marks.wrong.items()} == {1: "price"}
    assert marks.missed == {7: "ten"}
    assert [(cut.rank, cut.why) for cut in marks.cuts] == [(1, "the price"), (None, "the order")]
    assert [(fact.outcome, fact.kind) for fact in marks.facts] == [
        ("right", "price"),
        ("missed", "moq"),
    ]


def test_the_scoreboard_tells_the_figures(found: Found) -> None:
    board = {one.name: one.value for one in figures(judge(found, TRUTH))}
    assert board == {
        "Words wrong": "22.2%",
        "Facts right": "1 of 2",
        "Editor's cuts found": "1 of 2",
        "Subject in frame": "0%",
    }


def test_rows_hold_what_was_said_beside_what_was_understood(found: Found) -> None:
    judged = judge(found, TRUTH)
    assert told.fact_rows(judged.facts) == [
        ("0:04", "price", "five dollars", "USD 5", "right"),
        ("0:06", "MOQ", "ten pieces", "-", "missed"),
    ]
    assert told.cut_rows(judged.cuts) == [
        ("0:01 to 0:06", "the price", "1", "80%"),
        ("0:07 to 0:09", "the order", "missed", "0%"),
    ]
    assert told.word_errors(judged).startswith("22.2% of 9 words are wrong (1 other, 1 left out")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        pytest.param({}, "closed, 0.05° to close, 1 of 1 pictures used", id="closed"),
        pytest.param({"closed": False, "span": 200.0}, "open, 200° in one piece", id="open"),
        pytest.param({"loop_error": None}, "closed, 1 of 1 pictures used", id="unmeasured"),
    ],
)
def test_a_panorama_tells_whether_it_closes(changes: dict[str, object], line: str) -> None:
    assert told.closure(report().model_copy(update=changes)).startswith(line)


def report() -> PanoramaReport:
    pose = Pose(name="a.jpg", at=None, yaw=0, pitch=0, roll=0, fov=65, error=0.3)
    return PanoramaReport(
        kind="photos", width=256, height=128, inputs=(pose,), coverage=0.4, span=360,
        closed=True, reprojection_error=0.3, loop_error=0.05,
    )  # fmt: skip


def test_the_demo_is_told_and_shown(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a service: what follows when both jobs are done."""
    demo, tour = tmp_path / "demo", folder / "tour"
    TRUTH.save(demo / "recording.truth.json")
    (demo / "events.jsonl").write_text('{"t": 2, "type": "comment", "text": "MOQ?"}\n')
    report().save(tour / "panorama.json")
    Image.new("RGB", (256, 128)).save(tour / "panorama.jpg")
    scene = Scene(
        id="hall", title="Hall", panorama="panorama.jpg", preview="panorama.jpg", width=256,
        height=128, coverage=0.4, span=360, report="panorama.json",
    )  # fmt: skip
    TourManifest(title="T", scenes=(scene,)).save(tour / "tour.json")
    monkeypatch.setattr(main_job, "DEMO", demo)
    job = {"stages": [{"name": "render", "seconds": 4.0}], "notes": ["A note."]}
    page = main_job.tell(main_job.Finished(job, folder), main_job.Finished(job, tour))
    shown, said = page.read_text(encoding="utf-8"), capsys.readouterr().out
    for expected in ("22.2% of 9 words", "1 right, 0 wrong, 1 missed", "1 of 2 cuts found",
                     "Hall: closed, 0.05° to close", "index.html"):  # fmt: skip
        assert expected in said
    for expected in ("22.2%", "0.05°", "knows the vocabulary of this demo only", "24.0 s"):
        assert expected in shown
    shutil.rmtree(demo)
    demo.mkdir()
    (demo / "events.jsonl").write_text("")
    page = main_job.tell(main_job.Finished(job, folder), main_job.Finished(job, tour))
    assert "are wrong" not in capsys.readouterr().out
    assert "Held against the truth" not in page.read_text(encoding="utf-8")


def test_the_report_has_a_row_for_each_way(found: Found) -> None:
    trial = Trial("one", TRUTH, found, (), None, tuple(framings(found)), (5.0, 7.0))
    rows = [line for line in report_of([trial]).splitlines() if line.startswith("| one")]
    told_rows = [[cell.strip() for cell in row.strip("|").split("|")][1:] for row in rows]
    assert told_rows[0] == ["x demo", "22.2%", "22.2%", "0.0%", "0.00 s", "0.00 s"]
    assert told_rows[1] == ["the words as written", "1 of 2", "100%", "50%"]
    assert told_rows[2][:2] == ["the true words", "2 of 2"]
    assert told_rows[3][:4] == ["Tradereel", "1 of 2", "100%", "50%"]
    assert [row[0] for row in told_rows[4:6]] == ["plain: evenly spaced", "plain: the loudest"]
    assert told_rows[6][:5] == ["Tradereel, 9:16", "0.0%", "0.0%", "100.0%", "100.0%"]
    assert told_rows[7][:5] == ["plain: the middle, 9:16", "100.0%", "100.0%", "0.0%", "100.0%"]
    assert told_rows[6][-2:] == ["0.00 widths/s", "0.00 widths/s²"]
    assert told_rows[8:] == [
        ["Tradereel", "1 of 1", "100%", "100%"],
        ["plain: a step of 27 in 255", "1 of 1", "50%", "100%"],
    ]


def test_of_mere_sound_nothing_is_said_about_pictures(found: Found) -> None:
    probe = found.probe.model_copy(update={"video": None})
    trial = Trial("one", TRUTH, replace(found, probe=probe), (), None, (), ())
    assert "background only" not in report_of([trial])
    assert "shot changes" not in report_of([trial])


def test_clips_are_spread_evenly() -> None:
    assert evenly(100, 2, 10) == [(20, 30), (70, 80)]
    assert evenly(100, 0, 10) == []


@pytest.mark.parametrize(
    ("loudness", "count", "spans"),
    [
        pytest.param([0, 0, 9, 9, 0, 0, 8, 8], 2, [(2, 4), (6, 8)], id="two-peaks"),
        pytest.param([0, 9, 9, 9, 0, 0], 2, [(1, 3), (3, 5)], id="without-overlap"),
        pytest.param([5], 2, [], id="too-short"),
    ],
)
def test_the_loudest_windows(
    loudness: list[float], count: int, spans: list[tuple[float, float]]
) -> None:
    assert loudest(loudness, count, 2) == spans


def test_jumps_of_lightness_are_found(tmp_path: Path) -> None:
    clip = tmp_path / "two.mp4"
    colours = ["-f", "lavfi", "-i", "color=black:s=64x36:r=10:d=1"]
    colours += ["-f", "lavfi", "-i", "color=white:s=64x36:r=10:d=1"]
    graph = ["-filter_complex", "concat=n=2:v=1:a=0", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    ffmpeg.run([*colours, *graph, str(clip)], write=[tmp_path])
    assert jumps(clip) == pytest.approx([1.0])
