"""The OpenAPI document, the errors and the headers that all routes share."""

import re
from datetime import timedelta
from typing import Any

import pytest
import requests
from openapi_spec_validator import validate
from werkzeug.routing import Rule

from api.app import create_app
from api.context import ApiContext
from storage.catalog.database import Database
from storage.objects.local import LocalStore

NOT_JSON = {"static", "description", "downloads", "play", "session", "pages", "studio"}
"""Blueprints of bytes, forms and pages; tus is described by its own specification."""


@pytest.fixture(scope="module")
def document(server: Any) -> Any:
    return server.call("GET", "/openapi.json").json()


def test_the_document_is_valid(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_json_route_is_described(
    document: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, day = tmp_path_factory.mktemp("rules"), timedelta(days=1)
    database = Database(f"sqlite:///{folder / 'x.sqlite'}")
    store = LocalStore(folder / "objects")
    app = create_app(ApiContext(database, store, "x" * 32, "http://x.test", 10, day, day))
    count = 0
    for rule in app.url_map.iter_rules():
        for method in _json_methods(rule):
            path = re.sub(r"<(?:[^<:]+:)?([^>]+)>", r"{\1}", rule.rule)
            operation = document["paths"].get(path, {}).get(method.lower())
            assert operation, f"{method} {path} is not described"
            assert operation["summary"]
            assert {"401", "404", "422"} <= set(operation["responses"])
            count += 1
    assert count > 15


def _json_methods(rule: Rule) -> set[str]:
    if rule.endpoint.partition(".")[0] in NOT_JSON:
        return set()
    methods = (rule.methods or set()) - {"OPTIONS", "HEAD"}
    return methods & {"GET"} if rule.endpoint.startswith("uploads.") else methods


ERRORS: dict[str, tuple[str, str, dict[str, Any], int, str]] = {
    "no route": ("GET", "/nowhere", {}, 404, "not_found"),
    "no method": ("PUT", "/recordings", {}, 405, "method_not_allowed"),
    "no key": ("GET", "/recordings", {}, 401, "unauthorised"),
    "basic key": (
        "GET",
        "/recordings",
        {"headers": {"Authorization": "Basic eDp5"}},
        401,
        "unauthorised",
    ),
    "no record": ("GET", "/jobs/job_" + "0" * 26, {"key": True}, 404, "not_found"),
    "bad query": ("GET", "/recordings?limit=x", {"key": True}, 422, "invalid"),
    "no JSON": (
        "POST",
        "/playbacks",
        {"key": True, "data": b"{", "headers": {"Content-Type": "application/json"}},
        422,
        "invalid",
    ),
    "long JSON": (
        "POST",
        "/playbacks",
        {
            "key": True,
            "data": b"[" * 2**21,
            # The server answers before it has read all, and may hang up on what is left.
            "headers": {"Content-Type": "application/json", "Connection": "close"},
        },
        413,
        "",
    ),
    "no version": ("POST", "/uploads", {"key": True}, 412, "tus_version"),
    "no playback": ("GET", "/play/play_0/x.mp4", {}, 404, "not_found"),
    "bad token": ("GET", f"/clips/clip_{26 * '0'}/download/x?token=x", {}, 403, "token_invalid"),
}


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"), ERRORS.values(), ids=ERRORS.keys()
)
def test_errors_are_problems(
    server: Any, shop: Any, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    more = dict(more)
    key = shop.seller if more.pop("key", False) else ""
    answer = server.call(method, path, key, **more)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail", "code", "instance"} <= set(body)
    assert body["status"] == status
    assert body["type"].endswith(body["code"])
    assert body["instance"].endswith(answer.headers["X-Request-Id"])
    assert not code or body["code"] == code
    for leaked in (str(server.folder), "Traceback", "sqlalchemy", ".py", shop.seller):
        assert leaked not in answer.text
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_headers_of_every_response(server: Any) -> None:
    answer = server.call("GET", "/livez", headers={"X-Request-Id": "client-chosen-1"})
    assert answer.headers["X-Request-Id"] == "client-chosen-1"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    odd = server.call("GET", "/livez", headers={"X-Request-Id": "x y"})
    assert odd.headers["X-Request-Id"] != "x y"


def test_readiness_tells_each_part(server: Any) -> None:
    answer = server.call("GET", "/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["queue"] == "failed"  # no Redis is running for this server


def test_a_store_that_is_gone_is_told_without_its_name(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder, day = tmp_path_factory.mktemp("gone"), timedelta(days=1)
    database = Database("postgresql://nobody:secret@127.0.0.1:1/none")
    store = LocalStore(folder / "objects")
    app = create_app(ApiContext(database, store, "x" * 32, "http://x.test", 10, day, day))
    client = app.test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == "failed"
    answer = client.get("/recordings", headers={"Authorization": "Bearer tr_a_b"})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "storage_unavailable")
    assert "secret" not in answer.text
    assert "127.0.0.1" not in answer.text
    assert answer.headers["Retry-After"]
    database.close()


def test_one_connection_serves_many_requests(server: Any) -> None:
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(20):
            assert session.get(f"{server.url}/livez").status_code == 200
