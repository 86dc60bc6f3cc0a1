"""What a command and everything it starts sends beyond this computer.

On Linux ``strace`` sees each connection and each packet, whatever library sends it.
Elsewhere a proxy of the environment sees the connections of those that keep to it.
"""

from __future__ import annotations

import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

_STRACE = ("strace", "-f", "--seccomp-bpf", "-yy", "-qq", "-e", "signal=none")
_CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
_CALL = re.compile(r"(?P<call>connect|sendto|sendmsg|sendmmsg)\((?P<rest>.*)")
_KIND = re.compile(r"\d+<(?P<kind>TCP|UDP)(?:v6)?:\[(?P<ends>.*?)\]>")
_GIVEN = re.compile(
    r"sin6?_port=htons\((?P<port>\d+)\).*?"
    r'(?:inet_addr\(|inet_pton\(AF_INET6, )"(?P<address>[^"]+)"'
)
_PEER = re.compile(r"->\[?(?P<address>[0-9a-fA-F.:]+?)\]?:(?P<port>\d+)$")
_DNS_PORT = 53


@dataclass
class Watched:
    """A command under watch.

    Parameters
    ----------
    before
        Words to put before the command.
    environment
        To be added to that of the command.
    contacts
        What was sent to whom, as far as it is known until now.
    """

    before: tuple[str, ...]
    environment: dict[str, str]
    _log: Path | None
    _proxied: list[str]

    def contacts(self) -> list[str]:
        """Return whom it has spoken to beyond this computer, or looked up."""
        if self._log is None:
            return self._proxied
        lines = self._log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if leaves(line)]


@contextmanager
def watched(folder: Path) -> Iterator[Watched]:
    """Watch a command; its record goes to a folder of the test."""
    if sys.platform == "linux":
        log = folder / "network.txt"
        yield Watched((*_STRACE, "-e", _CALLS, "-o", str(log)), {}, log, [])
        return
    with _proxy() as (address, seen):
        names = ("http_proxy", "https_proxy", "all_proxy")
        yield Watched((), dict.fromkeys(names, address), None, seen)


def leaves(line: str) -> bool:
    """Tell whether a line of the record is a look-up, or leaves this computer.

    A datagram socket that is connected has sent nothing yet.
    """
    call = _CALL.search(line)
    kind = call and _KIND.match(call["rest"])
    if not call or not kind:
        return False
    if call["call"] == "connect" and kind["kind"] == "UDP":
        return False
    to = _GIVEN.search(call["rest"]) or _PEER.search(kind["ends"])
    if to is None:
        return False
    address = ip_address(to["address"].removeprefix("::ffff:"))
    return not address.is_loopback or int(to["port"]) == _DNS_PORT


@contextmanager
def _proxy() -> Iterator[tuple[str, list[str]]]:
    """Listen as a proxy that notes who is asked for, and answers nobody."""
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    seen.append(caller.recv(200).decode("latin-1").split("\r\n")[0])

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
