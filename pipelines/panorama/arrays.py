"""Names for the arrays that the stages hand on."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Picture8 = NDArray[np.uint8]
"""H x W x 3, blue green red, or H x W."""
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]
Places = tuple[slice | Indices, ...]
"""Rows and columns of a box; slices, which are read at once and without a copy, where they can."""
