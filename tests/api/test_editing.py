"""Changes of a plan: what merges, what is refused, what becomes of the words of a caption."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.editing import PlanChange, change, changed, check, merge
from api.errors import Unusable
from api.retell import retell
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import CaptionCue, CaptionWord, EditPlan, LowerThird

DURATION = Time.seconds(60)


def at(seconds: float) -> Time:
    return Time.seconds(seconds)


def cue(*words: tuple[str, float], end: float) -> CaptionCue:
    starts = [start for _, start in words]
    said = [
        CaptionWord(text=text, start=at(start), end=at(until))
        for (text, start), until in zip(words, [*starts[1:], end], strict=True)
    ]
    return CaptionCue(start=said[0].start, end=at(end), words=tuple(said))


PLAN = EditPlan(
    index=1,
    slug="bottles",
    title="Bottles",
    highlight="h1",
    language="en",
    span=Span(start=at(10), end=at(30)),
    cues=(cue((" five", 11.0), (" hundred", 11.5), (" pieces", 12.0), end=12.6),),
    cover=at(12),
    lower_third=LowerThird(title="Bottle", lines=("MOQ 500",), span=Span(start=at(11), end=at(15))),
)


OUT_OF_ORDER = [
    {"start": 12, "end": 13, "text": "second"},
    {"start": 11, "end": 12, "text": "first"},
]


@pytest.mark.parametrize(
    ("document", "patch", "merged"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_rfc_7396(
    document: dict[str, Any], patch: dict[str, Any], merged: dict[str, Any]
) -> None:
    assert merge(document, patch) == merged


@pytest.mark.parametrize(
    ("patch", "fields"),
    [
        pytest.param({"title": "Steel"}, ["title"], id="a text"),
        pytest.param({"span": {"end": 20}}, ["span"], id="half a span"),
        pytest.param({"lower_third": {"title": "Jar"}}, ["lower_third"], id="half an object"),
        pytest.param({"lower_third": None, "cover": None}, ["cover", "lower_third"], id="null"),
        pytest.param({"crop": "fit", "ratios": ["1:1"]}, ["ratios", "framings"], id="a crop"),
        pytest.param({"crop": "auto"}, [], id="as it is"),
        pytest.param({"hashtags": ["#a"]}, ["hashtags"], id="a list"),
        pytest.param(
            {"span": {"start": 20}}, ["span", "cover", "lower_third"], id="what the span leaves"
        ),
    ],
)
def test_what_changes(patch: dict[str, Any], fields: list[str]) -> None:
    assert sorted(changed(PLAN, change(PLAN, PlanChange.model_validate(patch)))) == sorted(fields)


def test_a_crop_is_for_every_ratio() -> None:
    made = change(PLAN, PlanChange.model_validate({"crop": "left", "ratios": ["9:16", "1:1"]}))
    assert [(f.ratio, f.shots[0].mode, f.shots[0].x) for f in made.framings] == [
        ("9:16", "crop", 0.0),
        ("1:1", "crop", 0.0),
    ]


@pytest.mark.parametrize(
    "patch",
    [
        pytest.param({"index": 2}, id="which clip it is"),
        pytest.param({"style": "nowhere"}, id="unknown style"),
        pytest.param({"preset": "../etc"}, id="unknown preset"),
        pytest.param({"title": None}, id="no title"),
        pytest.param({"span": {"start": 31}}, id="ends before it starts"),
        pytest.param({"cover": "later"}, id="no number"),
        pytest.param({"ratios": []}, id="no ratio"),
    ],
)
def test_what_is_no_plan(patch: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        change(PLAN, PlanChange.model_validate(patch))


@pytest.mark.parametrize(
    ("patch", "pointer", "told"),
    [
        pytest.param({"span": {"end": 90}}, "/span/end", "60.00 s", id="past the recording"),
        pytest.param({"span": {"start": -1}}, "/span/start", "starts at 0", id="before it"),
        pytest.param({"span": {"end": 10.4}}, "/span", "at least 1 s", id="too short"),
        pytest.param({"cover": 40}, "/cover", "10 to 30", id="a cover elsewhere"),
        pytest.param(
            {"removed": [{"start": 9, "end": 29.5}]}, "/removed", "at least 1 s", id="all left out"
        ),
        pytest.param(
            {"cues": [{"start": 12, "end": 11, "words": []}]}, None, "", id="without words: gone"
        ),
        pytest.param({"cues": OUT_OF_ORDER}, "/cues/1/start", "follow", id="out of order"),
    ],
)
def test_what_does_not_fit(patch: dict[str, Any], pointer: str | None, told: str) -> None:
    made = change(PLAN, PlanChange.model_validate(patch))
    if pointer is None:
        check(made, changed(PLAN, made), DURATION)
        return
    with pytest.raises(Unusable, match=told) as refused:
        check(made, changed(PLAN, made), DURATION)
    assert pointer in [each["pointer"] for each in refused.value.more["errors"]]


def test_what_was_not_touched_is_not_judged() -> None:
    odd = PLAN.model_copy(update={"cover": at(40)})
    check(odd, ["title"], DURATION)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("five hundred pieces", [11.0, 11.5, 12.0], id="as it was"),
        pytest.param("five hundred jars", [11.0, 11.5, None], id="the last word"),
        pytest.param("only five hundred pieces", [11.0, None, 11.5, 12.0], id="one more"),
        pytest.param("hundred pieces", [None, 12.0], id="one less"),
        pytest.param("五百件", [11.0, None, None], id="another script"),
    ],
)
def test_words_that_stay_keep_their_time(text: str, words: list[float | None]) -> None:
    before = PLAN.cues[0]
    after = retell(before, text)
    assert after.text == text
    starts = [word.start.s for word in after.words]
    assert starts == sorted(starts) and len(starts) == len(words)
    assert all(before.start <= word.start <= word.end <= before.end for word in after.words)
    for start, expected in zip(starts, words, strict=True):
        assert expected is None or start == pytest.approx(expected, abs=0.06)
    assert retell(before, before.text) is before
