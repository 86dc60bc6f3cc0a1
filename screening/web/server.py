"""How the app is served: its settings, its port, and the start of the server."""

from __future__ import annotations

import errno
import json
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from screening.errors import ServerError
from screening.web.reaper import GRACE_S

ENTRY = Path(__file__).with_name("served.py")
PAGES_FILE = Path(__file__).with_name("app.py")
LOCALHOST = "localhost"
_LOOPBACK = (LOCALHOST, "127.0.0.1", "::1")
_EVERY_ADDRESS = ("0.0.0.0", "::")
ANY_OWN = "*"
"""Stands for every name and address of this computer itself."""
FIRST_PORT = 8501
_PORTS_TRIED = 50

LARGEST_UPLOAD_MB = 1000
_LARGEST_MESSAGE_MB = 200

_LIGHT = {
    "primaryColor": "#0b6a62",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#eef4f3",
    "textColor": "#16262b",
    "linkColor": "#0b6a62",
    "borderColor": "#c9d6d6",
}
_DARK = {
    "primaryColor": "#188479",
    "backgroundColor": "#10191c",
    "secondaryBackgroundColor": "#1b282c",
    "textColor": "#edf3f3",
    "linkColor": "#7fd8cc",
    "borderColor": "#3a4b50",
}


def options() -> dict[str, object]:
    """Return the settings of the server: this machine only, no statistics, the looks.

    ``.streamlit/config.toml`` holds them for ``streamlit run app.py``.
    """
    return {
        "server.address": LOCALHOST,
        "server.allowedHosts": list(_LOOPBACK),
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": LARGEST_UPLOAD_MB,
        "server.maxMessageSize": _LARGEST_MESSAGE_MB,
        "server.disconnectedSessionTTL": GRACE_S,
        "browser.gatherUsageStats": False,
        "runner.magicEnabled": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "client.showSidebarNavigation": False,
        "logger.hideWelcomeMessage": True,
        "theme.baseRadius": "0.6rem",
        "theme.showWidgetBorder": True,
        **{f"theme.light.{name}": colour for name, colour in _LIGHT.items()},
        **{f"theme.dark.{name}": colour for name, colour in _DARK.items()},
    }


def allowed_hosts(address: str, names: Sequence[str] = ()) -> list[str]:
    """Return the names by which a browser may ask for the app.

    Parameters
    ----------
    address
        Where it listens.
    names
        More of them, such as the one that a proxy in front of it has.
    """
    if address in _EVERY_ADDRESS:
        return [ANY_OWN, *names]
    return list(dict.fromkeys([*_LOOPBACK, address.lower(), *names]))


def arguments(
    address: str, port: int, *, browser: bool, names: Sequence[str] = ()
) -> list[str]:
    """Return the arguments with which Streamlit is started.

    Parameters
    ----------
    address, port
        Where it listens.
    browser
        Open the page in a browser once it is there.
    names
        As for :func:`allowed_hosts`.
    """
    chosen = {
        **options(),
        "server.address": address,
        "server.allowedHosts": allowed_hosts(address, names),
        "server.port": port,
        "server.headless": not browser,
    }
    flags = (
        f"--{name}={_text(each)}"
        for name, value in chosen.items()
        for each in (value if isinstance(value, list) else [value])
    )
    return ["run", str(ENTRY), *flags]


def settings_file() -> str:
    """Return the text of ``.streamlit/config.toml``; ``make streamlit`` writes it."""
    lines = ["# How the app is served. From screening/web/server.py: make streamlit"]
    named = [(*name.rpartition("."), value) for name, value in options().items()]
    for table, entries in groupby(named, key=lambda each: each[0]):
        lines += ["", f"[{table}]"]
        lines += [f"{name} = {json.dumps(value)}" for _, _, name, value in entries]
    return "\n".join([*lines, ""])


def check_settings(option: Callable[[str], object]) -> None:
    """Raise an error if the server gives away what nobody asked it to.

    Parameters
    ----------
    option
        Returns a setting of the server by its name.

    Raises
    ------
    ServerError
        If it listens to everybody because no address was chosen, answers to any name,
        or sends statistics.
    """
    chosen = option("server.address") and option("server.allowedHosts")
    if not chosen or option("browser.gatherUsageStats"):
        raise ServerError("unsafe")


def check_installed() -> None:
    """Raise an error unless the packages of the app are there."""
    missing = [name for name in ("streamlit", "altair") if find_spec(name) is None]
    if missing:
        raise ServerError("not_installed", packages=", ".join(missing))


def is_own_computer(option: Callable[[str], object], url: str) -> bool:
    """Tell whether a page is seen on the computer that serves it, and there only.

    Parameters
    ----------
    option
        Returns a setting of the server by its name.
    url
        Of the page, as its browser knows it; empty where that is not known.
    """
    host = urlsplit(url).hostname
    return option("server.address") in _LOOPBACK and host in (None, *_LOOPBACK)


def choose_port(address: str, wanted: int | None) -> int:
    """Return a free port.

    Parameters
    ----------
    address
        Where to listen.
    wanted
        This one and no other; otherwise the first free one from 8501 on.

    Raises
    ------
    ServerError
        If it is taken, or nothing can listen at this address.
    """
    tried = range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED) if wanted is None else [wanted]
    for port in tried:
        if _is_free(address, port):
            return port
    if wanted is None:
        raise ServerError("ports_in_use", first=tried[0], last=tried[-1])
    raise ServerError("port_in_use", port=wanted)


def serve(address: str, port: int, *, browser: bool, names: Sequence[str] = ()) -> None:
    """Serve the app until it is interrupted; see :func:`arguments`."""
    from click import Abort
    from streamlit.web import cli

    sys.argv = ["streamlit", *arguments(address, port, browser=browser, names=names)]
    with suppress(Abort, KeyboardInterrupt):  # Ctrl-C is how it is meant to end.
        cli.main(standalone_mode=False)


def _is_free(address: str, port: int) -> bool:
    """Return whether a server could listen there."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror as error:
        raise ServerError("no_address", address=address) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        why = error.strerror or str(error)
        raise ServerError(
            "cannot_listen", address=address, port=port, why=why
        ) from error
    return True


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
