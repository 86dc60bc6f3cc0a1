"""A lack of memory is told as one, whatever the library calls it."""

import errno
import resource
import subprocess
import sys

import pytest

from screening.errors import ProcessError, VideoError
from screening.jobs.memory import (
    LEAST_ADDRESS_SPACE,
    check_address_space,
    is_out_of_memory,
)
from tests.conftest import SAMPLES

CLIP = SAMPLES / "good_control.mp4"


def raised(cause):
    """The error that a reader makes of another one."""
    try:
        try:
            raise cause
        except Exception as error:
            raise VideoError("pixel_format", path="a", format="yuv420p") from error
    except VideoError as error:
        return error


@pytest.mark.parametrize(
    "cause",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("libopenblas.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
    ],
)
def test_an_error_that_memory_led_to_is_a_lack_of_memory(cause):
    assert is_out_of_memory(cause)
    assert is_out_of_memory(raised(cause))


def test_any_other_error_is_not():
    assert not is_out_of_memory(raised(OSError(errno.ENOENT, "No such file")))
    assert not is_out_of_memory(ValueError("memory of a horse"))


def test_a_limit_is_compared_with_what_measuring_takes(monkeypatch):
    for limit in (LEAST_ADDRESS_SPACE, resource.RLIM_INFINITY):
        monkeypatch.setattr(resource, "getrlimit", lambda _, now=limit: (now, now))
        check_address_space()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (10**9, 10**9))
    with pytest.raises(ProcessError, match=r"may use 1\.0 GB .* takes 2\.5 GB"):
        check_address_space()


@pytest.mark.parametrize("gb", [1, 2])
@pytest.mark.parametrize("command", ["clip", "batch"])
def test_too_little_address_space_is_one_sentence(command, gb, tmp_path):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (gb * 10**9, gb * 10**9))

    done = subprocess.run(
        [sys.executable, "-m", "screening", command, CLIP, "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"screening: This process may use {gb}.0 GB")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())
