"""Signing in, and what other sites cannot make a browser do."""

from typing import Any

import pytest
import requests


@pytest.fixture
def browser(server: Any, shop: Any) -> Any:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            f"{server.url}/login", data={"key": shop.seller}, allow_redirects=False
        )
        assert answer.status_code == 303
        yield session


def test_the_cookie_stands_for_the_key(server: Any, shop: Any, browser: Any) -> None:
    cookie = next(iter(browser.cookies))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    assert shop.seller not in str(cookie.value)
    assert browser.get(f"{server.url}/recordings").status_code == 200


ORIGINS = {
    "own page": ({"Sec-Fetch-Site": "same-origin"}, True),
    "own origin": ({"Origin": "{url}"}, True),
    "other site": ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"}, False),
    "sibling": ({"Sec-Fetch-Site": "same-site"}, False),
    "typed address": ({"Sec-Fetch-Site": "none"}, False),
    "other origin": ({"Origin": "https://evil.test"}, False),
    "other port": ({"Origin": "http://127.0.0.1:1"}, False),
    "null origin": ({"Origin": "null"}, False),
    "nothing": ({}, False),
}


@pytest.mark.parametrize(("headers", "allowed"), ORIGINS.values(), ids=ORIGINS.keys())
def test_changes_by_cookie_come_from_our_pages(
    server: Any, browser: Any, headers: dict[str, str], allowed: bool
) -> None:
    sent = {name: value.format(url=server.url) for name, value in headers.items()}
    upload = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
    answer = browser.post(f"{server.url}/uploads", headers=sent | upload)
    if allowed:
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert browser.get(f"{server.url}/recordings", headers=sent).status_code == 200


def test_a_key_needs_no_origin(server: Any, shop: Any) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Sec-Fetch-Site": "cross-site"}
    assert server.call("POST", "/uploads", shop.seller, headers=headers).status_code == 201


def test_another_site_cannot_sign_somebody_in(server: Any, shop: Any) -> None:
    answer = server.call(
        "POST", "/login", data={"key": shop.seller}, headers={"Origin": "https://evil.test"}
    )
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_a_wrong_key_signs_nobody_in(server: Any) -> None:
    plain = server.call("POST", "/login", data={"key": "tr_0_0"})
    assert (plain.status_code, plain.json()["code"]) == (401, "unauthorised")
    form = server.call("POST", "/login", data={"key": ""}, headers={"Accept": "text/html"})
    assert form.headers["Location"] == "/login?wrong=1"


def test_signing_out(server: Any, browser: Any) -> None:
    own = {"Origin": server.url}
    assert (
        browser.post(f"{server.url}/logout", headers={"Origin": "https://evil.test"}).status_code
        == 403
    )
    browser.post(f"{server.url}/logout", headers=own, allow_redirects=False)
    assert browser.get(f"{server.url}/recordings").status_code == 401


TARGETS = {
    "path": ("/recordings?x=1", "/recordings?x=1"),
    "host": ("https://evil.test/", "/"),
    "no scheme": ("//evil.test/", "/"),
    "backslash": ("/\\evil.test", "/"),
    "script": ("javascript:alert(1)", "/"),
}


@pytest.mark.parametrize(("target", "expected"), TARGETS.values(), ids=TARGETS.keys())
def test_after_signing_in_one_stays_here(
    server: Any, shop: Any, target: str, expected: str
) -> None:
    answer = server.call("POST", "/login", data={"key": shop.seller}, params={"next": target})
    assert answer.headers["Location"] == expected


def test_a_revoked_key_ends_its_sessions(server: Any, shop: Any, browser: Any) -> None:
    from storage.catalog import keys

    with server.database.begin() as s:
        found = keys.authenticate(s, shop.seller)
        assert found is not None
        keys.revoke(s, shop.id, found.id)
    assert browser.get(f"{server.url}/recordings").status_code == 401
