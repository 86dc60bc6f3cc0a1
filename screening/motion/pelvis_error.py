"""What the confidence of a reading of the pelvis stands for: an expected error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from screening._typing import Floats


@dataclass(frozen=True)
class ConfidenceMethod:
    """What a confidence stands for.

    Parameters
    ----------
    nothing_deg
        Expected error from which a reading says nothing.
    """

    nothing_deg: float = 5.0


METHOD = ConfidenceMethod()


def confidence_of(error_deg: float) -> float:
    """Return the confidence for an expected error: 1 at none, 0 from 5 degrees on."""
    return max(0.0, 1 - error_deg / METHOD.nothing_deg)


def expected_error_deg(confidence: ArrayLike) -> Floats:
    """Return the error that a confidence promises, one standard deviation.

    Parameters
    ----------
    confidence : (...) array
        Of :func:`confidence_of`; NaN where nothing was read.

    Returns
    -------
    (...) float array, degrees

    Examples
    --------
    >>> float(expected_error_deg(confidence_of(2.0)))
    2.0
    """
    known = np.asarray(confidence, dtype=np.float64)
    return np.asarray(METHOD.nothing_deg * (1.0 - known))
