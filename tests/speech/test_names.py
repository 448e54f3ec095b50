"""Names of products are spelled as the seller spells them, and nothing else is touched."""

import pytest

from pipelines.media.time import Time
from pipelines.speech.names import spell_names
from pipelines.speech.script import units
from pipelines.speech.spec import Segment, Word

NAMES = (
    "AquaPure", "Thermo Flask", "Lumina Camping Lantern", "VX-200 Mixer", "Kettle", "Glow Cup",
    "Tumbler Pro", "Cooler", "Fire Pit", "Hydrojug", "Food Jar 800 ml",
    "星空保温杯", "雅兰运动水壶", "大号收纳箱",
)  # fmt: skip


def spoken(text: str) -> Segment:
    """Half a second a word."""
    words = tuple(
        Word(text=part, start=Time.seconds(at / 2), end=Time.seconds(at / 2 + 0.4), confidence=0.9)
        for at, part in enumerate(units(text))
    )
    return Segment(text=text, start=words[0].start, end=words[-1].end, words=words)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        pytest.param("this is aqua pure, look", "this is AquaPure, look", id="joined"),
        pytest.param("the thermoflask is here", "the Thermo Flask is here", id="divided"),
        pytest.param("the thermo flask.", "the Thermo Flask.", id="capitals"),
        pytest.param("our Termo Flasck is", "our Thermo Flask is", id="both-words"),
        pytest.param("a loomina camping lantern", "a Lumina Camping Lantern", id="first-word"),
        pytest.param("the tumbler bro now", "the Tumbler Pro now", id="voiced"),
        pytest.param("vx-200 mixer", "VX-200 Mixer", id="figure-the-same"),
        pytest.param("the Hydrojugg's lid", "the Hydrojug's lid", id="possessive"),
        pytest.param("a food jar with a lid", "a Food Jar with a lid", id="without-its-measure"),
        pytest.param("“glow cup”!", "“Glow Cup”!", id="quotes"),
        pytest.param("这是星空宝温杯，很好", "这是星空保温杯，很好", id="homophone"),
        pytest.param("雅蓝运动水壶有货", "雅蓝运动水壶有货", id="a-colour-is-left"),
        pytest.param("雅阑运动水壶有货", "雅兰运动水壶有货", id="han-six"),
        pytest.param("雅兰运动水湖有货", "雅兰运动水壶有货", id="han-six-last"),
    ],
)
def test_a_name_is_put_right(heard: str, written: str) -> None:
    assert spell_names(spoken(heard), NAMES).text == written


@pytest.mark.parametrize(
    "heard",
    [
        pytest.param("the vx 300 mixer", id="another-number"),
        pytest.param("a vx 200 mixer", id="number-apart"),
        pytest.param("five pit crews", id="number-word"),
        pytest.param("the cattle is coming", id="another-word"),
        pytest.param("a cooker for rice", id="another-thing"),
        pytest.param("three kettles and two coolers", id="plural"),
        pytest.param("it is aqua, pure water", id="comma-between"),
        pytest.param("we grow a cup", id="short-words"),
        pytest.param("a thermal flask", id="near-but-real"),
        pytest.param("the camping lantern is bright", id="part-of-a-name"),
        pytest.param("tumble dry low", id="sounds-shorter"),
        pytest.param("we pump water", id="nothing"),
        pytest.param("小号收纳箱也有", id="size"),
        pytest.param("大号收纳柜也有", id="the-thing-itself"),
        pytest.param("星空保温壶也有", id="the-thing-itself-5"),
        pytest.param("五百个保温杯", id="han-number"),
        pytest.param("很空保温杯", id="a-small-word"),
    ],
)
def test_what_is_no_name_is_left_alone(heard: str) -> None:
    said = spoken(heard)
    assert spell_names(said, NAMES) is said


def test_times_are_kept_or_shared() -> None:
    said = spoken("the thermoflask and aqua pure")
    the, thermo, flask, _, aqua = spell_names(said, NAMES).words
    assert (the.start, the.end, the.estimated) == (said.words[0].start, said.words[0].end, False)
    assert (thermo.start, flask.end) == (said.words[1].start, said.words[1].end)
    assert thermo.end == flask.start
    assert thermo.estimated
    assert flask.estimated
    assert (aqua.text, aqua.start, aqua.end) == (
        " AquaPure", said.words[3].start, said.words[4].end,
    )  # fmt: skip
    assert not aqua.estimated


def test_the_exact_name_wins() -> None:
    names = ("Lumina Lamp", "Lumena Lamp")
    assert spell_names(spoken("the lumena lamp"), names).text == "the Lumena Lamp"
