"""What a brand draws on a clip: measured on the drawn pictures."""

import hashlib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.media.time import Span, Time
from pipelines.shorts.avoid import Obstacle
from pipelines.shorts.brand import HOUSE, Kit, boxes, worn
from pipelines.shorts.brand.colour import contrast, readable
from pipelines.shorts.errors import MissingGlyphs
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import SIZES, Brand, LowerThird
from pipelines.shorts.timeline import timeline
from tests.shorts.brand_material import SUN, TEAL, picture

UNIVERSAL = load_preset("universal")
KIT = Kit(Brand(primary=TEAL, accent=SUN), picture())
FACTS = ("MOQ 500", "FOB Ningbo", "15 days")
THIRD = LowerThird(
    title="Vacuum bottle 500 ml",
    lines=FACTS,
    span=Span(start=Time.seconds(12), end=Time.seconds(17)),
)
TEXTS = {
    "latin": ("Vacuum bottle 500 ml", FACTS, "en"),
    "chinese": ("真空保温杯 500ml 304不锈钢", ("起订量500件", "FOB宁波", "交期15天"), "zh"),
    "arabic": ("زجاجة مفرغة 500 مل", ("MOQ 500", "التسليم 15 يوم"), "ar"),
    "thai": ("กระบอกน้ำสุญญากาศ", ("MOQ 500",), "th"),
    "endless": ("Double-wall bottle with bamboo lid " * 6, ("Lead time 15–20 days",) * 9, "en"),
    "one endless word": ("Supercalifragilistic" * 8, ("9" * 90, "MOQ 500"), "en"),
    "no facts": ("Camping kettle 1.2 l", (), "en"),
    "hostile": ("\u202e{\\pos(0,0)}<b>\x00\n" + "Z" * 9, ("",), "en"),
}


def layers(plan, kit=KIT, ratio="9:16", obstacles=(), preset=UNIVERSAL, *, out, **fields):
    made = plan(10, 25, **{"lower_third": THIRD, **fields})
    return kit.layers(made, timeline(made.span, made.removed), ratio, preset, out, obstacles)


@pytest.mark.parametrize("ratio", SIZES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_everything_stands_in_the_safe_area(plan, tmp_path, ratio, text):
    title, lines, language = text
    third = THIRD.model_copy(update={"title": title, "lines": lines})
    made = plan(10, 25, lower_third=third, language=language)
    shown = timeline(made.span)
    drawn = KIT.layers(made, shown, ratio, UNIVERSAL, tmp_path)
    (width, height), safe = SIZES[ratio], UNIVERSAL.safe(ratio)
    logo, card = boxes(drawn, shown, ratio, UNIVERSAL)
    for box in (logo, card):
        assert box.left >= width * safe.left - 1 and box.right <= width * (1 - safe.right) + 1
        assert box.top >= height * safe.top - 1 and box.bottom <= height * (1 - safe.bottom) - 230
    assert logo.bottom < card.top or logo.right < card.left
    assert card.bottom - card.top < 0.24 * min(width, height) + 60


def test_times_and_fades(plan, tmp_path):
    removed = (Span(start=Time.seconds(10.5), end=Time.seconds(11.5)),)
    logo, card = layers(plan, out=tmp_path, removed=removed)
    assert (logo.start, logo.end) == (None, None)
    assert (card.start, card.end) == (Time.seconds(1), Time.seconds(6))
    most = (Span(start=Time.seconds(12.4), end=Time.seconds(17)),)
    assert len(layers(plan, out=tmp_path, removed=most)) == 1, "too short to be read"
    assert len(layers(plan, out=tmp_path, lower_third=None)) == 1


@pytest.mark.parametrize(
    ("title", "lines", "drawn"),
    [
        pytest.param("", (), 1, id="no words"),
        pytest.param("\u202e \x00", ("",), 1, id="none that are seen"),
        pytest.param("", ("9" * 90,), 1, id="a figure that would have to be cut"),
        pytest.param("", FACTS, 2, id="facts alone"),
    ],
)
def test_words_may_be_missing(plan, tmp_path, title, lines, drawn):
    third = THIRD.model_copy(update={"title": title, "lines": lines})
    assert len(layers(plan, lower_third=third, out=tmp_path)) == drawn


def opened(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA")).astype(int)


def test_the_card_wears_the_colours(plan, tmp_path):
    pixels = opened(layers(plan, out=tmp_path)[1].path)
    solid = pixels[pixels[..., 3] > 250][:, :3]
    for colour in ((0x0E, 0x5C, 0x63), (0xFF, 0xB3, 0x47)):
        assert (np.abs(solid - colour).max(axis=1) < 6).mean() > 0.2
    assert not pixels[0, 0, 3] and not pixels[-1, -1, 3], "round corners, a soft shadow"


def test_letters_are_those_of_the_brands_font(plan, tmp_path):
    serif = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf").read_bytes()
    own = layers(plan, Kit(KIT.brand, None, serif), out=tmp_path)[0]
    one = opened(own.path)
    other = opened(layers(plan, Kit(KIT.brand), out=tmp_path)[0].path)
    assert one.shape[1] != other.shape[1], "wider letters make a wider card"
    chinese = THIRD.model_copy(update={"title": "真空杯", "lines": ()})
    assert layers(plan, Kit(KIT.brand, None, serif), lower_third=chinese, out=tmp_path)


def test_missing_glyphs(plan, tmp_path):
    lost = THIRD.model_copy(update={"title": "\U00030000"})
    with pytest.raises(MissingGlyphs):
        layers(plan, lower_third=lost, out=tmp_path)


def test_a_right_to_left_card_begins_at_the_right(plan, tmp_path):
    title, lines, language = TEXTS["arabic"]
    third = THIRD.model_copy(update={"title": title, "lines": lines})
    made = plan(10, 25, lower_third=third, language=language)
    shown = timeline(made.span)
    card = boxes(KIT.layers(made, shown, "9:16", UNIVERSAL, tmp_path), shown, "9:16", UNIVERSAL)[1]
    assert abs(card.right - 1080 * 0.86) < 2
    pixels = opened(tmp_path / "lower-third-9x16.png")
    dark = (np.abs(pixels[..., :3] - (255, 255, 255)).max(axis=2) < 40) & (pixels[..., 3] > 250)
    columns = np.flatnonzero(dark.any(axis=0))
    left, right = columns[0], pixels.shape[1] - columns[-1]
    assert right < left, "white letters of the title hang at the right"


def test_a_latin_name_does_not_turn_an_arabic_card(plan, tmp_path):
    third = THIRD.model_copy(update={"lines": ("MOQ 500", "التسليم 15 يوم")})
    made = plan(10, 25, lower_third=third, language="ar")
    shown = timeline(made.span)
    card = boxes(KIT.layers(made, shown, "9:16", UNIVERSAL, tmp_path), shown, "9:16", UNIVERSAL)[1]
    assert abs(card.right - 1080 * 0.86) < 2


def test_it_goes_where_it_hides_least(plan, tmp_path):
    face = Obstacle("a face", 200, 1000, 900, 1300, Time.seconds(3), Time.seconds(4))
    later = Obstacle("a face", 200, 1000, 900, 1300, Time.seconds(9), Time.seconds(12))
    usual = layers(plan, out=tmp_path)[1].y
    assert layers(plan, obstacles=(later,), out=tmp_path)[1].y == usual
    assert layers(plan, obstacles=(face,), out=tmp_path)[1].y < 600 < usual


def test_a_face_that_fills_the_picture_keeps_its_mouth(plan, tmp_path):
    close = Obstacle("a face", 116, 230, 940, 1410, Time.seconds(0), Time.seconds(15))
    made = plan(10, 25, lower_third=THIRD)
    shown = timeline(made.span)
    drawn = KIT.layers(made, shown, "9:16", UNIVERSAL, tmp_path, (close,))
    card = boxes(drawn, shown, "9:16", UNIVERSAL)[1]
    assert card.bottom < 600, "over the forehead"


@pytest.mark.parametrize("scale", [0.5, 720 / 1080])
def test_smaller_renditions_look_the_same(plan, tmp_path, scale):
    frames = {"9:16": {"width": round(1080 * scale), "height": round(1920 * scale)}}
    small = UNIVERSAL.model_validate(
        {**UNIVERSAL.model_dump(), "frames": {**UNIVERSAL.model_dump()["frames"], **frames}}
    )
    made = plan(10, 25, lower_third=THIRD)
    shown = timeline(made.span)
    drawn = KIT.layers(made, shown, "9:16", small, tmp_path)
    logo = boxes(drawn, shown, "9:16", small)[0]
    assert 250 < logo.right - logo.left + 40 < 400, "boxes are in pixels of the canvas"
    assert opened(drawn[1].path).shape[1] < 900 * scale


def test_the_same_brand_draws_the_same_bytes(plan, tmp_path):
    def digests(folder: Path) -> list[str]:
        return [hashlib.sha256(x.path.read_bytes()).hexdigest() for x in layers(plan, out=folder)]

    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_who_wears_what(plan, tmp_path):
    assert worn(KIT, plan(0, 5)) is KIT
    assert worn(KIT, plan(0, 5, branded=False)) is worn(None, plan(0, 5)) is HOUSE
    assert len(layers(plan, HOUSE, out=tmp_path)) == 1, "a lower third and no logo"
    silent = Kit(Brand(lower_third=False), picture())
    assert [layer.path.name for layer in layers(plan, silent, out=tmp_path)] == ["logo-9x16.png"]
    assert KIT.style(plan(0, 5)) == "clean"
    assert Kit(Brand(style="bold")).style(plan(0, 5)) == "bold"


GROUNDS = [(0, 0, 0), (255, 255, 255), (14, 92, 99), (255, 179, 71), (128, 128, 128), (255, 0, 0)]


@pytest.mark.parametrize(("wanted", "ground"), list(product(GROUNDS, GROUNDS)))
def test_letters_always_read(wanted, ground):
    assert contrast(readable(wanted, ground), ground) >= 4.5
