"""Right-to-left captions: their order by the rules, and the picture by measurement."""

import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, features

from pipelines.media.time import Span, Time
from pipelines.shorts import ass, captions, fonts
from pipelines.shorts.bidi import mixed, reads_left, visual
from pipelines.shorts.cover import draw
from pipelines.shorts.errors import MissingGlyphs
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import EditPlan
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import timeline
from pipelines.shorts.words import tokens_of

MIXED = "الحد الأدنى للطلب 500 قطعة، FOB Ningbo"
EMPTY = Path("/nonexistent")


@pytest.fixture(scope="module")
def tokens(cue):
    def make(text):
        first, *rest = text.split(" ")
        return tokens_of(cue(0, first, *(f" {word}" for word in rest)))

    return make


# What a reader of UAX #9 sees from left to right, blanks as they stand.
ORDER = {
    "figures and Latin": (True, MIXED, "FOB Ningbo |،|قطعة| |500| |للطلب| |الأدنى| |الحد"),
    "a price": (True, "السعر $2.50 للقطعة", "للقطعة| |$2.50| |السعر"),
    "a size": (True, "مقاس 30×20×10 cm فقط", "فقط| |30×20×10 cm| |مقاس"),
    "brackets": (True, "جديد (AquaPro X2).", ".)|AquaPro X2|(| |جديد"),
    "Hebrew": (True, "מינימום 500 יחידות!", "יחידות!| |500| |מינימום"),
    "Latin in front": (True, "FOB Ningbo السعر", "السعر| |FOB Ningbo"),
    "in a Latin line": (False, "our مصنع here", "our |مصنع| here"),
    "two words in a Latin line": (False, "our مصنع جديد here", "our |جديد| |مصنع| here"),
}


@pytest.mark.parametrize(("rtl", "text", "expected"), ORDER.values(), ids=ORDER.keys())
def test_order_on_the_screen(tokens, rtl, text, expected):
    parts = visual(tokens(text), rtl=rtl)
    shown = "".join(part.text[::-1] if part.rtl else part.text for part in parts)
    wanted = "".join(
        piece[::-1] if any("\u0590" <= c <= "\u08ff" for c in piece) else piece
        for piece in expected.split("|")
    )
    assert shown == wanted


DIRECTION = {
    "Arabic": ("ar", MIXED, True),
    "Latin first": ("ar", "FOB Ningbo AquaPro السعر", True),
    "a sentence left in English": ("ar", "MOQ is 500 pieces.", False),
    "language unknown": ("und", "الحد الأدنى FOB", True),
    "a name in English": ("en", "our مصنع in Ningbo", False),
}


@pytest.mark.parametrize(("language", "text", "left"), DIRECTION.values(), ids=DIRECTION.keys())
def test_direction_of_a_sentence(tokens, language, text, left):
    assert reads_left(tokens(text), language) is left


def test_lines_without_such_letters_are_left_alone(tokens):
    assert not mixed(tokens("MOQ 500 pcs, 起订量五百件"))


def test_a_figure_stays_with_what_it_counts(tokens):
    counted = {token.text: token.glued for token in tokens(MIXED)}
    assert counted["قطعة،"] and not counted["500"]


@pytest.fixture(scope="module")
def spoken(cue, tmp_path_factory):
    """``spoken(text, language)``: each token, its line, and the picture while it is said."""

    def make(text, language):
        style = load_style("clean")
        area = captions.zone("16:9", style, load_preset("universal"))
        words = [word if at == 0 else f" {word}" for at, word in enumerate(text.split(" "))]
        span = Span(start=Time(0), end=Time.seconds(len(words)))
        said = (cue(0, *words, each=1),)
        told = EditPlan(
            index=1, slug="c", title="T", highlight="h", language=language, span=span, cues=said
        )
        screens = captions.screens(told, timeline(span), area, style)
        assert len(screens) == 1
        folder = tmp_path_factory.mktemp("rtl")
        script = ass.write_script(folder / "a.ass", ass.script(screens, area))
        faces = fonts.gather(ass.faces(screens), folder / "fonts")
        pictures = frames(script, faces, area, len(words))
        lines = enumerate(screens[0].lines)
        told = [(token, row) for row, line in lines for token in line]
        return style, [(*one, picture) for one, picture in zip(told, pictures, strict=True)]

    def frames(script, faces, area, count):
        """One picture a second, half a second after the full one."""
        source = f"color=black:s={area.width}x{area.height}:r=1:d={count}"
        draw = f"settb=1/1000,setpts=PTS+500,ass=filename={script}:fontsdir={faces}"
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-vf", draw]
        command += ["-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
        return np.frombuffer(raw, np.uint8).reshape(-1, area.height, area.width, 3).astype(int)

    return make


def accent(picture):
    """Where the spoken word is: the fill of its letters."""
    return (picture[..., 0] > 150) & (picture[..., 1] > 120) & (picture[..., 2] < 130)


def trimmed(mask):
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


CASES = {
    "Arabic": ("ar", MIXED, (0, 1, 2, 3, 4), (5, 6)),
    "Hebrew": ("he", "המחיר $2.50 ליחידה, FOB Ningbo", (0, 1, 2), (3, 4)),
}


@pytest.mark.parametrize(("language", "text", "left", "right"), CASES.values(), ids=CASES.keys())
def test_the_highlight_runs_from_right_to_left(spoken, language, text, left, right):
    """Words of the language each stand left of the one before on their line, Latin ones right."""
    _, frames = spoken(text, language)
    places = [np.flatnonzero(accent(picture).any(axis=0)).mean() for _, _, picture in frames]
    moves = [
        (sign * (places[other] - places[one]), frames[other][0].text)
        for group, sign in ((left, -1), (right, 1))
        for one, other in pairwise(group)
        if frames[one][1] == frames[other][1]
    ]
    assert len(moves) >= 2 and all(move > 20 for move, _ in moves), moves


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no Raqm to lay out Arabic with")
@pytest.mark.parametrize(
    ("language", "text"),
    [("ar", "الحد الأدنى للطلب، مصنع؟"), ("he", "מחיר נמוך, מפעל!")],
    ids=["Arabic", "Hebrew"],
)
def test_words_have_the_shape_that_a_shaper_gives_them(spoken, language, text):
    """Letters joined, punctuation on the left: each lit word against Pillow's own layout."""
    style, frames = spoken(text, language)
    for token, _, picture in frames:
        face = fonts.find_font(token.text, language=language)
        if any(not face.covers(char) for char in token.text):
            continue
        font = ImageFont.truetype(str(face.path), style.em, index=face.number)
        sheet = Image.new("L", (900, 300))
        options = {"direction": "rtl", "language": language}
        ImageDraw.Draw(sheet).text((100, 80), token.text, 255, font, **options)
        wanted, seen = trimmed(np.asarray(sheet) > 110), trimmed(accent(picture))
        assert np.abs(np.subtract(wanted.shape, seen.shape)).max() <= 4
        assert alike(wanted, seen) > 0.8, token.text


def alike(one, other):
    """Shared ink over all ink, where the two lie best upon each other."""
    height, width = np.maximum(one.shape, other.shape) + 6
    sheets = np.zeros((2, height, width), bool)
    sheets[0, 3 : 3 + one.shape[0], 3 : 3 + one.shape[1]] = one
    sheets[1, 3 : 3 + other.shape[0], 3 : 3 + other.shape[1]] = other
    moved = [np.roll(sheets[1], (y, x), (0, 1)) for y in range(-3, 4) for x in range(-3, 4)]
    return max((sheets[0] & m).sum() / (sheets[0] | m).sum() for m in moved)


def test_a_title_begins_at_the_right(tmp_path):
    picture = tmp_path / "picture.png"
    Image.new("RGB", (1080, 1920), "#778899").save(picture)
    sides = {}
    for language, title in (("ar", "مصنع"), ("en", "Plant")):
        out = draw(picture, title, load_style("clean"), language, tmp_path / f"{language}.jpg")
        with Image.open(out) as drawn:
            white = np.asarray(drawn.convert("L")).astype(int) > 240
        columns = np.flatnonzero(white.any(axis=0))
        sides[language] = (columns[0], 1080 - columns[-1])
    assert sides["ar"][1] == pytest.approx(sides["en"][0], abs=14)
    assert sides["ar"][0] > 400


def test_missing_arabic_letters_name_their_package():
    with pytest.raises(MissingGlyphs, match="fonts-noto-core"):
        fonts.split_runs("مصنع", "ar", directories=(EMPTY,))
