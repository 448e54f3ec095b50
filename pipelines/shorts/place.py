"""Where every screen of captions stands: clear of what matters, and calm.

Captions stay where they are for as long as that harms nothing. They move where the shot changes,
and inside a shot at most once. The cheapest way through all screens is found by dynamic
programming; costs are weighted seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.media.time import Time
from pipelines.shorts.avoid import Kind, Obstacle
from pipelines.shorts.framing import bands
from pipelines.shorts.measure import line_width
from pipelines.shorts.screen import Screen
from pipelines.shorts.shown import Rect
from pipelines.shorts.spec import Framing
from pipelines.shorts.timeline import Timeline
from pipelines.shorts.zone import FOOT, HEAD, Zone

HARM: dict[Kind, float] = {"a face": 12.0, "text": 6.0, "the brand": 6.0, "the product": 1.6}
"""What a second of covering costs, when all of the smaller of the two rectangles is covered."""
MOVE, MOVE_INSIDE = 0.5, 4.0
"""What moving costs where the shot changes, and inside a shot."""
MIDDLE = 0.56
"""The highest baseline, in heights of the canvas, to which low captions are raised."""
RAISED, TOP, SEAM = 1.0, 0.35, 0.05
"""What a second costs away from the low place: per height of the canvas, at the top, on a seam."""
CORE = 0.6
"""The middle of a product (of each side), and how much of the harm is done there."""
NOTED = 0.12
"""Less covered than this is not worth a word."""
BRIEF = Time.seconds(0.4)
"""No screen is cut into parts shorter than this."""
GAP = 0.1
"""Between the spoken language and the captions below it, in em of the captions."""
SAME = 4.0
"""Pixels within which two baselines are one place."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A shot on the clip's timeline. ``seam``: where two windows meet, in pixels from the top."""

    start: Time
    seam: float | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """``baseline``: that of the last of as many lines as the clip's screens have at most."""

    baseline: float
    cost: float


@dataclass(frozen=True, slots=True)
class _Block:
    """Captions with the spoken language above them. ``rows``: the most lines that either has."""

    area: Zone
    rows: int
    above: float

    def rect(self, screen: Screen, place: _Place) -> Rect:
        """What the screen covers at that place."""
        style = screen.style
        width = max(line_width(line, style, screen.language) for line in screen.lines)
        half = width / 2 + style.pad_x + style.outline
        last = self.baseline(screen, place)
        top = last - (len(screen.lines) - 1) * style.leading * style.em - HEAD * style.em
        foot = last + FOOT * style.em + style.pad_y + style.outline
        return Rect(
            self.area.centre - half, top - style.pad_y - self.above, self.area.centre + half, foot
        )

    def baseline(self, screen: Screen, place: _Place) -> float:
        """Of the screen's last line: captions below another language hang from it."""
        if not self.above:
            return place.baseline
        missing = self.rows - len(screen.lines)
        return place.baseline - missing * screen.style.leading * screen.style.em


def shots(framings: Sequence[Framing], area: Zone, timeline: Timeline) -> tuple[Shot, ...]:
    """The shots of the clip as the framings have them; one when nobody has decided yet."""
    found = {Time(0): Shot(Time(0))}
    for framing in sorted(framings, key=lambda one: one.span.start):
        seam = float(bands(framing, area.ratio)[0].height) if framing.mode == "split" else None
        start = timeline.clip(framing.span.start)
        found[start] = Shot(start, seam)
    return tuple(found.values())


def placed(
    main: Sequence[Screen],
    small: Sequence[Screen],
    area: Zone,
    cuts: Sequence[Shot],
    obstacles: Sequence[Obstacle],
) -> tuple[Screen, ...]:
    """All screens with their baselines, in order of time. ``small``: those of the spoken language,
    which stand above the others and move when they do."""
    if not main:
        return tuple(replace(screen, baseline=area.baseline) for screen in small)
    block = _Block(area, _rows(main), _height(small, main[0]))
    parts = [part for screen in main for part in _parted(screen, cuts)]
    ways = _cheapest(parts, block, cuts, obstacles)
    lower = _joined(_settled(screen, place, block, obstacles) for screen, place in ways)
    upper = [part for screen in small for part in _follow(screen, ways, block)]
    return tuple(sorted((*lower, *upper), key=lambda screen: screen.start))


def _parted(screen: Screen, cuts: Sequence[Shot]) -> Iterator[Screen]:
    """The screen cut where shots change under it, so that it may move with the picture."""
    for cut in cuts:
        if cut.start - screen.start >= BRIEF and screen.end - cut.start >= BRIEF:
            yield replace(screen, end=cut.start)
            screen = replace(screen, start=cut.start)
    yield screen


def _joined(parts: Iterable[Screen]) -> list[Screen]:
    """Parts of one screen that stayed where they were, together again."""
    found: list[Screen] = []
    for part in parts:
        last = found[-1] if found else None
        if last and last.lines is part.lines and abs(last.baseline - part.baseline) < SAME:
            covers = tuple(sorted({*last.covers, *part.covers}))
            found[-1] = replace(last, end=part.end, covers=covers)
        else:
            found.append(part)
    return found


def _rows(screens: Sequence[Screen]) -> int:
    return max((len(screen.lines) for screen in screens), default=0)


def _height(small: Sequence[Screen], main: Screen) -> float:
    """How much the lines of the spoken language add to the block."""
    if not small:
        return 0.0
    style = small[0].style
    lines = style.em * (HEAD + FOOT) + (_rows(small) - 1) * style.leading * style.em
    return lines + 2 * style.pad_y + GAP * main.style.em


def _cheapest(
    screens: Sequence[Screen], block: _Block, cuts: Sequence[Shot], obstacles: Sequence[Obstacle]
) -> list[tuple[Screen, _Place]]:
    """The place of every screen on the cheapest way through all of them.

    A state is a place and whether the shot's one move has been made.
    """
    best: dict[tuple[_Place, bool], tuple[float, tuple[_Place, ...]]] = {}
    before: Shot | None = None
    for screen in screens:
        shot = _shot(screen, cuts)
        found: dict[tuple[_Place, bool], tuple[float, tuple[_Place, ...]]] = {}
        for place in _places(screen, shot, block):
            own = _cost(screen, place, block, obstacles)
            for moved, cost, way in _ways(best, place, shot is before):
                state = (place, moved)
                if state not in found or cost + own < found[state][0]:
                    found[state] = (cost + own, (*way, place))
        best, before = found, shot
    way = min(best.values(), key=lambda one: one[0])[1]
    return list(zip(screens, way, strict=True))


def _ways(
    best: dict[tuple[_Place, bool], tuple[float, tuple[_Place, ...]]], place: _Place, same: bool
) -> Iterator[tuple[bool, float, tuple[_Place, ...]]]:
    """The ways that may lead to the place: whether the shot has moved then, cost, and way."""
    if not best:
        yield False, 0.0, ()
    for (other, moved), (cost, way) in best.items():
        stays = abs(other.baseline - place.baseline) < SAME
        if stays:
            yield moved and same, cost, way
        elif not same:
            yield False, cost + MOVE, way
        elif not moved:
            yield True, cost + MOVE_INSIDE, way


def _shot(screen: Screen, cuts: Sequence[Shot]) -> Shot:
    """The shot in which the middle of the screen's time lies."""
    middle = Time((screen.start.us + screen.end.us) // 2)
    return max((cut for cut in cuts if cut.start <= middle), key=lambda cut: cut.start)


def _places(screen: Screen, shot: Shot, block: _Block) -> Iterator[_Place]:
    """Low, raised step by step, on the seam of a split, above it, below it, and at the top."""
    area, style = block.area, screen.style
    step, lines = 0.75 * style.em, (block.rows - 1) * style.leading * style.em
    baseline = float(area.baseline)
    while baseline >= MIDDLE * area.height or baseline == area.baseline:
        yield _Place(baseline, RAISED * (area.baseline - baseline) / area.height)
        baseline -= step
    head = lines + block.above
    if shot.seam is not None:
        rise, fall = HEAD * style.em + style.pad_y, FOOT * style.em + style.pad_y
        centred = shot.seam + (rise + head - fall) / 2
        for wanted in (centred, shot.seam - fall, shot.seam + head + rise):
            if area.top + head <= wanted <= area.baseline:
                yield _Place(wanted, SEAM)
    yield _Place(area.top + head, TOP)


def _cost(screen: Screen, place: _Place, block: _Block, obstacles: Sequence[Obstacle]) -> float:
    rect = block.rect(screen, place)
    harm = sum(
        HARM[obstacle.kind] * _covered(rect, obstacle) * _together(screen, obstacle)
        for obstacle in obstacles
    )
    return harm + place.cost * (screen.end - screen.start).s


def covered(one: Rect, other: Rect) -> float:
    """How much (0..1) of the smaller of the two lies in the larger."""
    smaller = min(one.area, other.area)
    return one.within(other).area / smaller if smaller > 0 else 0.0


def _covered(rect: Rect, obstacle: Obstacle) -> float:
    """The same for an obstacle; the edge of a product is less of a loss than its middle."""
    whole = covered(rect, obstacle.rect)
    if obstacle.kind != "the product":
        return whole
    return (1 - CORE) * whole + CORE * covered(rect, obstacle.rect.shrunk(CORE))


def _together(screen: Screen, obstacle: Obstacle) -> float:
    """For how many seconds both are there."""
    return max(0.0, (min(screen.end, obstacle.end) - max(screen.start, obstacle.start)).s)


def _settled(screen: Screen, place: _Place, block: _Block, obstacles: Sequence[Obstacle]) -> Screen:
    """The screen at its place, with what it covers there."""
    rect, length = block.rect(screen, place), (screen.end - screen.start).s
    harm: dict[str, float] = {}
    for obstacle in obstacles:
        share = _covered(rect, obstacle) * _together(screen, obstacle) / length
        harm[obstacle.kind] = harm.get(obstacle.kind, 0.0) + share
    covers = tuple(sorted(kind for kind, share in harm.items() if share > NOTED))
    return replace(screen, baseline=block.baseline(screen, place), covers=covers)


def _follow(
    screen: Screen, ways: Sequence[tuple[Screen, _Place]], block: _Block
) -> Iterator[Screen]:
    """The spoken language above the captions: cut where they move, and moved with them."""
    start = screen.start
    lower = ways[0][1]
    for below, place in ways:
        if below.start >= screen.end:
            break
        if abs(place.baseline - lower.baseline) >= SAME and below.start > start:
            yield _above(replace(screen, start=start, end=below.start), below, lower, block)
            start = below.start
        lower = place
    yield _above(replace(screen, start=start), ways[0][0], lower, block)


def _above(screen: Screen, main: Screen, place: _Place, block: _Block) -> Screen:
    big, own = main.style, screen.style
    first = place.baseline - (block.rows - 1) * big.leading * big.em
    top = first - HEAD * big.em - big.pad_y - GAP * big.em
    return replace(screen, baseline=top - FOOT * own.em - own.pad_y)
