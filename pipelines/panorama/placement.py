"""From matched pairs to placed views: focal length, groups, adjustment, checking, once more."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.bundle import State, adjust, residuals, typical, without_outliers
from pipelines.panorama.camera import Lens, View
from pipelines.panorama.cycles import without_contradictions
from pipelines.panorama.errors import NotEnoughOverlap
from pipelines.panorama.focal import first_lenses
from pipelines.panorama.groups import LOOSE, TIGHT, Edge, groups_of, join, spread, within
from pipelines.panorama.inputs import Photo
from pipelines.panorama.matches import Pair
from pipelines.progress import Progress, silent

REFINE = (8.0, 2.0)
USUAL_FOCALS = (0.8, 0.6, 1.1)


@dataclass(frozen=True, slots=True)
class Joint:
    """Two placed views that show the same; ``error``: root mean square, in long sides."""

    first: int
    second: int
    matches: int
    error: float
    rotation: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    """First camera -> second camera, from this pair's matches alone."""


@dataclass(frozen=True, slots=True)
class Placement:
    """``views`` of the largest group with their ``photos``; ``joints`` by index of the view;
    ``apart``: by name, why others are not in it."""

    photos: tuple[Photo, ...]
    views: tuple[View, ...]
    joints: tuple[Joint, ...]
    apart: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cameras:
    """``of``: index of the lens of each photo; ``known``: whose focal length EXIF gives."""

    of: tuple[int, ...]
    known: tuple[bool, ...]


def place(photos: Sequence[Photo], pairs: Sequence[Pair], progress: Progress = silent) -> Placement:
    """Turns and lenses of the largest group. Raises `NotEnoughOverlap` when none has two."""
    names = list(dict.fromkeys(photo.camera for photo in photos))
    cameras = Cameras(
        tuple(names.index(photo.camera) for photo in photos),
        tuple(any(p.focal for p in photos if p.camera == name) for name in names),
    )
    progress(0, "working out how the camera turned")
    first = first_lenses(photos, pairs)
    lenses, edges = _start(pairs, tuple(first[name] for name in names), cameras)
    state, edges = _adjusted(photos, edges, lenses, cameras)
    progress(0.5, "working out how the camera turned")
    again = join(pairs, [state.lenses[index] for index in cameras.of], TIGHT)
    if _size(photos, again) >= _size(photos, edges):
        state, edges = _adjusted(photos, again, state.lenses, cameras)
    groups = groups_of(len(photos), edges)
    return _placement(photos, state, within(edges, groups[0]), groups, cameras)


def _start(
    pairs: Sequence[Pair], lenses: tuple[Lens, ...], cameras: Cameras
) -> tuple[tuple[Lens, ...], list[Edge]]:
    """The first lenses under which most pictures hang together, and the joined pairs.

    The best-matched pair may show something flat or near, which speaks for a wrong lens; where a
    usual one joins more pictures, it is the better start.
    """
    best: tuple[int, tuple[Lens, ...], list[Edge]] | None = None
    for focal in (None, *USUAL_FOCALS):
        tried = tuple(
            lens if focal is None or known else Lens(focal)
            for lens, known in zip(lenses, cameras.known, strict=True)
        )
        edges = join(pairs, [tried[index] for index in cameras.of], LOOSE)
        size = len(groups_of(len(cameras.of), edges)[0])
        if best is None or size > best[0]:
            best = (size, tried, edges)
        if size == len(cameras.of):
            break
    assert best is not None
    return best[1], best[2]


def _size(photos: Sequence[Photo], edges: Sequence[Edge]) -> int:
    return len(groups_of(len(photos), edges)[0])


def _adjusted(
    photos: Sequence[Photo], edges: list[Edge], lenses: tuple[Lens, ...], cameras: Cameras
) -> tuple[State, list[Edge]]:
    """The largest group adjusted, without the edges that contradict the others."""
    edges = without_contradictions(edges)
    group = _largest(photos, edges)
    inside = within(edges, group)
    rotations = spread(len(photos), inside)
    state = adjust(rotations, lenses, cameras.of, inside, known=cameras.known)
    kept = without_outliers(inside, [typical(state, cameras.of, edge) for edge in inside])
    if len(kept) < len(inside):
        final = within(kept, _largest(photos, kept))
        state = adjust(
            list(state.rotations), state.lenses, cameras.of, final,
            known=cameras.known, losses=REFINE,
        )  # fmt: skip
    others = [edge for edge in edges if edge not in inside]
    return state, kept + others


def _largest(photos: Sequence[Photo], edges: Sequence[Edge]) -> tuple[int, ...]:
    groups = groups_of(len(photos), edges)
    if len(groups[0]) < 2:
        names = tuple(photo.name for photo in photos)
        raise NotEnoughOverlap(
            f"No two of these pictures show the same things: {_listed(names)}.",
            remedy="Take them from one spot, each overlapping the one before by a third; "
            "bare walls and blurred pictures give nothing to hold on to.",
            apart=names,
        )
    return groups[0]


def _placement(
    photos: Sequence[Photo],
    state: State,
    edges: Sequence[Edge],
    groups: Sequence[Sequence[int]],
    cameras: Cameras,
) -> Placement:
    group = groups[0]
    views = tuple(
        View(
            photos[index].name,
            photos[index].width,
            photos[index].height,
            state.lenses[cameras.of[index]],
            state.rotations[index],
        )
        for index in group
    )
    joints = tuple(_joint(edge, group, state, cameras) for edge in edges)
    chosen = tuple(photos[index] for index in group)
    return Placement(chosen, views, joints, _apart(photos, groups))


def _joint(edge: Edge, group: Sequence[int], state: State, cameras: Cameras) -> Joint:
    off = residuals(state, cameras.of, edge)
    first, second = (group.index(end) for end in edge.ends)
    return Joint(first, second, len(off), float(np.sqrt(np.mean(off**2))), edge.rotation)


def _apart(photos: Sequence[Photo], groups: Sequence[Sequence[int]]) -> dict[str, str]:
    why: dict[str, str] = {}
    for group in groups[1:]:
        for index in group:
            friends = [photos[other].name for other in group if other != index]
            why[photos[index].name] = (
                f"Belongs to another view, together with {_listed(friends)}."
                if friends
                else "Shows nothing that the other pictures show."
            )
    return why


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
