"""Clips as timelines: read back, every time is compared to the frame."""

import sys
from fractions import Fraction
from pathlib import Path
from subprocess import run
from typing import Any
from xml.etree import ElementTree

import opentimelineio as otio
import pytest

from pipelines.errors import InputError
from pipelines.media.spec import AudioTrack, Probe, VideoTrack
from pipelines.media.time import Span, Time
from pipelines.shorts.editorial import (
    Cutting,
    Footage,
    NotATimeline,
    Remark,
    exact_rate,
    export,
    shown,
)
from pipelines.shorts.spec import CaptionCue, CaptionWord, EditPlan

NAME = "早安 stream & more.mp4"
NTSC = Fraction(30000, 1001)


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


def plan(index: int, start: float, end: float, *removed: tuple[float, float]) -> EditPlan:
    word = CaptionWord(text="MOQ 500", start=Time.seconds(start + 1), end=Time.seconds(start + 2))
    return EditPlan(
        index=index,
        slug="bottles",
        title=f"Bottles <{index}> & 杯子",
        highlight=f"h{index}",
        language="en",
        span=span(start, end),
        cues=(CaptionCue(start=word.start, end=word.end, words=(word,)),),
        removed=tuple(span(*part) for part in removed),
    )


CUTTINGS = (
    Cutting(plan(1, 100.1, 130.6, (110, 112.5), (120, 120.9)), "price_terms"),
    Cutting(
        plan(2, 3661.3, 3680),
        "offer",
        (Remark("fact", "MOQ 500 pieces", span(3662, 3663)),),
    ),
)


def footage(rate: Fraction) -> Footage:
    return Footage(NAME, rate, Time.seconds(4000), 1920, 1080, channels=2)


def expected(cutting: Cutting, rate: Fraction) -> list[tuple[int, int]]:
    """First frame and number of frames of each piece, worked out from the plan alone."""
    edges = [cutting.plan.span.start]
    for part in cutting.plan.removed:
        edges += [part.start, part.end]
    edges.append(cutting.plan.span.end)
    frames = [round(Fraction(edge.us, 10**6) * rate) for edge in edges]
    return [(a, b - a) for a, b in zip(frames[::2], frames[1::2], strict=True)]


def ranges(timeline: Any, kind: str) -> list[tuple[int, int]]:
    found = []
    for track in timeline.tracks:
        for clip in track.find_clips() if track.kind == kind else ():
            part = clip.source_range
            assert part.start_time.value % 1 == 0
            found.append((int(part.start_time.value), int(part.duration.value)))
    return found


def timelines(read: Any) -> list[Any]:
    if isinstance(read, otio.schema.Timeline):
        return [read]
    return list(read.find_children(descended_from_type=otio.schema.Timeline))


RATES = pytest.mark.parametrize(
    "rate",
    [
        pytest.param(Fraction(25), id="25"),
        pytest.param(Fraction(30), id="30"),
        pytest.param(NTSC, id="29.97"),
        pytest.param(Fraction(60000, 1001), id="59.94"),
        pytest.param(Fraction(24000, 1001), id="23.976"),
    ],
)


@RATES
@pytest.mark.parametrize("kind", ["otio", "xml"])
def test_what_the_adapters_read_back(kind: str, rate: Fraction, tmp_path: Path) -> None:
    (path,) = export(CUTTINGS, footage(rate), tmp_path / f"clips.{kind}")
    found = timelines(otio.adapters.read_from_file(str(path)))
    assert [each.name for each in found] == ["01 Bottles <1> & 杯子", "02 Bottles <2> & 杯子"]
    for timeline, cutting in zip(found, CUTTINGS, strict=True):
        for track in ("Video", "Audio"):
            assert ranges(timeline, track) == expected(cutting, rate)
        medium = next(iter(timeline.find_clips())).media_reference
        assert otio.url_utils.filepath_from_url(medium.target_url) == NAME
    markers = [(m.name, int(m.marked_range.start_time.value)) for m in found[1].tracks.markers]
    start = round(Fraction(36613, 10) * rate)
    assert markers == [
        ("Bottles <2> & 杯子 · offer", 0),
        ("MOQ 500 pieces", round(3662 * rate) - start),
        ("MOQ 500", round(Fraction(36623, 10) * rate) - start),
    ]


@RATES
def test_a_list_of_cuts_is_a_file_a_clip(rate: Fraction, tmp_path: Path) -> None:
    paths = export(CUTTINGS, footage(rate), tmp_path / "clips.edl")
    assert [path.name for path in paths] == ["01-bottles.edl", "02-bottles.edl"]
    for path, cutting in zip(paths, CUTTINGS, strict=True):
        assert "FCM: " in path.read_text()
        read = otio.adapters.read_from_file(str(path), rate=float(rate))
        assert ranges(read, "Video") == expected(cutting, rate)


ALLOWED = {
    "fcpxml": ("resources", "library"),
    "resources": ("format", "asset"),
    "format": (),
    "asset": ("media-rep",),
    "media-rep": (),
    "library": ("event",),
    "event": ("project",),
    "project": ("sequence",),
    "sequence": ("spine",),
    "spine": ("asset-clip",),
    "asset-clip": ("adjust-conform", "marker"),
    "adjust-conform": (),
    "marker": (),
}
"""What Apple's document type lets stand in each element, in this order, of what we write."""


@RATES
def test_fcpxml_is_exact_and_in_the_order_of_its_type(rate: Fraction, tmp_path: Path) -> None:
    (path,) = export(CUTTINGS, footage(rate), tmp_path / "clips.fcpxml")
    root = ElementTree.parse(path).getroot()
    for element in root.iter():
        order = [ALLOWED[element.tag].index(child.tag) for child in element]
        assert order == sorted(order), element.tag
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {e.get("ref") for e in root.iter("asset-clip")} <= set(ids)
    for project, cutting in zip(root.iter("project"), CUTTINGS, strict=True):
        clips = list(project.iter("asset-clip"))
        pieces = [(_frames(c, "start", rate), _frames(c, "duration", rate)) for c in clips]
        assert pieces == expected(cutting, rate)
        offsets = [_frames(clip, "offset", rate) for clip in clips]
        assert offsets == [sum(length for _, length in pieces[:n]) for n in range(len(pieces))]
        for clip in clips:
            for marker in clip.iter("marker"):
                first, length = pieces[clips.index(clip)]
                assert first <= _frames(marker, "start", rate) < first + length


def _frames(element: ElementTree.Element, name: str, rate: Fraction) -> int:
    frames = Fraction(element.attrib[name].removesuffix("s")) * rate
    assert frames.denominator == 1, "a time is a whole number of frames"
    return int(frames)


def test_a_folder_holds_every_kind_and_the_captions(tmp_path: Path) -> None:
    names = {path.name for path in export(CUTTINGS, footage(NTSC), tmp_path / "for the editor")}
    stem = Path(NAME).stem
    assert names >= {f"{stem}.otio", f"{stem}.fcpxml", f"{stem}.xml", "01-bottles.edl"}
    assert "01-bottles.en.srt" in names
    with pytest.raises(NotATimeline, match="aaf"):
        export(CUTTINGS, footage(NTSC), tmp_path / "clips.aaf")


def test_what_was_left_out_has_no_marker() -> None:
    whole = plan(1, 10, 20)
    hidden = whole.model_copy(update={"removed": (span(10.5, 12.5),)})
    assert [len(shown(each, footage(NTSC))) for each in (whole, hidden)] == [1, 2]


@pytest.mark.parametrize(
    ("fps", "variable", "rate"),
    [
        pytest.param(29.97, False, NTSC, id="ntsc"),
        pytest.param(59.94, False, Fraction(60000, 1001), id="twice ntsc"),
        pytest.param(25.0, False, Fraction(25), id="pal"),
        pytest.param(29.412, True, Fraction(30), id="variable"),
        pytest.param(15.0, False, Fraction(30), id="half"),
        pytest.param(12.5, False, Fraction(24), id="odd"),
    ],
)
def test_rates(fps: float, variable: bool, rate: Fraction) -> None:
    assert exact_rate(fps, variable=variable) == rate


def test_a_recording_as_it_was_probed() -> None:
    video = VideoTrack(
        index=0, codec="h264", width=1280, height=720, fps=29.97, variable=False,
        coded_width=1280, coded_height=720,
    )  # fmt: skip
    sound = AudioTrack(index=1, codec="aac", sample_rate=44100, channels=1)
    probe = Probe(
        name="a.mp4", size=1, sha256="", container="mp4", duration=Time.seconds(9), video=video,
        audio=(sound,), speech_track=1,
    )  # fmt: skip
    made = Footage.of(probe)
    assert (made.rate, made.channels, made.sample_rate) == (NTSC, 1, 44100)
    with pytest.raises(InputError):
        Footage.of(probe.model_copy(update={"video": None}))


def test_the_library_is_only_loaded_when_it_is_used() -> None:
    code = "import sys, pipelines.shorts.editorial; print('opentimelineio' in sys.modules)"
    made = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "False"
