"""A plan whose span people moved: which words come in, which stay, which framings hold."""

import pytest

from pipelines.highlights.respan import Said, hull, respan
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import EditPlan, Framing, Framings, Subtitles
from pipelines.speech.spec import Sentence, Word
from pipelines.speech.translation.spec import Line, Translation

WORDS = ("one", "two", "three", "four", "five")


def at(seconds: float) -> Time:
    return Time.seconds(seconds)


def span(start: float, end: float) -> Span:
    return Span(start=at(start), end=at(end))


SENTENCES = tuple(
    Sentence(
        index=number,
        text=f"Number {word}.",
        start=at(10 * number + 1),
        end=at(10 * number + 9),
        words=(
            Word(text=" Number", start=at(10 * number + 1), end=at(10 * number + 5)),
            Word(text=f" {word}.", start=at(10 * number + 5), end=at(10 * number + 9)),
        ),
        language="en",
    )
    for number, word in enumerate(WORDS)
)
GERMAN = Translation(
    source="en",
    language="de",
    engine="test",
    lines=tuple(Line(index=n, text=f"Nummer {word}!") for n, word in enumerate(WORDS)),
)
SAID = Said(SENTENCES, "en", (GERMAN,), (at(15), at(35)), wanted="de")


def plan(start: float, end: float, **more: object) -> EditPlan:
    values = {"index": 1, "slug": "a", "title": "A", "highlight": "h", "language": "en"}
    return EditPlan.model_validate({**values, "span": span(start, end), **more})


def told(made: EditPlan) -> list[str]:
    return [cue.text for cue in made.cues]


def test_what_comes_in_brings_its_words() -> None:
    before = respan(plan(10, 20), span(10, 10), SAID)
    assert told(before) == ["Number two."]
    wider = respan(before.model_copy(update={"span": span(0, 30)}), span(10, 20), SAID)
    assert told(wider) == ["Number one.", "Number two.", "Number three."]
    assert wider.shots == (at(15),)


def test_what_people_wrote_comes_back_after_a_cut() -> None:
    first = respan(plan(0, 30), span(0, 0), SAID)
    written = [cue.model_copy(update={"words": cue.words[:1]}) for cue in first.cues]
    mine = first.model_copy(update={"cues": tuple(written), "span": span(10, 20)})
    known = hull(mine.span, span(0, 30))
    short = respan(mine, span(0, 30), SAID)
    longer = respan(short.model_copy(update={"span": span(0, 30)}), known, SAID)
    assert told(longer) == ["Number"] * 3


def test_a_span_elsewhere_has_the_words_of_there() -> None:
    first = respan(plan(0, 10), span(0, 0), SAID)
    moved = respan(first.model_copy(update={"span": span(30, 40)}), span(0, 10), SAID)
    assert told(moved)[-1] == "Number four."
    assert hull(span(30, 40), span(0, 10)) == span(30, 40), "what lies between is not known"


def test_a_plan_by_hand_is_in_the_buyers_language() -> None:
    made = respan(plan(20, 30, language="und"), span(20, 20), SAID)
    assert (made.language, told(made)) == ("de", ["Nummer three!"])
    assert [(each.language, each.cues[0].text) for each in made.subtitles] == [
        ("en", "Number three.")
    ]


def test_every_language_beside_it_grows_too() -> None:
    german = Subtitles(language="de", cues=())
    made = respan(plan(10, 20, subtitles=(german,), spoken=german), span(10, 10), SAID)
    assert [cue.text for cue in made.subtitles[0].cues] == ["Nummer two!"]
    assert made.spoken is not None and len(made.spoken.cues) == 1


@pytest.mark.parametrize(
    ("shots", "kept"),
    [
        pytest.param([(0, 50)], [(10, 30)], id="one goes with the clip"),
        pytest.param([(10, 20), (20, 30)], [(10, 20), (20, 30)], id="several that cover it"),
        pytest.param([(10, 20), (20, 25)], [], id="several that leave some out"),
    ],
)
def test_framings(shots: list[tuple[float, float]], kept: list[tuple[float, float]]) -> None:
    framed = Framings(
        ratio="9:16", shots=tuple(Framing(span=span(*each), mode="fit") for each in shots)
    )
    made = respan(plan(10, 30, framings=(framed,)), span(10, 30), SAID)
    found = [shot.span for framings in made.framings for shot in framings.shots]
    assert found == [span(*each) for each in kept]


def test_nothing_is_said() -> None:
    made = respan(plan(0, 9, language="und"), span(0, 0), Said((), "und"))
    assert (made.language, made.cues) == ("und", ())
