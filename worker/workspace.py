"""The private folder of one attempt on this machine."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from storage.objects.protocol import MultipartStore
from worker.claim import Claim
from worker.outputs import matching
from worker.patience import patiently
from worker.pipeline import SOURCE, Step, Task, Tools, companions_of

_NAME_BYTES = 120
_FOLDER = re.compile(r"(?P<stage>stg_[0-9a-z]+)-(?P<attempt>\d+)")


class Workspace:
    """``with Workspace(…)`` makes it empty and removes it at the end, whatever happened."""

    def __init__(self, scratch: Path, stage_id: str, attempt: int) -> None:
        self.root = scratch.absolute() / f"{stage_id}-{attempt}"
        self.folder, self.out = self.root / "folder", self.root / "out"

    def __enter__(self) -> Self:
        self.remove()
        self.folder.mkdir(parents=True)
        self.out.mkdir()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def fetch(
        self,
        store: MultipartStore,
        claim: Claim,
        step: Step,
        tools: Tools,
        check: Callable[[], None],
    ) -> Task:
        """Bring what the step needs, each object once; ``check`` may raise between two."""
        needs = step.needs(claim.inputs)
        wanted = {
            self.folder / name: claim.made[name] for name in matching(list(claim.made), needs)
        }
        sources = self._sources(claim.sources) if SOURCE in needs else {}
        companions = self._companions(companions_of(claim.companions, needs))
        for path, key in {**sources, **wanted, **_keys(companions, claim)}.items():
            check()
            _get(store, key, path)
        return Task(
            spec=claim.spec,
            inputs=claim.inputs,
            folder=self.folder,
            out=self.out,
            tools=tools,
            sources=tuple(sources),
            companions=companions,
        )

    def adopt_outputs(self) -> None:
        """Put what was made beside what was fetched: one folder, as names are unique in a job."""
        shutil.copytree(
            self.out, self.folder, dirs_exist_ok=True, copy_function=_link, symlinks=True
        )

    def _sources(self, found: Sequence[tuple[str, str]]) -> dict[Path, str]:
        """A folder each, so that equal names do not meet."""
        folder = self.root / "source"
        return {
            folder / f"{number:03}" / safe_name(name): key
            for number, (name, key) in enumerate(found)
        }

    def _companions(self, keys: Mapping[str, str]) -> dict[str, Path]:
        folder = self.root / "companions"
        return {
            name: folder / safe_name(f"{name}{PurePosixPath(key).suffix}")
            for name, key in keys.items()
        }


def safe_name(name: str) -> str:
    """A file name of ours that a person still recognises; never empty, hidden or an option."""
    plain = re.sub(r"[^\w.-]+", "_", PurePosixPath(name.replace("\\", "/")).name).lstrip(".-_")
    return plain.encode()[-_NAME_BYTES:].decode(errors="ignore").lstrip(".-_") or "recording"


def sweep(scratch: Path, alive: Callable[[str, int], bool]) -> int:
    """Remove the folders of attempts that no longer run; returns how many."""
    removed = 0
    for folder in scratch.glob("stg_*-*") if scratch.is_dir() else ():
        match = _FOLDER.fullmatch(folder.name)
        if match and not alive(match["stage"], int(match["attempt"])):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _keys(companions: Mapping[str, Path], claim: Claim) -> dict[Path, str]:
    return {path: claim.companions[name] for name, path in companions.items()}


def _get(store: MultipartStore, key: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    patiently(lambda: store.get_file(key, path))


def _link(source: str, target: str) -> None:
    path = Path(target)
    path.unlink(missing_ok=True)
    path.hardlink_to(source)
