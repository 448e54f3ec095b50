"""A language model behind any OpenAI-compatible endpoint: asked for JSON, and never trusted.

Nothing of the service needs one. Whoever asks must have an answer of their own at hand for the
day that this one fails, invents, or is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import PipelineError


class LanguageModelFailed(PipelineError):
    """No usable answer: not reached, too slow, over budget, or not what the schema asks for."""

    code = "language_model_failed"
    retryable = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``url``: up to and with ``/v1``; ``timeout``: seconds for one answer; ``budget``: the most
    requests that one job may send."""

    url: str
    key: str
    model: str
    timeout: float = 30.0
    budget: int = 40


class LanguageModel:
    """Asks one endpoint; the same question is sent once (``cache``: a folder of answers)."""

    def __init__(self, endpoint: Endpoint, cache: Path | None = None) -> None:
        self.endpoint = endpoint
        self.cache = cache

    def ask(self, instructions: str, content: str, schema: Mapping[str, Any]) -> Any:
        """The answer as data that fits the JSON schema. Raises `LanguageModelFailed`."""
        raise LanguageModelFailed("Not built yet.")
