"""Brightness and colour of two lenses kept together over time.

Twice a second both are compared where they see the same; what makes them equal is shared out
between them and followed slowly, so that nothing jumps.
"""

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8
from pipelines.panorama.exposure import toned
from pipelines.panorama.falloff import POWER
from pipelines.panorama.film.compose import Frame
from pipelines.panorama.film.unfold import BGR_TO_LUMA, BLACK, Layout
from pipelines.panorama.fisheye import EDGE, depth_of
from pipelines.panorama.overlap import Pair, ring_between

SPOTS = 720
WIDTH = 4.0
"""Degrees of ring that are compared, where it is so wide."""
DARKEST, BRIGHTEST = 24, 220
FEWEST = 60
SLOW_S = 1.5
"""Seconds in which two thirds of a change are followed."""
LIMIT = 0.7
"""Of the logarithm of the gain between the lenses."""
SHIFT = 12.0
"""Levels of chroma that the lenses may be apart."""
NOTHING = 0.004
WHITE = 235


class Balance:
    """What has to be done to both halves of a frame, as the film goes on."""

    def __init__(self, pair: Pair, falloff: Floats, layout: Layout) -> None:
        self._layout = layout
        rays = ring_between(pair.lenses, min(WIDTH, max(pair.ring, 0.5)), SPOTS)
        gain = float(BGR_TO_LUMA @ falloff)
        self._at: list[tuple[Indices, Indices]] = []
        self._light: list[Floats] = []
        self._mask: Mask = np.ones(rays.shape[:2], bool)
        for index, lens in enumerate(pair.lenses):
            table = lens.project(rays)
            point = np.clip(table[..., :2], EDGE, 1 - EDGE) * layout.side
            point[..., 1 if layout.stacked else 0] += index * layout.side
            whole = np.asarray(point, np.intp)
            self._at.append((whole[..., 1], whole[..., 0]))
            self._mask &= depth_of(table.astype(np.float32)) > 0
            angle = np.degrees(np.arccos(np.clip(rays @ lens.rotation[2], -1, 1)))
            self._light.append(np.exp(gain * np.minimum(angle / 90, 1.1) ** POWER))
        self._state: Floats | None = None
        self.apart: list[float] = []

    @property
    def gain(self) -> float:
        """The second lens's brightness over the first one's."""
        return 1.0 if self._state is None else float(np.exp(self._state[0]))

    def look(self, frame: Frame, seconds: float) -> None:
        """Compare the lenses; ``seconds``: since the last look."""
        found = self._compared(frame)
        if found is None:
            return
        if self._state is None:
            self._state = found
        share = 1 - np.exp(-seconds / SLOW_S)
        self._state = self._state + share * (found - self._state)

    def even(self, frame: Frame) -> Frame:
        """The frame with both halves evened out, in place."""
        if self._state is None:
            return frame
        width, height = self._layout.size
        luma = frame[:height]
        chroma = frame[height:].reshape(height // 2, width // 2, 2)
        for index, way in ((0, 0.5), (1, -0.5)):
            rows, columns = self._layout.half(index)
            gain = float(np.exp(way * self._state[0]))
            if abs(gain - 1) > NOTHING:
                part = luma[rows, columns]
                part[:] = cv2.LUT(part, _tones(gain))
            shift = way * self._state[1:]
            if np.abs(shift).max() > 0.5:
                part = chroma[_halved(rows), _halved(columns)]
                part[:] = cv2.LUT(part, _shifted(shift))
        return frame

    def _compared(self, frame: Frame) -> Floats | None:
        """log(second / first) of luma, and by how much both chromas are higher in the second."""
        width, height = self._layout.size
        luma = [frame[:height][at].astype(float) for at in self._at]
        light = [(each - BLACK) * even for each, even in zip(luma, self._light, strict=True)]
        usable = self._mask & (np.minimum(*luma) > DARKEST) & (np.maximum(*luma) < BRIGHTEST)
        if usable.sum() < FEWEST:
            return None
        log = np.log(light[1][usable] / light[0][usable])
        self.apart.append(float(np.median(np.abs(light[1][usable] - light[0][usable]))))
        chroma = frame[height:].reshape(height // 2, width // 2, 2)
        colours = [chroma[row // 2, column // 2][usable].astype(float) for row, column in self._at]
        shift = np.clip(np.median(colours[1] - colours[0], axis=0), -SHIFT, SHIFT)
        return np.asarray(np.r_[np.clip(np.median(log), -LIMIT, LIMIT), shift], np.float64)


def _tones(gain: float) -> Picture8:
    """Luma above black multiplied; what is white stays white."""
    levels = np.clip(np.arange(256) - BLACK, 0, WHITE - BLACK) / (WHITE - BLACK) * 255
    made = toned(levels.astype(np.float32), np.full(1, gain, np.float32), max(gain, 1 / gain))
    luma = np.rint(made / 255 * (WHITE - BLACK) + BLACK)
    luma[WHITE:] = np.arange(WHITE, 256)
    luma[:BLACK] = np.arange(BLACK)
    return np.asarray(np.clip(luma, 0, 255), np.uint8)


def _shifted(shift: Floats) -> Picture8:
    table = np.arange(256)[:, None] + np.rint(shift)[None]
    return np.asarray(np.clip(table, 0, 255), np.uint8)[:, None]


def _halved(run: slice) -> slice:
    return run if run.start is None else slice(run.start // 2, run.stop // 2)
