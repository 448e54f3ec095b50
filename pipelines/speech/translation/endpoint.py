"""Translation by any OpenAI-compatible endpoint: lines by id, against a JSON schema."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.language_model import LanguageModel, LanguageModelFailed
from pipelines.progress import Progress
from pipelines.speech.translation.errors import TranslationFailed
from pipelines.speech.translation.marks import BEST
from pipelines.speech.translation.translator import Passage

BATCH = 20
"""Sentences in one question: enough to know what is spoken of, few enough to be kept apart."""
PATIENCE = 2
"""After so many failed questions in a row nothing more is asked."""
INSTRUCTIONS = (
    "You translate the captions of a factory's sales livestream for buyers abroad. Translate each "
    "line from the language given with it into the target language (both ISO 639-1), short and "
    "plain, as one would say it. Marks like ⟦1⟧ stand for figures, prices and names: copy each "
    "exactly once into its place in the sentence. Write all other figures in digits, unchanged, "
    "and add none. Leave nothing out, explain nothing. Answer with one line for each id."
)
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["id", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["lines"],
    "additionalProperties": False,
}


class EndpointTranslator:
    """Between all languages that the model behind the endpoint has learnt."""

    engine = "endpoint"
    marks = BEST

    def __init__(self, model: LanguageModel, target: str) -> None:
        self.model = model.endpoint.model
        self.target = target
        self.trouble = ""
        self._asked = model

    def knows(self, language: str) -> bool:
        return True

    def translate(
        self, passages: Sequence[Passage], progress: Progress, *, alone: bool = False
    ) -> Sequence[str | None]:
        """In batches; a batch with missing, doubled or invented lines is asked again line by line,
        once. Lines that still fail are None."""
        found: dict[int, str] = {}
        failures, cause = 0, None
        for start in range(0, len(passages), BATCH):
            numbers = range(start, min(start + BATCH, len(passages)))
            try:
                found |= self._batch(passages, numbers)
                failures = 0
            except LanguageModelFailed as error:
                failures, cause = failures + 1, error
                self.trouble = str(error)
            if failures == PATIENCE:
                break
            progress(numbers.stop / len(passages), f"translating into {self.target}")
        if cause and not found:
            raise TranslationFailed(
                f"Nothing was translated: {cause.message}", remedy=cause.remedy
            ) from cause
        return [found.get(number) for number in range(len(passages))]

    def _batch(self, passages: Sequence[Passage], numbers: range) -> dict[int, str]:
        try:
            found, whole = self._ask(passages, numbers)
        except LanguageModelFailed:
            if len(numbers) == 1:
                raise
            found, whole = {}, False
        if whole or len(numbers) == 1:
            return found
        return dict(self._singly(passages, numbers))

    def _singly(self, passages: Sequence[Passage], numbers: range) -> Iterator[tuple[int, str]]:
        """Line by line; the first failure of the endpoint itself ends it."""
        for number in numbers:
            try:
                found, _ = self._ask(passages, range(number, number + 1))
            except LanguageModelFailed:
                if number == numbers.start:
                    raise
                return
            yield from found.items()

    def _ask(self, passages: Sequence[Passage], numbers: range) -> tuple[dict[int, str], bool]:
        """The lines that came, and whether they are exactly those that were asked for."""
        asked = {
            "target": self.target,
            "said_before": passages[numbers.start].before,
            "lines": [
                {"id": number, "language": passages[number].language, "text": passages[number].text}
                for number in numbers
            ],
        }
        content = json.dumps(asked, ensure_ascii=False)
        lines = self._asked.ask(INSTRUCTIONS, content, SCHEMA)["lines"]
        whole = sorted(line["id"] for line in lines) == list(numbers)
        return {line["id"]: line["text"] for line in lines if line["id"] in numbers}, whole
