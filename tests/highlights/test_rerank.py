import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.highlights.candidates import find_candidates
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import Scene, prepare
from pipelines.highlights.rerank import MOST, POINTS, Reranked, accepted_title, best_moments, rerank
from pipelines.highlights.score import Scored, score_all
from pipelines.highlights.select import select
from pipelines.highlights.spec import Product, UnderstandSpec
from pipelines.language_model import LanguageModel
from pipelines.media.time import Time
from tests.chat_server import (
    KEY,
    Behaviour,
    ChatServer,
    chat_server,
    drips,
    endless,
    hangs_up,
    replies,
    says,
    sends,
    status,
)
from tests.highlights.spoken import say

PRODUCTS = (
    Product(id="VB-500", name="Vacuum bottle 500 ml", aliases=("bottle",)),
    Product(id="TM-350", name="Travel mug 350 ml", aliases=("mug",)),
)
TALK = (
    "This is our vacuum bottle, made of 304 stainless steel.",
    "FOB Ningbo price is two dollars fifty for one thousand pieces.",
    "The MOQ of this bottle is five hundred pieces, and the lead time is fifteen days.",
    "Next is our travel mug, look at this, I drop it and it does not leak.",
    "The mug is one dollar ninety at two thousand pieces.",
    "Samples of the mug are free, you only pay the courier.",
    "Now let us look at the workshop, here you can see our machines and our workers.",
    "Our workshop makes thirty thousand pieces per month.",
    "We have CE and FDA certificates, and we test every single piece.",
)


@pytest.fixture(scope="module")
def scene() -> Scene:
    sentences = say(*TALK)
    return prepare(
        Evidence(
            duration=sentences[-1].end + Time.seconds(1),
            sentences=sentences,
            facts=find_facts(sentences, PRODUCTS),
            products=PRODUCTS,
        )
    )


@pytest.fixture(scope="module")
def scored(scene: Scene) -> list[Scored]:
    return score_all(scene, find_candidates(scene.evidence, UnderstandSpec()))


@pytest.fixture(scope="module")
def pool(scored: Sequence[Scored]) -> list[Scored]:
    return best_moments(scored, 3)


def test_it_is_asked_about_what_would_be_chosen(scored: list[Scored], pool: list[Scored]) -> None:
    assert pool[:3] == select(scored, 3)
    assert len(pool) > 3
    assert len({one.candidate for one in pool}) == len(pool) <= MOST


def ids(asked: dict[str, Any]) -> list[str]:
    return [row["id"] for row in json.loads(asked["messages"][1]["content"])["candidates"]]


def rows(*told: tuple[str, float, str | None]) -> dict[str, Any]:
    return {"candidates": [{"id": i, "worth": w, "title": t} for i, w, t in told]}


def even(asked: dict[str, Any], title: str | None = None) -> dict[str, Any]:
    return rows(*((one, 50, title) for one in ids(asked)))


MISBEHAVING: dict[str, tuple[Sequence[Behaviour], str]] = {
    "wrong-count": ((replies(lambda asked: rows((ids(asked)[0], 100, None))),), "weighed only 1"),
    "invented-ids": ((says(rows(*((f"x{at}", at, None) for at in range(9)))),), "weighed only 0"),
    "no-candidates": ((says(rows()),), "weighed only 0"),
    "invented-price": ((replies(lambda asked: even(asked, "Now at $0.99")),), "the sum $0.99"),
    "invented-product": ((replies(lambda a: even(a, "A kettle from our workshop")),), "'kettle'"),
    "another-language": ((replies(lambda a: even(a, "非常好的产品")),), "another language"),
    "markup": ((replies(lambda a: even(a, "<b>Bottle</b>")),), "markup"),
    "a-long-title": ((replies(lambda a: even(a, "bottle " * 20)),), "its length"),
    "times-given": ((replies(lambda a: even(a) | {"start": 3}),), "keys that nobody asked for"),
    "worth-of-a-million": ((replies(lambda a: rows((ids(a)[0], 1e6, None))),), "is over 100"),
    "500": ((status(500),), "answered 500"),
    "slow": ((drips({"candidates": []}, 30.0),), "in time"),
    "not-json": ((sends(b"<html>"),), "not JSON"),
    "another-shape": ((says([1, 2, 3]),), "is no object"),
    "huge": ((endless,), "over 1 MB"),
    "closes-mid-answer": ((hangs_up,), "broke off"),
    "empty-choices": ((sends(b'{"choices": []}'),), "no message"),
    "unauthorised": ((status(401, KEY),), "Check its key"),
}


def reranked(
    server: ChatServer,
    scene: Scene,
    scored: Sequence[Scored],
    pool: Sequence[Scored],
    timeout: float = 20.0,
) -> Reranked:
    return rerank(scene, scored, pool, LanguageModel(server.endpoint(timeout)))


@pytest.mark.parametrize(("behaviours", "told"), MISBEHAVING.values(), ids=MISBEHAVING)
def test_the_result_stands(
    behaviours: Sequence[Behaviour],
    told: str,
    scene: Scene,
    scored: list[Scored],
    pool: list[Scored],
) -> None:
    with chat_server(*behaviours) as server:
        made = reranked(server, scene, scored, pool, timeout=0.7 if told == "in time" else 20.0)
    assert list(made.scored) == scored
    assert made.titles == {}
    assert all(accepted_title(made, scene, one) is None for one in scored)
    (note,) = made.notes
    assert told in note
    assert KEY not in note


def worst_first(asked: dict[str, Any]) -> dict[str, Any]:
    asked_for = ids(asked)
    share = 100 / (len(asked_for) - 1)
    return rows(*((one, share * at, None) for at, one in enumerate(asked_for)))


@pytest.mark.parametrize(
    "behaviours", [(replies(worst_first),), (status(429, Retry_After="0"), replies(worst_first))],
    ids=["good", "429-then-good"],
)  # fmt: skip
def test_its_order_moves_the_scores(
    behaviours: Sequence[Behaviour], scene: Scene, scored: list[Scored], pool: list[Scored]
) -> None:
    with chat_server(*behaviours) as server:
        made = reranked(server, scene, scored, pool)
    assert made.notes == ()
    moved = {one.candidate: one for one in made.scored}
    last = moved[pool[-1].candidate]
    (reason,) = [one for one in last.reasons if one.feature == "language_model"]
    assert reason.text == f"a language model ranked it 1st of {len(pool)}"
    assert last.score == pytest.approx(pool[-1].score + POINTS)
    assert moved[pool[0].candidate].score == pytest.approx(pool[0].score - POINTS)
    for old, new in zip(scored, made.scored, strict=True):
        assert old.candidate == new.candidate
        assert abs(new.score - old.score) <= POINTS
        assert new.score == pytest.approx(sum(one.share for one in new.reasons), abs=0.02)


def test_order_of_equals_can_turn(scene: Scene, scored: list[Scored], pool: list[Scored]) -> None:
    near = [one for one in pool if pool[0].score - one.score < POINTS]
    assert len(near) > 1

    def second(asked: dict[str, Any]) -> dict[str, Any]:
        return rows(*((one, 100 if at == 1 else 30, None) for at, one in enumerate(ids(asked))))

    with chat_server(replies(second)) as server:
        made = reranked(server, scene, scored, near)
    best = max(made.scored, key=lambda one: one.score)
    assert best.candidate.start < near[1].candidate.end
    assert near[1].candidate.start < best.candidate.end


def test_a_true_title_is_taken(scene: Scene, scored: list[Scored], pool: list[Scored]) -> None:
    priced = next(i for i, one in enumerate(pool) if any(f.kind == "capacity" for f in one.facts))
    title = "30,000 pieces per month from our workshop"

    def helpful(asked: dict[str, Any]) -> dict[str, Any]:
        return rows(*((i, 50, title if n == priced else None) for n, i in enumerate(ids(asked))))

    with chat_server(replies(helpful)) as server:
        made = reranked(server, scene, scored, pool)
    assert made.titles == {pool[priced].candidate: title}
    assert accepted_title(made, scene, pool[priced]) == title
    elsewhere = next(one for one in pool if one.candidate.end < pool[priced].candidate.start)
    assert accepted_title(made, scene, elsewhere) is None


def test_twice_named_and_unknown_ids(
    scene: Scene, scored: list[Scored], pool: list[Scored]
) -> None:
    def sloppy(asked: dict[str, Any]) -> dict[str, Any]:
        good = worst_first(asked)["candidates"]
        return {"candidates": [{"id": "c99", "worth": 100, "title": None}, *good, *good[::-1]]}

    with chat_server(replies(sloppy)) as server, chat_server(replies(worst_first)) as other:
        made = reranked(server, scene, scored, pool)
        assert made == reranked(other, scene, scored, pool)


def test_it_is_told_no_times(scene: Scene, scored: list[Scored], pool: list[Scored]) -> None:
    with chat_server(replies(even)) as server:
        reranked(server, scene, scored, pool * 5)
        told = json.loads(server.asked[0]["messages"][1]["content"])["candidates"]
    assert len(told) == min(MOST, 5 * len(pool))
    assert set(told[0]) == {"id", "category", "product", "title", "said", "facts", "reasons"}
    assert any("USD 2.50" in fact for row in told for fact in row["facts"])


def test_cached_answers_give_the_same(
    scene: Scene, scored: list[Scored], pool: list[Scored], tmp_path: Path
) -> None:
    with chat_server(replies(worst_first), status(500)) as server:
        endpoint = server.endpoint(timeout=20)
        made = [rerank(scene, scored, pool, LanguageModel(endpoint, tmp_path)) for _ in range(2)]
        assert len(server.asked) == 1
    assert made[0] == made[1]


def test_nothing_to_weigh_asks_nobody(scene: Scene) -> None:
    with chat_server(status(500)) as server:
        assert reranked(server, scene, [], []) == Reranked(())
        assert server.asked == []
