"""Downloads speech models and says plainly when that is impossible."""

import logging
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.progress import Progress, part
from pipelines.speech.errors import EngineMissing, WeightsMissing

log = logging.getLogger(__name__)

SHERPA = {
    "sense-voice": "csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17",
    "paraformer-zh": "csukuangfj/sherpa-onnx-paraformer-zh-2023-09-14",
}
"""Models for sherpa-onnx; this Paraformer is the one that tells the times of its tokens."""

REPOSITORIES = {
    "tiny": "Systran/faster-whisper-tiny",
    "base": "Systran/faster-whisper-base",
    "small": "Systran/faster-whisper-small",
    "medium": "Systran/faster-whisper-medium",
    "large-v3": "Systran/faster-whisper-large-v3",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    **SHERPA,
}
"""The names we offer, and where the Hugging Face Hub keeps them: Whisper in CTranslate2's form."""

SPEAKERS = "speakers"
SEGMENTATION = "model.onnx"
EMBEDDING = "3dspeaker_speech_campplus_sv_zh_en_16k-common_advanced.onnx"
SPEAKER_REPOSITORIES = {
    SEGMENTATION: "csukuangfj/sherpa-onnx-pyannote-segmentation-3-0",
    EMBEDDING: "csukuangfj/speaker-embedding-models",
}
"""The two models that tell speakers apart: who speaks when, and whose voice it is (CAM++ of
3D-Speaker, trained on Chinese and English)."""

FILES = ["config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*"]
SHERPA_FILES = ["model.int8.onnx", "tokens.txt"]


class Source(NamedTuple):
    """``needed``: the file without which the download is not whole. ``folder``: its own inside the
    download, where there are several; the hub keeps notes on one repository in a folder."""

    repository: str
    files: list[str]
    needed: str
    folder: str = ""


def sources(name: str) -> tuple[Source, ...]:
    """Where the files of ``name`` come from."""
    if name == SPEAKERS:
        return (
            Source(SPEAKER_REPOSITORIES[SEGMENTATION], [SEGMENTATION], SEGMENTATION, "turns"),
            Source(SPEAKER_REPOSITORIES[EMBEDDING], [EMBEDDING], EMBEDDING, "voices"),
        )
    if name in SHERPA:
        return (Source(SHERPA[name], SHERPA_FILES, SHERPA_FILES[0]),)
    return (Source(REPOSITORIES[name], FILES, "model.bin"),)


def missing(name: str, message: str) -> WeightsMissing:
    """The error whose remedy is the command that brings the weights."""
    return WeightsMissing(
        message,
        remedy=f"Run `tradereel weights fetch {name}` where there is a network (HF_ENDPOINT names "
        "a mirror), or give a directory with --model DIR.",
    )


def download(name: str, cache: Path, progress: Progress) -> Path:
    """Download ``name`` from the hub into ``cache/name``, whole or not at all; a broken download
    goes on where it stopped. Raises `WeightsMissing`."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]

    draft = cache / f".{name}.draft"
    try:
        draft.mkdir(parents=True, exist_ok=True)
        wanted = sources(name)
        for at, source in enumerate(wanted):
            snapshot_download(
                source.repository,
                local_dir=draft / source.folder,
                allow_patterns=source.files,
                tqdm_class=_bar(part(progress, at / len(wanted), (at + 1) / len(wanted)), name),
            )
    except (OSError, HTTPError) as error:
        raise missing(
            name, f"The speech model '{name}' could not be downloaded ({type(error).__name__})."
        ) from error
    # With no network the hub hands back a folder that an earlier attempt left half filled.
    if not all((draft / one.folder / one.needed).is_file() for one in wanted):
        raise missing(name, f"The speech model '{name}' could not be downloaded completely.")
    progress(1.0, f"downloaded {name}")
    return draft.rename(cache / name)


def download_reference(name: str, cache: Path) -> Path:
    """Download ``name`` in the form of the reference engine (``.pt``); that package shows its own
    progress bar. Raises `EngineMissing`, `WeightsMissing`."""
    try:
        import whisper
    except ImportError as error:
        raise EngineMissing(
            "The package openai-whisper is not installed.",
            remedy='Run `pip install "tradereel[whisper]"`.',
        ) from error
    try:
        whisper.load_model(name, device="cpu", download_root=str(cache))
    except (OSError, RuntimeError) as error:
        raise missing(name, f"The speech model '{name}' could not be downloaded.") from error
    return cache / f"{name}.pt"


def _bar(progress: Progress, name: str) -> type[Any]:
    """A silent tqdm that tells ``progress`` about the bytes; the total grows while files join
    in, the fraction told never falls."""
    from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]

    furthest = 0.0

    class Bar(tqdm):  # type: ignore[type-arg, misc, unused-ignore]
        def __init__(self, *args: Any, **options: Any) -> None:
            options.pop("name", None)
            options["gui"] = True  # keeps tqdm from writing to the terminal
            self.bytes = options.get("unit") == "B"
            super().__init__(*args, **options)

        def display(self, *args: Any, **options: Any) -> None:
            """Nothing: the caller shows the progress."""

        def update(self, n: float | None = 1) -> bool | None:
            done: bool | None = super().update(n)
            nonlocal furthest
            if self.bytes and self.total:
                furthest = max(furthest, min(self.n / self.total, 1.0))
                progress(furthest, f"downloading {name}")
            return done

    return Bar
