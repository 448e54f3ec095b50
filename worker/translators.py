"""Who translates on this machine."""

from typing import TYPE_CHECKING

from pipelines.errors import DependencyError
from pipelines.language_model import LanguageModel
from pipelines.speech.weights import Weights, resolve
from worker.pipeline import Task, Tools

if TYPE_CHECKING:
    from pipelines.speech.translation.translator import Translator


def translator(task: Task, source: str, target: str, model: LanguageModel | None) -> "Translator":
    """The best there is for the two languages; ``model``: that of `language_model`. Raises
    `TranslatorMissing` with what to install."""
    from pipelines.speech.translation.choose import Means, choose_translator
    from pipelines.speech.translation.packages import folders

    flac = task.folder / "work" / "speech.flac"
    means = Means(
        model,
        folders(task.tools.weights),
        _weights(task),
        flac if flac.is_file() else None,
    )
    return choose_translator(source, target, means)


def language_model(tools: Tools) -> LanguageModel | None:
    """The language model that the operator set, with the answers it gave before."""
    return LanguageModel(tools.endpoint, tools.answers) if tools.endpoint else None


def _weights(task: Task) -> Weights | None:
    """Those that heard the recording, if any did; nothing is downloaded for a translation."""
    model = str(task.inputs.get("model") or "")
    if not model or model == "none":
        return None
    try:
        return resolve(model, task.tools.weights, download=False)
    except DependencyError:
        return None
