"""A report as one HTML file that needs no other file and fetches nothing."""

from __future__ import annotations

import base64
import functools
from importlib import resources
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from screening.output.report.content import Document, Picture

_MIME = {"svg": "image/svg+xml", "jpeg": "image/jpeg", "png": "image/png"}
_SVG = "http://www.w3.org/2000/svg"


def as_html(document: Document) -> str:
    """Return a document as a page.

    Parameters
    ----------
    document
        What it says.

    Returns
    -------
    str
        HTML with styles and pictures inside; a policy in it forbids anything else.
    """
    template = _environment().get_template("report.html.j2")
    return str(
        template.render(
            document=document,
            css=Markup(_text("report.css")),
            svg=_inline,
            data_uri=_data_uri,
        )
    )


def _inline(picture: Picture) -> Markup:
    """Return a drawing as part of the page, so that its ink follows the theme."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(picture.content)
    root.set("role", "img")
    root.set("aria-label", picture.alt)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _data_uri(picture: Picture) -> str:
    content = base64.b64encode(picture.content).decode("ascii")
    return f"data:{_MIME[picture.kind]};base64,{content}"


def _text(name: str) -> str:
    file = resources.files("screening.output.report") / "templates" / name
    return file.read_text(encoding="utf-8")


@functools.cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_text),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
