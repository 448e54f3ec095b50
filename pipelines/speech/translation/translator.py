"""What every translator does, whatever it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.media.time import Span
from pipelines.progress import Progress
from pipelines.speech.translation.marks import Marks


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence to translate. ``text``: its figures are marks, or written out; ``language``:
    its own, ISO 639-1; ``span``: where it is said; ``before``: the sentence before, as said."""

    text: str
    language: str
    span: Span
    before: str = ""


class Translator(Protocol):
    """From any language that `knows` into ``target``. ``marks``: the form in which it keeps
    figures; None when it does not see the text at all, or keeps no form."""

    @property
    def engine(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def marks(self) -> Marks | None: ...

    @property
    def trouble(self) -> str:
        """For a person: why passages were left without an answer; empty when none was."""
        ...

    def knows(self, language: str) -> bool:
        """Whether sentences in ``language`` (ISO 639-1) can be translated."""
        ...

    def translate(
        self, passages: Sequence[Passage], progress: Progress, *, alone: bool = False
    ) -> Sequence[str | None]:
        """One translation for each passage, in their order; None where none came. ``alone``:
        what was made of neighbours together went wrong, so take each by itself. Raises
        `TranslationFailed` when nothing can be had."""
        ...
