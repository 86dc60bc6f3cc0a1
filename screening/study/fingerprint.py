"""What the numbers of a clip depend on, as one checksum: measured again if it changes.

The clip counts by its content. A time of change and a size say nothing about a clip
that was copied, restored or written over by a tool that keeps times; reading the file
once more costs less than a hundredth of measuring it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from screening import __version__
from screening.errors import ClusterError
from screening.method import code_sha256, measuring_code_sha256
from screening.results.provenance import DISTRIBUTION

_TABULATING = ("study/tables.py", "study/take_rows.py", "results/screening.py")
_NUMERIC = ("av", "mediapipe", "numpy", "opencv-contrib-python", "pandas", "scipy")


@cache
def measuring_code() -> dict[str, str]:
    """Return the versions, and a checksum of the code, that make the numbers.

    Returns
    -------
    dict
        The same on every computer of a cluster, or their numbers may differ.
    """
    numeric = {name: version(name) for name in _NUMERIC}
    code = measuring_code_sha256()
    return {DISTRIBUTION: __version__, **numeric, "code_sha256": code}


def check_same(own: Mapping[str, str], theirs: Mapping[str, str], worker: str) -> None:
    """Make sure that a worker gives the numbers that this computer would give.

    Parameters
    ----------
    own, theirs
        Of :func:`measuring_code`, here and there.
    worker
        Its address, or where it is.

    Raises
    ------
    ClusterError
        If they differ.
    """
    for name, version_here in own.items():
        if theirs.get(name) != version_here:
            raise ClusterError(
                "other_version",
                worker=worker,
                name=name,
                theirs=theirs.get(name),
                ours=version_here,
            )


@cache
def tabulating_code() -> str:
    """Return a checksum of the code that puts a result into tables."""
    return code_sha256(_TABULATING)


def library_versions() -> dict[str, str]:
    """Return the version of Python, of the tool, and of all that it is built on."""
    lines = requires(DISTRIBUTION) or ()
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines}
    found = {"python": platform.python_version(), DISTRIBUTION: __version__}
    for name in sorted(names):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # of an extra that is not installed
    return found


def checksum(values: Any) -> str:
    """Return the SHA-256 of plain values, whatever the order of their keys."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
