"""Which translator serves a pair of languages on this machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import DependencyError
from pipelines.language_model import LanguageModel
from pipelines.speech.translation import heard, offline
from pipelines.speech.translation.endpoint import EndpointTranslator
from pipelines.speech.translation.errors import TranslatorMissing
from pipelines.speech.translation.packages import Package, find_packages, route
from pipelines.speech.translation.translator import Translator
from pipelines.speech.weights import Weights


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to translate with. ``places``: folders of packages (see `packages.folders`);
    ``weights`` and ``sound``: of the speech recognition, for Whisper's own translation."""

    model: LanguageModel | None = None
    places: Sequence[Path] = ()
    weights: Weights | None = None
    sound: Path | None = None


def choose_translator(source: str, target: str, means: Means) -> Translator:
    """The endpoint if one is set, else packages on this machine, else, into English, Whisper.
    Languages are ISO 639-1. Raises `TranslatorMissing` with what to install."""
    if means.model:
        return EndpointTranslator(means.model, target)
    packages = find_packages(means.places)
    way = route(packages, source, target)
    if way and offline.installed():
        return _offline(packages, source, target)
    weights, sound = means.weights, means.sound
    if target == "en" and source != "en" and weights and sound and heard.can_translate(weights):
        return heard.HeardTranslator(weights, sound)
    raise _missing(source, target, packaged=bool(way))


def _offline(packages: Sequence[Package], source: str, target: str) -> Translator:
    try:
        return offline.OfflineTranslator(packages, source, target)
    except DependencyError as broken:
        raise TranslatorMissing(broken.message, remedy=broken.remedy) from broken


def _missing(source: str, target: str, *, packaged: bool) -> TranslatorMissing:
    message = f"Nothing on this machine translates from {source} to {target}."
    if packaged:
        return TranslatorMissing(message, remedy='Run `pip install "tradereel[translate]"`.')
    pairs = f"{source}_{target}"
    if "en" not in (source, target):
        pairs += f", or {source}_en and en_{target}"
    return TranslatorMissing(
        message,
        remedy="Set an OpenAI-compatible endpoint, or put the Argos package "
        f'translate-{pairs} into the folder "translation" of the weights and run '
        '`pip install "tradereel[translate]"`.',
    )
