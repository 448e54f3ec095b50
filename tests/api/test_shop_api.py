"""The shop's own settings, and the jobs that take them."""

from typing import Any

import pytest

from tests.api.test_jobs_api import order, record

DEFAULTS = dict.fromkeys((
    "model", "languages", "captions", "style", "ratio", "preset", "bilingual", "tighten", "denoise",
    "shorts",
))  # fmt: skip


def change(server: Any, key: str, **defaults: Any) -> Any:
    return server.call("PATCH", "/shop", key, json={"defaults": defaults})


def test_a_shop_knows_itself(server: Any, shop: Any, media: Any) -> None:
    record(server, shop, media)
    answer = server.call("GET", "/shop", shop.marketing)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["id"], found["used_bytes"], found["defaults"]) == (shop.id, 600, DEFAULTS)
    assert found["quota_bytes"] > 600


def test_defaults_change_one_by_one(server: Any, shop: Any) -> None:
    made = change(server, shop.seller, languages=["en", "ar"], shorts=5, model="small").json()
    assert made["defaults"] == DEFAULTS | {"languages": ["en", "ar"], "shorts": 5, "model": "small"}
    made = change(server, shop.admin, shorts=None, ratio=["1:1"]).json()
    assert made["defaults"] == DEFAULTS | {
        "languages": ["en", "ar"],
        "model": "small",
        "ratio": ["1:1"],
    }
    assert server.call("GET", "/shop", shop.seller).json() == made
    assert server.call("GET", "/shop", server.shop().seller).json()["defaults"] == DEFAULTS


def test_marketing_reads_but_sets_nothing(server: Any, shop: Any) -> None:
    assert change(server, shop.marketing, shorts=5).status_code == 403
    assert server.call("GET", "/shop", shop.seller).json()["defaults"] == DEFAULTS


@pytest.mark.parametrize(
    "defaults",
    [
        pytest.param({"shorts": 0}, id="no shorts"),
        pytest.param({"languages": ["xx"]}, id="no language"),
        pytest.param({"model": "../x"}, id="a path"),
        pytest.param({"ratio": []}, id="no ratio"),
        pytest.param({"style": "../clean"}, id="no style"),
        pytest.param({"preset": "myspace"}, id="no platform"),
        pytest.param({"title": "x"}, id="not a default"),
    ],
)
def test_defaults_are_checked(server: Any, shop: Any, defaults: Any) -> None:
    assert change(server, shop.seller, **defaults).status_code == 422
    assert server.call("GET", "/shop", shop.seller).json()["defaults"] == DEFAULTS


def test_a_job_takes_what_its_request_leaves_out(server: Any, shop: Any, media: Any) -> None:
    recording = record(server, shop, media)
    change(server, shop.seller, languages=["en", "ar"], shorts=5, captions="sidecar")
    plain = order(server, shop, recording, {}).json()
    assert plain["spec"] == {"languages": ["en", "ar"], "shorts": 5, "captions": "sidecar"}
    own = order(server, shop, recording, {"languages": [], "shorts": 2}).json()
    assert own["spec"] == {"languages": [], "shorts": 2, "captions": "sidecar"}
    tour = order(server, shop, record(server, shop, media, "tour"), {"title": "Hall"}).json()
    assert tour["spec"] == {"title": "Hall"}
    for job in (plain, own, tour):
        server.call("POST", f"/jobs/{job['id']}/cancel", shop.seller)


def test_an_idempotency_key_outlives_a_change_of_defaults(
    server: Any, shop: Any, media: Any
) -> None:
    recording, key = record(server, shop, media), {"Idempotency-Key": "once"}
    change(server, shop.seller, shorts=5)
    first = order(server, shop, recording, {"captions": "burn"}, **key).json()
    change(server, shop.seller, shorts=7, model="small")
    again = order(server, shop, recording, {"captions": "burn"}, **key)
    assert (again.status_code, again.json()["id"]) == (201, first["id"])
    other = order(server, shop, recording, {"captions": "none"}, **key)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    server.call("POST", f"/jobs/{first['id']}/cancel", shop.seller)
