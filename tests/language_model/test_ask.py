import json
import time
from collections.abc import Sequence
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from pipelines.language_model import Endpoint, LanguageModel, LanguageModelFailed
from tests.chat_server import (
    KEY,
    Behaviour,
    chat_server,
    completion,
    drips,
    drips_headers,
    endless,
    hangs_up,
    replies,
    says,
    sends,
    status,
)
from tests.daemons import free_port

SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}
GOOD = {"name": "瓶子"}


def ask(endpoint: Endpoint, cache: Path | None = None, content: str = "what?") -> Any:
    return LanguageModel(endpoint, cache).ask("be brief", content, SCHEMA)


GOOD_WAYS: dict[str, Sequence[Behaviour]] = {
    "plain": (says(GOOD),),
    "fenced": (says(f"Here you are:\n```json\n{json.dumps(GOOD)}\n```\nBye."),),
    "after-thoughts": (says(f"<think>```x\n{{}}```</think>{json.dumps(GOOD)}"),),
    "429-then-good": (status(429, Retry_After="0"), says(GOOD)),
    "429-without-a-time": (status(429), says(GOOD)),
    "503-until-a-date": (status(503, Retry_After=formatdate(0, usegmt=True)), says(GOOD)),
    "500-then-good": (status(500, Retry_After="nonsense"), says(GOOD)),
    "broken-off-then-good": (hangs_up, says(GOOD)),
}


@pytest.mark.parametrize("behaviours", GOOD_WAYS.values(), ids=GOOD_WAYS)
def test_a_good_answer_is_taken(behaviours: Sequence[Behaviour]) -> None:
    with chat_server(*behaviours) as server:
        assert ask(server.endpoint()) == GOOD
        assert len(server.asked) == len(behaviours)


BAD_WAYS: dict[str, tuple[Sequence[Behaviour], str]] = {
    "not-json": ((sends(b"<html>Welcome</html>"),), "its answer is not JSON"),
    "no-choices": ((sends(b'{"choices": []}'),), "holds no message"),
    "a-list": ((sends(b"[1]"),), "holds no message"),
    "empty-message": ((says(" "),), "its message is empty"),
    "refusal": ((sends(completion(None)),), "its message is empty"),
    "prose": ((says("I would rather not."),), "its message is not JSON"),
    "not-a-number": ((says('{"name": NaN}'),), "its message is not JSON"),
    "half-a-letter": ((says('{"name": "\\ud83d"}'),), "its message is not JSON"),
    "too-deep": ((says("[" * 100_000),), "its message is not JSON"),
    "another-shape": ((says([GOOD]),), "the answer is no object"),
    "lacking": ((says({}),), "the answer has no 'name'"),
    "too-much": ((says({"name": "x", "start": 3}),), "keys that nobody asked for"),
    "wrong-type": ((says({"name": 3}),), "answer.name is no string"),
    "500-twice": ((status(500, "oh"),), r"answered 500 \(oh\)"),
    "429-for-hours": ((status(429, Retry_After="3600"),), "answered 429"),
    "unauthorised": ((status(401, f"bad key {KEY}"),), r"401 \(bad key \*\*\*\)\. Check its key"),
    "moved": ((status(307, Location="http://127.0.0.1:1/"),), "answered 307"),
    "unknown-model": ((status(404),), "Check its address"),
    "refuses-every-form": ((status(400, "too long"),), r"answered 400 \(too long\)"),
    "endless": ((endless,), "over 1 MB"),
    "broken-off-twice": ((hangs_up,), "broke off"),
}


@pytest.mark.parametrize(("behaviours", "told"), BAD_WAYS.values(), ids=BAD_WAYS)
def test_a_bad_answer_is_refused(behaviours: Sequence[Behaviour], told: str) -> None:
    with chat_server(*behaviours) as server:
        with pytest.raises(LanguageModelFailed, match=told) as failure:
            ask(server.endpoint())
        assert len(server.asked) <= 3
    assert KEY not in str(failure.value)
    assert failure.value.remedy


@pytest.mark.parametrize("slow", [drips(GOOD, 20.0), drips_headers], ids=["body", "headers"])
def test_a_drip_is_over_in_time(slow: Behaviour) -> None:
    with chat_server(slow) as server:
        begun = time.monotonic()
        with pytest.raises(LanguageModelFailed, match="did not answer in time"):
            ask(server.endpoint(timeout=0.4))
        assert time.monotonic() - begun < 10


def test_nobody_there() -> None:
    endpoint = Endpoint(f"http://127.0.0.1:{free_port()}/v1", KEY, "m", timeout=5)
    with pytest.raises(LanguageModelFailed, match="could not be reached"):
        ask(endpoint)


@pytest.mark.parametrize("url", ["no address", "ftp://x/v1", "http://", "http://[::1/v1"])
def test_no_address(url: str) -> None:
    with pytest.raises(LanguageModelFailed, match="request failed"):
        ask(Endpoint(url, KEY, "m", timeout=5))


@pytest.mark.parametrize("key", ["sk-two\nlines", "sk-schlüssel"])
def test_a_broken_key_is_not_shown(key: str) -> None:
    with (
        chat_server(says(GOOD)) as server,
        pytest.raises(LanguageModelFailed, match="Copy the key") as told,
    ):
        ask(server.endpoint(key=key))
    assert "sk-" not in str(told.value)
    assert "sk-" not in repr(server.endpoint(key=key))


@pytest.mark.parametrize(("key", "header"), [(KEY, f"Bearer {KEY}"), ("", None)])
def test_the_key_is_sent(key: str, header: str | None) -> None:
    with chat_server(says(GOOD)) as server:
        ask(server.endpoint(key=key))
        assert server.keys == [header]
        assert server.asked[0]["temperature"] == 0
        assert server.asked[0]["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_plainer_form_is_found_once() -> None:
    def picky(asked: dict[str, Any]) -> Any:
        assert '"required"' in asked["messages"][0]["content"]
        return GOOD

    with chat_server(status(400), status(422), replies(picky)) as server:
        model = LanguageModel(server.endpoint())
        assert [model.ask("be brief", text, SCHEMA) for text in "ab"] == [GOOD, GOOD]
    forms = [one.get("response_format", {}).get("type") for one in server.asked]
    assert forms == ["json_schema", "json_object", None, None]


def test_one_question_that_is_refused_does_not_make_the_next_plainer() -> None:
    with chat_server(status(400), status(400), status(400), says(GOOD)) as server:
        model = LanguageModel(server.endpoint())
        with pytest.raises(LanguageModelFailed):
            model.ask("be brief", "too long", SCHEMA)
        assert model.ask("be brief", "short", SCHEMA) == GOOD
        assert server.asked[-1]["response_format"]["type"] == "json_schema"


def test_the_budget_ends() -> None:
    with chat_server(says(GOOD)) as server:
        model = LanguageModel(server.endpoint(budget=2))
        for content in ("a", "b"):
            model.ask("", content, SCHEMA)
        with pytest.raises(LanguageModelFailed, match="2 requests of this job are used up"):
            model.ask("", "c", SCHEMA)
        assert len(server.asked) == 2


def test_the_same_question_is_sent_once(tmp_path: Path) -> None:
    with chat_server(says(GOOD)) as server:
        for content in ("a", "a", "b", "a"):
            assert ask(server.endpoint(), tmp_path / "new" / "folder", content) == GOOD
        assert len(server.asked) == 2
    kept = list((tmp_path / "new" / "folder").iterdir())
    assert len(kept) == 2
    assert not any(KEY in path.read_text() for path in kept)


@pytest.mark.parametrize(
    "entry", ["", "{", "[]", '{"answer": {"name": 5}}', "[" * 100_000, "\ud800"]
)
def test_a_broken_entry_is_written_anew(entry: str, tmp_path: Path) -> None:
    with chat_server(says(GOOD)) as server:
        ask(server.endpoint(), tmp_path)
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(entry.encode("utf-8", "surrogatepass"))
        assert ask(server.endpoint(), tmp_path) == GOOD
        assert len(server.asked) == 2
        assert ask(server.endpoint(), tmp_path) == GOOD
        assert len(server.asked) == 2


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    with chat_server(says("no"), says(GOOD)) as server:
        with pytest.raises(LanguageModelFailed):
            ask(server.endpoint(), tmp_path)
        assert ask(server.endpoint(), tmp_path) == GOOD


def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with chat_server(says(GOOD)) as server:
        assert ask(server.endpoint(), tmp_path / "file") == GOOD
