"""Where a part of the recorded picture stands on the canvas of a rendition."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.shorts.faces import Box
from pipelines.shorts.framing import Window, at, bands, shaped, window
from pipelines.shorts.spec import SIZES, Framing, Ratio, Region


@dataclass(frozen=True, slots=True)
class Rect:
    """Pixels of the canvas."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def within(self, other: "Rect") -> "Rect":
        """The part that lies in the other; empty (no area) when none does."""
        return Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def shrunk(self, share: float) -> "Rect":
        """The middle of it, so large a share (0..1) of each side."""
        across = (self.right - self.left) * (1 - share) / 2
        down = (self.bottom - self.top) * (1 - share) / 2
        return Rect(self.left + across, self.top + down, self.right - across, self.bottom - down)


def places(
    box: Box, aspect: float, framing: Framing, ratio: Ratio, share: float = 0.0
) -> tuple[Rect, ...]:
    """Everywhere on the canvas that the box is seen after that share (0..1) of its shot.

    ``aspect``: width over height of the recorded picture. A split may show the box twice.
    """
    found = (
        _drawn(box, part, screen).within(screen)
        for part, screen in _parts(aspect, framing, ratio, share)
    )
    return tuple(rect for rect in found if rect.right > rect.left and rect.bottom > rect.top)


def _parts(
    aspect: float, framing: Framing, ratio: Ratio, share: float
) -> Iterator[tuple[Box, Rect]]:
    """The parts of the picture that are shown, and where."""
    width, height = SIZES[ratio]
    if framing.mode == "split":
        top = 0
        for band in bands(framing, ratio):
            view = shaped(aspect, band.shape, band.region.zoom)
            yield _placed(band.region, view), Rect(0, top, width, top + band.height)
            top += band.height
        return
    still = at(framing, share)
    if framing.mode == "crop":
        yield _placed(still, window(aspect, ratio, framing.zoom)), Rect(0, 0, width, height)
        return
    zoom = 1 / framing.zoom
    view = Window(zoom, 1.0) if aspect > 1 else Window(1.0, zoom)
    shape = aspect * view.width / view.height
    across, down = min(width, height * shape), min(height, width / shape)
    left, top_ = (width - across) / 2, (height - down) / 2
    yield _placed(still, view), Rect(left, top_, left + across, top_ + down)


def _placed(middle: Framing | Region, view: Window) -> Box:
    x, y = view.place(middle.x, middle.y)
    return Box(x, y, view.width, view.height)


def _drawn(box: Box, part: Box, screen: Rect) -> Rect:
    """The box in pixels when the part of the picture fills that rectangle."""
    across = (screen.right - screen.left) / part.width
    down = (screen.bottom - screen.top) / part.height
    left = screen.left + (box.x - box.width / 2 - part.x + part.width / 2) * across
    top = screen.top + (box.y - box.height / 2 - part.y + part.height / 2) * down
    return Rect(left, top, left + box.width * across, top + box.height * down)
