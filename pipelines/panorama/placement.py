"""From matched pairs to placed views: focal length, groups, adjustment, checking, once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.bundle import State, adjust, residuals, typical, without_outliers
from pipelines.panorama.camera import Lens, View
from pipelines.panorama.cameras import Cameras, find_cameras
from pipelines.panorama.cycles import without_contradictions
from pipelines.panorama.errors import NotEnoughOverlap
from pipelines.panorama.faint import Faint, held_by_several, renewed
from pipelines.panorama.groups import LOOSE, TIGHT, Edge, groups_of, join, spread, within
from pipelines.panorama.inputs import Photo
from pipelines.panorama.likeness import CLEAN, Likeness, alike, least_likeness
from pipelines.panorama.matches import Pair
from pipelines.panorama.similarity import unspread
from pipelines.progress import Progress, part, silent

REFINE = (8.0, 2.0)
USUAL_FOCALS = (0.8, 0.6, 1.1)
FOCALS = np.geomspace(0.4, 4.0, 40)
"""From a wide lens to a long one; half a step off still joins pictures."""
TOLD_BY, FAR_MORE = 4, 2.0
"""Pairs that tell of a lens beside others; by how much more they must agree on another one."""
SMALLER = 0.3
"""How long the next panorama of a folder takes beside the one before it, as a guess."""
ALONE = "Shows nothing that the other pictures show."


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
class Looked:
    """What looks at the pictures themselves."""

    faint: Faint
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Placement:
    """The ``views`` of one group with their ``photos``; ``joints`` by index of the view;
    ``apart``: by name, why others are not in it; ``groups``: the other panoramas that lie among
    the pictures, by their pictures' names; ``unsure``: the pictures that would fit elsewhere as
    well, because what they show repeats."""

    photos: tuple[Photo, ...]
    views: tuple[View, ...]
    joints: tuple[Joint, ...]
    apart: dict[str, str]
    groups: tuple[tuple[str, ...], ...] = ()
    unsure: tuple[str, ...] = ()


def place(
    photos: Sequence[Photo], pairs: Sequence[Pair], progress: Progress = silent, group: int = 0
) -> Placement:
    """The ``group``-th largest panorama among the photos.

    Raises `NotEnoughOverlap` when there is none.
    """
    placements = place_all(photos, pairs, progress)
    if group >= len(placements):
        raise NotEnoughOverlap(
            f"These pictures make {len(placements)} panoramas, not {group + 1}.",
            remedy="Ask for one of those that the report lists.",
        )
    return placements[group]


@unspread()
def place_all(
    photos: Sequence[Photo],
    pairs: Sequence[Pair],
    progress: Progress = silent,
    pictures: Mapping[str, Picture8] | None = None,
) -> tuple[Placement, ...]:
    """Turns and lenses of every panorama among the photos, the one of most pictures first.

    ``pictures``: small ones by name, looked at again for what is faint where it would help. Raises
    `NotEnoughOverlap` when no two pictures show the same.
    """
    found: list[Placement] = []
    looked = Looked(Faint(pictures), Likeness(pictures)) if pictures else None
    rest = list(range(len(photos)))
    while len(rest) > 1:
        told = part(progress, 1 - SMALLER ** len(found), 1 - SMALLER ** (len(found) + 1))
        try:
            placed = _place(*_only(photos, pairs, rest), looked, told)
        except NotEnoughOverlap:
            if not found:
                raise
            break
        found.append(placed)
        names = {photo.name for photo in placed.photos}
        rest = [index for index in rest if photos[index].name not in names]
    found.sort(key=lambda placement: -len(placement.photos))
    return tuple(_among(placement, photos, found) for placement in found)


def _only(
    photos: Sequence[Photo], pairs: Sequence[Pair], chosen: Sequence[int]
) -> tuple[list[Photo], list[Pair]]:
    """Some of the photos, and the pairs between them under their new numbers."""
    number = {index: place for place, index in enumerate(chosen)}
    inside = [
        replace(pair, first=number[pair.first], second=number[pair.second])
        for pair in pairs
        if pair.first in number and pair.second in number
    ]
    return [photos[index] for index in chosen], inside


def _among(placement: Placement, photos: Sequence[Photo], found: Sequence[Placement]) -> Placement:
    """The placement, told of the others."""
    groups = tuple(tuple(photo.name for photo in other.photos) for other in found)
    own = tuple(photo.name for photo in placement.photos)
    others = tuple(group for group in groups if group != own)
    why = {photo.name: ALONE for photo in photos if photo.name not in own}
    for group in others:
        for name in group:
            friends = [friend for friend in group if friend != name]
            why[name] = f"Belongs to another view, together with {_listed(friends)}."
    return replace(placement, apart=why, groups=others)


def _place(
    photos: Sequence[Photo], pairs: Sequence[Pair], looked: Looked | None, progress: Progress
) -> Placement:
    """The largest group. Raises `NotEnoughOverlap` when none has two."""
    progress(0, "comparing the lenses")
    cameras = find_cameras(photos, pairs)
    lenses, edges = _start(pairs, cameras, part(progress, 0.1, 0.25))
    fitted = _beside(pairs, cameras, lenses)
    if fitted != lenses:
        lenses, edges = fitted, join(pairs, cameras.each(fitted), LOOSE)
    state = None
    if edges or not looked:
        if looked:
            edges = looked.likeness.weighed(edges, photos, cameras.each(lenses))
        state, edges = _adjusted(photos, edges, lenses, cameras, part(progress, 0.3, 0.6))
        lenses = state.lenses
    each, told = cameras.each(lenses), part(progress, 0.6, 0.7)
    if not looked:
        again = join(pairs, each, TIGHT, told)
    else:
        choose = looked.likeness.choice(photos, each)
        others = _elsewhere(photos, edges)
        settled = {edge.ends for edge in others}
        unsettled = [pair for pair in pairs if pair.ends not in settled]
        found = others + join(unsettled, each, TIGHT, told, choose)
        least = least_likeness(without_contradictions(found))
        again = alike(found, least)
        if len(again) < len(found):
            state, edges = _anew(photos, again, lenses, cameras)
        missed = looked.faint.missed(photos, pairs, again, each, state)
        again = renewed(again, alike(join(missed, each, LOOSE, choose=choose), least))
        if state and missed:
            placed = {index: state.rotations[index] for index in groups_of(len(photos), edges)[0]}
            held = held_by_several(pairs, missed, again, each, placed)
            again += alike(looked.likeness.weighed(held, photos, each), least)
        merged = set(groups_of(len(photos), again)[0])
        late = [pair for pair in pairs if pair.ends in settled and merged.issuperset(pair.ends)]
        again = renewed(again, alike(join(late, each, TIGHT, choose=choose), least))
    if state is None or _size(photos, again) >= _size(photos, edges):
        told = part(progress, 0.7, 1)
        state, edges = _settled(photos, again, lenses, cameras, looked, told)
    group = groups_of(len(photos), edges)[0]
    return _placement(photos, state, within(edges, group), group, cameras)


def _elsewhere(photos: Sequence[Photo], edges: list[Edge]) -> list[Edge]:
    """The edges within other groups than the largest: they have their turn later."""
    largest = set(groups_of(len(photos), edges)[0])
    return [edge for edge in edges if largest.isdisjoint(edge.ends)]


def _anew(
    photos: Sequence[Photo], edges: list[Edge], lenses: tuple[Lens, ...], cameras: Cameras
) -> tuple[State | None, list[Edge]]:
    if not edges:
        return None, []
    return _adjusted(photos, edges, lenses, cameras, silent)


def _settled(
    photos: Sequence[Photo],
    edges: list[Edge],
    lenses: tuple[Lens, ...],
    cameras: Cameras,
    looked: Looked | None,
    progress: Progress,
) -> tuple[State, list[Edge]]:
    """The largest group adjusted. Where joints contradict each other although what they join looks
    the same, a picture that lies among strangers has to find another place, or none."""
    state, kept = _adjusted(photos, edges, lenses, cameras, progress)
    while looked and least_likeness(kept):
        group, joined = _largest(photos, kept), {edge.ends for edge in kept}
        gone = [edge for edge in within(edges, group) if edge.ends not in joined]
        suspects = {end for edge in gone if edge.likeness > CLEAN for end in edge.ends}
        turns = {index: state.rotations[index] for index in group}
        each = cameras.each(state.lenses)
        wrong = looked.likeness.misplaced(suspects, photos, each, turns, joined)
        left = [edge for edge in edges if wrong not in edge.ends or edge.ends not in joined]
        if wrong is None or _size(photos, left) < 2:
            break
        edges = left
        state, kept = _adjusted(photos, edges, lenses, cameras, silent)
    return state, kept


def _start(
    pairs: Sequence[Pair], cameras: Cameras, progress: Progress
) -> tuple[tuple[Lens, ...], list[Edge]]:
    """The first lenses under which most pictures hang together, and the joined pairs.

    The best-matched pair may show something flat or near, which speaks for a wrong lens; where a
    usual one joins more pictures, it is the better start.
    """
    best: tuple[int, tuple[Lens, ...], list[Edge]] | None = None
    lenses = list(zip(cameras.first, cameras.known, strict=True))
    unsure = [lens.focal for lens, known in lenses if not known]
    tries = (None, *USUAL_FOCALS)
    for number, focal in enumerate(tries):
        told = part(progress, number / len(tries), (number + 1) / len(tries))
        tried = tuple(
            lens if focal is None or known else Lens(lens.focal * focal / unsure[0])
            for lens, known in lenses
        )
        edges = join(pairs, cameras.each(tried), LOOSE, told)
        size = len(groups_of(len(cameras.of), edges)[0])
        if best is None or size > best[0]:
            best = (size, tried, edges)
        if size == len(cameras.of) or not unsure:
            break
    assert best is not None
    return best[1], best[2]


def _beside(pairs: Sequence[Pair], cameras: Cameras, lenses: tuple[Lens, ...]) -> tuple[Lens, ...]:
    """The lenses, those that nothing told of fitted to the others one by one.

    The few pictures of a second camera may show nothing in common, or what looks alike and is not:
    what they share with the other camera's pictures tells.
    """
    sure = [number for number, known in enumerate(cameras.known) if known]
    anchors = sure or [max(range(len(lenses)), key=cameras.of.count)]
    for number in sorted(set(range(len(lenses))) - set(anchors)):
        across = [p for p in pairs if number in (ends := _lenses_of(p, cameras)) and len(ends) > 1]
        best = sorted(across, key=lambda pair: -len(pair))[:TOLD_BY]
        enough = FAR_MORE * _agreeing(best, cameras.each(lenses))
        if enough >= sum(map(len, best)):
            continue
        tries = [_instead(lenses, number, float(focal)) for focal in FOCALS]
        agree = [_agreeing(best, cameras.each(tried)) for tried in tries]
        if max(agree) > enough:
            lenses = tries[int(np.argmax(agree))]
    return lenses


def _lenses_of(pair: Pair, cameras: Cameras) -> set[int]:
    return {cameras.of[end] for end in pair.ends}


def _instead(lenses: tuple[Lens, ...], number: int, focal: float) -> tuple[Lens, ...]:
    return (*lenses[:number], Lens(focal), *lenses[number + 1 :])


def _agreeing(pairs: Sequence[Pair], lenses: Sequence[Lens]) -> int:
    return sum(len(edge.pair) for edge in join(pairs, lenses, LOOSE))


def _size(photos: Sequence[Photo], edges: Sequence[Edge]) -> int:
    return len(groups_of(len(photos), edges)[0])


def _adjusted(
    photos: Sequence[Photo],
    edges: list[Edge],
    lenses: tuple[Lens, ...],
    cameras: Cameras,
    progress: Progress,
) -> tuple[State, list[Edge]]:
    """The largest group adjusted, without the edges that contradict the others."""
    edges = without_contradictions(edges)
    group = _largest(photos, edges)
    inside = within(edges, group)
    rotations = spread(len(photos), inside)
    state = adjust(rotations, lenses, cameras.of, inside, known=cameras.known, progress=progress)
    kept = without_outliers(inside, [typical(state, cameras.of, edge) for edge in inside])
    if len(kept) < len(inside):
        final = within(kept, _largest(photos, kept))
        state = adjust(
            list(state.rotations), state.lenses, cameras.of, final,
            known=cameras.known, losses=REFINE,
        )  # fmt: skip
    known = set(map(id, inside))
    return state, kept + [edge for edge in edges if id(edge) not in known]


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
    group: Sequence[int],
    cameras: Cameras,
) -> Placement:
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
    firm = [edge for edge in edges if not edge.rival]
    held = set(groups_of(len(photos), firm)[0])
    unsure = tuple(photos[index].name for index in group if index not in held)
    return Placement(tuple(photos[index] for index in group), views, joints, {}, unsure=unsure)


def _joint(edge: Edge, group: Sequence[int], state: State, cameras: Cameras) -> Joint:
    off = residuals(state, cameras.of, edge)
    first, second = (group.index(end) for end in edge.ends)
    return Joint(first, second, len(off), float(np.sqrt(np.mean(off**2))), edge.rotation)


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
