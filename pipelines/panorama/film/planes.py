"""A picture as decoders of films hold it."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8


@dataclass(frozen=True, slots=True)
class Planes:
    """Luma (H x W) and both chromas (half of that), BT.709 in video range; views into a decoder's
    memory, not to be written to. Rows may lie apart."""

    luma: Picture8
    blue: Picture8
    red: Picture8

    def bgr(self) -> Picture8:
        """H x W x 3: blue, green, red."""
        chroma = cv2.merge([self.blue, self.red])
        made = cv2.cvtColorTwoPlane(self.luma, chroma, cv2.COLOR_YUV2BGR_NV12)
        return np.asarray(made, np.uint8)
