import random
from itertools import accumulate

import pytest

from bench.segmenters import errors, spaced, texttiling
from bench.topics import is_tuning, meeting, qmsum, read_meetings
from pipelines.highlights.phrases import Phrases
from pipelines.highlights.topics import Unit, segment, terms

SYLLABLES = ("ba", "do", "ke", "li", "mu", "na", "po", "ri", "su", "ta", "ve", "zo")
HAN = "水杯盖钢壶茶灯电池光机床模具工人箱船港货纸证书检测漏摔"


def made(sizes: list[int], seed: int, han: bool = False) -> list[Unit]:
    """Sentences of nine words: four of the topic's own twenty, five that all topics share."""
    chance = random.Random(seed)

    def word() -> str:
        if han:
            return "".join(chance.sample(HAN, 2))
        return "".join(chance.choices(SYLLABLES, k=3))

    common = [word() for _ in range(40)]
    units: list[Unit] = []
    for size in sizes:
        own = [word() for _ in range(20)]
        for _ in range(size):
            said = chance.choices(own, k=4) + chance.choices(common, k=5)
            units.append(Unit(terms(("" if han else " ").join(said))))
    return units


@pytest.mark.parametrize("han", [False, True], ids=["words", "Chinese"])
@pytest.mark.parametrize("sizes", [[40, 40, 40], [60, 25, 90, 30], [300, 200, 400]], ids=str)
def test_known_topics_are_told_apart(sizes: list[int], han: bool) -> None:
    units = made(sizes, 3, han)
    true = list(accumulate(sizes))[:-1]
    found = segment(units)
    near = sum(sizes) / 80  # one of the blocks into which the words are pooled
    assert len(found) == len(true)
    assert all(abs(a - b) <= near + 1 for a, b in zip(found, true, strict=True))


def test_one_topic_stays_whole() -> None:
    assert segment(made([150], 5)) == ()


@pytest.mark.parametrize("count", [0, 1, 5])
def test_too_little_to_tell(count: int) -> None:
    assert segment(made([count], 1)) == ()
    assert segment([Unit(())] * 30) == ()


def test_a_cue_draws_the_boundary_to_itself() -> None:
    units = made([200, 200], 7)
    cued = [*units[:198], Unit(units[198].terms, 0.5), *units[199:]]
    assert segment(cued) == (198,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bottles are leaking", ("the", "bottl", "are", "leak")),
        ("起订量500件", ("起订", "订量", "件")),
        ("Größe der Flaschen", ("größ", "der", "flaschen")),
        ("好", ("好",)),
    ],
)
def test_terms(text: str, expected: tuple[str, ...]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Okay so let 's move on to the packing .", ""),
        ("接下来我们看包装", ""),
        ("Well", "Thank you ."),
    ],
)
def test_what_sounds_like_another_topic(text: str, before: str) -> None:
    phrases = Phrases.usual()
    assert phrases.cue(text, before) > phrases.cue("Well", "I see .") + 0.15


def test_meetings_that_nothing_was_tuned_on() -> None:
    if not qmsum().is_file():
        pytest.skip("no meetings: set TRADEREEL_SHARED to a folder with data/text/qmsum")
    talks = [meeting(one) for one in read_meetings(qmsum()) if not is_tuning(one)]

    def mean_errors(ways: list[list[int]]) -> tuple[float, float]:
        rows = [errors(t.boundaries, way, len(t.texts)) for t, way in zip(talks, ways, strict=True)]
        return sum(pk for pk, _ in rows) / len(rows), sum(diff for _, diff in rows) / len(rows)

    ours = mean_errors([list(one.found) for one in talks])
    even = mean_errors([spaced(len(one.texts), len(one.boundaries) + 1) for one in talks])
    tiling = mean_errors([texttiling(one.texts) for one in talks])
    assert ours[0] < even[0] - 0.03 < tiling[0]
    assert ours[1] < even[1] - 0.03 < tiling[1]
