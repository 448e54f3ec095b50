"""Each measure on cases small enough to be worked out by hand."""

from typing import Any

import pytest

from bench.world.measures import cuts, facts, framing, shots, words
from bench.world.spec import (
    EditorCut,
    KnownFact,
    Shot,
    Spoken,
    Subject,
    Timeline,
    Truth,
)
from bench.world.spec import Word as TrueWord
from pipelines.highlights.spec import Fact
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import Framing, Framings
from pipelines.speech.spec import Segment, Transcript, Word


def timeline(*said: Spoken, **more: Any) -> Timeline:
    empty: dict[str, Any] = dict.fromkeys(
        ("products", "speakers", "shots", "actions", "facts", "cuts", "dead_air"), ()
    )
    return Timeline(seed=1, duration=60.0, **{**empty, "spoken": said, **more})


def spoken(*texts: str, start: float = 0.0) -> Spoken:
    """One word a second, each half a second long."""
    said = tuple(
        TrueWord(text=text, start=start + at, end=start + at + 0.5) for at, text in enumerate(texts)
    )
    return Spoken(
        text="".join(texts), language="en", speaker="hostess", start=start,
        end=said[-1].end, words=said,
    )  # fmt: skip


def heard(*texts: str, start: float = 0.0, late: float = 0.0) -> Transcript:
    said = tuple(
        Word(
            text=text,
            start=Time.seconds(start + at + late),
            end=Time.seconds(start + at + late + 0.5),
        )
        for at, text in enumerate(texts)
    )
    segment = Segment(text="".join(texts), start=said[0].start, end=said[-1].end, words=said)
    return Transcript(language="en", engine="test", segments=(segment,))


@pytest.mark.parametrize(
    ("said", "tokens"),
    [
        pytest.param("The price, is $2.50!", ["the", "price", "is", "2.50"], id="punctuation"),
        pytest.param(" It’s 1,000 pcs", ["its", "1000", "pcs"], id="apostrophe-and-thousands"),
        pytest.param("hand-held CE/FDA", ["hand", "held", "ce", "fda"], id="joined-words"),
        pytest.param(
            "价格5美元，FOB宁波。", ["价", "格", "5", "美", "元", "fob", "宁", "波"], id="zh"
        ),
        pytest.param("ＦＯＢ Café", ["fob", "café"], id="wide-letters-and-accents"),
        pytest.param(" …—", [], id="nothing"),
    ],
)
def test_text_becomes_tokens(said: str, tokens: list[str]) -> None:
    assert [token.text for token in words.tokens([(said, 0, 1)])] == tokens


def test_a_word_in_pieces_is_one_token_and_tokens_share_a_words_time() -> None:
    pieces = words.tokens([("F", 1, 2), ("OB", 2, 3), (" 两块", 3, 5)])
    assert [(t.text, t.start, t.end, t.word) for t in pieces] == [
        ("fob", 1, 3, 0),
        ("两", 3, 4, 2),
        ("块", 4, 5, 2),
    ]


@pytest.mark.parametrize(
    ("written", "figures", "rate"),
    [
        pytest.param(("The", " price", " is", " five."), (4, 0, 0, 0), 0.0, id="right"),
        pytest.param(("the", " PRICE", " was", " five"), (3, 1, 0, 0), 0.25, id="substituted"),
        pytest.param(("The", " price", " five"), (3, 0, 1, 0), 0.25, id="deleted"),
        pytest.param(("The", " price", " is", " is", " five"), (4, 0, 0, 1), 0.25, id="inserted"),
        pytest.param(("Thank", " you"), (0, 2, 2, 0), 1.0, id="all-wrong"),
    ],
)
def test_words_are_counted(written: tuple[str, ...], figures: tuple[int, ...], rate: float) -> None:
    found = words.score(timeline(spoken("The", " price", " is", " five.")), heard(*written)).errors
    assert (found.right, found.substituted, found.deleted, found.inserted) == figures
    assert found.true == 4
    assert found.rate == rate


def test_scripts_are_counted_apart() -> None:
    true = timeline(spoken("Hello", " all"), spoken("价", "格", "五", start=10))
    found = words.score(true, heard("Hello", " oh", " 价", "个", "五"))
    assert (found.english.true, found.english.substituted) == (2, 1)
    assert (found.chinese.true, found.chinese.substituted, found.chinese.right) == (3, 1, 2)
    assert found.errors.rate == pytest.approx(0.4)


def test_word_times_are_the_starts_of_words_heard_right() -> None:
    found = words.score(
        timeline(spoken("a", " b", " c", " d")), heard("a", " b", " x", " d", late=0.2)
    )
    assert (found.median, found.p90) == pytest.approx((0.2, 0.2))
    nothing = words.score(timeline(spoken("a")), Transcript(language="und", engine="none"))
    assert (nothing.median, nothing.errors.deleted) == (None, 1)


def test_of_equal_alignments_the_one_near_in_time_is_taken() -> None:
    """Of two equal words one was heard: the second, by its time."""
    true = words.tokens([("yes", 0, 1), (" yes", 9, 10)])
    steps = words.align(true, words.tokens([("yes", 9, 10)]))
    assert [step.outcome for step in steps] == ["deleted", "right"]


def known(value: dict[str, Any], start: float, kind: str = "price") -> KnownFact:
    told = {"kind": kind, "value": value, "start": start, "end": start + 2, "words": "so"}
    return KnownFact.model_validate(told)


def fact(value: dict[str, Any], start: float, kind: str = "price") -> Fact:
    told = {"id": f"f{start}", "kind": kind, "value": value, "words": "so", "confidence": 1.0}
    return Fact.model_validate({**told, "start": start, "end": start + 2})


@pytest.mark.parametrize(
    ("wanted", "given", "same"),
    [
        pytest.param({"amount": 2.5}, {"amount": 2.5000000001, "per": "piece"}, True, id="more"),
        pytest.param({"amount": 2.5, "per": "piece"}, {"amount": 2.5}, False, id="key-missing"),
        pytest.param({"amount": 2.5}, {"amount": 2.6}, False, id="number"),
        pytest.param({"name": "CE"}, {"name": "ce"}, True, id="case"),
        pytest.param({"free": True}, {"free": 1}, False, id="truth-is-no-number"),
        pytest.param({"services": ["a", "b"]}, {"services": ["b", "a"]}, True, id="any-order"),
        pytest.param({"services": ["a"]}, {"services": ["a", "b"]}, False, id="list-length"),
        pytest.param({"off": {"amount": 5}}, {"off": {"amount": 5, "x": 1}}, True, id="nested"),
        pytest.param({"n": None}, {"n": 0}, False, id="none"),
    ],
)
def test_values_are_compared_by_what_the_truth_names(
    wanted: dict[str, Any], given: dict[str, Any], same: bool
) -> None:
    assert facts.equal(wanted, given) is same


@pytest.mark.parametrize(
    ("found", "outcomes"),
    [
        pytest.param([fact({"amount": 5}, 11.9)], ["right"], id="within-the-slack"),
        pytest.param([fact({"amount": 5}, 14.1)], ["missed", "wrong"], id="too-late"),
        pytest.param([fact({"amount": 6}, 10)], ["wrong"], id="other-value"),
        pytest.param([fact({"amount": 5}, 10, "moq")], ["missed", "wrong"], id="other-kind"),
        pytest.param([fact({"amount": 5}, 10)] * 2, ["right", "wrong"], id="said-twice"),
        pytest.param([fact({"amount": 6}, 10), fact({"amount": 5}, 12)], ["right", "wrong"],
                     id="the-equal-one-first"),
        pytest.param([], ["missed"], id="nothing"),
    ],
)  # fmt: skip
def test_facts_are_paired(found: list[Fact], outcomes: list[str]) -> None:
    score = facts.score([known({"amount": 5}, 10)], found)
    assert [row.outcome for row in score.rows] == outcomes
    assert score.recall == (1.0 if "right" in outcomes else 0.0)


def test_facts_are_counted_by_kind() -> None:
    truth = [known({"amount": 5}, 10), known({"quantity": 500}, 20, "moq")]
    score = facts.score(truth, [fact({"amount": 5}, 10), fact({"name": "CE"}, 30, "certificate")])
    table = [(kind.kind, kind.known, kind.found, kind.right) for kind in score.kinds]
    assert table == [("price", 1, 1, 1), ("moq", 1, 0, 0), ("certificate", 0, 1, 0)]
    assert (score.precision, score.recall) == (0.5, 0.5)
    assert facts.score([], []).precision is None


def cut(start: float, end: float) -> EditorCut:
    return EditorCut(category="moment", start=start, end=end, why="it is good")


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [((0, 10), (0, 10), 1.0), ((0, 10), (5, 15), 1 / 3), ((0, 10), (10, 20), 0.0)],
    ids=["same", "half-beside", "touching"],
)
def test_overlap_is_intersection_over_union(
    one: cuts.Interval, other: cuts.Interval, share: float
) -> None:
    assert cuts.overlap(one, other) == pytest.approx(share)


def test_cuts_take_one_span_each() -> None:
    chosen = [(0.0, 10.0), (20.0, 32.0), (50.0, 60.0)]
    score = cuts.score([cut(0, 12), cut(22, 32), cut(80, 90)], chosen, idle=[(8, 20), (50, 52)])
    assert [row.chosen for row in score.rows] == [0, 1, None]
    assert (score.touched, score.hit) == pytest.approx((2 / 3, 2 / 3))
    assert score.overlap == pytest.approx((10 / 12 + 10 / 12) / 3)
    assert score.useful == pytest.approx(2 / 3)
    assert score.kept == pytest.approx(20 / 32)
    assert score.off == pytest.approx(1.0)
    assert score.outside == pytest.approx(12 / 32)
    assert score.idle == pytest.approx(4 / 32)


def test_one_span_is_not_given_to_two_cuts() -> None:
    score = cuts.score([cut(0, 10), cut(10, 20)], [(0.0, 20.0)])
    assert sorted(row.overlap for row in score.rows) == [0, 0.5]
    assert (score.touched, score.kept) == (0.5, 1.0)


@pytest.mark.parametrize("chosen", [[], [(30.0, 40.0)]], ids=["nothing-chosen", "elsewhere"])
def test_no_cut_is_found(chosen: list[cuts.Interval]) -> None:
    score = cuts.score([cut(0, 10)], chosen)
    assert (score.touched, score.useful, score.kept, score.off, score.idle) == (0, 0, 0, None, 0)


def framed(**how: Any) -> Framings:
    shot = Framing(span=Span(start=Time.seconds(0), end=Time.seconds(10)), **how)
    return Framings(ratio="9:16", shots=(shot,))


def truth(*boxes: tuple[float, float, float, float] | None) -> Truth:
    """The locked window of 9:16 in 1280 x 720 is 405 pixels wide."""
    subjects = tuple(Subject(t=at, name="held:A", box=box) for at, box in enumerate(boxes))
    return Truth(timeline=timeline(), width=1280, height=720, fps=1, subjects=subjects)


INSIDE, LEFT, WIDE = (600, 100, 700, 300), (0, 100, 100, 300), (100, 0, 1200, 720)


@pytest.mark.parametrize(
    ("how", "box", "expected"),
    [
        pytest.param({"mode": "crop"}, INSIDE, (1, 1, 1, 0), id="inside"),
        pytest.param({"mode": "crop"}, LEFT, (0, 1, 0, 1), id="beside"),
        pytest.param({"mode": "crop", "x": 0.0}, LEFT, (1, 1, 1, 0), id="pushed-to-the-edge"),
        pytest.param({"mode": "crop"}, WIDE, (0, 0, 1, 0), id="too-wide"),
        pytest.param({"mode": "crop", "zoom": 2.0}, INSIDE, (0, 1, 1, 0), id="closed-in"),
        pytest.param({"mode": "fit"}, LEFT, (1, 1, 1, 0), id="the-whole-picture"),
        pytest.param({"mode": "fit", "zoom": 1.25}, LEFT, (0, 1, 0, 1), id="fitted-and-closed-in"),
    ],
)
def test_a_framing_keeps_its_subject(
    how: dict[str, Any], box: tuple[float, float, float, float], expected: tuple[int, ...]
) -> None:
    found = framing.score([framed(**how)], truth(box))
    assert (found.inside, found.possible, found.centred, found.empty) == expected


def test_frames_outside_the_shot_or_without_subject_do_not_count() -> None:
    boxes = [INSIDE, None, LEFT, *[INSIDE] * 9]
    found = framing.score([framed(mode="crop")], truth(*boxes))
    assert (found.frames, found.absent) == (9, 1)
    assert found.inside == pytest.approx(8 / 9)


def test_the_centre_crop_forgets_where_the_subject_is() -> None:
    at_left = framed(mode="crop", x=0.1)
    assert framing.score([at_left], truth(LEFT)).inside == 1
    assert framing.score([framing.centre(at_left)], truth(LEFT)).inside == 0


@pytest.mark.parametrize(
    ("found", "right"),
    [
        pytest.param([10.0, 20.0], 2, id="exact"),
        pytest.param([9.75, 20.25], 2, id="at-the-slack"),
        pytest.param([9.7, 20.3], 0, id="beyond"),
        pytest.param([10.0, 10.1, 15.0], 1, id="one-boundary-counts-once"),
        pytest.param([], 0, id="none"),
    ],
)
def test_shot_changes_are_matched(found: list[float], right: int) -> None:
    film = [Shot(kind="host", station="office", start=at, end=at + 10) for at in (0, 10, 20)]
    score = shots.score(film, found)
    assert (score.true, score.found, score.right) == (2, len(found), right)
    assert score.recall == right / 2
    assert score.precision == (right / len(found) if found else None)
