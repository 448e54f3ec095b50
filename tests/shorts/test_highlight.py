"""How the word that is said stands out: nothing else moves by a pixel."""

import subprocess

import numpy as np
import pytest

from assets import shipped
from pipelines.media.time import Span, Time
from pipelines.shorts import ass, captions, fonts
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import EditPlan
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import timeline

SPAN = Span(start=Time(0), end=Time.seconds(3))
WORDS = (" Straight", " factory", " price")
CASES = {"Latin": ("en", WORDS), "Arabic": ("ar", (" السعر", " مباشرة", " اليوم"))}


@pytest.fixture(scope="module")
def drawn(cue, tmp_path_factory):
    """``drawn(style, language, words)``: the picture in the middle of each second, where its word
    has grown, and the screen; one word a second."""

    def make(style, language, words):
        area = captions.zone("16:9", style, load_preset("universal"))
        said = (cue(0, *words, each=1),)
        plan = EditPlan(
            index=1, slug="c", title="T", highlight="h", language=language, span=SPAN, cues=said
        )
        screens = captions.screens(plan, timeline(SPAN), area, style)
        folder = tmp_path_factory.mktemp("styles")
        script = ass.write_script(folder / "a.ass", ass.script(screens, area))
        faces = fonts.gather(ass.faces(screens), folder / "fonts")
        (row,) = ass.rows(screens[0], area)
        return frames(script, faces, area), row

    def frames(script, faces, area):
        source = f"color=0x808080:s={area.width}x{area.height}:r=1:d=3"
        draw = f"settb=1/1000,setpts=PTS+500,ass=filename={script}:fontsdir={faces}"
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-vf", draw]
        command += ["-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
        return np.frombuffer(raw, np.uint8).reshape(-1, area.height, area.width, 3).astype(int)

    return make


@pytest.mark.parametrize("style", shipped("captions"))
@pytest.mark.parametrize(("language", "words"), CASES.values(), ids=CASES.keys())
def test_only_the_word_that_is_said_changes(drawn, style, language, words):
    pictures, row = drawn(load_style(style), language, words)
    margin = 0.3 * row.style.em
    for one, other, still in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        left, right = row.extent(frozenset([id(row.line[still])]))
        inside = slice(round(left + margin), round(right - margin))
        assert (pictures[one][:, inside] == pictures[other][:, inside]).all()
        left, right = row.extent(frozenset([id(row.line[one])]))
        lit = slice(round(left), round(right))
        assert np.abs(pictures[one][:, lit] - pictures[other][:, lit]).max() > 60


def painted(picture, style) -> np.ndarray:
    """The columns in which the active colour is."""
    wanted = [int(style.active[at : at + 2], 16) for at in (1, 3, 5)]
    return np.flatnonzero((np.abs(picture - wanted).max(axis=2) < 60).any(axis=0))


def test_a_swelling_word_grows_around_its_middle(drawn):
    bold = load_style("bold")
    grown, row = drawn(bold, "en", WORDS)
    still, _ = drawn(bold.model_copy(update={"swell": 1.0}), "en", WORDS)
    for large, small, token in zip(grown, still, row.line, strict=True):
        after, before = painted(large, bold), painted(small, bold)
        left, right = row.extent(frozenset([id(token)]))
        assert (after[0] + after[-1]) / 2 == pytest.approx((left + right) / 2, abs=4)
        assert 1.01 < np.ptp(after) / np.ptp(before) < 1.07


def test_a_pill_lies_behind_the_word(drawn):
    pictures, row = drawn(load_style("boxed"), "en", WORDS)
    blue = [int(row.style.accent[at : at + 2], 16) for at in (1, 3, 5)]
    for picture, token in zip(pictures, row.line, strict=True):
        pill = np.abs(picture - blue).max(axis=2) < 30
        columns = np.flatnonzero(pill.any(axis=0))
        left, right = row.extent(frozenset([id(token)]))
        assert columns[0] < left and right < columns[-1] < right + 0.2 * row.style.em
