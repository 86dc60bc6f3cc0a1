"""By which address of this computer a phone on the same network finds it."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_address

_ASKED = ("192.168.255.254", "172.31.255.254", "10.255.255.254", "192.0.2.1")
"""Where local networks are, and an address that nobody has: towards each of them the
system names the address that it would send from. Nothing is sent."""


def local_addresses() -> list[str]:
    """Return this computer's addresses on local networks, the likeliest first.

    Returns
    -------
    list of str
        Private addresses only; none of them can be reached from the
        internet. Empty without a network.
    """
    found = [_towards(place) for place in _ASKED]
    with suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [each for each in dict.fromkeys(found) if _is_local(each)]


def is_near(address: str) -> bool:
    """Tell whether a device is on a local network, or this computer."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return known.is_private and not known.is_unspecified


def _towards(place: str) -> str:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((place, 9))
        return str(probe.getsockname()[0])
    return ""


def _is_local(address: str) -> bool:
    if not is_near(address):
        return False
    known = ip_address(address)
    return not (known.is_loopback or known.is_link_local)
