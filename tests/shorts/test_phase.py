"""A span is moved onto the recording's pictures."""

from fractions import Fraction

import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts import phase

CODED = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "50", "-pix_fmt", "yuv420p")


@pytest.fixture
def recording(synthesise):
    def made(rate):
        name = f"phase-{rate}".replace("/", "-")
        return synthesise(name, "-f", "lavfi", "-i", f"color=s=64x64:r={rate}:d=6", *CODED)

    return made


def span(start, end=5.0):
    return Span(start=Time.seconds(start), end=Time.seconds(end))


@pytest.mark.parametrize(
    ("rate", "start", "late", "unsure"),
    [
        pytest.param("30", 2.0, 0.0, 0.0, id="on a picture"),
        pytest.param("30", 2.317, 0.01633, 6e-4, id="before one"),
        pytest.param("30", 2.345, -0.01167, 6e-4, id="behind one"),
        pytest.param("60", 2.0, -0.0083, 6e-4, id="twice as many: every one as far from a frame"),
    ],
)
def test_frames_lie_on_pictures(recording, rate, start, late, unsure):
    found = phase.shift(recording(rate), span(start)).s
    assert found == pytest.approx(late, abs=unsure)


@pytest.mark.parametrize("rate", ["30", "30000/1001", "25", "24", "12", "60000/1001"])
def test_what_was_moved_stays_and_lies_better(recording, rate):
    path, asked = recording(rate), span(1.317)
    late = phase.shift(path, asked)
    moved = Span(start=asked.start + late, end=asked.end + late)
    assert phase.shift(path, moved) == Time(0) and abs(late.s) <= 1 / 60
    assert _clear(moved, Fraction(rate)) >= _clear(asked, Fraction(rate)) - 0.02


def _clear(one, rate):
    """How far, in frames, the picture is that is nearest to where rounding changes."""
    shown = [float(n / rate) for n in range(int(rate * 6))]
    inside = [time for time in shown if one.start.s <= time < one.end.s]
    return min(abs((time - one.start.s) * 30 % 1 - 0.5) for time in inside)
