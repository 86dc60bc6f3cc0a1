"""Workers that die, and clusters that cannot be used."""

import asyncio
import gc
import os
import re
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import dask
import pytest
import yaml
from distributed import Client, LocalCluster
from distributed.comm import connect
from distributed.security import Security

import screening.batch.cluster as cluster
from screening.batch.cluster import check_versions, local_client, remote_client
from screening.batch.run import Batch
from screening.errors import ClusterError
from screening.study.clips import BatchClip
from screening.study.plan import Plan


@pytest.fixture(autouse=True)
def no_client_is_left():
    """Close in this thread, here, what a client that never connected leaves behind.

    The collector may find it in the thread of the next client's event loop instead,
    which then waits for itself.
    """
    yield
    gc.collect()


def process_measuring(client, number):
    """Wait for the process of the worker that has a clip in hand."""
    deadline_s = time.monotonic() + 60
    while time.monotonic() < deadline_s:
        # A worker that was just killed is still listed, and does not answer.
        with suppress(OSError, KeyError):
            for address, keys in client.processing().items():
                if any(key.endswith(f"-{number}") for key in keys):
                    return client.run(os.getpid, workers=[address])[address]
        time.sleep(0.1)
    raise AssertionError(f"no worker took clip {number}")


def kill_twice(client, number):
    """Kill the worker that has a clip in hand, and the one that takes its place."""
    first = process_measuring(client, number)
    os.kill(first, signal.SIGKILL)
    while (second := process_measuring(client, number)) == first:
        time.sleep(0.1)
    os.kill(second, signal.SIGKILL)


@pytest.mark.timeout(180)
def test_a_clip_whose_worker_is_killed_twice_is_a_failure_and_the_batch_goes_on(
    tmp_path,
):
    # A pipe that nobody writes to: a clip that is being read for as long as needed.
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    gone = BatchClip(tmp_path / "gone.mp4", "gone.mp4")
    plan = Plan.of(tmp_path / "out", model="lite")
    batch = Batch([gone, BatchClip(pipe, "pipe.mp4")], plan)
    with (
        local_client(1, dashboard="127.0.0.1:0") as client,
        ThreadPoolExecutor() as pool,
    ):
        killing = pool.submit(kill_twice, client, 1)
        result = batch.run(client)
        killing.result(60)
    told = {each.clip.name: each.error for each in result.failed}
    assert "cannot be read" in told["gone.mp4"]
    assert "was ended twice" in told["pipe.mp4"]
    text = (plan.folder.failures / f"{batch.clips[1].folder}.txt").read_text("utf-8")
    assert "KilledWorker" in text


def test_a_cluster_leaves_nothing_among_the_temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with local_client(1, dashboard="127.0.0.1:0") as client:
        assert client.run(os.getcwd)
        assert list(tmp_path.rglob("dask-scratch-space"))
    assert not list(tmp_path.iterdir())


def test_nobody_else_on_this_computer_can_give_a_batch_orders():
    with local_client(1, dashboard="127.0.0.1:0") as client:
        address = client.scheduler.address
        assert address.startswith("tls://127.0.0.1:")
        workers = list(client.scheduler_info()["workers"])
        assert all(each.startswith("tls://127.0.0.1:") for each in workers)
        assert client.run(os.getpid)
        with pytest.raises(OSError, match="certificate does not match"):
            speak(address, Security.temporary())
        with pytest.raises(OSError, match=r"Timed out|closed"):
            speak(address.replace("tls://", "tcp://"), Security())


def speak(address, security):
    """Connect to a scheduler as a client does."""
    known = security.get_connection_args("client")

    async def meet():
        comm = await connect(address, timeout=2, **known)
        comm.abort()

    asyncio.run(meet())


@pytest.mark.timeout(180)
def test_the_readmes_cluster_of_several_computers_is_closed_to_strangers(
    tmp_path, monkeypatch
):
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    recipe = text.partition("**On several computers**")[2]
    make, settings = re.findall(r"```(?:yaml)?\n(.*?)```", recipe, re.DOTALL)[:2]
    command = next(line for line in make.splitlines() if line.startswith("openssl"))
    subprocess.run(command, shell=True, cwd=tmp_path, check=True, capture_output=True)
    values = yaml.safe_load(settings.replace("/home/you/", f"{tmp_path}/"))
    with (
        dask.config.set(dask.config.merge(dask.config.config, values)),
        LocalCluster(
            n_workers=1, processes=False, protocol="tls://", dashboard_address=None
        ) as there,
    ):
        address = there.scheduler_address
        assert address.startswith("tls://")
        with remote_client(address) as client:
            assert client.run(os.getpid)
    with (
        pytest.raises(ClusterError, match="asks for a certificate"),
        remote_client(address),
    ):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x"])
def test_an_address_without_a_scheduler_is_told(address, monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.5)
    with (
        pytest.raises(ClusterError, match="No Dask scheduler answers at"),
        remote_client(address),
    ):
        pass


def test_a_scheduler_without_workers_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "_WORKERS_S", 0.3)
    with (
        LocalCluster(
            n_workers=0,
            processes=False,
            protocol="tcp://",
            dashboard_address="127.0.0.1:0",
        ) as empty,
        pytest.raises(ClusterError, match="has no workers"),
        remote_client(empty.scheduler_address),
    ):
        pass


def in_this_thread():
    return {"numpy": threading.current_thread().name}


def test_a_worker_with_another_version_is_told(client, monkeypatch):
    check_versions(client)
    monkeypatch.setattr(cluster, "measuring_code", in_this_thread)
    with pytest.raises(ClusterError, match=r"has numpy .*, this computer MainThread"):
        check_versions(client)


def test_a_current_client_is_left_as_it_was(client):
    with remote_client(client.scheduler.address) as remote:
        assert isinstance(remote, Client)
        assert remote.scheduler.address == client.scheduler.address
