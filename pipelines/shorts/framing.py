"""The geometry of a framing: which window of the picture a ratio shows."""

from dataclasses import dataclass

from pipelines.shorts.spec import SIZES, Framing, Ratio, Region


@dataclass(frozen=True, slots=True)
class Window:
    """A window in shares of the picture (0..1)."""

    width: float
    height: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The centre nearest to ``x``, ``y`` that keeps the window inside the picture."""
        return (
            min(max(x, self.width / 2), 1 - self.width / 2),
            min(max(y, self.height / 2), 1 - self.height / 2),
        )


def shape(ratio: Ratio) -> float:
    """Width over height."""
    width, height = SIZES[ratio]
    return width / height


def window(aspect: float, ratio: Ratio, zoom: float = 1.0) -> Window:
    """The largest window of the ratio in a picture of that aspect, made smaller by ``zoom``."""
    return shaped(aspect, shape(ratio), zoom)


def shaped(aspect: float, wanted: float, zoom: float = 1.0) -> Window:
    """The same for any shape: width over height."""
    if aspect >= wanted:
        return Window(wanted / aspect / zoom, 1 / zoom)
    return Window(1 / zoom, aspect / wanted / zoom)


@dataclass(frozen=True, slots=True)
class Band:
    """One half of a split rendition: its pixels and the window that it shows."""

    width: int
    height: int
    region: Region

    @property
    def shape(self) -> float:
        return self.width / self.height


def bands(framing: Framing, ratio: Ratio) -> tuple[Band, Band]:
    """The upper and the lower half of a split; without ``lower`` both show the same."""
    width, height = SIZES[ratio]
    upper = min(max(round(height * framing.seam / 2) * 2, 2), height - 2)
    above = Region(x=framing.x, y=framing.y, zoom=framing.zoom)
    return Band(width, upper, above), Band(width, height - upper, framing.lower or above)


def ease(share: float) -> float:
    """How much of the way is done after this share of the time: slow, fast, slow (smoothstep).

    Its highest speed is 1.5 ways, its highest acceleration 6 ways, in shot lengths.
    """
    part = min(max(share, 0.0), 1.0)
    return part * part * (3 - 2 * part)


def at(framing: Framing, share: float) -> Framing:
    """The framing at rest where it is after this share (0..1) of its shot."""
    if not framing.moves:
        return framing
    done = ease(share)
    x = framing.x if framing.to_x is None else framing.x + (framing.to_x - framing.x) * done
    y = framing.y if framing.to_y is None else framing.y + (framing.to_y - framing.y) * done
    return framing.model_copy(update={"x": x, "y": y, "to_x": None, "to_y": None})
