"""The network is taken from the threads of a pose model, and from nobody else."""

import os
import socket
import sys
import threading

import pytest

from screening.capture.no_network import (
    can_refuse_sockets,
    close_without_report,
    made_without_network,
    no_proxy_there,
)


def opens_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except PermissionError:
        return False
    return True


class Worker:
    """Does its work in a thread that its maker starts, as a landmarker does."""

    def __init__(self):
        self.could = None
        thread = threading.Thread(target=self.work)
        thread.start()
        thread.join()

    def work(self):
        self.could = opens_socket()


def test_threads_that_are_started_within_get_no_socket_and_others_do():
    assert can_refuse_sockets() is (sys.platform == "linux")
    assert made_without_network(Worker).could is not can_refuse_sockets()
    assert Worker().could is True
    assert opens_socket()


def test_what_goes_wrong_within_is_told():
    def fail():
        raise FileNotFoundError("gone")

    with pytest.raises(FileNotFoundError, match="gone"):
        made_without_network(fail)


def test_the_environment_is_as_before_afterwards(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:1")
    monkeypatch.setenv("NO_PROXY", "*")
    before = dict(os.environ)
    with no_proxy_there():
        assert os.environ["https_proxy"] == os.environ["ALL_PROXY"] == "nowhere://"
        assert "NO_PROXY" not in os.environ
    assert dict(os.environ) == before


@pytest.mark.parametrize("helps", [True, False])
def test_closing_names_no_proxy_only_where_the_kernel_does_not_help(monkeypatch, helps):
    seen = []

    class Landmarker:
        def close(self):
            seen.append(os.environ.get("https_proxy"))

    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.setattr(
        "screening.capture.no_network.can_refuse_sockets", lambda: helps
    )
    close_without_report(Landmarker())
    assert seen == [None if helps else "nowhere://"]
