"""Moving and split pictures: rendered, and read off a picture whose lightness tells the place."""

import av
import numpy as np
import pytest

from pipelines.media import ffmpeg
from pipelines.media.time import Span, Time
from pipelines.shorts import graph, stills
from pipelines.shorts.cut import Cut
from pipelines.shorts.encoder import X264
from pipelines.shorts.framing import at, shaped
from pipelines.shorts.graph import Output
from pipelines.shorts.preset import load_preset
from pipelines.shorts.shots import Shot
from pipelines.shorts.source import open_source
from pipelines.shorts.spec import Framing, Region
from pipelines.shorts.timeline import timeline

FRAMES = 30
SPAN = Span(start=Time(0), end=Time.seconds(FRAMES / 30))
CUT = Cut(Time(0), timeline(SPAN))
CODING = X264.video(load_preset("universal"))
PAN = Framing(span=SPAN, mode="crop", x=0.3, to_x=0.7)


@pytest.fixture(scope="module")
def ramp(synthesise):
    """Lightness from 16 at the left edge to 235 at the right, 640x360."""
    light = "geq=lum='16+219*X/(W-1)':cb=128:cr=128"
    return open_source(
        synthesise(
            "ramp",
            *("-f", "lavfi", "-i", "color=black:s=640x360:r=30:d=2", "-vf", light),
            *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-color_range", "tv"),
        )
    )


@pytest.fixture
def render(ramp, tmp_path):
    """The luma planes of a rendition of one shot."""

    def made(framing):
        out = tmp_path / "out.mp4"
        output = Output("9:16", (Shot(0, FRAMES, framing),), out, (1080, 1920), CODING)
        command = graph.command(ramp, CUT, [output])
        ffmpeg.run(command, read=[ramp.path], write=[tmp_path])
        with av.open(str(out)) as media:
            frames = media.decode(media.streams.video[0])
            return [frame.to_ndarray(format="yuv420p")[:1920] for frame in frames]

    return made


def place(plane):
    """Where the middle of a plane is in the ramp, 0..1; whole levels make it 0.01 unsure."""
    return (float(plane[:, 530:550].mean()) - 15) / 219


def test_a_window_moves_as_its_framing_says_and_does_not_tremble(render):
    places = [place(plane) for plane in render(PAN)]
    told = [at(PAN, number / (FRAMES - 1)).x for number in range(FRAMES)]
    assert len(places) == FRAMES
    assert np.abs(np.subtract(places, told)).max() < 0.013
    assert np.diff(places, 2).min() > -0.006 and np.diff(places, 2).max() < 0.013
    assert (places[0], places[-1]) == (pytest.approx(0.3, abs=0.013), pytest.approx(0.7, abs=0.013))


def test_the_cover_of_a_moving_shot_is_the_frame_in_the_clip(ramp, tmp_path):
    picture = tmp_path / "still.png"
    ((_, frame),) = stills.stills(ramp, CUT, [20])
    whole = stills.write(tmp_path / "whole.ppm", frame)
    command = graph.still(whole, 16 / 9, "9:16", at(PAN, 20 / (FRAMES - 1)), picture)
    ffmpeg.run(command, read=[whole], write=[tmp_path])
    with av.open(str(picture)) as media:
        frame = next(media.decode(video=0)).to_ndarray(format="rgb24")
    shown = float(frame[:, 530:550].mean()) / 255
    assert shown == pytest.approx(at(PAN, 20 / (FRAMES - 1)).x, abs=0.02)


def test_two_windows_stand_above_each_other(render):
    lower = Region(x=0.7, zoom=2.0)
    plane = render(Framing(span=SPAN, mode="split", x=0.35, zoom=2.0, seam=0.4, lower=lower))[10]
    assert place(plane[:766]) == pytest.approx(0.35, abs=0.013)
    assert place(plane[770:]) == pytest.approx(0.7, abs=0.013)
    for part, height in ((plane[:768], 768), (plane[768:], 1152)):
        shown = (float(part[:, -8:].mean()) - float(part[:, :8].mean())) / 219
        assert shown == pytest.approx(shaped(16 / 9, 1080 / height, 2.0).width, abs=0.01)


@pytest.mark.parametrize(("zoom", "tall"), [(1.0, 608), (1.5, 912)], ids=["whole", "a part"])
def test_a_fitted_picture_stands_between_its_dim_blurred_self(render, zoom, tall):
    plane = render(Framing(span=SPAN, mode="fit", zoom=zoom))[10]
    top = (1920 - tall) // 2
    inside = plane[top + 8 : top + tall - 8]
    assert place(inside) == pytest.approx(0.5, abs=0.013)
    shown = (float(inside[:, -8:].mean()) - float(inside[:, :8].mean())) / 219
    assert shown == pytest.approx(1 / zoom, abs=0.02)
    for strip in (plane[: top - 8], plane[top + tall + 8 :]):
        dimmed = 16 + (float(inside[:, 500:580].mean()) - 16) * 0.55
        assert float(strip[:, 500:580].mean()) == pytest.approx(dimmed, abs=3)


@pytest.fixture(scope="module")
def counted(synthesise):
    """20 s in which the lightness tells the frame: 1/30 s each, a key picture every two seconds."""
    light = "geq=lum='16+4*mod(N,50)':cb=128:cr=128"
    return open_source(
        synthesise(
            "counted",
            *("-f", "lavfi", "-i", "color=black:s=160x90:r=30:d=20", "-vf", light),
            *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-g", "60"),
        )
    )


PARTS = {
    "whole": (0, 2, ()),
    "far inside the file": (11.5, 13, ()),
    "two parts left out": (8, 12, ((8.5, 9), (10.1, 10.9))),
    "the beginning left out": (4, 6, ((4, 4.5),)),
}


@pytest.mark.parametrize(("start", "end", "removed"), PARTS.values(), ids=PARTS.keys())
def test_the_frames_are_those_of_the_timeline(counted, tmp_path, start, end, removed):
    span = Span(start=Time.seconds(start), end=Time.seconds(end))
    left_out = [Span(start=Time.seconds(a), end=Time.seconds(b)) for a, b in removed]
    cut = Cut(span.start, timeline(span, left_out))
    out = tmp_path / "out.mp4"
    whole = Shot(0, cut.frames, Framing(span=span, mode="crop"))
    output = Output("16:9", (whole,), out, (160, 90), {**CODING, "qp": 0, "profile:v": "high444"})
    ffmpeg.run(graph.command(counted, cut, [output]), read=[counted.path], write=[tmp_path])
    with av.open(str(out)) as media:
        seen = [
            round((float(frame.to_ndarray(format="yuv420p")[20:60].mean()) - 16) / 4)
            for frame in media.decode(media.streams.video[0])
        ]
    first = round(start * 30)
    shown = [
        first + number for piece in cut.timeline.pieces for number in range(piece.first, piece.last)
    ]
    assert seen == [number % 50 for number in shown]


def test_what_lies_before_the_clip_is_not_decoded(counted, tmp_path):
    span = Span(start=Time.seconds(18), end=Time.seconds(19))
    shot = Shot(0, 30, Framing(span=span, mode="crop"))
    output = Output("16:9", (shot,), tmp_path / "out.mp4", (160, 90), CODING)
    command = graph.command(counted, Cut(span.start, timeline(span)), [output])
    log = ffmpeg.run(["-v", "verbose", *command], read=[counted.path], write=[tmp_path])
    (decoded,) = (line for line in log.splitlines() if "frames decoded" in line)
    assert int(decoded.split(" frames decoded")[0].split()[-1]) <= 120
