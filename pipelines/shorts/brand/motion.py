"""Pictures that ease into their places, as clips of moviepy."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.timeline import FPS

if TYPE_CHECKING:
    from PIL.Image import Image

MARGIN = 4
"""Clear pixels around a part, so that its edges stay soft when it moves."""
FADE = 0.6
"""The share of a move after which a part is wholly there."""
GetFrame = Callable[[float], NDArray[Any]]
Filter = Callable[[GetFrame, float], NDArray[Any]]
"""As moviepy's ``transform`` takes it."""


@dataclass(frozen=True, slots=True)
class Move:
    """From ``start`` on for ``seconds``: grows from ``scale`` (in width alone when ``wide``, then
    from nothing), rises by ``drop`` pixels and becomes visible."""

    start: float
    seconds: float
    scale: float = 1.0
    drop: float = 0.0
    wide: bool = False

    def done(self, time: float) -> float:
        """How far it is, eased: quickly off, softly to rest (cubic)."""
        share = min(max((time - self.start) / self.seconds, 0.0), 1.0)
        return 1 - (1 - share) ** 3

    def visible(self, time: float) -> float:
        """How much of the part is seen, 0..1."""
        share = (time - self.start) / (self.seconds * FADE)
        return float(time > self.start) if self.wide else min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Part:
    """A picture (RGBA) whose middle comes to rest at ``x``, ``y``."""

    picture: "Image"
    x: float
    y: float
    move: Move


def frames(
    ground: Callable[[float], NDArray[np.uint8]], parts: Sequence[Part], count: int
) -> Iterator[bytes]:
    """So many frames (RGB, 1/30 s each) of the parts over a ground: its picture by time."""
    from moviepy import CompositeVideoClip, VideoClip

    clips = [VideoClip(ground), *map(_clip, parts)]
    # Longer than needed: what ends with the last frame may be missing in it.
    clips = [clip.with_duration(count / FPS + 1) for clip in clips]
    whole = CompositeVideoClip(clips, use_bgclip=True)
    for number in range(count):
        yield np.ascontiguousarray(whole.get_frame(number / FPS), np.uint8).tobytes()
    whole.close()


def _clip(part: Part) -> Any:
    from moviepy import ImageClip

    pixels = _padded(part)
    height, width = pixels.shape[:2]
    left, top = int(part.x - width / 2), int(part.y - height / 2)
    rest = (part.x - width / 2 - left, part.y - height / 2 - top)
    opacity = pixels[..., 3].astype(np.float32) / 255
    mask = ImageClip(opacity, is_mask=True).transform(_moved(part.move, rest))
    mask = mask.transform(lambda frame, time: frame(time) * part.move.visible(time))
    colour = ImageClip(_bled(pixels)).transform(_moved(part.move, rest))
    return colour.with_mask(mask).with_position((left, top))


def _moved(move: Move, rest: tuple[float, float]) -> Filter:
    """Grows around its middle and rises, by fractions of a pixel: moviepy's own positions are
    whole pixels, in which slow ends of a move tremble."""
    import cv2

    def moved(frame: GetFrame, time: float) -> NDArray[Any]:
        picture = frame(time)
        height, width = picture.shape[:2]
        done = move.done(time)
        tall = 1.0 if move.wide else move.scale + (1 - move.scale) * done
        wide = max(done, 1e-3) if move.wide else tall
        x = rest[0] + (1 - wide) * width / 2
        y = rest[1] + (1 - tall) * height / 2 + move.drop * (1 - done)
        matrix = np.array([[wide, 0, x], [0, tall, y]])
        return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR)

    return moved


def _padded(part: Part) -> NDArray[np.uint8]:
    """The picture with room for its way."""
    below = MARGIN + int(part.move.drop + 1)
    return np.pad(np.asarray(part.picture), ((below, below), (MARGIN, MARGIN), (0, 0)))


def _bled(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The colours alone, those of clear pixels taken from their neighbours: else black would seep
    into the edges of what is drawn between pixels."""
    import cv2

    alpha = pixels[..., 3:].astype(np.float32) / 255
    near = cv2.GaussianBlur(pixels[..., :3] * alpha, (0, 0), 3)
    weight = cv2.GaussianBlur(alpha, (0, 0), 3)[..., None]
    around = near / np.maximum(weight, 1e-3)
    colours = pixels[..., :3] * (alpha > 0.5) + around * (alpha <= 0.5)
    return np.clip(colours, 0, 255).astype(np.uint8)
