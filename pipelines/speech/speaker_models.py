"""The two models that tell speakers apart, found by what they say of themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipelines.speech import download as hub
from pipelines.speech.engines.sherpa_header import read_header
from pipelines.speech.errors import WeightsMissing

_SEGMENTATION = (
    *("sample_rate", "window_size", "receptive_field_size", "receptive_field_shift"),
    *("num_speakers", "powerset_max_classes", "num_classes"),
)
_EMBEDDING = ("output_dim", "sample_rate", "normalize_samples", "language", "framework")
_FRAMEWORKS = ("3d-speaker", "wespeaker")
"""Without any of these lines, or with another framework, the library ends the process."""


class SpeakerModels(NamedTuple):
    """``segmentation``: who speaks when, within ten seconds (pyannote segmentation 3.0).
    ``embedding``: what a voice is like (CAM++ or another of 3D-Speaker or WeSpeaker)."""

    segmentation: Path
    embedding: Path


def find_models(models: Path) -> SpeakerModels:
    """The models in the folder ``models``, in its folder ``speakers``, or in the layout of the
    Hugging Face Hub. Raises `WeightsMissing`, whose remedy names the command that brings them."""
    segmentation: list[Path] = []
    embedding: list[Path] = []
    for file in _candidates(models):
        facts = _facts(file)
        if facts.keys() >= set(_SEGMENTATION):
            segmentation.append(file)
        elif facts.keys() >= set(_EMBEDDING) and facts["framework"] in _FRAMEWORKS:
            embedding.append(file)
    if not segmentation or not embedding:
        raise hub.missing(hub.SPEAKERS, "The models that tell speakers apart are not here.")
    chosen = next((file for file in embedding if file.name == hub.EMBEDDING), embedding[0])
    return SpeakerModels(segmentation[0], chosen)


def _candidates(models: Path) -> Iterator[Path]:
    """Every ONNX file where one of the two may lie."""
    yield from sorted(models.glob("*.onnx"))
    yield from sorted((models / hub.SPEAKERS).rglob("*.onnx"))
    for repository in hub.SPEAKER_REPOSITORIES.values():
        folder = models / ("models--" + repository.replace("/", "--")) / "snapshots"
        yield from sorted(folder.glob("*/*.onnx"))


def _facts(file: Path) -> dict[str, str]:
    """The metadata of an ONNX file; none for what is no such file."""
    try:
        return read_header(file).metadata
    except (ValueError, OSError):
        return {}


def is_here(models: Path) -> bool:
    """Whether both models are in ``models``."""
    try:
        find_models(models)
    except WeightsMissing:
        return False
    return True
