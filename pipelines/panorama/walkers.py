"""People who walk through a panning clip, painted out of the chosen frames.

The neighbours of a frame, turned onto it, show the same place at other times. What the frame shows
and most of them do not has moved; it is replaced by what one neighbour shows there, as sharp as
the frame is, fitted to the surroundings in place and brightness. Where no neighbour shows the
place free and fitting, the frame is left as it is: half a repair would leave limbs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8, Singles
from pipelines.panorama.camera import Lens
from pipelines.panorama.inputs import shrink
from pipelines.panorama.rotation import find_rotation

LOOK_SIDE = 480
"""Pixels of the long side of the frames in which movement is looked for."""
FEWEST = 3
"""Neighbours that must see a place to tell what stands still there."""
MOVED, FAINT = 22.0, 9.0
"""Grey levels: what surely differs, and what belongs to it where it is connected."""
AGREE = 10.0
"""Grey levels by which the neighbours may differ from their median where nothing moves."""
SMALLEST, LARGEST = 0.0006, 0.3
"""Share of the frame that a repaired place may cover."""
GROW, RING = 0.012, 0.02
"""Margin around what moved, and the width of the surroundings that must fit; in long sides."""
FITS = 11.0
"""Mean grey levels by which the surroundings may differ from the neighbour's."""
POINTS, TRIALS, CLOSE = 220, 160, 0.004
HOLD = 1 - SMALLEST


@dataclass(frozen=True, slots=True)
class Frame:
    """``small``: at most `LOOK_SIDE` pixels long; ``whole``: gives the frame at full size;
    ``rotation``: world -> camera."""

    small: Picture8
    rotation: Floats
    whole: Callable[[], Picture8]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A neighbour on the small frame. ``turn``: takes rays of the frame into the neighbour;
    ``seen``: where it shows anything."""

    frame: Frame
    turn: Floats
    picture: Singles
    seen: Mask


def cleared(frame: Frame, others: Sequence[Frame], lens: Lens) -> tuple[Picture8, int]:
    """The frame at full size without what walked through, and how many places were repaired."""
    picture = frame.whole()
    aligned = [found for other in others if (found := align(frame, other, lens)) is not None]
    if len(aligned) < FEWEST:
        return picture, 0
    still, known = _still(aligned)
    repaired = 0
    for place in moved_places(frame.small, still, known):
        better = _repaired(picture, place, aligned, still, lens)
        if better is not None:
            picture, repaired = better, repaired + 1
    return picture, repaired


def align(frame: Frame, other: Frame, lens: Lens) -> Aligned | None:
    """The neighbour turned onto the frame, as bright as it; None where they do not meet."""
    rough = other.rotation @ frame.rotation.T
    turn = _refined(frame.small, other.small, rough, lens)
    if turn is None:
        return None
    height, width = frame.small.shape[:2]
    mapping = homography(turn, lens, frame.small, other.small)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    picture = cv2.warpPerspective(other.small, mapping, (width, height), flags=flags)
    solid = np.full(other.small.shape[:2], 255, np.uint8)
    seen = cv2.warpPerspective(
        solid, mapping, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    seen = cv2.erode(seen, np.ones((5, 5), np.uint8)) == 255
    if seen.mean() < 0.2:
        return None
    gain = np.median(frame.small[seen] + 1.0, axis=0) / np.median(picture[seen] + 1.0, axis=0)
    bright = np.clip(picture.astype(np.float32) * gain.astype(np.float32), 0, 255)
    return Aligned(other, turn, bright, np.asarray(seen))


def homography(turn: Floats, lens: Lens, here: Picture8, there: Picture8) -> Floats:
    """Pixels of one picture -> pixels of another that is turned against it."""
    return np.asarray(_inner(lens, there) @ turn @ np.linalg.inv(_inner(lens, here)))


def moved_places(picture: Picture8, still: Singles, known: Mask) -> list[Mask]:
    """Where the picture differs from what stands still, each connected place on its own.

    Edges that are off by two pixels do not count.
    """
    box = np.ones((5, 5), np.uint8)
    even = picture.astype(np.float32)
    off = np.maximum(even - cv2.dilate(still, box), cv2.erode(still, box) - even).max(axis=2)
    off = np.where(known, cv2.GaussianBlur(off, (0, 0), 1.0), 0)
    sure = cv2.morphologyEx((off > MOVED).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3)))
    side = max(off.shape)
    joined = round(2 * GROW * side) | 1
    faint = cv2.morphologyEx(
        ((off > FAINT) | (sure > 0)).astype(np.uint8),
        cv2.MORPH_CLOSE,
        cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (joined, joined)),
    )
    count, labels = cv2.connectedComponents(faint)
    enough = [
        int(label)
        for label in range(1, count)
        if (sure[labels == label]).sum() > SMALLEST * off.size
    ]
    grown = round(2 * GROW * side) | 1
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (grown, grown))
    places = [cv2.dilate((labels == label).astype(np.uint8), shape) > 0 for label in enough]
    return [place for place in places if place.mean() < LARGEST]


def _still(aligned: Sequence[Aligned]) -> tuple[Singles, Mask]:
    """What most neighbours show (H x W x 3), and where enough of them agree on it."""
    stack = np.stack([one.picture for one in aligned])
    stack[~np.stack([one.seen for one in aligned])] = np.nan
    count = np.isfinite(stack[..., 0]).sum(axis=0)
    with np.errstate(all="ignore"):
        middle = _median(stack)
        spread = _median(np.abs(stack - middle).max(axis=3, keepdims=True))[..., 0]
    known = (count >= FEWEST) & (np.nan_to_num(spread, nan=255) < AGREE)
    return np.nan_to_num(middle).astype(np.float32), known


def _median(stack: Singles) -> Singles:
    """Along the first axis, of what is finite: sorting puts the rest last."""
    ordered = np.sort(stack, axis=0)
    count = np.isfinite(stack).sum(axis=0)
    low = np.maximum(count - 1, 0) // 2
    high = count // 2
    high = np.minimum(high, np.maximum(count - 1, 0))
    one = np.take_along_axis(ordered, low[None], axis=0)[0]
    other = np.take_along_axis(ordered, high[None], axis=0)[0]
    return np.asarray((one + other) / 2, np.float32)


def _repaired(
    picture: Picture8, place: Mask, aligned: Sequence[Aligned], still: Singles, lens: Lens
) -> Picture8 | None:
    """The picture with a place (small mask) taken from the neighbour that fits best."""
    donors: list[tuple[float, int, Aligned]] = []
    for one in aligned:
        if one.seen[place].mean() < HOLD:
            continue
        off = np.abs(one.picture[place] - still[place]).max(axis=1)
        free = float(np.percentile(off, 90))
        if free < MOVED:
            donors.append((free, len(donors), one))
    for _, _, donor in sorted(donors, key=lambda found: found[:2])[:3]:
        patched = _patched(picture, place, donor, lens)
        if patched is not None:
            return patched
    return None


def _patched(picture: Picture8, place: Mask, donor: Aligned, lens: Lens) -> Picture8 | None:
    """The donor's pixels laid over the place; None where its surroundings do not fit."""
    height, width = picture.shape[:2]
    side = max(height, width)
    mask = cv2.resize(place.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    ring = round(RING * side)
    top, left, bottom, right = _box(mask > 0.5, 2 * ring)
    here, inside = picture[top:bottom, left:right], mask[top:bottom, left:right]
    around = cv2.dilate(inside, np.ones((2 * ring + 1, 2 * ring + 1))) > 0.5
    around &= inside <= 0.02
    whole = donor.frame.whole()
    shift = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float64)
    mapping = homography(donor.turn, lens, picture, whole) @ shift
    there, seen = _fitted(here, whole, mapping, around)
    around &= seen
    if not around.any() or seen[inside > 0.02].mean() < HOLD:
        return None
    gain = (here[around] + 1.0).mean(axis=0) / (there[around] + 1.0).mean(axis=0)
    even = np.clip(there * gain, 0, 255)
    off = np.abs(_soft(even) - _soft(here.astype(np.float64))).max(axis=2)
    if float(off[around].mean()) > FITS:
        return None
    alpha = cv2.GaussianBlur(inside, (0, 0), max(1.0, ring / 4))[..., None]
    patched = picture.copy()
    mixed = even * alpha + here * (1 - alpha)
    patched[top:bottom, left:right] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return patched


def _fitted(here: Picture8, whole: Picture8, mapping: Floats, around: Mask) -> tuple[Floats, Mask]:
    """The donor on the box of the picture, moved so that the surroundings fit; where it is seen."""
    size = (here.shape[1], here.shape[0])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    there = cv2.warpPerspective(whole, mapping, size, flags=flags)
    grey = [cv2.cvtColor(one, cv2.COLOR_BGR2GRAY) for one in (here, there)]
    moved: Singles = np.eye(2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 1e-3)
    try:
        found = cv2.findTransformECC(
            grey[0], grey[1], moved.copy(), cv2.MOTION_TRANSLATION, stop, around.astype(np.uint8), 5
        )
        moved = np.asarray(found[1], np.float32)
    except cv2.error:  # nothing to hold on to: the turn alone has to do
        pass
    if np.abs(moved[:, 2]).max() < max(size) / 10:
        step = np.vstack([moved, [0, 0, 1]]).astype(np.float64)
        mapping = mapping @ step
        there = cv2.warpPerspective(whole, mapping, size, flags=flags)
    solid = np.full(whole.shape[:2], 255, np.uint8)
    near = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(solid, mapping, size, flags=near) == 255
    return there.astype(np.float64), np.asarray(seen)


def _soft(picture: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.5))


def _box(mask: Mask, margin: int) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return (
        max(0, int(rows[0]) - margin),
        max(0, int(columns[0]) - margin),
        min(mask.shape[0], int(rows[-1]) + 1 + margin),
        min(mask.shape[1], int(columns[-1]) + 1 + margin),
    )


def _inner(lens: Lens, picture: Picture8) -> Floats:
    height, width = picture.shape[:2]
    focal = lens.focal * max(height, width)
    return np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1]])


def _refined(one: Picture8, other: Picture8, turn: Floats, lens: Lens) -> Floats | None:
    """The turn between two small frames, bettered by points followed from one to the other."""
    grey = [cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) for picture in (one, other)]
    points = cv2.goodFeaturesToTrack(grey[0], POINTS, 0.008, max(grey[0].shape) / 60)
    if points is None or len(points) < FEWEST * 4:
        return None
    mapping = homography(turn, lens, one, other)
    guess = cv2.perspectiveTransform(points, mapping).astype(np.float32)
    height, width = grey[1].shape
    near = ((guess >= 0) & (guess < (width, height))).all(axis=2).ravel()
    if near.sum() < FEWEST * 4:
        return None
    points, guess = points[near], guess[near]
    found, ok, _ = cv2.calcOpticalFlowPyrLK(
        grey[0], grey[1], points, guess, winSize=(21, 21), maxLevel=2,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )  # fmt: skip
    good = np.asarray(ok).ravel() == 1
    centre = (np.array([width, height]) - 1) / 2
    here, there = (
        lens.rays((np.asarray(at).reshape(-1, 2)[good] - centre) / max(width, height))
        for at in (points, found)
    )
    better, agree = find_rotation(here, there, CLOSE / lens.focal, TRIALS)
    return better if agree.sum() >= max(FEWEST * 4, len(agree) // 4) else None


def small_of(picture: Picture8) -> Picture8:
    """A frame as movement is looked for in it."""
    return shrink(picture, LOOK_SIDE)
