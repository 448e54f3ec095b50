"""Subtitles of a whole recording in a buyer's language."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.highlights.cues import make_cues
from pipelines.media.time import ZERO, Span
from pipelines.speech.cues import Cue, write_srt, write_vtt
from pipelines.speech.spec import Sentence
from pipelines.speech.translation.lay import translated
from pipelines.speech.translation.spec import Translation


def write_subtitles(
    sentences: Sequence[Sentence], translation: Translation, folder: Path
) -> tuple[str, ...]:
    """``transcript.<language>.vtt`` and ``.srt`` in ``folder``; their names. Long translations
    are cut into cues that can be read, over the time of their sentences."""
    if not sentences:
        return ()
    whole = Span(start=ZERO, end=max(sentence.end for sentence in sentences))
    made = make_cues(translated(sentences, translation), whole)
    cues = [Cue(cue.start, cue.end, cue.text) for cue in made]
    names = []
    for suffix, text in (("vtt", write_vtt(cues)), ("srt", write_srt(cues))):
        name = f"transcript.{translation.language}.{suffix}"
        (folder / name).write_text(text, encoding="utf-8")
        names.append(name)
    return tuple(names)
