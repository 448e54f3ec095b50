import pytest

from assets import shipped
from pipelines.media.time import Span, Time
from pipelines.shorts import captions
from pipelines.shorts.errors import MissingGlyphs
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import SIZES, EditPlan, Subtitles
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import timeline

SPAN = Span(start=Time.seconds(10), end=Time.seconds(20))
STYLE = load_style("clean")
AREA = captions.zone("9:16", STYLE, load_preset("universal"))


def plan_of(*cues, **fields) -> EditPlan:
    values = {"index": 1, "slug": "c", "title": "T", "highlight": "h", "language": "en"}
    return EditPlan.model_validate({**values, "span": SPAN, "cues": cues, **fields})


def told(plan: EditPlan) -> list[tuple[float, float, str]]:
    found = captions.screens(plan, timeline(plan.span, plan.removed), AREA, STYLE)
    return [
        (round(one.start.s, 2), round(one.end.s, 2), " ".join(t.text for t in sum(one.lines, ())))
        for one in found
    ]


@pytest.mark.parametrize("preset", shipped("presets"))
@pytest.mark.parametrize("ratio", SIZES)
def test_zones_keep_clear_of_every_platforms_buttons(preset, ratio):
    area, safe = captions.zone(ratio, STYLE, load_preset(preset)), load_preset(preset).safe(ratio)
    width, height = SIZES[ratio]
    assert area.left >= safe.left * width and area.right <= (1 - safe.right) * width
    assert area.top - 0.75 * STYLE.em >= safe.top * height
    assert area.baseline + 0.25 * STYLE.em <= (1 - safe.bottom) * height
    assert area.centre == pytest.approx(width / 2, abs=1) and area.room > 8 * STYLE.em


def test_words_that_were_left_out_are_not_shown(cue):
    said = cue(11.0, " We", " um", " ship", " fast", each=0.5)
    gone = Span(start=Time.seconds(11.5), end=Time.seconds(12.0))
    assert told(plan_of(said)) == [(1.0, 3.0, "We um ship fast")]
    assert told(plan_of(said, removed=(gone,))) == [(1.0, 2.5, "We ship fast")]


def test_a_cue_that_was_left_out_is_not_shown(cue):
    gone = Span(start=Time.seconds(11.0), end=Time.seconds(13.0))
    plan = plan_of(cue(11.2, " um", " er"), cue(14.0, " Fast"), removed=(gone,))
    assert told(plan) == [(2.0, 2.3, "Fast")]


def test_missing_letters_are_found_in_both_languages_beforehand(cue):
    spoken = Subtitles(language="zh", cues=(cue(10.0, "\U00030000"),))
    captions.check(plan_of(cue(10.0, " Fast")), STYLE)
    with pytest.raises(MissingGlyphs, match="apt-get install"):
        captions.check(plan_of(cue(10.0, " Fast"), spoken=spoken), STYLE)
    with pytest.raises(MissingGlyphs, match="fonts-symbola"):
        captions.check(plan_of(cue(10.0, " Fast \U0001fae0")), STYLE)
