"""The Dask cluster of a batch: processes on this computer, or one that is there."""

from __future__ import annotations

import logging
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import dask
from dask.system import CPU_COUNT
from distributed import Client, LocalCluster, WorkerPlugin
from distributed.security import Security
from distributed.system import MEMORY_LIMIT

from screening.errors import ClusterError
from screening.jobs.temporary import no_temporary_room
from screening.language import say
from screening.study.fingerprint import check_same, measuring_code

_MEMORY_PER_CLIP = 1_500_000_000
_CONNECT_S = 15.0
_WORKERS_S = 60.0
_OPEN_FILES = 32
_OPEN_FILES_PER_WORKER = 16
"""Connections of the first process: 31 with one worker, and 11 for each more."""
_TALKATIVE = ("distributed", "distributed.client")

_CONFIG = {
    # A worker that dies under a clip is replaced and the clip tried once more.
    "distributed.scheduler.allowed-failures": 1,
    # Clips wait at the scheduler, not at a worker, so none dies with another one.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.comm.timeouts.connect": "30s",
}


class _LeaveInterruptionToParent(WorkerPlugin):  # type: ignore[misc]
    """Ctrl-C reaches every process of a terminal; only the first one answers it."""

    name = "screening-interruption"

    def setup(self, worker: Any) -> None:
        """Do not end by it."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def this_machine() -> dict[str, object]:
    """Return the cores and the memory that processes of this computer may use."""
    return {"cores": CPU_COUNT, "memory_bytes": int(MEMORY_LIMIT)}


def default_workers() -> int:
    """Return how many clips this computer can measure at once."""
    return max(1, min(int(CPU_COUNT), int(MEMORY_LIMIT // _MEMORY_PER_CLIP)))


@contextmanager
def client_of(
    scheduler: str | None, workers: int | None, clips: int
) -> Iterator[tuple[Client, str]]:
    """Connect to the cluster that a batch was asked to run on.

    Parameters
    ----------
    scheduler
        Address of a cluster that is running; None for workers on this computer.
    workers
        How many clips are measured at once on this computer; None for as many as it
        can.
    clips
        How many there are: more workers than clips are not started.

    Yields
    ------
    tuple of Client and str
        The client, and what measures, in words.
    """
    if scheduler is not None:
        with remote_client(scheduler) as client:
            yield client, f"Dask scheduler at {scheduler}"
        return
    number = workers or default_workers()
    with local_client(min(number, clips)) as client:
        yield client, f"local, {number} at once"


@contextmanager
def local_client(
    workers: int | None = None, *, dashboard: str = "127.0.0.1:8787"
) -> Iterator[Client]:
    """Start workers on this computer, and end them afterwards.

    Parameters
    ----------
    workers
        How many clips are measured at once; as many as the computer can unless given.
    dashboard
        Address of the dashboard; another port if it is taken, any if it is 0.

    Yields
    ------
    Client

    Raises
    ------
    ClusterError
        If this process may not open enough files, or the workers do not start.
    OutputError
        If there is no room for temporary files.
    """
    number = workers or default_workers()
    _allow_open_files(number)
    with (
        _scratch() as folder,
        dask.config.set({**_CONFIG, "temporary-directory": folder}),
        _local_cluster(number, dashboard) as cluster,
        Client(cluster) as client,
    ):
        client.register_plugin(_LeaveInterruptionToParent())
        yield client


@contextmanager
def _scratch() -> Iterator[str]:
    """Make a folder for what Dask would leave in the place for temporary files."""
    try:
        folder = tempfile.TemporaryDirectory(
            prefix="screening-batch-", ignore_cleanup_errors=True
        )
    except OSError as error:
        raise no_temporary_room(error) from error
    with folder as name:
        yield name


def _allow_open_files(workers: int) -> None:
    """Make sure of enough connections; without them Dask would try for ever."""
    if find_spec("resource") is None:  # Windows has no such limit
        return
    import resource

    needed = _OPEN_FILES + _OPEN_FILES_PER_WORKER * workers
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed >= needed:
        return
    if most != resource.RLIM_INFINITY and most < needed:
        raise ClusterError("few_open_files", allowed=most, needed=needed)
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))


def _local_cluster(workers: int, dashboard: str) -> LocalCluster:
    """Start workers on this computer, which nobody else on it can give orders to.

    Whoever speaks to a scheduler can run code as the one who started it. This one, its
    workers and its client know each other by a certificate that exists in their memory
    only, for as long as they run.
    """
    with warnings.catch_warnings():
        # The address that is printed has the port that was taken instead.
        warnings.filterwarnings("ignore", message=r"\s*Port \d+ is already in use")
        try:
            return LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                # The measuring is done by children, which this limit does not see.
                memory_limit=0,
                protocol="tls://",
                security=Security.temporary(),
                dashboard_address=dashboard,
                silence_logs=logging.CRITICAL,
            )
        except (OSError, RuntimeError) as error:
            why = _system_error(error)
            if why is None:
                raise
            raise ClusterError("not_started", why=why.strerror or why) from error


def _system_error(error: BaseException | None) -> OSError | None:
    """Return what the operating system said, behind an error of Dask."""
    while error is not None and not isinstance(error, OSError):
        error = error.__cause__ or error.__context__
    return error


@contextmanager
def remote_client(address: str) -> Iterator[Client]:
    """Connect to a cluster that is running.

    Parameters
    ----------
    address
        Of its scheduler, such as ``tls://10.0.0.1:8786``.

    Yields
    ------
    Client
        With at least one worker, all of which have this version of the tool.

    Raises
    ------
    ClusterError
        If there is no scheduler, no certificate to speak to it, or no worker, or a
        worker has another version.
    """
    with _quiet_logs(), dask.config.set(_CONFIG):
        try:
            client = Client(address, timeout=_CONNECT_S)
        except (OSError, ValueError) as error:
            raise ClusterError("no_answer", address=address) from error
        except TypeError as error:  # that there is no certificate for TLS
            raise ClusterError("no_certificate", address=address) from error
        with client:
            _check_workers(client, address)
            yield client


def dashboard_of(client: Client) -> str:
    """Say where the dashboard is, or what it needs; empty if there is none."""
    link = client.dashboard_link
    if not link or client.scheduler_info()["services"].get("dashboard") is None:
        return ""
    if find_spec("bokeh") is None:
        return say("commands.batch.dashboard_needs_bokeh", link=link)
    return str(link)


def check_versions(client: Client) -> None:
    """Make sure that all workers get the same numbers as this computer.

    Parameters
    ----------
    client
        Of the cluster.

    Raises
    ------
    ClusterError
        If a worker has no or another version of the tool or of a library.
    """
    own = measuring_code()
    try:
        theirs = client.run(measuring_code)
    except ImportError as error:
        raise ClusterError("not_installed_on_worker") from error
    for address, found in theirs.items():
        check_same(own, found, address)


def _check_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKERS_S)
    except TimeoutError as error:
        raise ClusterError("no_workers", address=address) from error
    check_versions(client)


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Keep what Dask logs about lost connections out of the progress."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
