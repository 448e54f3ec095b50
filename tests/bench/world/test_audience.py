"""The audience reacts after the moments, asks before the answers, and is read by the product."""

from pathlib import Path

import pytest

from bench.world.audience import ASKED_BEFORE, LAG, Audience, write_events
from bench.world.screenplay import write
from bench.world.spec import EditorCut, Product, Shot, Spoken, Timeline, Truth, Word
from bench.world.timeline import lay_out, speak_all
from bench.world.truth import subjects_of, write_products, write_transcript, write_truth
from pipelines.highlights.events import read_events
from pipelines.highlights.products import read_products
from pipelines.speech.cues import parse_cues


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    script = write(2, 2.0)
    return lay_out(script, speak_all(script), seed=2)


def test_events_are_read_by_the_product(timeline: Timeline, tmp_path: Path) -> None:
    events = read_events(write_events(timeline, 3, tmp_path / "events.jsonl"))
    kinds = {event.type for event in events}
    assert {"viewers", "comment", "like", "inquiry", "product_card"} <= kinds
    known = {product.id for product in timeline.products}
    assert {event.product for event in events if event.product} <= known
    assert all(0 <= event.t.s < timeline.duration for event in events)
    counts = [event.t.s for event in events if event.type == "viewers"]
    assert counts == [float(t) for t in range(0, int(timeline.duration), 10)]


def test_the_audience_follows_its_seed(timeline: Timeline) -> None:
    assert Audience(timeline, 1).rows() == Audience(timeline, 1).rows()
    assert Audience(timeline, 1).rows() != Audience(timeline, 2).rows()


def test_likes_come_after_the_cut_that_earned_them() -> None:
    one = Audience(_short("Look at this bottle.", with_cut=True), 4)
    likes = [row["t"] for row in one.rows() if row["type"] == "like"]
    assert len(likes) == 1
    assert 22 + LAG[0] <= likes[0] <= 22 + LAG[1]


def test_a_question_stands_in_the_chat_before_it_is_read() -> None:
    rows = Audience(_short("Maria from Brazil asks, is the sample free?"), 4).rows()
    asked = next(row for row in rows if row.get("text") == "is the sample free? Maria, Brazil")
    assert ASKED_BEFORE[0] - 0.1 <= 20 - asked["t"] <= ASKED_BEFORE[1] + 0.1


def test_the_truth_is_read_back(timeline: Timeline, tmp_path: Path) -> None:
    truth = Truth(timeline=timeline, width=640, height=360, fps=15)
    path = write_truth(truth, tmp_path / "t.json")
    assert Truth.load(path).timeline == timeline
    cues = list(parse_cues(write_transcript(timeline, tmp_path / "t.vtt").read_text("utf-8")))
    assert [cue.text for cue in cues] == [spoken.text for spoken in timeline.spoken]
    listed = read_products(write_products(timeline, tmp_path / "p.json"))
    assert [product.id for product in listed] == [product.id for product in timeline.products]


def _short(text: str, *, with_cut: bool = False) -> Timeline:
    """One sentence from 20 to 22 s."""
    word = Word(text=text, start=20.0, end=22.0)
    cut = EditorCut(category="quality", start=20.0, end=22.0, why="short", product="X")
    return Timeline(
        seed=1,
        duration=60.0,
        products=(
            Product(id="X", name="X", aliases=("x",), model="mug", colour="#fff",
                    price_usd=1.5, moq=100),
        ),
        speakers=("hostess",),
        spoken=(Spoken(text=text, language="en", speaker="hostess", start=20.0, end=22.0,
                       words=(word,)),),
        shots=(Shot(kind="host", station="office", start=0.0, end=60.0),),
        actions=(),
        facts=(),
        cuts=(cut,) if with_cut else (),
        dead_air=(),
    )  # fmt: skip


def test_a_frame_is_about_what_the_camera_was_told() -> None:
    filmed = [(0.0, "face:hostess"), (0.5, None), (1.0, "prop:X")]
    boxes = [{"face:hostess": (1.04, 2.0, 3.0, 4.0)}, {}, {"face:hostess": (1.0, 2.0, 3.0, 4.0)}]
    assert [(one.t, one.name, one.box) for one in subjects_of(filmed, boxes)] == [
        (0.0, "face:hostess", (1.0, 2.0, 3.0, 4.0)),
        (1.0, "prop:X", None),
    ]
