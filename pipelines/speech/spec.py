"""Transcripts and what is asked of the engines (documents, no code)."""

from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import Span, Time


class SpeechSpec(Document):
    """``model``: a name, a directory, ``demo``, or ``none`` (do not recognise speech).
    ``engine``: one of ours, or the name of an entry point in ``tradereel.speech_engines``."""

    model: str = "auto"
    engine: str = "faster-whisper"
    language: str | None = None
    hints: tuple[str, ...] = ()


class Word(Document):
    """One spoken word; ``text`` keeps its leading space where the script has spaces."""

    text: str
    start: Time
    end: Time
    confidence: float | None = None
    estimated: bool = Field(False, description="the time was spread from its neighbours")


class Segment(Document):
    text: str
    start: Time
    end: Time
    words: tuple[Word, ...] = ()
    speaker: str | None = None
    language: str | None = Field(None, description="ISO 639-1, where it was found for this segment")


class Transcript(Document):
    """Times are seconds from the recording's first presented frame."""

    language: str = Field(description="ISO 639-1, or 'und'")
    engine: str = Field(description="e.g. 'faster-whisper', 'seller' for a brought transcript")
    model: str = ""
    confidence: float | None = None
    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = Field((), description="for a person: why it is empty, what was mended")

    @property
    def text(self) -> str:
        return "\n".join(segment.text.strip() for segment in self.segments)


class Chunk(Document):
    """A stretch of sound that one transcription job takes; cut in pauses."""

    index: int
    span: Span
    speech: tuple[Span, ...] | None = Field(
        None, description="where somebody speaks in it, from its start; none: not listened yet"
    )


class ChunkPlan(Document):
    chunks: tuple[Chunk, ...]
    speech: tuple[Span, ...] = Field((), description="where the voice detector heard speech")


class Sentence(Document):
    """What a caption line, a fact and a cut refer to."""

    index: int
    text: str
    start: Time
    end: Time
    words: tuple[Word, ...]
    language: str | None = None
    speaker: str | None = None
