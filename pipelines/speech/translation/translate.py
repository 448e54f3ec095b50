"""The sentences of a recording in the buyer's language, none with a figure that was not said."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.media.time import Span
from pipelines.progress import Progress, part, silent
from pipelines.speech.language import guess_language
from pipelines.speech.spec import Sentence
from pipelines.speech.translation.errors import TranslationFailed
from pipelines.speech.translation.figures import Names
from pipelines.speech.translation.lock import Checked, Locked, check, lock, read_source, spelled
from pipelines.speech.translation.spec import Line, Translation
from pipelines.speech.translation.translator import Passage, Translator

FIRST = 0.8
"""The share of the work that the first attempt is."""
SHOWN = 3
"""How many refusals a note quotes."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One sentence that has to be translated, and its language."""

    sentence: Sentence
    language: str
    before: str


def translate_transcript(
    sentences: Sequence[Sentence],
    source: str,
    target: str,
    translator: Translator,
    names: Names | None = None,
    progress: Progress = silent,
) -> Translation:
    """A line for every sentence. ``source``: the transcript's language, for sentences that have
    none of their own; ``names``: of products, as said to as shown (see `figures.Names`).

    Figures are locked before and verified after. A translation that changes one is made once more
    with the figures in plain sight; if that fails too, the original stays, `Line.refused` says
    why, and the notes count. Sentences that are in ``target`` already pass through untouched.
    Raises `TranslationFailed` when the translator gives nothing at all.
    """
    tasks = list(_tasks(sentences, source, target))
    known = [task for task in tasks if translator.knows(task.language)]
    checked = _translated(known, target, translator, names or {}, progress)
    foreign = {task.sentence.index: task.language for task in tasks}
    lines = tuple(_line(sentence, foreign, checked) for sentence in sentences)
    return Translation(
        source=source,
        language=target,
        engine=translator.engine,
        model=translator.model,
        lines=lines,
        notes=(*_notes(lines, len(tasks)), *filter(None, [translator.trouble])),
    )


def _tasks(sentences: Sequence[Sentence], source: str, target: str) -> Iterator[_Task]:
    before = ""
    for sentence in sentences:
        language = (sentence.language or source).split("-")[0]
        if language == "und":
            language = guess_language(sentence.text)
        if language != target.split("-")[0] and any(map(str.isalnum, sentence.text)):
            yield _Task(sentence, language, before)
        before = sentence.text


def _translated(
    tasks: Sequence[_Task], target: str, translator: Translator, names: Names, progress: Progress
) -> Mapping[int, Checked]:
    """By the sentence's index: the first attempt, and the second where that was refused."""
    found = _attempt(tasks, target, translator, names, part(progress, 0.0, FIRST), locked=True)
    refused = [task for task in tasks if found[task.sentence.index].refused]
    failed = [task for task in refused if _changes(task, target, translator, names)]
    try:
        later = part(progress, FIRST, 1.0)
        again = _attempt(failed, target, translator, names, later, locked=False)
    except TranslationFailed:
        again = {}  # the first attempt stands
    better = {index: checked for index, checked in again.items() if not checked.refused}
    progress(1.0, f"translated into {target}")
    return {**found, **better}


def _changes(task: _Task, target: str, translator: Translator, names: Names) -> bool:
    """Whether a second attempt asks anything new: without figures there is nothing to unlock."""
    figures = read_source(task.sentence.text, task.language, target, names).figures
    return bool(figures) or translator.marks is None


def _attempt(
    tasks: Sequence[_Task],
    target: str,
    translator: Translator,
    names: Names,
    progress: Progress,
    *,
    locked: bool,
) -> dict[int, Checked]:
    if not tasks:
        return {}
    held = [_locked(task, target, translator, names, locked=locked) for task in tasks]
    passages = [
        Passage(one.text, task.language, _span(task.sentence), task.before)
        for one, task in zip(held, tasks, strict=True)
    ]
    answers = translator.translate(passages, progress, alone=not locked)
    return {
        task.sentence.index: check(one, answer, target, names)
        for task, one, answer in zip(tasks, held, answers, strict=True)
    }


def _locked(
    task: _Task, target: str, translator: Translator, names: Names, *, locked: bool
) -> Locked:
    text = task.sentence.text
    reading = read_source(text, task.language, target, names)
    if locked and translator.marks:
        return lock(text, reading, translator.marks)
    return spelled(text, reading, task.language)


def _span(sentence: Sentence) -> Span:
    return Span(start=sentence.start, end=max(sentence.start, sentence.end))


def _line(sentence: Sentence, foreign: Mapping[int, str], checked: Mapping[int, Checked]) -> Line:
    index = sentence.index
    if index not in foreign:
        return Line(index=index, text=sentence.text)
    found = checked.get(index)
    if found is None:
        refused = f"nothing here translates from {foreign[index]}"
        return Line(index=index, text=sentence.text, refused=refused)
    if found.refused:
        return Line(index=index, text=sentence.text, refused=found.refused)
    return Line(index=index, text=found.text)


def _notes(lines: Sequence[Line], tried: int) -> Iterator[str]:
    """How many were refused and why, the commonest reasons first."""
    reasons = Counter(line.refused for line in lines if line.refused)
    if not reasons:
        return
    count = sum(reasons.values())
    quoted = "; ".join(reason for reason, _ in reasons.most_common(SHOWN))
    more = ", and others" if len(reasons) > SHOWN else ""
    stayed = "sentence stays" if count == 1 else "sentences stay"
    yield (
        f"{count} of {tried} {stayed} in the original language, because its translation was not"
        f" to be trusted: {quoted}{more}."
    )
