"""``screening app``: the web app on this machine."""

from __future__ import annotations

from typing import Annotated

import typer


def app(
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="Port (default: 8501, or the next free one)."
        ),
    ] = None,
    address: Annotated[
        str,
        typer.Option(help="Address; 0.0.0.0 can be reached from other devices."),
    ] = "localhost",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open a browser.")
    ] = False,
) -> None:
    """Open the web app: record or upload, and understand the answer.

    It can be reached from this computer only, unless another address is given.

    Example: `screening app`
    """
    from screening.web import server

    server.check_installed()
    port = server.choose_port(address, port)
    shown = "localhost" if address in ("0.0.0.0", "::", "127.0.0.1") else address
    typer.echo(f"The movement check is at http://{shown}:{port} (Ctrl-C ends it)")
    server.serve(address, port, browser=not no_browser)
