"""Whether there is memory enough, and which errors mean that there was not."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator

from screening.errors import ProcessError

LEAST_ADDRESS_SPACE = 2_500_000_000
"""The pose model, OpenCV and their threads reserve 2.2 GB for a clip in 720p."""

_WORDS = (
    "cannot allocate memory",
    "failed to map segment",
    "can't start new thread",
    "insufficient memory",
    "bad_alloc",
)
"""Of the system and of native libraries, which raise errors of many classes."""


def check_address_space() -> None:
    """Raise an error if this process may not have the memory that measuring takes.

    Native libraries answer a refused request by ending the process, or by an error
    that names something else. Clusters of computers set such limits for each job.

    Raises
    ------
    ProcessError
        If its limit, as of ``ulimit -v``, is too low.
    """
    limit = _address_space()
    if limit is not None and limit < LEAST_ADDRESS_SPACE:
        raise ProcessError(
            "address_space", limit_gb=limit / 1e9, least_gb=LEAST_ADDRESS_SPACE / 1e9
        )


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error, or one that led to it, means that memory ran out.

    Parameters
    ----------
    error
        As it was caught.
    """
    return any(
        isinstance(each, MemoryError)
        or (isinstance(each, OSError) and each.errno == errno.ENOMEM)
        or any(words in str(each).lower() for words in _WORDS)
        for each in _behind(error)
    )


def _address_space() -> int | None:
    """Return the limit of this process in bytes, None if there is none."""
    if sys.platform == "win32":  # sets no such limit
        return None
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it came from."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__]
