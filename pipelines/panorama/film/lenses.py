"""The lenses of dual fisheye films: estimated once for each, whatever is made of it."""

from dataclasses import dataclass, field
from pathlib import Path

from pipelines.media.spec import Probe
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.dual_fisheye import SMALL_SIDE, find_pair_in
from pipelines.panorama.film.still import sharpness
from pipelines.panorama.film.tracks import Tracks
from pipelines.panorama.kind import looks_of
from pipelines.panorama.overlap import Pair
from pipelines.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Lensed:
    """``pictures``: of the film, small, the sharpest first."""

    pair: Pair
    pictures: tuple[Picture8, ...]


@dataclass(frozen=True, slots=True)
class Lenses:
    """Remembers those of every film that it was asked for, by its (first) file; for one run, as
    files may change."""

    known: dict[Path, Lensed] = field(default_factory=dict)

    def of(
        self, file: Path, found: Probe, tracks: Tracks | None, progress: Progress = silent
    ) -> Lensed:
        """``tracks``: where each lens has one of its own. Raises `NoCircles`, and
        `UnreadablePicture` for a film in which nothing can be decoded."""
        if file not in self.known:
            looks = looks_of(file, found, 2 * SMALL_SIDE, tracks)
            pictures = tuple(sorted(looks, key=sharpness, reverse=True))
            pair = find_pair_in(pictures, file.name, progress)
            self.known[file] = Lensed(pair, pictures)
        return self.known[file]
