"""Where a part of a shot was left out, the picture would jump: every second piece is shown closer,
as an editor would cut between two cameras."""

from collections.abc import Sequence

from pipelines.media.time import Span, Time
from pipelines.shorts.faces import Box
from pipelines.shorts.footage import Scene
from pipelines.shorts.framing import Window, at, bands, shaped, window
from pipelines.shorts.shots import number
from pipelines.shorts.spec import Framing, Framings, Ratio, Region
from pipelines.shorts.text_regions import find_text, passing_text
from pipelines.shorts.timeline import FPS, Timeline

CLOSER, CLOSER_FIT = 1.12, 1.06
"""Of windows, and of a fitted picture, which loses its far sides by it."""

Place = tuple[float, float]


def across(framings: Framings, scenes: Sequence[Scene], timeline: Timeline) -> Framings:
    """The framings with every shot split where a part of it was left out.

    The pieces of a shot take turns: as it was framed, and closer, its face at the same height.
    Framings that are split at the same joints already stay as they are, so
    that people may change the pieces; those of other joints are put together again first.
    """
    whole = _healed(framings.shots)
    made = tuple(
        part for framing in whole for part in _split(framing, framings.ratio, scenes, timeline)
    )
    same = [one.span for one in made] == [one.span for one in framings.shots]
    return framings if same else framings.model_copy(update={"shots": made})


def _healed(framings: Sequence[Framing]) -> tuple[Framing, ...]:
    """The shots as they were before they were split."""
    found: list[Framing] = []
    for framing in sorted(framings, key=lambda framing: framing.span.start):
        if framing.joint and found:
            before = found[-1]
            span = Span(start=before.span.start, end=framing.span.end)
            way = {"to_x": framing.to_x, "to_y": framing.to_y} if before.moves else {}
            found[-1] = before.model_copy(update={"span": span, **way})
        else:
            found.append(framing.model_copy(update={"joint": False}))
    return tuple(found)


def _split(
    framing: Framing, ratio: Ratio, scenes: Sequence[Scene], timeline: Timeline
) -> tuple[Framing, ...]:
    """The pieces of one shot; one piece where nothing inside it was left out."""
    first, last = number(framing.span.start, timeline), number(framing.span.end, timeline)
    shown = [piece for piece in timeline.pieces if piece.last > first and piece.first < last]
    if len(shown) < 2:
        return (framing,)
    borders = [framing.span.start, *(_moment(piece.first, timeline) for piece in shown[1:])]
    ends = [*borders[1:], framing.span.end]
    made = []
    for index, (start, end, piece) in enumerate(zip(borders, ends, shown, strict=True)):
        span = Span(start=start, end=end)
        frames = (max(first, piece.first), min(last, piece.last) - 1)
        shares = [(frame - first) / max(1, last - 1 - first) for frame in frames]
        part = _stretch(framing, shares[0], shares[1])
        if index % 2:
            part = _closer(part, ratio, _scene(scenes, span))
        made.append(part.model_copy(update={"span": span, "joint": index > 0}))
    return tuple(made)


def _stretch(framing: Framing, start: float, end: float) -> Framing:
    """What a framing does between two shares (0..1) of its shot."""
    if not framing.moves:
        return framing
    there, then = at(framing, start), at(framing, end)
    return there.model_copy(update={"to_x": then.x, "to_y": then.y})


def _closer(framing: Framing, ratio: Ratio, scene: Scene) -> Framing:
    """The framing, closed in; a fitted picture only where no line of text would lose its ends."""
    if framing.mode == "fit":
        nearer = framing.model_copy(update={"zoom": round(framing.zoom * CLOSER_FIT, 3)})
        return framing if _cuts(nearer, framing, scene) else nearer
    if framing.mode == "split":
        return _closer_halves(framing, ratio, scene)
    view = window(scene.aspect, ratio, framing.zoom)
    face = _face(scene)
    x, y = _around((framing.x, framing.y), view, None if framing.moves else face)
    return framing.model_copy(update={"x": x, "y": y, "zoom": round(framing.zoom * CLOSER, 3)})


def _closer_halves(framing: Framing, ratio: Ratio, scene: Scene) -> Framing:
    above, below = bands(framing, ratio)
    view = shaped(scene.aspect, above.shape, framing.zoom)
    x, y = _around((framing.x, framing.y), view, _face(scene))
    lower = below.region
    nearer = Region(x=lower.x, y=lower.y, zoom=round(lower.zoom * CLOSER, 3))
    zoom = round(framing.zoom * CLOSER, 3)
    return framing.model_copy(update={"x": x, "y": y, "zoom": zoom, "lower": nearer})


def _cuts(nearer: Framing, framing: Framing, scene: Scene) -> bool:
    """Whether a line of text that the one framing shows whole runs out of the other."""
    lines = (*passing_text(scene.frames), *find_text(scene.frames))
    return any(_shows(framing, line, scene) and not _shows(nearer, line, scene) for line in lines)


def _shows(framing: Framing, line: Box, scene: Scene) -> bool:
    """Whether the line lies in the part of the picture that is fitted."""
    across = scene.aspect > 1
    middle, half = (line.x, line.width / 2) if across else (line.y, line.height / 2)
    view = 0.5 / framing.zoom
    centre = min(max(framing.x if across else framing.y, view), 1 - view)
    return centre - view <= middle - half and middle + half <= centre + view


def _around(centre: Place, view: Window, face: Place | None) -> Place:
    """The middle of the closer window: in the middle of the wider one, for what hands hold may
    stand at its edge; and as high as leaves the face at its height on the screen."""
    x, y = view.place(*centre)
    if face is None or abs(face[0] - x) > view.width / 2 or abs(face[1] - y) > view.height / 2:
        return round(x, 4), round(y, 4)
    return round(x, 4), round(face[1] + (y - face[1]) / CLOSER, 4)


def _face(scene: Scene) -> Place | None:
    return (scene.faces[0].box.x, scene.faces[0].box.y) if scene.faces else None


def _scene(scenes: Sequence[Scene], span: Span) -> Scene:
    return max(scenes, key=lambda scene: scene.span.overlap(span))


def _moment(frame: int, timeline: Timeline) -> Time:
    return timeline.start + Time.seconds(frame / FPS)
