"""Facts and contradictions as clients see them."""

from typing import Any

import pytest

from storage.catalog import contradictions, facts, jobs
from storage.catalog.contradictions import Pair


def row(kind: str, product: str | None, start: int, **value: Any) -> dict[str, Any]:
    times = {"start_us": start * 1_000_000, "end_us": start * 1_000_000 + 500_000}
    said = {"words": "so", "text": "it", "confidence": 0.9}
    return {"kind": kind, "product": product, "value": value, **said, **times}


@pytest.fixture(scope="module")
def told(server: Any, furnished: Any) -> Any:
    """A furnished shop whose recording says three things, two of which cannot both hold."""
    from sqlalchemy import select

    from storage.catalog.models import FINAL, Job

    with server.database.begin() as s:
        for job in s.scalars(select(Job).where(Job.state.not_in(FINAL))).all():
            jobs.cancel(s, job.shop_id, job.id)
    world = furnished(server, server.shop())
    with server.database.begin() as s:
        job = jobs.get(s, world.shop.id, world.job)
        rows = [
            row("price", "VB-500", 12, amount=2.5, currency="USD"),
            row("price", "VB-500", 80, amount=2.8, currency="USD"),
            row("moq", None, 30, quantity=500, unit="piece"),
        ]
        made = facts.replace(s, job, rows) or ()
        pair = Pair("price", "VB-500", "2.50 USD and 2.80 USD", made[0].id, made[1].id)
        contradictions.add(s, world.shop.id, [pair])
    return world


def ask(server: Any, told: Any, path: str) -> Any:
    answer = server.call("GET", path, told.shop.marketing)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_facts_are_listed_as_they_were_said(server: Any, told: Any) -> None:
    found = ask(server, told, f"/facts?recording_id={told.recording}")
    assert [(fact["kind"], fact["start"]) for fact in found["facts"]] == [
        *(("price", 12.0), ("moq", 30.0), ("price", 80.0))
    ]
    assert found["next"] is None
    assert found["facts"][1]["value"] == {"quantity": 500, "unit": "piece"}
    assert found["facts"][1]["job_id"] == told.job


@pytest.mark.parametrize(
    ("query", "count"),
    [("kind=moq", 1), ("product=VB-500", 2), ("kind=moq&product=VB-500", 0), ("kind=port", 0)],
)
def test_facts_are_filtered(server: Any, told: Any, query: str, count: int) -> None:
    assert len(ask(server, told, f"/facts?{query}")["facts"]) == count


def test_facts_are_paged(server: Any, told: Any) -> None:
    first = ask(server, told, "/facts?limit=2")
    rest = ask(server, told, f"/facts?limit=2&before={first['next']}")
    assert [fact["start"] for fact in first["facts"] + rest["facts"]] == [12.0, 30.0, 80.0]
    for bad in ("limit=0", "kind=PRICE!", "before=x", "recording_id=../x", "colour=red"):
        assert server.call("GET", f"/facts?{bad}", told.shop.seller).status_code == 422


def test_a_contradiction_shows_both_moments(server: Any, told: Any) -> None:
    for query in ("", f"?recording_id={told.recording}", "?product=VB-500"):
        (found,) = ask(server, told, f"/facts/contradictions{query}")["contradictions"]
        assert found["text"] == "2.50 USD and 2.80 USD"
        sides = [found["first"], found["second"]]
        assert [side["fact"]["start"] for side in sides] == [12.0, 80.0]
        assert {side["recording"] for side in sides} == {"stream.mp4"}
    assert ask(server, told, "/facts/contradictions?product=X")["contradictions"] == []


def test_another_shop_sees_none_of_it(server: Any, told: Any, shop: Any) -> None:
    for path in ("/facts", "/facts/contradictions"):
        for query in ("", f"?recording_id={told.recording}", "?product=VB-500"):
            found = server.call("GET", path + query, shop.admin).json()
            assert next(iter(found.values())) == []
    last = ask(server, told, "/facts")["facts"][-1]["id"]
    assert server.call("GET", f"/facts?before={last}", shop.admin).status_code == 404
