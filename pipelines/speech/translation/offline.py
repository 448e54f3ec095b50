"""Translation on this machine, by Argos or OPUS-MT models in CTranslate2's form.

Sentences are cut into the pieces of the model's own vocabulary by SentencePiece, which is the
extra ``translate``.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pipelines.progress import Progress
from pipelines.speech import machine
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.translation.marks import choose_marks
from pipelines.speech.translation.packages import Package, route
from pipelines.speech.translation.translator import Passage

BATCH = 32
BEAM = 4
LONGEST = 256
"""Pieces of a translation; a caption never comes near it."""
_END = "</s>"
_BLANK = "▁"


def installed() -> bool:
    """Whether SentencePiece is there."""
    return find_spec("sentencepiece") is not None


class Model:
    """One package, loaded when it is first needed."""

    def __init__(self, package: Package) -> None:
        self.package = package

    @cached_property
    def _pieces(self) -> tuple[Any, Any]:
        try:
            sentencepiece: Any = import_module("sentencepiece")
        except ImportError as error:
            raise EngineMissing(
                "The package sentencepiece is not installed.",
                remedy='Run `pip install "tradereel[translate]"`.',
            ) from error
        own, other = self.package.pieces_in, self.package.pieces_out
        try:
            first = sentencepiece.SentencePieceProcessor(model_file=str(own))
            second = sentencepiece.SentencePieceProcessor(model_file=str(other))
        except (OSError, RuntimeError, ValueError) as error:
            raise self._broken(error) from error
        return first, second if other != own else first

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2

        device = "cuda" if machine.gpus() else "cpu"
        try:
            return ctranslate2.Translator(
                str(self.package.model), device=device, intra_threads=machine.cores()
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise self._broken(error) from error

    def load(self) -> None:
        """Raises `EngineMissing`, `WeightsMissing` now rather than in the middle of a recording."""
        _ = self._pieces, self._translator

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One translation for each text."""
        package = self.package
        source = [self._cut(text) for text in texts]
        prefix = [[package.prefix]] * len(texts) if package.prefix else None
        answers = self._translator.translate_batch(
            source, target_prefix=prefix, beam_size=BEAM, max_batch_size=BATCH,
            max_decoding_length=LONGEST, replace_unknowns=True,
        )  # fmt: skip
        return [self._joined(answer.hypotheses[0]) for answer in answers]

    def keeps(self, text: str) -> bool:
        """Whether the vocabularies hold every piece of the text."""
        known = [side.decode(side.encode(text)) for side in self._pieces]
        unknown = [side.unk_id() in side.encode(text) for side in self._pieces]
        return all(one.strip() == text for one in known) and not any(unknown)

    def _cut(self, text: str) -> list[str]:
        pieces: list[str] = self._pieces[0].encode(text, out_type=str)
        begins = [self.package.begins] if self.package.begins else []
        return [*begins, *pieces, *([_END] if self.package.ends else [])]

    def _joined(self, pieces: Sequence[str]) -> str:
        dropped = (self.package.prefix, _END)
        text = "".join(piece for piece in pieces if piece not in dropped)
        return text.replace(_BLANK, " ").strip()

    def _broken(self, error: Exception) -> WeightsMissing:
        return WeightsMissing(
            f"The translation package '{self.package.name}' cannot be loaded ({error}).",
            remedy="Delete its folder and install it again.",
        )


class OfflineTranslator:
    """Into one language, from every language for which there is a way over the packages. Raises
    `EngineMissing`, `WeightsMissing` when those from ``source`` cannot be used."""

    engine = "offline"
    trouble = ""

    def __init__(self, packages: Sequence[Package], source: str, target: str) -> None:
        self.target = target
        self._packages = packages
        self._models: dict[str, Model] = {}
        way = route(packages, source, target)
        self.model = " + ".join(package.name for package in way)
        self._ways = {source: self._loaded(way)}
        steps = self._ways[source]
        for model in steps:
            model.load()
        self.marks = choose_marks(lambda text: all(model.keeps(text) for model in steps))

    def knows(self, language: str) -> bool:
        return bool(route(self._packages, language, self.target))

    def translate(
        self, passages: Sequence[Passage], progress: Progress, *, alone: bool = False
    ) -> Sequence[str | None]:
        """In batches; sentences never see each other here, so ``alone`` changes nothing."""
        found: list[str | None] = [None] * len(passages)
        done = 0
        for language in dict.fromkeys(passage.language for passage in passages):
            numbers = [at for at, one in enumerate(passages) if one.language == language]
            for start in range(0, len(numbers), BATCH):
                batch = numbers[start : start + BATCH]
                texts = [passages[at].text for at in batch]
                for at, text in zip(batch, self._through(language, texts), strict=True):
                    found[at] = text
                done += len(batch)
                progress(done / len(passages), f"translating into {self.target}")
        return found

    def _through(self, language: str, texts: list[str]) -> Sequence[str | None]:
        if language not in self._ways:
            self._ways[language] = self._loaded(route(self._packages, language, self.target))
        if not self._ways[language]:
            return [None] * len(texts)
        for model in self._ways[language]:
            texts = model.translate(texts)
        return texts

    def _loaded(self, way: Sequence[Package]) -> list[Model]:
        return [self._models.setdefault(package.name, Model(package)) for package in way]
