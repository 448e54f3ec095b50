"""Sentences, translators and a chat server for the translation tests."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipelines.media.time import Time
from pipelines.progress import Progress
from pipelines.speech.spec import Sentence
from pipelines.speech.spread import spread_words
from pipelines.speech.translation.marks import BEST, Marks
from pipelines.speech.translation.translator import Passage

SECONDS = 3


@pytest.fixture(scope="session")
def said() -> Callable[..., tuple[Sentence, ...]]:
    """Sentences of three seconds each; ``(text, language)`` for one with a language of its own."""

    def make(*texts: str | tuple[str, str]) -> tuple[Sentence, ...]:
        found = []
        for index, given in enumerate(texts):
            text, language = given if isinstance(given, tuple) else (given, None)
            start, end = Time.seconds(index * SECONDS), Time.seconds((index + 1) * SECONDS)
            words = spread_words(text, start, end)
            found.append(
                Sentence(
                    index=index, text=text, start=start, end=end, words=words, language=language
                )
            )
        return tuple(found)

    return make


class Phrasebook:
    """A translator that knows its sentences by heart; what it is asked is kept."""

    engine, model, trouble = "phrasebook", "tests", ""

    def __init__(self, target: str, answers: dict[str, str], marks: Marks | None = BEST) -> None:
        self.target, self.marks = target, marks
        self._answers = answers
        self.asked: list[str] = []

    def knows(self, language: str) -> bool:
        return language in ("en", "zh")

    def translate(
        self, passages: Sequence[Passage], progress: Progress, *, alone: bool = False
    ) -> list[str | None]:
        self.asked += [passage.text for passage in passages]
        return [self._answers.get(passage.text) for passage in passages]


@pytest.fixture(scope="session")
def phrasebook() -> type[Phrasebook]:
    return Phrasebook


Answer = Callable[[list[dict[str, Any]]], Any]


@pytest.fixture
def chat() -> Iterator[Callable[[Answer], tuple[str, list[dict[str, Any]]]]]:
    """``chat(answer)`` -> the address of an OpenAI-compatible server that answers the lines it is
    asked for with ``answer(lines)``, and the list of what it was asked."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> tuple[str, list[dict[str, Any]]]:
        asked: list[dict[str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                question = json.loads(body["messages"][-1]["content"])
                asked.append(question)
                lines = answer(question["lines"])
                told = json.dumps({"lines": lines}, ensure_ascii=False)
                sent = json.dumps({"choices": [{"message": {"content": told}}]}).encode()
                self.send_response(500 if lines is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *arguments: object) -> None:
                """Nothing: the test tells."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/v1", asked

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def tiny_seq2seq() -> ModuleType:
    """See `tiny_seq2seq.py`; needs SentencePiece."""
    pytest.importorskip(
        "sentencepiece", reason="sentencepiece (extra 'translate') is not installed"
    )
    path = Path(__file__).with_name("tiny_seq2seq.py")
    found = spec_from_file_location("tiny_seq2seq", path)
    assert found is not None and found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def upper() -> Answer:
    """A model that makes the small letters of every line Spanish, and keeps marks and figures."""
    return lambda lines: [
        {"id": line["id"], "text": re.sub(r"[a-z]+", "palabra", line["text"])} for line in lines
    ]
