"""Nobody sees another shop's records: the table is made from the routes, so none is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.routing import Rule

from api.app import create_app
from api.context import ApiContext
from storage.catalog.database import Database
from storage.objects.local import LocalStore

OPEN = {"static", "session.login", "session.logout", "description.document"} | {
    "health.livez",
    "health.readyz",
    "uploads.abilities",
    "play.play",
    "pages.login",
    "pages.embed",
}
"""Views that need no identity; `play` and `embed` are tested by policy."""
NAMES = {"clips": "9x16.mp4", "tours": "tour.json", "jobs": "report.html"}
BODIES: dict[str, dict[str, Any]] = {
    "recordings.start_job": {},
    "cuttings.cut": {"title": "Neu", "span": {"start": 2, "end": 9}},
    "playbacks.change": {"policy": "public"},
    "playbacks.sign": {},
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> list[Rule]:
    folder = tmp_path_factory.mktemp("rules")
    day = timedelta(days=1)
    store = LocalStore(folder / "objects")
    database = Database(f"sqlite:///{folder / 'x.sqlite'}")
    app = create_app(ApiContext(database, store, "x" * 32, "http://x.test", 10, day, day))
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN]


@pytest.fixture(scope="module")
def upload(server: Any, world: Any) -> str:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "77"}
    made = server.call("POST", "/uploads", world.shop.seller, headers=headers)
    return str(made.headers["Location"]).rpartition("/")[2]


def fill(rule: Rule, world: Any, upload: str) -> str:
    """The rule's path with ids of the furnished shop; an argument not known here fails."""
    owner = rule.rule.split("/")[1]
    values = {
        "upload_id": upload,
        "recording_id": world.recording,
        "job_id": world.job,
        "clip_id": world.clip,
        "tour_id": world.tour,
        "playback_id": world.clip_playback,
        "owner_id": {"clips": world.clip, "tours": world.tour, "jobs": world.job}.get(owner, ""),
        "name": NAMES.get(owner, "report.html"),
        "kind": "otio",
    }
    unknown = rule.arguments - set(values) - {"owner"}
    assert not unknown, f"{rule.rule}: teach this test what {unknown} is"
    path = rule.rule
    for name in rule.arguments:
        for converter in ("", "path:", "string:"):
            path = path.replace(f"<{converter}{name}>", values.get(name, ""))
    return path


def ask(server: Any, rule: Rule, method: str, path: str, key: str) -> Any:
    more: dict[str, Any] = {"headers": {"Tus-Resumable": "1.0.0"}}
    if method == "PATCH" and rule.endpoint.startswith("uploads"):
        more["headers"] |= {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        more["data"] = b"x"
    elif method in {"POST", "PATCH"}:
        more["json"] = BODIES.get(rule.endpoint, {})
    return server.call(method, path, key, **more)


def cases(rules: list[Rule]) -> list[tuple[Rule, str]]:
    return [
        (rule, method)
        for rule in rules
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
        if rule.arguments - {"owner"}
    ]


def test_records_of_another_shop_are_missing(
    server: Any, shop: Any, rules: list[Rule], world: Any, upload: str
) -> None:
    table = cases(rules)
    assert len(table) > 20
    for rule, method in table:
        answer = ask(server, rule, method, fill(rule, world, upload), shop.admin)
        assert answer.status_code == 404, f"{method} {rule.rule}: {answer.status_code}"
        assert world.shop.id not in answer.text


def test_the_owner_reaches_every_record(
    server: Any, rules: list[Rule], world: Any, upload: str
) -> None:
    """The same table with the right key, so that the 404 above are not for a wrong path."""
    for rule, method in cases(rules):
        if method in {"GET", "HEAD"}:
            answer = ask(server, rule, method, fill(rule, world, upload), world.shop.marketing)
            assert answer.status_code < 400, f"{method} {rule.rule}: {answer.text}"


def test_every_route_is_closed(server: Any, rules: list[Rule], world: Any, upload: str) -> None:
    for rule in rules:
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            path = fill(rule, world, upload)
            answer = ask(server, rule, method, path, "")
            to_login = answer.status_code == 303 and "/login" in answer.headers["Location"]
            assert answer.status_code == 401 or to_login, f"{method} {rule.rule}"
            wrong = ask(server, rule, method, path, world.shop.admin[:-1] + "x")
            to_login = wrong.status_code == 303 and "/login" in wrong.headers["Location"]
            assert wrong.status_code == 401 or to_login, f"{method} {rule.rule}"


def test_marketing_reads_and_changes_nothing(
    server: Any, rules: list[Rule], world: Any, upload: str
) -> None:
    for rule in rules:
        for method in sorted((rule.methods or set()) - {"OPTIONS", "GET", "HEAD"}):
            answer = ask(server, rule, method, fill(rule, world, upload), world.shop.marketing)
            assert answer.status_code == 403, f"{method} {rule.rule}: {answer.status_code}"
            assert answer.json()["code"] == "forbidden"


def test_lists_hold_only_ones_own(server: Any, shop: Any, rules: list[Rule], world: Any) -> None:
    told = [world.recording, world.job, world.clip, world.tour, world.shop.id]
    for rule in rules:
        if "GET" in (rule.methods or ()) and not rule.arguments:
            answer = server.call("GET", rule.rule, shop.seller)
            nothing = rule.endpoint.startswith("brand.") and answer.status_code == 404
            assert answer.status_code < 400 or nothing, rule.rule
            assert not [each for each in told if each in answer.text], rule.rule


def test_a_recording_cannot_borrow_another_shops(
    server: Any, shop: Any, media: Any, world: Any
) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    data = media(700)
    made = server.call(
        "POST", "/uploads", shop.seller, data=data, headers=headers | {"Upload-Length": "700"}
    )
    own = made.headers["Tradereel-Recording"]
    body = {"pipeline": "tour", "also": [world.recording]}
    answer = server.call("POST", f"/recordings/{own}/jobs", shop.seller, json=body)
    assert answer.status_code == 404
    for target in ({"clip_id": world.clip}, {"tour_id": world.tour}):
        assert server.call("POST", "/playbacks", shop.seller, json=target).status_code == 404


def test_a_revoked_key_opens_nothing(server: Any, shop: Any) -> None:
    from storage.catalog import keys

    assert server.call("GET", "/jobs", shop.marketing).status_code == 200
    with server.database.begin() as s:
        found = keys.authenticate(s, shop.marketing)
        assert found is not None
        keys.revoke(s, shop.id, found.id)
    assert server.call("GET", "/jobs", shop.marketing).status_code == 401
