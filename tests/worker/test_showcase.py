"""The page of a processed recording: everything on it, nothing that runs, nothing from afar."""

import html
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from pipelines.errors import InputError
from pipelines.highlights.spec import (
    Event,
    Fact,
    Facts,
    Highlight,
    Highlights,
    Reason,
    Signals,
)
from pipelines.media import ffmpeg
from pipelines.media.spec import Probe, VideoTrack
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import EditPlan, Rendered, Rendition
from pipelines.speech.spec import Segment, Transcript, Word
from pipelines.tours.spec import Scene, TourManifest
from tests.services import unavailable
from worker.showcase import (
    Figure,
    Flow,
    Known,
    KnownCut,
    KnownFactLine,
    Showcase,
    WrongWord,
    make_showcase,
    read_found,
    write_showcase,
    write_tour_page,
)
from worker.showcase.band import make_band, spoken
from worker.showcase.said import make_lines
from worker.showcase.tour import script_data

NASTY = "<script>alert('x')</script>\"&' {{ 7*7 }} 杯子"
CHROMIUM = Path("/usr/bin/chromium")


def at(seconds: float) -> Time:
    return Time.seconds(seconds)


def segment(start: float, *texts: str) -> Segment:
    """A word each half second."""
    words = tuple(
        Word(text=text, start=at(start + place / 2), end=at(start + place / 2 + 0.5))
        for place, text in enumerate(texts)
    )
    return Segment(text="".join(texts), start=words[0].start, end=words[-1].end, words=words)


TRANSCRIPT = Transcript(
    language="en",
    engine="faster-whisper",
    model="demo",
    segments=(
        segment(1, "Hello", " all,"),
        segment(4, "The", " price", " is", " five", " dollars."),
        segment(8, f"Bye {NASTY}"),
    ),
)
PRICE = Fact(
    id="f1", kind="price", value={"amount": 5.0, "currency": "USD"}, words="five dollars",
    start=at(5.5), end=at(6.5), confidence=0.9,
)  # fmt: skip
HIGHLIGHT = Highlight(
    id="h01", start=at(3), end=at(7), score=80, category="price_terms", title="The price",
    reasons=(
        Reason(feature="facts", value=1, share=20, text="1 fact stated: price"),
        Reason(feature="silence", value=1, share=-3, text="2 s of silence"),
    ),
    facts=("f1",),
)  # fmt: skip
EVENTS = (
    Event(t=at(0), type="viewers", value=10),
    Event(t=at(5), type="viewers", value=40),
    Event(t=at(6), type="comment", text=NASTY),
    Event(t=at(9), type="order", product="VB-500", value=500),
)
KNOWN = Known(
    cuts=[
        KnownCut((2.5, 7), "price_terms", "the price is said", rank=1, overlap=0.89),
        KnownCut((8, 9), "offer", f"a farewell {NASTY}"),
    ],
    idle=[(0, 1), (2, 3)],
    facts=[
        KnownFactLine("right", "price", 5.5, "five dollars", PRICE),
        KnownFactLine("missed", "moq", 8, "from one piece", None),
    ],
    wrong={1: WrongWord("everybody")},
    missed={4: "really"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What `process` leaves of ten seconds, the recording beside it."""
    out = tmp_path / "out"
    video = VideoTrack(
        index=0, codec="h264", width=320, height=180, fps=5, variable=False, coded_width=320,
        coded_height=180,
    )  # fmt: skip
    Probe(name="live 1.mp4", size=1, sha256="", container="mp4", duration=at(10), video=video).save(
        out / "recording.json"
    )
    Highlights(highlights=(HIGHLIGHT,), notes=("Only one was found.",)).save(
        out / "highlights.json"
    )
    Facts(facts=(PRICE,)).save(out / "facts.json")
    Signals(step=at(1), shots=(at(4),)).save(out / "signals.json")
    TRANSCRIPT.save(out / "transcript.json")
    (out / "timings.json").write_text('{"ingest": 2.0, "render": 3.0}')
    plan = EditPlan(
        index=1, slug="the-price", title="The price", highlight="h01",
        span=Span(start=at(3), end=at(7)),
    )  # fmt: skip
    rendition = Rendition(
        name="9x16.mp4", ratio="9:16", width=1080, height=1920, duration=at(4), size=9
    )
    clip = out / "clips" / plan.folder
    Rendered(plan=plan, renditions=(rendition,), cover="cover.jpg").save(clip / "rendered.json")
    Image.new("RGB", (90, 160), "teal").save(clip / "cover.jpg")
    return out


@pytest.fixture
def filmed(folder: Path) -> Path:
    """With the recording in the folder and the short in its place."""
    for path, size in ((folder / "live 1.mp4", "320x180"), (film(folder), "90x160")):
        picture = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=5:d=10"]
        encode = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)]
        ffmpeg.run([*picture, *encode], write=[folder])
    return folder


def film(folder: Path) -> Path:
    return folder / "clips" / "01-the-price" / "9x16.mp4"


def page_of(folder: Path, known: Known | None = None) -> str:
    shown = make_showcase(read_found(folder), f"A live {NASTY}", EVENTS, known)
    return write_showcase(shown, folder / "index.html").read_text(encoding="utf-8")


def test_a_plain_output_folder_makes_the_whole_page(folder: Path) -> None:
    page = html.unescape(page_of(folder))
    for expected in (
        "The price", "price: USD 5", "1 fact stated: price", "Only one was found.", "up to 40",
        "10 seconds of livestream, 1 short worth watching", "30.0 s", "order: order 500 VB-500",
        "Livestream to shorts",
    ):  # fmt: skip
        assert expected in page, expected
    assert "2 s of silence" not in page
    assert "An editor" not in page
    assert "Verdict" not in page


def test_the_truth_is_laid_beside_what_was_found(folder: Path) -> None:
    page = html.unescape(page_of(folder, KNOWN))
    assert "the price is said, found by short 1 (overlap 89%)" in page
    assert ", missed" in page
    assert '<mark class="wrong" title="said: everybody">all,</mark>' in page
    assert '<del title="said, and not written">really</del>' in page
    assert re.search(r'class="missed">.*from one piece.*<span class="none">nothing</span>', page)


def test_what_came_from_outside_is_escaped_and_nothing_is_fetched(folder: Path) -> None:
    page = page_of(folder, KNOWN)
    assert "<script>alert" not in page
    assert NASTY in html.unescape(page)
    assert not re.search(r"(?:src|href|url\()\s*=?\s*[\"']?(?:https?:)?//", page)
    assert page == page_of(folder, KNOWN)


@pytest.mark.parametrize(
    ("place", "link"),
    [
        pytest.param("live 1.mp4", "live%201.mp4#t=3.00", id="in-the-folder"),
        pytest.param("../live 1.mp4", "../live%201.mp4#t=3.00", id="beside-it"),
        pytest.param("work/proxy.mp4", "work/proxy.mp4#t=3.00", id="its-small-copy"),
        pytest.param("other.mp4", None, id="not-at-hand"),
    ],
)
def test_every_short_leads_back_to_its_moment(folder: Path, place: str, link: str | None) -> None:
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_bytes(b"not a video, which costs only the row of pictures")
    page = page_of(folder)
    assert (f'href="{link}"' in page) is (link is not None)
    assert ('<video id="recording"' in page) is (link is not None)


def test_a_folder_with_little_in_it_makes_a_page(folder: Path) -> None:
    for name in ("facts.json", "signals.json", "transcript.json", "timings.json"):
        (folder / name).unlink()
    page = page_of(folder)
    assert 'id="shorts"' in page
    assert 'id="score"' not in page
    (folder / "highlights.json").unlink()
    with pytest.raises(InputError, match=r"highlights\.json"):
        read_found(folder)


def test_everything_has_its_place_on_the_line() -> None:
    signals = Signals(step=at(1), shots=(at(4),))
    band = make_band(at(10), signals, TRANSCRIPT, (PRICE,), (HIGHLIGHT,), EVENTS, KNOWN)
    assert [(mark.left, mark.width) for mark in band.chosen] == [(30, 40)]
    assert [(mark.left, mark.width, mark.rank) for mark in band.cuts] == [
        (25, 45, 1),
        (80, 10, None),
    ]
    assert [mark.left for mark in band.shots] == [40]
    assert [mark.left for mark in band.facts] == [55]
    assert [mark.left for mark in band.wrong] == [15, 50]
    assert [(mark.left, mark.kind) for mark in band.reactions] == [(60, "comment"), (90, "order")]
    assert (band.most, band.viewers[:17]) == (40, "M0 100L0.0 76.5L0")
    assert [mark.text for mark in band.ticks] == ["0:00", "0:05", "0:10"]


def test_marks_past_the_end_stay_on_the_line() -> None:
    late = HIGHLIGHT.model_copy(update={"start": at(9), "end": at(30)})
    band = make_band(at(10), Signals(step=at(1)), TRANSCRIPT, (), (late,))
    assert [(mark.left, mark.width) for mark in band.chosen] == [(90, 10)]
    assert (band.viewers, band.most) == ("", 0)


def test_speech_is_joined_over_short_pauses() -> None:
    assert spoken(TRANSCRIPT) == [(1, 2), (4, 6.5), (8, 8.5)]


def test_lines_mark_facts_slips_and_shorts() -> None:
    lines = make_lines(TRANSCRIPT, (PRICE,), (HIGHLIGHT,), KNOWN)
    assert [(line.time, line.rank) for line in lines] == [
        ("0:01", None),
        ("0:04", 1),
        ("0:08", None),
    ]
    told = [(piece.text, piece.kind) for piece in lines[0].pieces]
    assert told == [("Hello", ""), (" ", ""), ("all,", "wrong")]
    stated = [(piece.text, piece.fact, piece.kind) for piece in lines[1].pieces]
    assert stated == [
        ("The price", "", ""),
        (" ", "", ""),
        ("really", "", "missed"),
        (" ", "", ""),
        ("is", "", ""),
        (" ", "", ""),
        ("five dollars.", "price: USD 5", ""),
    ]


def test_what_was_left_out_at_the_end_stands_at_the_end() -> None:
    lines = make_lines(TRANSCRIPT, (), (), Known(missed={8: "and good night"}))
    assert lines[-1].pieces[-1].text == "and good night"
    assert lines[-1].pieces[-1].kind == "missed"


@pytest.fixture
def tour(tmp_path: Path) -> Path:
    folder = tmp_path / "tour"
    folder.mkdir()
    Image.new("RGB", (256, 128), "sienna").save(folder / "panorama.jpg")
    scene = Scene(
        id="hall", title=NASTY, panorama="panorama.jpg", preview="panorama.jpg", width=256,
        height=128, coverage=0.5, span=360, report="panorama.json",
    )  # fmt: skip
    (folder / "plan.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    TourManifest(title="The hall", scenes=(scene,), floor_plan="plan.svg").save(
        folder / "tour.json"
    )
    return folder


def test_a_tour_alone_is_a_page(tour: Path) -> None:
    page = write_tour_page(tour).read_text(encoding="utf-8")
    assert "<h1>The hall</h1>" in page
    assert "data:image/jpeg;base64," in page
    assert "data:image/svg+xml;base64," in page
    assert "<script>alert" not in page
    assert 'id="shorts"' not in page


def test_data_cannot_close_its_script() -> None:
    assert "</" not in script_data({"title": "</script><script>"})


def test_figures_and_flows_are_drawn_to_scale(tmp_path: Path) -> None:
    shown = Showcase(
        title="T", figures=[Figure("Words", "5 %", share=0.95)],
        flows=[Flow("F", [("short", 1.0), ("long", 4.0)])],
    )  # fmt: skip
    page = write_showcase(shown, tmp_path / "index.html").read_text(encoding="utf-8")
    assert "width: 95.0%" in page
    assert re.findall(r"--share: ([\d.]+)%", page) == ["25.0", "100.0"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        unavailable("no Chromium at /usr/bin/chromium (apt install chromium)")
    flags = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield started
        started.close()


def until(page: Page, expression: str) -> None:
    """Wait for it; the page's own policy forbids what Playwright would use."""
    limit = time.monotonic() + 8
    while not page.evaluate(expression):
        assert time.monotonic() < limit, expression
        time.sleep(0.05)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_chosen_span_opens_its_short_and_leads_back(
    browser: Browser, filmed: Path, width: int
) -> None:
    page_of(filmed, KNOWN)
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.goto((filmed / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click(".chosen .span")
    until(page, "document.querySelector('#theatre video').currentTime > 0.2")
    assert page.locator("#theatre-title").inner_text() == "The price"
    page.click("#theatre .from a")
    assert not page.locator("#theatre").is_visible()
    until(page, "document.getElementById('recording').currentTime >= 3")
    until(page, "document.querySelector('.line.now')?.dataset.at === '4.0'")
    assert not complaints
    page.close()


def test_what_is_not_shown_is_left_out(folder: Path) -> None:
    shown = replace(make_showcase(read_found(folder), "T"), band=None, facts=(), figures=())
    page = write_showcase(shown, folder / "index.html").read_text(encoding="utf-8")
    assert 'id="band"' not in page
    assert 'href="#recording-section"' not in page
