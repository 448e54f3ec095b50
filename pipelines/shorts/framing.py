"""The geometry of a framing: which window of the picture a ratio shows."""

from dataclasses import dataclass

from pipelines.shorts.spec import SIZES, Ratio


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
    wanted = shape(ratio)
    if aspect >= wanted:
        return Window(wanted / aspect / zoom, 1 / zoom)
    return Window(1 / zoom, aspect / wanted / zoom)
