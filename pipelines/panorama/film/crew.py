"""Which of the clips that were given make the film of a rig, and why others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.media.errors import MediaError
from pipelines.media.probe import probe
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.errors import NotEnoughOverlap, TooFewInputs, UnreadablePicture
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.clock import Clock, find_clocks, on_the_first
from pipelines.panorama.rig import named
from pipelines.panorama.spec import Unused
from pipelines.progress import Progress, silent

SHORTEST = Time.seconds(0.5)
"""That all cameras must have filmed at the same time."""
FAR_LONGER = 4
"""A clip without which the film is so many times as long is left out."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Cameras that filmed the same take; ``unused``: the other clips."""

    cameras: tuple[Camera, ...]
    unused: tuple[Unused, ...] = ()

    @property
    def span(self) -> tuple[Time, Time]:
        """From when to when all of them were filming, on the first one's clock."""
        return _common(self.cameras)

    def without(self, unused: Sequence[Unused]) -> "Crew":
        """The others. Raises `TooFewInputs` when only one remains."""
        names = {each.name for each in unused}
        rest = tuple(camera for camera in self.cameras if camera.name not in names)
        if len(rest) < 2:
            why = " ".join(each.why for each in unused)
            raise TooFewInputs(why, remedy="Give one clip of each camera: one alone is no rig.")
        return Crew(rest, (*self.unused, *unused))

    def retimed(self, clocks: Mapping[str, Clock]) -> "Crew":
        """The same cameras, some with other clocks; by their names."""
        cameras = (replace(each, clock=clocks.get(each.name, each.clock)) for each in self.cameras)
        return Crew(tuple(cameras), self.unused)

    def together(self) -> "Crew":
        """Those that were filming at the same time, their times on the first one's clock.

        Raises `NotEnoughOverlap` when no two were.
        """
        kept = _at_once(self.cameras)
        while len(kept) > 2:
            rests = [[other for other in kept if other is not camera] for camera in kept]
            longest = max(rests, key=_length)
            if _length(longest).us < FAR_LONGER * _length(kept).us:
                break
            kept = longest
        names = [camera.name for camera in self.cameras]
        late = [_elsewhen(name) for name in names if name not in {each.name for each in kept}]
        clocks = on_the_first([each.clock for each in kept])
        cameras = tuple(replace(each, clock=own) for each, own in zip(kept, clocks, strict=True))
        return Crew(cameras, (*self.unused, *late))


def gather(files: Sequence[Path], progress: Progress = silent) -> Crew:
    """The different clips with their clocks. Raises `TooFewInputs`, `UnreadablePicture`."""
    if len(files) < 2:
        raise TooFewInputs("One clip alone is no rig.", remedy="Give one clip of each camera.")
    clips: dict[Path, Probe] = {}
    unused: list[Unused] = []
    broken: UnreadablePicture | None = None
    for file in files:
        name = named(file, files)
        try:
            found = _probed(file, name)
        except UnreadablePicture as error:
            broken = broken or error
            unused.append(Unused(name=name, why=str(error)))
            continue
        same = next((each for each, known in clips.items() if known.sha256 == found.sha256), None)
        if same is None:
            clips[file] = found
        else:
            why = f"{name} is the same clip as {named(same, files)}."
            unused.append(Unused(name=name, why=why))
    if len(clips) < 2:
        raise broken or TooFewInputs(
            unused[0].why, remedy="Give one clip of each camera: one alone is no rig."
        )
    clocks = find_clocks(list(clips), list(clips.values()), progress)
    cameras = [
        Camera(file, found, clock, named(file, files))
        for (file, found), clock in zip(clips.items(), clocks, strict=True)
    ]
    return Crew(tuple(cameras), tuple(unused))


def _probed(file: Path, name: str) -> Probe:
    try:
        found = probe(file)
    except MediaError as error:
        told = error.message[0].lower() + error.message[1:]
        raise UnreadablePicture(f"{name}: {told}", remedy=error.remedy) from error
    if found.video is None:
        raise UnreadablePicture(f"{name} has no picture.", remedy="Leave it out.")
    return found


def _common(cameras: Sequence[Camera]) -> tuple[Time, Time]:
    starts, ends = zip(*(camera.span for camera in cameras), strict=True)
    return max(starts), min(ends)


def _length(cameras: Sequence[Camera]) -> Time:
    start, end = _common(cameras)
    return end - start


def _at_once(cameras: Sequence[Camera]) -> list[Camera]:
    """The most cameras that filmed at the same time; of as many, those that did for longest."""
    groups = [
        [each for each in cameras if each.span[0] <= first and each.span[1] >= first + SHORTEST]
        for first, _ in (camera.span for camera in cameras)
    ]
    best = max(groups, key=lambda group: (len(group), _length(group) if group else SHORTEST))
    if len(best) < 2:
        raise NotEnoughOverlap(
            "The cameras were never filming at the same time.",
            remedy="Give clips of one take: start all cameras, clap once, then film.",
            apart=tuple(camera.name for camera in cameras),
        )
    return best


def _elsewhen(name: str) -> Unused:
    why = f"{name} was not filming while the others did, or hardly. Give clips of one take."
    return Unused(name=name, why=why)
