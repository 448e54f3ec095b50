"""Finds the JSON in what a chat server answered."""

import json
import re
from typing import Any

_FENCE = re.compile(r"```[\w-]*\s*\n(.*?)```", re.DOTALL)
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


class NoAnswer(ValueError):
    """What is wrong with it, for a person."""


def content_of(body: bytes) -> str:
    """The text of the first choice of a chat completion. Raises `NoAnswer`."""
    data = _loads(body, "its answer is not JSON")
    try:
        content = data["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise NoAnswer("its answer holds no message") from error
    if not isinstance(content, str) or not content.strip():
        raise NoAnswer("its message is empty")
    return content


def read_json(content: str) -> Any:
    """The data in a message; thoughts before it and a code fence around it are left out.
    Raises `NoAnswer`."""
    text = _THOUGHTS.sub("", content)
    fenced = _FENCE.search(text)
    return _loads(fenced[1] if fenced else text, "its message is not JSON")


def message_of(body: bytes) -> str:
    """What the server says about an error, in one short line; empty where it says nothing."""
    try:
        data = _loads(body, "")
    except NoAnswer:
        return ""
    told = data.get("error", data) if isinstance(data, dict) else ""
    told = told.get("message", "") if isinstance(told, dict) else told
    return " ".join(told.split())[:160] if isinstance(told, str) else ""


def _loads(text: str | bytes, complaint: str) -> Any:
    try:
        data = json.loads(text, parse_constant=_refuse)
        # Half a surrogate pair passes as JSON, and could be written nowhere.
        json.dumps(data, ensure_ascii=False).encode()
        return data
    except (ValueError, RecursionError) as error:
        raise NoAnswer(complaint) from error


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
