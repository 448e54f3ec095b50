"""Every script as libass draws it, beside the same words laid out by HarfBuzz through Pillow."""

import subprocess
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, features

from pipelines.media.time import Span, Time
from pipelines.shorts import ass, captions, fonts, tags
from pipelines.shorts.errors import MissingGlyphs
from pipelines.shorts.preset import load_preset
from pipelines.shorts.screen import Screen
from pipelines.shorts.spec import EditPlan
from pipelines.shorts.style import Style
from pipelines.shorts.timeline import timeline
from pipelines.shorts.zone import Zone

PLAIN = Style(name="plain", em=72, text="#FFFFFF", active="#FFFFFF", leading=1.5)
FINE = 4
"""The reference is drawn so much larger and then reduced: no hints move its letters."""
NEAR = 2
"""Pixels that a letter may be off."""
SPOT = 12
"""Pixels of ink that may stand alone: the end of a stroke."""
TEXTS = {
    "Latin": ("en", "Our lowest price is US$ 2.50 – naïve façade Ærøskøbing"),
    "Vietnamese": ("vi", "Giá xưởng tốt nhất, đặt hàng tối thiểu"),
    "Cyrillic": ("ru", "Минимальный заказ, срок поставки"),
    "Greek": ("el", "Ελάχιστη παραγγελία"),
    "Chinese": ("zh", "工厂直供，起订量五百件，十五天交货"),
    "Japanese": ("ja", "最小ロットは五百個です。ちょっとコーヒーをどうぞ"),
    "Korean": ("ko", "최소 주문 수량은 오백 개입니다"),
    "Thai": ("th", "ขั้นต่ำห้าร้อยชิ้น ราคาโรงงานที่นี่"),
    "Arabic": ("ar", "السعر الأفضل مباشرة من المصنع"),
    "Hebrew": ("he", "המחיר הטוב ביותר ישירות מהמפעל"),
    "Devanagari": ("hi", "न्यूनतम ऑर्डर, सबसे अच्छी कीमत"),
    "Bengali": ("bn", "সর্বনিম্ন অর্ডার পাঁচশো টুকরা"),
    "Tamil": ("ta", "குறைந்தபட்ச ஆர்டர்"),
    "Khmer": ("km", "ការបញ្ជាទិញអប្បបរមា"),
    "Lao": ("lo", "ສັ່ງຊື້ຂັ້ນຕ່ຳ"),
    "Burmese": ("my", "အနည်းဆုံးမှာယူမှု"),
}
pytestmark = pytest.mark.skipif(
    not features.check("raqm"), reason="Pillow has no HarfBuzz here to compare with"
)


@dataclass(frozen=True)
class Drawn:
    screens: tuple[Screen, ...]
    area: Zone
    picture: np.ndarray


@pytest.fixture(scope="module")
def drawn(cue, tmp_path_factory) -> dict[str, Drawn]:
    """Every text in its second of one picture stream, drawn by the bundled way through ffmpeg."""
    area = captions.zone("16:9", PLAIN, load_preset("universal"))
    found: dict[str, tuple[Screen, ...]] = {}
    for second, (name, (language, text)) in enumerate(TEXTS.items()):
        try:
            found[name] = screens_of(cue(second, text, each=1), language, area)
        except MissingGlyphs:
            continue
    pictures = frames([one for shown in found.values() for one in shown], area, tmp_path_factory)
    places = list(TEXTS)
    return {name: Drawn(shown, area, pictures[places.index(name)]) for name, shown in found.items()}


def screens_of(said, language, area):
    span = Span(start=Time(0), end=Time.seconds(len(TEXTS)))
    plan = EditPlan(
        index=1, slug="c", title="T", highlight="h", language=language, span=span, cues=(said,)
    )
    return captions.screens(plan, timeline(span), area, PLAIN)


def frames(screens, area, folders) -> np.ndarray:
    """One grey picture from the first moments of every second."""
    folder = folders.mktemp("scripts")
    script = ass.write_script(folder / "a.ass", ass.script(screens, area))
    faces = fonts.gather(ass.faces(screens), folder / "fonts")
    source = f"color=black:s={area.width}x{area.height}:r=1:d={len(TEXTS)}"
    draw = f"settb=1/1000,setpts=PTS+100,ass=filename={script}:fontsdir={faces}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-vf", draw]
    command += ["-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, area.height, area.width)


def reference(shown: Drawn, text: str | None = None) -> np.ndarray:
    """The first screen as HarfBuzz lays its words out, one after the other from the line's start;
    ``text``: other words than its own."""
    screen, area = shown.screens[0], shown.area
    image = Image.new("L", (area.width * FINE, area.height * FINE))
    pen = ImageDraw.Draw(image)
    step = screen.style.leading * screen.style.em
    for below, line in enumerate(reversed(screen.lines)):
        written = "".join((" " if t.space and i else "") + t.text for i, t in enumerate(line))
        draw_line(pen, text or written, screen, area.centre, screen.baseline - below * step)
    return cv2.resize(np.asarray(image), (area.width, area.height), interpolation=cv2.INTER_AREA)


def draw_line(pen, text, screen, centre, baseline) -> None:
    em = screen.style.em * FINE
    rtl = screen.language in ("ar", "he")
    words = [(word, font_of(word, screen.language, em)) for word in text.split(" ")]
    blank = captions.BLANK * em
    wide = sum(font.getlength(word) for word, font in words) + blank * (len(words) - 1)
    x = centre * FINE - wide / 2
    for word, font in reversed(words) if rtl else words:
        direction = "rtl" if rtl else "ltr"
        pen.text((x, baseline * FINE), word, fill=255, font=font, anchor="ls", direction=direction)
        x += font.getlength(word) + blank


def font_of(word, language, em):
    face = fonts.find_font(word, language=language)
    return ImageFont.truetype(
        str(face.path), em, index=face.number, layout_engine=ImageFont.Layout.RAQM
    )


def difference(one: np.ndarray, other: np.ndarray) -> int:
    """The pixels of the largest spot of ink in either picture that has none of the other near."""
    masks = [(picture > 110).astype(np.uint8) for picture in (one, other)]
    reach = np.ones((2 * NEAR + 1,) * 2, np.uint8)
    alone = [masks[i] & (1 - cv2.dilate(masks[1 - i], reach)) for i in (0, 1)]
    spots = [cv2.connectedComponentsWithStats(mask)[2][1:, cv2.CC_STAT_AREA] for mask in alone]
    return max((int(found.max()) for found in spots if len(found)), default=0)


@pytest.mark.parametrize("name", TEXTS)
def test_letters_stand_where_the_shaper_puts_them(drawn, name):
    if name not in drawn:
        pytest.skip(f"no font for {name} here: apt-get install fonts-noto-core fonts-noto-cjk")
    shown = drawn[name]
    assert shown.picture.max() > 200, "something is drawn"
    assert difference(shown.picture, reference(shown)) <= SPOT


WRONG = {
    "Latin": "Our lowest price is US$ 2.60 – naïve façade Ærøskøbing",
    "Chinese": "工厂直供，起订量五百件，十五大交货",
    "Thai": "ขันต่ำห้าร้อยชิ้น ราคาโรงงานที่นี่",
    "Devanagari": "न्यूनतम ऑर्डर, सबसे अच्छि कीमत",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_letter_is_noticed(drawn, name):
    if name not in drawn:
        pytest.skip(f"no font for {name} here")
    assert difference(drawn[name].picture, reference(drawn[name], WRONG[name])) > 5 * SPOT


def test_letters_out_of_place_are_noticed(drawn):
    shown = drawn["Latin"]
    moved = np.roll(shown.picture, 3 * NEAR, axis=1)
    assert difference(moved, reference(shown)) > 5 * SPOT


def test_letters_that_do_not_join_are_noticed(drawn):
    """Arabic drawn letter by letter, as renderers without a shaper do."""
    shown = drawn["Arabic"]
    apart = "\u200c".join(TEXTS["Arabic"][1])
    assert difference(shown.picture, reference(shown, apart)) > 5 * SPOT


def test_fonts_are_named_by_their_own_weight():
    face = fonts.find_font("价", language="zh")
    assert f"\\b{face.weight}" in tags.font(face, PLAIN)
