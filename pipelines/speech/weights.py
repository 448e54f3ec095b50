"""Finds the weights of a speech model: a directory, the local cache, a download; in this order."""

from pathlib import Path

from assets import asset
from pipelines.document import Document
from pipelines.progress import Progress, silent
from pipelines.speech import download as hub
from pipelines.speech import machine
from pipelines.speech.engines.sherpa_model import is_sherpa
from pipelines.speech.errors import WeightsMissing
from pipelines.speech.speaker_models import is_here

FASTER, OPENAI, SHERPA = "faster-whisper", "openai-whisper", "sherpa-onnx"
DEMO = "demo"


class Weights(Document):
    """``path``: a folder, or a ``.pt`` file (openai-whisper). ``why``: for a
    person, how these were chosen. ``demo``: they know only the words of the demo recording."""

    path: Path
    name: str
    demo: bool = False
    engine: str = FASTER
    why: str = ""


def resolve(
    model: str,
    cache: Path,
    *,
    download: bool,
    progress: Progress = silent,
    engine: str = FASTER,
) -> Weights:
    """The weights for ``model``: a directory or ``.pt`` file, ``demo``, ``auto`` or a name of
    `hub.REPOSITORIES`. ``auto`` never chooses the demo model. Raises `WeightsMissing`, whose
    remedy names the command that brings them."""
    if model == DEMO:
        return _demo()
    if model == "auto":
        return _auto(cache, download=download, progress=progress, engine=engine)
    given = Path(model).expanduser()
    if model not in hub.REPOSITORIES:
        return _given(model, given)
    engine = SHERPA if model in hub.SHERPA else engine
    found = cached(model, cache, engine)
    if found:
        return Weights(path=found, name=model, engine=engine, why="found in the local cache")
    if not download:
        raise hub.missing(model, f"The speech model '{model}' is not on this machine.")
    path = fetch(model, cache, progress, engine=engine)
    return Weights(path=path, name=model, engine=engine, why="downloaded")


def fetch(name: str, cache: Path, progress: Progress = silent, *, engine: str = FASTER) -> Path:
    """Download the weights ``name`` into ``cache`` and return their path; what is there already
    is not downloaded again. Raises `WeightsMissing` when there is no such name or no network."""
    name = machine.recommended() if name == "auto" else name
    if name == hub.SPEAKERS:
        return _speakers(cache, progress)
    if name not in hub.REPOSITORIES:
        known = ", ".join(sorted((*hub.REPOSITORIES, hub.SPEAKERS)))
        raise WeightsMissing(
            f"There is no speech model called '{name}'.", remedy=f"Use one of: {known}."
        )
    engine = SHERPA if name in hub.SHERPA else engine
    found = cached(name, cache, engine)
    if found:
        progress(1.0, f"{name} is here already")
        return found
    if engine == OPENAI:
        return hub.download_reference(name, cache)
    return hub.download(name, cache, progress)


def _speakers(cache: Path, progress: Progress) -> Path:
    """The models that tell speakers apart; where they are, if they are here, is not one folder."""
    if is_here(cache):
        progress(1.0, f"{hub.SPEAKERS} are here already")
        return cache
    return hub.download(hub.SPEAKERS, cache, progress)


def cached(name: str, cache: Path, engine: str = FASTER) -> Path | None:
    """Where the cache holds ``name``: our own folder, else the layout of the Hugging Face Hub."""
    if engine == OPENAI:
        file = cache / f"{name}.pt"
        return file if file.is_file() else None
    hub_folder = cache / ("models--" + hub.REPOSITORIES[name].replace("/", "--")) / "snapshots"
    candidates = [cache / name, *sorted(hub_folder.glob("*"))]
    whole = is_sherpa if engine == SHERPA else is_model
    return next((folder for folder in candidates if whole(folder)), None)


def is_model(folder: Path) -> bool:
    """Whether ``folder`` holds a Whisper model in CTranslate2's form."""
    return (folder / "model.bin").is_file() and (folder / "config.json").is_file()


def _demo() -> Weights:
    folder = asset("demo", "speech-model")
    if not is_model(folder):
        raise WeightsMissing(
            "This release does not carry the demo speech model.",
            remedy="Run `tradereel weights fetch base` and use --model base.",
        )
    return Weights(path=folder, name=DEMO, demo=True, why="asked for; knows the demo only")


def _given(model: str, path: Path) -> Weights:
    """Weights somebody points at; the name is that of the folder or file."""
    if path.is_file() and path.suffix == ".pt":
        return Weights(path=path, name=path.stem, engine=OPENAI, why="the file given")
    if is_model(path):
        return Weights(path=path, name=path.resolve().name, why="the directory given")
    if is_sherpa(path):
        why = "the directory given"
        return Weights(path=path, name=path.resolve().name, engine=SHERPA, why=why)
    if path.is_dir():
        raise WeightsMissing(
            f"The directory {path.name} holds no speech model (model.bin and config.json, "
            "or model.int8.onnx and tokens.txt).",
            remedy="Convert it with ct2-transformers-converter, or run "
            "`tradereel weights fetch base`.",
        )
    known = ", ".join(sorted(hub.REPOSITORIES))
    raise WeightsMissing(
        f"'{model}' is neither a directory nor a known speech model ({known}).",
        remedy="Run `tradereel weights fetch base` and use --model base.",
    )


def _auto(cache: Path, *, download: bool, progress: Progress, engine: str) -> Weights:
    """The best cached model that this machine runs in time, else the least slow one that is
    cached, else the recommended one downloaded. One that knows English only is never chosen."""
    best = machine.recommended()
    sizes = [name for name in machine.SIZES if not name.startswith("distil")]
    affordable = sizes[: sizes.index(best) + 1]
    here = [name for name in sizes if cached(name, cache, engine)]
    fitting = [name for name in here if name in affordable]
    chosen = fitting[-1] if fitting else min(here, key=lambda n: machine.WORK[n], default=None)
    path = cached(chosen, cache, engine) if chosen else None
    if chosen and path:
        return Weights(path=path, name=chosen, engine=engine, why=_why(chosen, best))
    if not download:
        raise hub.missing(best, "No speech model is on this machine.")
    path = fetch(best, cache, progress, engine=engine)
    return Weights(path=path, name=best, engine=engine, why=f"{machine.work(best)}; downloaded")


def _why(chosen: str, best: str) -> str:
    """For a person: why the cached model ``chosen`` is used where ``best`` suits the machine."""
    if chosen == best:
        return f"{machine.work(chosen)}; the best that keeps well ahead here"
    slow = machine.SIZES.index(chosen) > machine.SIZES.index(best)
    kind = "larger than this machine runs in good time" if slow else "smaller than it could be"
    return (
        f"{machine.work(chosen)}; it is {kind}, but {best} is not here "
        f"(`tradereel weights fetch {best}` brings it)"
    )
