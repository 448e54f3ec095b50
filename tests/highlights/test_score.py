from dataclasses import replace

import pytest

from pipelines.highlights.audience import Audience
from pipelines.highlights.candidates import Candidate
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import Scene, prepare
from pipelines.highlights.picture import Picture
from pipelines.highlights.score import Scored, score
from pipelines.highlights.sound import Sound
from pipelines.highlights.spec import Event, Product
from pipelines.media.time import Time
from tests.highlights.spoken import say

PRODUCTS = (Product(id="b", name="steel bottle"),)
PLAIN = "We walk around the building and talk about the weather today."


def scene(*sentences: str, **more: object) -> Scene:
    spoken = say(*sentences)
    duration = spoken[-1].end + Time.seconds(1)
    seconds = int(duration.s) + 1
    steady = {
        "sound": Sound(loudness=(-30.0,) * seconds, impact=(2.0,) * seconds),
        "picture": Picture(motion=(0.1,) * seconds, brightness=(0.5,) * seconds),
    }
    facts = find_facts(spoken, PRODUCTS)
    known = {"sentences": spoken, "facts": facts, "products": PRODUCTS, **steady, **more}
    return prepare(Evidence(duration=duration, **known))  # type: ignore[arg-type]


def scored(where: Scene) -> Scored:
    sentences = where.evidence.sentences
    return score(where, Candidate(Time(0), where.evidence.duration, 0, len(sentences)))


def share(one: Scored, feature: str) -> float:
    return sum(reason.share for reason in one.reasons if reason.feature == feature)


@pytest.mark.parametrize(
    ("feature", "sentence"),
    [
        ("facts", "The price is two dollars fifty and the MOQ is five hundred pieces."),
        ("facts", "起订量五百件，交期二十天。"),
        ("demonstration", "Look at this, I drop it and it does not leak."),
        ("demonstration", "大家看，我摔一下给你们看。"),
        ("factory", "Behind me is our workshop with the injection machines."),
        ("factory", "这是我们的车间，有八条生产线。"),
        ("factory", "仓库里有两百个工人。"),
        ("in_hand", "I have the new lamp in my hand."),
        ("in_hand", "我手上这个是新款。"),
        ("offer", "Special price, today only, contact us."),
        ("product", "This steel bottle is our new one for hikers."),
        ("greeting", "Hello everyone, welcome to our factory, good morning."),
        ("greeting", "大家好，欢迎来到直播间。"),
        ("audio_check", "Can you hear me, is the sound okay?"),
        ("audio_check", "能听到吗，声音可以吗？"),
        ("filler", "Um, you know, uh, kind of, um."),
        ("dangling", "They are also very nice for the summer I think."),
    ],
)
def test_each_feature_sees_what_it_is_for(feature: str, sentence: str) -> None:
    gain = share(scored(scene(sentence)), feature)
    assert gain > 0.5 if feature not in PENALTIES else gain < -0.5
    assert share(scored(scene(PLAIN)), feature) == 0


PENALTIES = ("greeting", "audio_check", "filler", "dangling", "dead_air", "black")


def test_the_score_is_the_sum_of_its_reasons() -> None:
    one = scored(scene("Look, the price is $3.", "What is the MOQ?", "The MOQ is 500 pieces."))
    assert one.score == pytest.approx(sum(reason.share for reason in one.reasons), abs=0.01)
    assert all(reason.text for reason in one.reasons)


def test_what_makes_a_short_topic_long_enough_counts_half() -> None:
    """Beside one whole topic; where a piece of another is in it, other borders would be better."""
    calls = ("Please type one in the chat.",) * 2
    terms = ("The FOB price is two dollars.", "The MOQ is five hundred pieces.")
    short = scene(*terms, *calls)
    longer = replace(short, shortest=Time.seconds(4))
    for feature in ("idle", "topic"):
        assert share(scored(short), feature) > share(scored(longer), feature)
    two = scene(*terms, *calls, "This steel bottle is light.")
    assert scored(two) == scored(replace(two, shortest=Time.seconds(4)))


def test_a_question_with_its_answer_counts() -> None:
    asked = scored(scene("How long is the delivery?", "Normally we ship within fifteen days."))
    assert share(asked, "answer") > 5


def test_small_talk_before_it_brings_a_clip_no_reaction() -> None:
    """Else a question's clip would begin with "let me see the chat"."""
    where = scene("Let me see the chat.", "Ahmed asks, is the bottle safe?", "Yes, it is tested.")
    heard = Audience(scores=(9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    shifted = replace(heard, scores=(0.0, 0.0, 0.0, 0.0, *heard.scores))
    assert where.idle[0]
    assert share(scored(_heard(where, heard)), "audience") == 0
    assert share(scored(_heard(where, shifted)), "audience") > 5


def _heard(where: Scene, audience: Audience) -> Scene:
    return replace(where, evidence=replace(where.evidence, audience=audience))


def test_a_comment_with_its_spoken_answer_counts() -> None:
    comment = Event(t=Time(0), type="comment", text="what about the warranty")
    answered = scene(PLAIN, "The warranty is two years for every model.", events=(comment,))
    assert share(scored(answered), "answer") > 0
    assert share(scored(scene(PLAIN, "The warranty is two years.")), "answer") == 0


def test_black_frames_and_dead_air_cost() -> None:
    dark = scored(scene(PLAIN, picture=Picture(brightness=(0.01,) * 60)))
    assert share(dark, "black") < -10
    spoken = (*say(PLAIN), *say(PLAIN, start=25.0))
    sentences = tuple(s.model_copy(update={"index": at}) for at, s in enumerate(spoken))
    where = prepare(Evidence(duration=Time.seconds(40), sentences=sentences))
    assert share(scored(where), "dead_air") < -5


@pytest.mark.parametrize(
    ("feature", "picture"),
    [
        ("black", Picture(black=(1.0,) * 60)),
        ("blur", Picture(blur=(0.9,) * 60)),
        ("frozen", Picture(frozen=(1.0,) * 60)),
        ("flash", Picture(shots=(Time.seconds(0.1),))),
    ],
    ids=["black", "blur", "frozen", "flash"],
)
def test_what_spoils_the_picture_costs(feature: str, picture: Picture) -> None:
    assert share(scored(scene(PLAIN, picture=picture)), feature) <= -3
    assert share(scored(scene(PLAIN)), feature) == 0


def test_what_is_shown_close_to_the_camera_counts_where_a_product_is_named() -> None:
    near = Picture(closeness=(0.8,) * 60)
    assert share(scored(scene("This steel bottle is our new one.", picture=near)), "in_hand") > 2
    assert share(scored(scene(PLAIN, picture=near)), "in_hand") == 0


def test_a_knock_makes_a_demonstration_sure() -> None:
    quiet = scene("Look at this, I drop it.")
    knock = scene("Look at this, I drop it.", sound=Sound((-30.0,) * 5, (2.0, 30.0, 2.0, 2.0, 2.0)))
    assert share(scored(knock), "demonstration") > share(scored(quiet), "demonstration")


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("The FOB price is two dollars and the MOQ is five hundred pieces.", "price_terms"),
        ("We make thirty thousand pieces per month in our workshop.", "factory"),
        ("It has CE and FDA certificates.", "quality"),
        ("We do OEM and print your own logo.", "customisation"),
        ("Today you get twenty percent off.", "offer"),
        ("Look at this, I drop it, I press it, you can see inside.", "product_demo"),
        (PLAIN, "moment"),
    ],
)
def test_category(sentence: str, category: str) -> None:
    assert scored(scene(sentence)).category == category
