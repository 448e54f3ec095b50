"""Deciding, shot by shot, what a narrow picture shows of a wide one.

A locked window where the subject fits into it, else two windows one above the other, else the
picture (or the part of it that matters) over a blurred fill.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts import attention, bars, held, pan, slides, split
from pipelines.shorts.attention import Interval
from pipelines.shorts.faces import Box, Face
from pipelines.shorts.footage import Scene
from pipelines.shorts.framing import Window, window
from pipelines.shorts.spec import Framing, Framings, Ratio
from pipelines.shorts.text_regions import passing_text

Frame = NDArray[np.uint8]
WHOLE = 0.8
"""A window that holds this share of the picture is taken without looking for a subject."""
SHOULDERS = 0.5
"""How much beside a face belongs to it, in faces."""
HAIR, NECK = 0.35, 0.1
"""What belongs to a close face above and below it, in faces."""
LEADING_FACE = 1.7
"""A face this much larger than the next is the subject alone."""
CLOSE_FACE = 0.8
"""A face that nearly fills the window (in windows) is a close-up: cut at the ears, not followed."""
BESIDE = 0.5
"""How far beside the middle of a face a thing is held out, in faces."""
AIR = 0.06
"""Left free beside face and thing inside a window, in window widths."""
LEANING = 0.8
"""How far from the middle of both the window may lean to the face, of what it could."""
HELD_OUT, EAR = 0.75, 0.12
"""Of a thing so far beside a face that both just fit, the face gives up as much; in faces."""
HELD_PAIRS, HELD_DETAIL = 0.8, 0.62
LENGTHS, HELD_MOTION = (0.32, 0.56), (0.66, 0.82)
"""Windows this wide (tall) must hold this share of the movement; others lie between. Of what moves
everywhere, as when the camera does, a wide window holds much by chance."""
RESTLESS, BUSY = 0.3, 0.6
"""Movement counts when this share of the sampled pairs has any; it goes on all along."""
LOW, PART_MOTION = 0.35, 0.8
"""What moves is a part of the picture when it takes no more than this of its height;
the window for the part must hold this share of the movement."""
PLAIN = 0.9
"""A window with less detail than this, against an even spread, is background."""
SMALLEST_ZOOM, LARGEST_ZOOM = 1.2, 1.75
"""Of a fitted view; only lettering is shown whole."""
MARGIN, MOST_SHIFTED = 0.03, 0.25
"""Left free beside lettering, and how far a window may move for it, in window widths."""
PANNED = 0.04
"""A camera that moved so far, in widths of the picture, shows something wide."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What must be seen: an interval along the free axis, and the reason in words.

    ``fits``: into the window; ``whole``: nothing of it may be left out; ``small``: a part of a
    larger picture that is worth showing, too; ``held``: where the thing is that hands hold out;
    ``speaker``: who explains a slide;
    ``way``: the middles that a window following it moves from and to.
    """

    place: Interval
    why: str
    fits: bool
    whole: bool = False
    small: bool = False
    held: Box | None = None
    speaker: Face | None = None
    way: tuple[float, float] | None = None


def decide(found: Sequence[Scene], ratio: Ratio) -> Framings:
    """How each shot is framed for the ratio; neighbours framed alike stay separate shots."""
    return Framings(ratio=ratio, shots=tuple(frame_scene(scene, ratio) for scene in found))


def frame_scene(scene: Scene, ratio: Ratio) -> Framing:
    """The framing of one shot, with its reason."""
    view = window(scene.aspect, ratio)
    across = view.width < view.height
    length = view.width if across else view.height
    subject = _whole(length) or _subject(scene, across, length, ratio)
    if across and (halves := _halves(scene, subject, ratio)):
        return halves
    if subject.way:
        return _panned(scene, subject, subject.way, across)
    if subject.fits and not bars.torn(scene, subject.place.centre, length, across):
        return _locked(scene, subject, view, across)
    return _fitted(scene, subject, length, across)


def _halves(scene: Scene, subject: Subject, ratio: Ratio) -> Framing | None:
    """Two windows, where they show the subject better than one."""
    if subject.speaker:
        return split.slide(subject.speaker, scene.span, scene.aspect, ratio, subject.why)
    if subject.small:
        return split.part(subject.place, scene.span, scene.aspect, ratio, subject.why)
    if subject.fits or not scene.faces:
        return None
    if subject.held:
        return split.thing(scene.faces[0], subject.held, scene.span, scene.aspect, ratio)
    return (
        split.people(scene.faces, scene.span, scene.aspect, ratio) if _pair(scene.faces) else None
    )


def _pair(faces: Sequence[Face]) -> bool:
    """Two people, and others so small that they stand in the background."""
    return len(faces) == 2 or (len(faces) > 2 and faces[1].size >= LEADING_FACE * faces[2].size)


def _whole(length: float) -> Subject | None:
    """The picture is nearly of the ratio's shape: nothing to choose."""
    if length < WHOLE:
        return None
    return Subject(Interval(0.0, 1.0), "the picture has nearly this shape", True)


def _subject(scene: Scene, across: bool, length: float, ratio: Ratio) -> Subject:
    """The first that applies: a slide, faces, a figure, lettering, movement, detail."""
    axis = 0 if across else 1
    small = attention.shrink(scene.frames)
    text = attention.lettering(scene.frames) if across else None
    found = (
        (_by_slide(scene, length) if across else None)
        or _by_thing(small, scene.faces, across, length)
        or _by_faces(scene.faces, across, length, scene.span.duration.s)
        or _by_figure(scene.figure, across, length)
        or _by_lettering(text, length)
        or (_by_part(small, split.part_width(scene.aspect, ratio), length) if across else None)
        or _by_motion(small, axis, length, scene.span.duration.s)
        or _by_detail(small, axis, length)
    )
    return found if scene.faces or scene.figure or not across else _readable(found, scene, length)


def _readable(subject: Subject, scene: Scene, length: float) -> Subject:
    """The subject with the long lines of text that stand over the scene for a while: none of them
    is cut through, none left out where nobody is there to be looked at."""
    lines = passing_text(scene.frames)
    if not lines or subject.whole:
        return subject
    low = min(line.x - line.width / 2 for line in lines)
    high = max(line.x + line.width / 2 for line in lines)
    if subject.fits and not subject.way and (high - low) <= (1 - 2 * MARGIN) * length:
        centre = min(max(subject.place.centre, length / 2), 1 - length / 2)
        shifted = min(max(centre, high - (0.5 - MARGIN) * length), low + (0.5 - MARGIN) * length)
        if abs(shifted - centre) <= MOST_SHIFTED * length:
            return replace(subject, place=Interval(shifted - length / 2, shifted + length / 2))
    both = Interval(min(low, subject.place.low), max(high, subject.place.high))
    told = f"lettering that the window would cut ({subject.why})"
    return Subject(both, told, False, whole=True)


def _by_slide(scene: Scene, length: float) -> Subject | None:
    """All that is written; the speaker in her corner below it, where there is room."""
    place = slides.content(scene.frames)
    if place is None:
        return None
    speaker = slides.talking(scene.frames, scene.faces)
    fits = place.length <= length
    return Subject(
        place, "a slide with all its lettering", fits, True, speaker=None if fits else speaker
    )


def _by_thing(
    small: Sequence[Frame], faces: Sequence[Face], across: bool, length: float
) -> Subject | None:
    """The leading face with what its hands show: both inside the window, or both shown wide."""
    if not across or not faces or not _leads(faces):
        return None
    box, face = held.held(small, faces[0]), _sides(faces[0])
    if box is None:
        return None
    thing = Interval(box.x - box.width / 2, box.x + box.width / 2)
    both = Interval(min(face.low, thing.low), max(face.high, thing.high))
    if both.length > length:
        # What stirs evenly on both sides of a face is the body that it belongs to.
        beside = abs(thing.centre - face.centre) > BESIDE * face.length
        told = "a face and what its hands show, wider than the window"
        return Subject(both, told, False, held=box) if beside else None
    # A thing is larger than what stirs of it: room that is left goes to its side.
    slack = LEANING * max(0.0, (length - both.length) / 2 - AIR * length)
    centre = min(max(face.centre, both.centre - slack), both.centre + slack)
    off = thing.centre - face.centre
    if not slack and abs(off) > HELD_OUT * face.length:
        centre += float(np.sign(off)) * EAR * face.length
    half = length / 2
    place = Interval(centre - half, centre + half)
    return Subject(place, "a face and what its hands show", True)


def _sides(face: Face) -> Interval:
    return Interval(face.box.x - face.box.width / 2, face.box.x + face.box.width / 2)


def _leads(faces: Sequence[Face]) -> bool:
    return len(faces) == 1 or faces[0].size >= LEADING_FACE * faces[1].size


def _by_faces(faces: Sequence[Face], across: bool, length: float, seconds: float) -> Subject | None:
    if not faces:
        return None
    counted = f"{len(faces)} faces" if len(faces) > 1 else "one face"
    together = _around(faces, across)
    if together.length <= length:
        return Subject(together, f"{counted} inside the window", True)
    alone = _around(faces[:1], across)
    if _leads(faces):
        return _one_face(faces[0], alone, across, length, seconds)
    return Subject(together, f"{counted} wider apart than the window", False, True)


def _one_face(face: Face, around: Interval, across: bool, length: float, seconds: float) -> Subject:
    """A face that wanders out of any locked window is followed, or shown wide."""
    places = [_place(share, box, across) for share, box in face.path]
    own = max((place.high - place.low for place in places), default=0.0)
    if (face.box.width if across else face.box.height) <= length or own > CLOSE_FACE * length:
        place = around if across else _from_hair(face, length)
        return Subject(place, "the largest face of the shot", True)
    way = pan.follow(places, length, seconds)
    return Subject(around, "a face that crosses the picture", way is not None, way=way)


def _from_hair(face: Face, length: float) -> Interval:
    """What the window shows from the hair down; of a face that fills it, what ends at the chin."""
    top = face.box.y - face.box.height * (0.5 + HAIR)
    chin = face.box.y + face.box.height * (0.5 + NECK)
    low = min(max(top, chin - length, 0.0), 1 - length)
    return Interval(low, low + length)


def _place(share: float, box: Box, across: bool) -> pan.Place:
    middle, half = (box.x, box.width / 2) if across else (box.y, box.height / 2)
    return pan.Place(share, middle - half, middle + half)


def _around(faces: Sequence[Face], across: bool) -> Interval:
    """The faces with their shoulders (across), or with head room and chest (down)."""
    if across:
        lows = [f.box.x - f.box.width * (0.5 + SHOULDERS) for f in faces]
        highs = [f.box.x + f.box.width * (0.5 + SHOULDERS) for f in faces]
    else:
        lows = [f.box.y - f.box.height * 1.0 for f in faces]
        highs = [f.box.y + f.box.height * 1.6 for f in faces]
    return Interval(max(0.0, min(lows)), min(1.0, max(highs)))


def _by_figure(figure: Box | None, across: bool, length: float) -> Subject | None:
    if figure is None:
        return None
    around = _place(0.0, figure, across)
    if around.high - around.low > length:
        return None
    return Subject(Interval(around.low, around.high), "one person, from head to foot", True)


def _by_lettering(text: Interval | None, length: float) -> Subject | None:
    if text is None or text.length <= length * 0.9:
        return None
    return Subject(text, "lettering wider than the window", False, True)


def _by_part(small: Sequence[Frame], below: float | None, length: float) -> Subject | None:
    """A small part of a still picture that moves all along: both are worth showing.

    ``below``: the length of a window for the part below the whole; None where there is no room for
    both, and the whole is shown, part and all.
    """
    if not attention.lit(small, 0).all():
        return None
    moves = attention.motion(small, 0)
    if len(moves) < max(2, BUSY * (len(small) - 1)):
        return None
    down = np.asarray(np.sum(attention.motion(small, 1), axis=0), np.float64)
    if attention.extent(down, 0.9).length > LOW:
        return None
    total = np.asarray(np.sum([move / move.sum() for move in moves], axis=0), np.float64)
    place, share = attention.best_window(total, below or length)
    if share < PART_MOTION:
        return None
    told = f"the whole, and the part of it with {share:.0%} of the movement"
    if below is None:
        return Subject(Interval(0.0, 1.0), told, False, whole=True)
    return Subject(_settled(place, attention.extent(total, 0.9)), told, False, small=True)


def _by_motion(small: Sequence[Frame], axis: int, length: float, seconds: float) -> Subject | None:
    moves = attention.motion(small, axis)
    if len(moves) < max(2, RESTLESS * (len(small) - 1)):
        return None
    total = np.asarray(np.sum([move / move.sum() for move in moves], axis=0), np.float64)
    place, share = attention.best_window(total, length)
    steady = np.mean([attention.share_within(move, place) > 0.5 for move in moves])
    core = attention.extent(total, 0.9)
    told = f"{share:.0%} of the movement inside the window"
    if share >= np.interp(length, LENGTHS, HELD_MOTION) and steady >= HELD_PAIRS:
        held = _settled(place, core)
        return Subject(held, told, True) if _rich(small, axis, held) else None
    if way := _travel(small, axis, length, seconds):
        return Subject(core, "one thing that crosses the picture", True, way=way)
    return Subject(core, f"movement across the picture ({told})", False)


def _travel(
    small: Sequence[Frame], axis: int, length: float, seconds: float
) -> tuple[float, float] | None:
    """The way of the only thing that moves, if it moves all along."""
    places = []
    for number, moved in enumerate(attention.movements(small, axis), 1):
        if moved is not None:
            core = attention.extent(moved, HELD_PAIRS)
            places.append(pan.Place((number - 0.5) / len(small), core.low, core.high))
    return pan.follow(places, length, seconds) if len(places) >= BUSY * len(small) else None


def _by_detail(small: Sequence[Frame], axis: int, length: float) -> Subject:
    profile = attention.detail(small, axis)
    place, share = attention.best_window(profile, length)
    told = f"{share:.0%} of the detail inside the window"
    if share >= HELD_DETAIL:
        return Subject(place, told, True)
    return Subject(attention.extent(profile, 0.8), f"a wide view ({told})", False)


def _settled(place: Interval, core: Interval) -> Interval:
    """The window centred on the moving thing when it has room to."""
    if core.length > place.length:
        return place
    half = place.length / 2
    return Interval(core.centre - half, core.centre + half)


def _rich(small: Sequence[Frame], axis: int, place: Interval) -> bool:
    """Whether the window shows more than empty background, most of the time."""
    shares = [attention.share_within(one, place) for one in attention.details(small, axis)]
    return float(np.median(shares)) >= PLAIN * place.length


def _locked(scene: Scene, subject: Subject, view: Window, across: bool) -> Framing:
    """A window held still on the subject, closed in where it would show black bars."""
    centre = subject.place.centre
    x, y = view.place(centre, 0.5) if across else view.place(0.5, centre)
    zoom = 1.0
    if subject.place.length < 1:
        x, y, zoom = bars.without_bars(scene, Interval(x, y), view)
    return Framing(
        span=scene.span, mode="crop", x=round(x, 4), y=round(y, 4), zoom=zoom, why=subject.why
    )


def _panned(scene: Scene, subject: Subject, way: tuple[float, float], across: bool) -> Framing:
    """A window that follows the subject."""
    start, end = (round(middle, 4) for middle in way)
    place = {"x": start, "to_x": end} if across else {"y": start, "to_y": end}
    return Framing(span=scene.span, mode="crop", why=subject.why).model_copy(update=place)


def _pans(small: Sequence[Frame]) -> bool:
    return abs(attention.drift(small)) >= PANNED


def _fitted(scene: Scene, subject: Subject, length: float, across: bool) -> Framing:
    """As much of the picture as the subject needs, over a blurred fill."""
    small = attention.shrink(scene.frames)
    shown = bars.lit_within(attention.lit(small, 0 if across else 1), 0.5, 1.0)
    low, high = shown.low, shown.high
    # What a panning camera shows is the whole way; of views side by side none is cut.
    if not bars.torn(scene, 0.5, 1.0, across) and not (across and _pans(small)):
        low, high = max(low, subject.place.low - 0.04), min(high, subject.place.high + 0.04)
        least = 1.0 if subject.whole else SMALLEST_ZOOM
    else:
        least = 1.0
    zoom = min(max(least, 1 / max(high - low, length)), LARGEST_ZOOM)
    centre = min(max((low + high) / 2, 0.5 / zoom), 1 - 0.5 / zoom)
    x, y = (centre, 0.5) if across else (0.5, centre)
    return Framing(
        span=scene.span, mode="fit", x=round(x, 4), y=round(y, 4), zoom=round(zoom, 3),
        why=subject.why,
    )  # fmt: skip
