"""Keeps the pose library off the network: the one place where that is done.

MediaPipe reports to its maker each time a landmarker is closed (versions, system,
number of frames, times; no pictures) and has no switch against it. On Linux the kernel
refuses every socket to the threads of a landmarker, so that neither a connection nor a
look-up of a name can come from them, whatever the library does. Elsewhere the report
is sent to a proxy that does not exist.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Protocol, TypeVar

Made = TypeVar("Made")

# How the kernel calls the processor, and which number the call ``socket`` has there.
_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}

# From linux/prctl.h, linux/seccomp.h and linux/bpf_common.h.
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD_WORD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _PROCESSOR_AT = 0, 4
_ALLOW, _FAIL_WITH = 0x7FFF0000, 0x00050000

_PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_BYPASSES = ("no_proxy", "NO_PROXY")
_NO_PROXY_THERE = "nowhere://"  # no scheme of a proxy: it is refused before any look-up
_changing_environment = threading.Lock()


class Closable(Protocol):
    """What sends its report when it is closed."""

    def close(self) -> None:
        """Free it."""
        ...


def made_without_network(make: Callable[[], Made]) -> Made:
    """Make something whose threads never reach the network, where the kernel helps.

    Parameters
    ----------
    make
        Starts the threads, which inherit what the thread that starts them may do.

    Returns
    -------
    Made
        What ``make`` returns.
    """

    def refused_then_made() -> Made:
        refuse_sockets()
        return make()

    # A thread of its own: what it may not do is for ever, and is nobody else's matter.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(refused_then_made).result()


def close_without_report(made: Closable) -> None:
    """Close what :func:`made_without_network` made."""
    if can_refuse_sockets():
        made.close()
    else:
        with no_proxy_there():
            made.close()


@cache
def can_refuse_sockets() -> bool:
    """Tell whether the kernel can take the network from a single thread."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(refuse_sockets).result()


def refuse_sockets() -> bool:
    """Let the kernel refuse every new socket to this thread and those it starts.

    Returns
    -------
    bool
        False where this system cannot do it. It cannot be undone.
    """
    if sys.platform != "linux" or platform.machine() not in _SOCKET_CALL:
        return False
    processor, call = _SOCKET_CALL[platform.machine()]
    steps = (
        _Step(_LOAD_WORD, 0, 0, _PROCESSOR_AT),
        _Step(_IF_EQUAL, 0, 3, processor),
        _Step(_LOAD_WORD, 0, 0, _NUMBER_AT),
        _Step(_IF_EQUAL, 0, 1, call),
        _Step(_RETURN, 0, 0, _FAIL_WITH | errno.EACCES),
        _Step(_RETURN, 0, 0, _ALLOW),
    )
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    control = ctypes.CDLL(None).prctl
    control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    control(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
    return _is_refused()


def _is_refused() -> bool:
    """Tell whether this thread is refused a socket; nothing is sent."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except PermissionError:
        return True
    return False


@contextmanager
def no_proxy_there() -> Iterator[None]:
    """Name a proxy that does not exist, in the environment of this process."""
    with _changing_environment:
        names = (*_PROXIES, *_BYPASSES)
        before = {name: os.environ.pop(name, None) for name in names}
        os.environ.update(dict.fromkeys(_PROXIES, _NO_PROXY_THERE))
        try:
            yield
        finally:
            for name in names:
                os.environ.pop(name, None)
            os.environ.update({n: v for n, v in before.items() if v is not None})


class _Step(ctypes.Structure):
    """One step of a filter: ``struct sock_filter``."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("steps_if_true", ctypes.c_uint8),
        ("steps_if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    """A filter of system calls: ``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))
