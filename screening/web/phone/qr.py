"""An address as a QR code."""

from __future__ import annotations

import numpy as np

from screening._typing import Image

_MODULE_PX, _QUIET = 8, 4
_DARK = 128


def qr_code(text: str) -> Image:
    """Return a QR code as a picture, dark on light with its quiet zone.

    Parameters
    ----------
    text
        What it says.

    Returns
    -------
    (N, N, 3) uint8 array
    """
    import cv2

    modules = np.asarray(cv2.QRCodeEncoder.create().encode(text)) < _DARK
    rows, columns = (np.flatnonzero(modules.any(axis=axis)) for axis in (1, 0))
    modules = modules[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    modules = np.pad(modules, _QUIET)
    large = modules.repeat(_MODULE_PX, axis=0).repeat(_MODULE_PX, axis=1)
    grey = np.where(large, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)
