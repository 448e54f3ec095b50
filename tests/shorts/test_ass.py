import re
from itertools import pairwise

import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts import ass, captions, tags
from pipelines.shorts.errors import UnknownStyle
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import SIZES, EditPlan
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import timeline

SPAN = Span(start=Time.seconds(10), end=Time.seconds(20))
PLAN = EditPlan(index=1, slug="clip", title="T", highlight="h1", span=SPAN)
STYLES = ("clean", "bold", "boxed")


def shown(cues, ratio="9:16", style="clean", language="en", span=SPAN):
    chosen = load_style(style)
    area = captions.zone(ratio, chosen, load_preset("universal"))
    plan = PLAN.model_copy(update={"cues": tuple(cues), "language": language, "span": span})
    return captions.screens(plan, timeline(span), area, chosen), area, chosen


def lines_of(screens):
    return [
        "".join((" " if t.space and i else "") + t.text for i, t in enumerate(line))
        for screen in screens
        for line in screen.lines
    ]


ESCAPES = {
    "override": (r"{\pos(0,0)}X", "\\{\\\u2060pos(0,0)\\}X"),
    "line breaks": (r"\N\h", "\\\u2060N\\\u2060h"),
    "real line breaks": ("a\r\nb", "a  b"),
    "plain": ("FOB $2.50, 30%", "FOB $2.50, 30%"),
}


@pytest.mark.parametrize(("text", "expected"), ESCAPES.values(), ids=ESCAPES.keys())
def test_escape(text, expected):
    assert tags.escape(text) == expected


def test_colour():
    assert tags.colour("#11223380") == "&H7F332211"
    assert tags.colour("#FFD84A") == "&H004AD8FF"


def test_clock():
    assert tags.clock(Time.seconds(3661.239)) == "1:01:01.24"


TEXTS = {
    "latin": ("en", (" Our", " minimum", " order", " is", " 500", " pcs", " per", " colour.")),
    "chinese": (
        "zh",
        ("我们", "的", "起订", "量", "是", "五百", "件", "！", "单价", "两", "块", "五"),
    ),
    "mixed": ("zh", ("这", "款", " iPhone", " 17", " 手机", "壳", "，", "FOB", " $2.5", "0", "。")),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ratio", list(SIZES))
def test_lines_stay_in_the_zone(cue, ratio, style):
    words = [" Every", " batch", " of", " 1,000", " pcs", " costs", " US$", " 2.50", " FOB", "，"]
    screens, area, chosen = shown([cue(10.5, *words, "工厂直接发货没有中间商")], ratio, style)
    assert all(1 <= len(screen.lines) <= 2 for screen in screens)
    for line in lines_of(screens):
        assert captions.width_of(line, chosen, "en") <= area.room + 1
    joined = "\n".join(lines_of(screens)).upper()
    assert "1,000 PCS" in joined and "US$ 2.50" in joined
    width, height = SIZES[ratio]
    assert area.baseline + 0.3 * chosen.em <= height * 0.85
    assert area.right <= width * (0.87 if ratio == "9:16" else 0.91)


@pytest.mark.parametrize(("language", "words"), TEXTS.values(), ids=TEXTS.keys())
def test_no_text_is_lost(cue, language, words):
    screens, _, _ = shown([cue(10.2, *words)], language=language)
    lost = str.maketrans("", "", " ，。")
    assert "".join(lines_of(screens)).translate(lost) == "".join(words).translate(lost)


def test_square_commas_hang(cue):
    screens, _, _ = shown([cue(10.2, "工厂", "，", "价格", "！")], language="zh")
    assert lines_of(screens) == ["工厂，价格！"]
    screens, _, _ = shown([cue(10.2, "工厂", "直供", "。")], language="zh")
    assert lines_of(screens) == ["工厂直供"]


def test_a_name_keeps_its_number(cue):
    words = [
        " This",
        " one",
        " is",
        " for",
        " the",
        " iPhone",
        " 17",
        " and",
        " MOQ",
        " 500",
        " pcs",
    ]
    joined = " / ".join(lines_of(shown([cue(10.2, *words)])[0]))
    assert "iPhone 17" in joined and "MOQ 500 pcs" in joined


def test_screens_follow_each_other_inside_the_clip(cue):
    cues = [
        cue(9.4, " Starts", " before", " the", " clip", each=0.4),
        cue(11.2, " Next", " one"),
        cue(11.5, " overlaps", " it"),
        cue(19.5, " runs", " over", " the", " end", each=0.4),
        cue(25.0, " never", " seen"),
    ]
    screens, _, _ = shown(cues)
    assert all(Time(0) <= s.start < s.end <= SPAN.duration for s in screens)
    assert all(a.end <= b.start for a, b in pairwise(screens))
    assert screens[0].end == screens[1].start, "a gap of 0.2 s is closed"
    assert "never" not in " ".join(lines_of(screens))


def dialogues(cues, **keywords):
    screens, area, _ = shown(cues, **keywords)
    text = ass.script(screens, area)
    return [
        line.split(",", 9) for line in text.splitlines() if line.startswith(f"Dialogue: {ass.TEXT}")
    ]


def lit(text, active):
    """The text that has the active colour."""
    parts = re.split(r"\{\\1c(&H[0-9A-F]+&)\}", text)
    return "".join(
        re.sub(r"\{[^}]*\}", "", body)
        for colour, body in zip(parts[1::2], parts[2::2], strict=True)
        if colour in (active, tags.nudged(active))
    ).strip()


def test_latin_words_light_up_one_by_one(cue):
    events = dialogues([cue(10.0, " Good", " price", " here")])
    assert [lit(event[9], "&H4AD8FF&") for event in events] == ["Good", "price", "here"]
    assert [(event[1], event[2]) for event in events] == [
        ("0:00:00.00", "0:00:00.30"),
        ("0:00:00.30", "0:00:00.60"),
        ("0:00:00.60", "0:00:00.90"),
    ]


def test_chinese_characters_fill_one_by_one(cue):
    events = dialogues([cue(10.0, "工厂", "价")], language="zh")
    assert [lit(event[9], "&H4AD8FF&") for event in events] == ["工", "工厂", "工厂价"]


def test_only_colours_change_between_the_drawings_of_a_line(cue):
    events = dialogues([cue(10.0, " Fast", " 发货", " US$", " 3", " now")])
    stripped = {re.sub(r"\\1c&H[0-9A-F]+&", "", event[9]) for event in events}
    assert len({re.sub(r"\{\}", "", text) for text in stripped}) == len(
        {re.search(r"\\pos\([^)]*\)", event[9]).group() for event in events}
    )
    assert not any("\\fscx" in event[9] or "\\t(" in event[9] for event in events)


def test_hostile_text_stays_text(cue, shared):
    nasty = (shared / "hostile" / "handmade" / "captions_nasty.txt").read_bytes()
    lines = nasty.decode("utf-8", "replace").split("\n")
    lines = [line for line in lines if "👩" not in line]
    cues = [cue(10 + i * 0.5, line[:400], each=0.5) for i, line in enumerate(lines)]
    screens, area, _ = shown(cues, span=Span(start=Time(0), end=Time.seconds(40)))
    text = ass.script(screens, area)
    body = text.partition("[Events]")[2]
    allowed = re.compile(r"\{(\\(an2|pos\([\d.,]+\)|blur[\d.]+|[13]c&H[0-9A-F]{6}&|fn[^\\{}]+|b\d+"
                         r"|[13]a&H[0-9A-F]{2}&|bord[\d.]+|shad0"
                         r"|fs[\d.]+|fsp-?[\d.]+))+\}")  # fmt: skip
    for event in body.splitlines()[2:]:
        left = allowed.sub("", event.split(",", 9)[9])
        assert not re.search(r"(?<!\\)[{}]", left)
        assert not re.search(r"\\[NnhH]", left)
    assert "\x00" not in text and "\u202e" not in text


def test_unknown_style_names_the_known_ones():
    with pytest.raises(UnknownStyle, match="bold, boxed, clean"):
        load_style("../clean")
