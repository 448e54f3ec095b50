"""The caption files beside a clip, whose times are the clip's."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.media.time import ZERO, Time
from pipelines.shorts.spec import CaptionCue, CaptionWord, EditPlan, Subtitles
from pipelines.shorts.timeline import FPS, Timeline
from pipelines.speech.cues import Cue, write_srt, write_vtt

FORMATS = (("vtt", write_vtt), ("srt", write_srt))


def write_sidecars(
    plan: EditPlan, timeline: Timeline, out: Path, lead: Time = ZERO
) -> tuple[str, ...]:
    """A WebVTT and a SubRip file for each language, the one of the captions first; their names.

    ``lead``: how long the intro is. A file that would not change is not touched.
    """
    if plan.captions == "none":
        return ()
    burned = Subtitles(language=plan.language, cues=plan.cues)
    languages: dict[str, Subtitles] = {}
    for one in (burned, *plan.subtitles, *((plan.spoken,) if plan.spoken else ())):
        languages.setdefault(one.language, one)
    return tuple(name for one in languages.values() for name in _files(one, timeline, out, lead))


def _files(subtitles: Subtitles, timeline: Timeline, out: Path, lead: Time) -> Iterator[str]:
    """The files of one language; none for a language without words."""
    cues = [cue for each in subtitles.cues if (cue := _cue(each, timeline, lead))]
    for suffix, write in FORMATS if cues else ():
        name = f"{subtitles.language}.{suffix}"
        put(out / name, write(cues))
        yield name


def _cue(cue: CaptionCue, timeline: Timeline, lead: Time) -> Cue | None:
    """The cue in the clip, without the words that the clip leaves out; None for one without any."""
    text = "".join(word.text for word in cue.words if _heard(word, timeline)).strip()
    start, end = timeline.clip(cue.start), timeline.clip(cue.end)
    return Cue(lead + start, lead + end, text) if text and end > start else None


def _heard(word: CaptionWord, timeline: Timeline) -> bool:
    """Whether the middle of what the span has of the word is in the clip."""
    begin = timeline.start
    end = begin + Time.seconds(timeline.pieces[-1].last / FPS)
    first, last = max(word.start, begin), min(word.end, end)
    return last > first and timeline.shows(Time((first.us + last.us) // 2))


def put(path: Path, text: str) -> None:
    """Write the file whole, unless it is as it should be."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
