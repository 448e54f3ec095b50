"""Where a job's words come from, decided once, at ingest, and said on the job."""

from pathlib import Path
from typing import Any, Literal

from pipelines.document import Document
from pipelines.errors import DependencyError
from pipelines.progress import Progress
from pipelines.speech.weights import resolve
from worker.pipeline import Task


class SpeechChoice(Document):
    """``source``: brought by the seller, recognised, or none; ``why``: for a person;
    ``speakers``: whether they are to be told apart."""

    source: Literal["brought", "recognised", "none"]
    model: str = ""
    why: str
    speakers: bool = False

    def with_speakers(self, weights: Path) -> "SpeechChoice":
        """The choice, with speakers told apart where the models for it are among the weights."""
        from pipelines.speech.speaker_models import is_here

        return self.model_copy(update={"speakers": is_here(weights)})


def choose_speech(task: Task, speech: Path | None, progress: Progress) -> SpeechChoice:
    """A brought transcript wins; without weights the job goes on without speech and says so."""
    if "transcript" in task.companions:
        return SpeechChoice(source="brought", why="The seller's own transcript is used.")
    if speech is None:
        return SpeechChoice(source="none", why="The recording has no sound, so nothing is said.")
    model = _model(task)
    if model == "none":
        return SpeechChoice(source="none", why="Speech recognition is switched off (model none).")
    try:
        weights = resolve(
            model, task.tools.weights, download=task.tools.download, progress=progress
        )
    except DependencyError as missing:
        return SpeechChoice(source="none", model=model, why=f"Without speech: {missing}")
    # A name, not a path: the chunks may be heard on other machines, with caches of their own.
    named = str(weights.path) if Path(model).exists() else weights.name
    why = f"Speech model {weights.name}" + (f" ({weights.why})." if weights.why else ".")
    return SpeechChoice(source="recognised", model=named, why=why)


def _model(task: Task) -> str:
    """What the job asks for; where the choice is ours, the engine that suits the language best."""
    from pipelines.speech.engines.sherpa import preferred

    chosen: Any = task.spec.get("model") or task.tools.model
    if chosen == "auto":
        return preferred(task.spec.get("language"), task.tools.weights) or "auto"
    return str(chosen)
