"""The arrays of this package, named once by what they hold.

Only names for annotations stand here: no class, no function, nothing that runs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Coordinates, angles, times, ratios; NaN where nothing was measured."""

Singles = NDArray[np.float32]
"""What is computed from pixels in single precision: masks, filtered cut-outs."""

Bools = NDArray[np.bool_]
"""Whether something holds, for each frame, point or pixel."""

Ints = NDArray[np.int64]
"""Counts and numbers: of frames, of repetitions."""

Indices = NDArray[np.intp]
"""Positions in another array, as numpy's own searches return them."""

Words = NDArray[np.str_]
"""One word for each frame: a leg, a phase, a method, a doubt."""

Image = NDArray[np.uint8]
"""A picture, (H, W, 3), RGB and upright unless it says otherwise."""
