"""Thousands of clips on a Dask cluster, to tables that can be defended in a paper.

:func:`screen_clips` is for notebooks, ``screening batch`` for everything else. The
numbers of a clip are those of ``screening clip``: each one is measured by the same
:class:`screening.jobs.clip.ClipJob`, in a process of its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.batch.lazy import screen_clips

__all__ = ["screen_clips"]


def __getattr__(name: str) -> Any:
    """Import Dask only where it is asked for."""
    if name in __all__:
        return getattr(import_module("screening.batch.lazy"), name)
    raise AttributeError(f"module 'screening.batch' has no attribute {name!r}")
