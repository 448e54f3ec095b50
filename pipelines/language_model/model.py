"""Asks a chat server for data of a given shape, within a time and a number of requests."""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pipelines.language_model.answer import NoAnswer, content_of, message_of, read_json
from pipelines.language_model.cache import Cache
from pipelines.language_model.endpoint import Endpoint, LanguageModelFailed
from pipelines.language_model.post import NotAnswered, Reply, post
from pipelines.language_model.schema import problem

_SEED = 1
_PAUSE = 0.5
"""Seconds before the second try where the server names none."""
_FORMS = 3
_NOT_UNDERSTOOD = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


class LanguageModel:
    """Asks one endpoint; the same question is sent once (``cache``: a folder of answers).
    ``failed``: whether any question stayed without a usable answer."""

    def __init__(self, endpoint: Endpoint, cache: Path | None = None) -> None:
        self.endpoint = endpoint
        self.cache = Cache(cache)
        self.failed = False
        self._sent = 0
        self._form = 0

    def ask(self, instructions: str, content: str, schema: Mapping[str, Any]) -> Any:
        """The answer as data that fits the JSON schema. Raises `LanguageModelFailed`.

        ``schema``: of the keywords that `pipelines.language_model.schema` checks. The endpoint's
        timeout holds for the whole of it, further tries and waiting included.
        """
        name = Cache.name(self.endpoint.url, self.endpoint.model, (instructions, content), schema)
        kept = self.cache.load(name)
        if kept is not None and problem(kept["answer"], schema) is None:
            return kept["answer"]
        try:
            answer = self._read(self._understood(instructions, content, schema), schema)
        except LanguageModelFailed:
            self.failed = True
            raise
        self.cache.save(name, answer)
        return answer

    def _read(self, reply: Reply, schema: Mapping[str, Any]) -> Any:
        try:
            answer = read_json(content_of(reply.body))
        except NoAnswer as error:
            raise self._failed(str(error), "Try a model that can answer in JSON.") from error
        wrong = problem(answer, schema)
        if wrong:
            raise self._failed(f"{wrong}.", "Try a model that keeps to a JSON schema.")
        return answer

    def _understood(self, instructions: str, content: str, schema: Mapping[str, Any]) -> Reply:
        """The first good reply; the form of the question gets plainer while the server refuses
        it. The form that it took serves the questions that follow."""
        deadline = time.monotonic() + self.endpoint.timeout
        for form in range(self._form, _FORMS):
            payload = _payload(self.endpoint.model, instructions, content, schema, form)
            reply = self._patient(payload, deadline)
            if reply.status == HTTPStatus.OK:
                self._form = form
                return reply
            if reply.status not in _NOT_UNDERSTOOD:
                break
        raise self._refused(reply)

    def _patient(self, payload: Mapping[str, Any], deadline: float) -> Reply:
        """The reply, or the second one where the first asks for patience or never came."""
        try:
            reply = self._send(payload, deadline)
            if reply.status != HTTPStatus.TOO_MANY_REQUESTS and reply.status < 500:
                return reply
            wait = reply.wait if reply.wait is not None else _PAUSE
            if time.monotonic() + wait >= deadline:
                return reply
        except NotAnswered as error:
            if not error.again:
                raise self._failed(f"{error}.", _remedy(None)) from error
            wait = min(_PAUSE, max(0.0, deadline - time.monotonic()))
        time.sleep(wait)
        try:
            return self._send(payload, deadline)
        except NotAnswered as error:
            raise self._failed(f"{error}.", _remedy(None)) from error

    def _send(self, payload: Mapping[str, Any], deadline: float) -> Reply:
        if self._sent >= self.endpoint.budget:
            raise self._failed(
                f"the {self.endpoint.budget} requests of this job are used up.",
                "Raise the budget, or go on without.",
            )
        # What `requests` says about such a key would show it.
        if not (self.endpoint.key.isascii() and self.endpoint.key.isprintable()):
            raise self._failed(
                "its key holds a line break or a letter that no key has.", "Copy the key again."
            )
        self._sent += 1
        url = f"{self.endpoint.url.rstrip('/')}/chat/completions"
        return post(url, self.endpoint.key.strip(), payload, deadline)

    def _refused(self, reply: Reply) -> LanguageModelFailed:
        told = message_of(reply.body)
        if self.endpoint.key:
            told = told.replace(self.endpoint.key, "***")
        said = f" ({told})" if told else ""
        return self._failed(f"it answered {reply.status}{said}.", _remedy(reply.status))

    def _failed(self, what: str, remedy: str) -> LanguageModelFailed:
        what = what if what.endswith(".") else f"{what}."
        return LanguageModelFailed(
            f"The language model '{self.endpoint.model}' gave no usable answer: {what}",
            remedy=remedy,
        )


def _remedy(status: int | None) -> str:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return "Check its key."
    if status == HTTPStatus.NOT_FOUND:
        return "Check its address (up to and with /v1) and the model's name."
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "Ask fewer at a time, or raise its limit."
    return "Check its address, or allow it more time."


def _payload(
    model: str, instructions: str, content: str, schema: Mapping[str, Any], form: int
) -> dict[str, Any]:
    """``form`` 0: the server holds the answer to the schema; 1: only to JSON; 2: to nothing,
    and without settings that some models refuse."""
    wanted = {"model": model, "temperature": 0, "seed": _SEED}
    if form == 0:
        shape = {"name": "answer", "strict": True, "schema": schema}
        wanted["response_format"] = {"type": "json_schema", "json_schema": shape}
    else:
        told = json.dumps(schema, ensure_ascii=False, sort_keys=True)
        instructions = f"{instructions}\n\nAnswer with JSON alone, of this schema:\n{told}"
        wanted["response_format"] = {"type": "json_object"}
    if form == 2:
        wanted = {"model": model}
    wanted["messages"] = [
        {"role": "system", "content": instructions},
        {"role": "user", "content": content},
    ]
    return wanted
