"""The one protocol that every speech engine follows, and how an engine is found."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from pipelines.speech.errors import EngineMissing
from pipelines.speech.sound import Sound
from pipelines.speech.spec import Segment
from pipelines.speech.weights import FASTER, OPENAI, SHERPA, Weights

GROUP = "tradereel.speech_engines"
"""Entry points of this group are callables that take `Weights` and return an `Engine`."""


@runtime_checkable
class Engine(Protocol):
    """Turns sound into segments with words. ``name``: of the engine, ``model``: of its weights."""

    name: str
    model: str

    def transcribe(
        self, audio: Sound, language: str | None, hints: Sequence[str]
    ) -> Iterator[Segment]:
        """Segments in time order, as they are found. ``audio``: mono float32 at 16 kHz, -1..1;
        ``language``: ISO 639-1, None to detect; ``hints``: names and terms to expect. Times
        count from the first sample."""
        ...

    def detect(self, audio: Sound) -> tuple[str, float]:
        """The language (ISO 639-1) of ``audio`` and how sure that is (0..1)."""
        ...


def load_engine(weights: Weights) -> Engine:
    """The engine for ``weights``; the last one stays loaded, because the chunks of a recording
    follow each other. Raises `EngineMissing`."""
    return _load(weights.engine, str(weights.path), weights.name)


def unload_engine() -> None:
    """Forget the loaded engine and give its memory back."""
    _load.cache_clear()


@lru_cache(maxsize=1)
def _load(engine: str, path: str, name: str) -> Engine:
    weights = Weights.model_validate({"path": path, "name": name, "engine": engine})
    return _factory(engine)(weights)


def _factory(engine: str) -> Callable[[Weights], Engine]:
    """What makes the engine. Ours import their libraries only when they are called for."""
    if engine == FASTER:
        from pipelines.speech.engines.faster_whisper import FasterWhisper

        return FasterWhisper
    if engine == OPENAI:
        from pipelines.speech.engines.openai_whisper import OpenAIWhisper

        return OpenAIWhisper
    if engine == SHERPA:
        from pipelines.speech.engines.sherpa import open_engine

        return open_engine
    for found in entry_points(group=GROUP, name=engine):
        factory: Callable[[Weights], Engine] = found.load()
        return factory
    raise EngineMissing(
        f"There is no speech engine called '{engine}'.",
        remedy=f"Use {FASTER}, {OPENAI} or {SHERPA}, or install the package that offers "
        f"'{engine}'.",
    )
