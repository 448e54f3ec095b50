"""Reads the transcript a seller brings (SRT, WebVTT, our JSON) and writes SRT and WebVTT."""

from pathlib import Path

from pydantic import ValidationError

from pipelines.speech.cues import Cue, parse_cues, write_srt, write_vtt
from pipelines.speech.encoding import decode
from pipelines.speech.errors import TranscriptMalformed
from pipelines.speech.language import guess_language
from pipelines.speech.spec import Segment, Transcript
from pipelines.speech.spread import spread_words

LARGEST = 50 * 1024 * 1024
"""Bytes; the captions of a whole day are a tenth of this."""


def read_transcript(path: Path) -> Transcript:
    """Read SRT, WebVTT or our own JSON, in UTF-8, UTF-16 or GB 18030. Word times of captions are
    spread inside each cue and marked as estimated. Raises `TranscriptMalformed` with the line."""
    text = decode(_load(path), path.name)
    if text.lstrip()[:1] in ("{", "["):
        return _from_json(text, path.name)
    cues = sorted(parse_cues(text), key=lambda cue: cue.start)
    if not cues:
        raise TranscriptMalformed(
            f"{path.name} holds no captions.",
            remedy="Give an SRT, VTT or Tradereel JSON file with at least one caption.",
        )
    language = guess_language(" ".join(cue.text for cue in cues))
    segments = tuple(_segment(cue) for cue in cues)
    return Transcript(language=language, engine="seller", segments=segments)


def to_srt(transcript: Transcript) -> str:
    """The transcript as SubRip, one cue a segment."""
    return write_srt(_cues(transcript))


def to_vtt(transcript: Transcript) -> str:
    """The transcript as WebVTT, one cue a segment, speakers as voices."""
    return write_vtt(_cues(transcript))


def _cues(transcript: Transcript) -> list[Cue]:
    return [
        Cue(segment.start, segment.end, segment.text.strip(), segment.speaker)
        for segment in transcript.segments
        if segment.text.strip()
    ]


def _load(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise TranscriptMalformed(
                f"{path.name} is larger than any transcript ({LARGEST >> 20} MB).",
                remedy="Give the captions, not the media.",
            )
        return path.read_bytes()
    except OSError as error:
        raise TranscriptMalformed(
            f"{path.name} cannot be read ({error.strerror}).", remedy="Give a readable file."
        ) from error


def _from_json(text: str, name: str) -> Transcript:
    try:
        transcript = Transcript.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the top"
        raise TranscriptMalformed(
            f"{name} is not a Tradereel transcript: {first['msg']} at {where}.",
            remedy="Give transcript.json as Tradereel writes it, or SRT or VTT.",
        ) from error
    return transcript.model_copy(update={"segments": tuple(map(_with_words, transcript.segments))})


def _with_words(segment: Segment) -> Segment:
    if segment.words:
        return segment
    words = spread_words(segment.text, segment.start, segment.end)
    return segment.model_copy(update={"words": words})


def _segment(cue: Cue) -> Segment:
    words = spread_words(cue.text, cue.start, cue.end)
    return Segment(text=cue.text, start=cue.start, end=cue.end, words=words, speaker=cue.speaker)
