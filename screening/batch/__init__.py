"""Thousands of clips on a Dask cluster, to tables with a full provenance.

:func:`screen_clips` is for notebooks, ``screening batch`` for everything else. The
numbers of a clip are those of ``screening clip``: each one is measured by the same
:class:`screening.jobs.clip.ClipJob`, in a process of its own.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
