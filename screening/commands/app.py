"""``screening app``: the web app on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from screening.commands.help import LANGUAGE
from screening.language import say


def app(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    address: Annotated[str, typer.Option()] = "localhost",
    host_name: Annotated[list[str] | None, typer.Option(metavar="NAME")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    phone: Annotated[bool, typer.Option("--phone")] = False,
) -> None:
    """Run ``screening app``."""
    from screening.web import server
    from screening.web.phone.links import LINKS

    server.check_installed()
    from screening.web import languages

    languages.wish(context.find_root().obj[LANGUAGE])
    if phone:
        LINKS.wish()
    port = server.choose_port(address, port)
    shown = "localhost" if address in ("0.0.0.0", "::", "127.0.0.1") else address
    typer.echo(say("commands.app.serving", address=shown, port=port))
    server.serve(address, port, browser=not no_browser, names=host_name or ())
