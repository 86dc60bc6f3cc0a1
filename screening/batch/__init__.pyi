# What is public of the batch; Dask is imported when it is used.

from .lazy import screen_clips

__all__ = ["screen_clips"]
