"""Pages about measurements: one look, one file each, nothing fetched from elsewhere."""

from __future__ import annotations

import base64
import io
from importlib import resources
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from matplotlib.figure import Figure

from screening.language import language


def page(package: str, template: str, /, **fields: Any) -> str:
    """Return a page as HTML.

    Parameters
    ----------
    package, template
        Where the template lies, and its name.
    **fields
        What it shows; it also has ``language`` and ``style``.
    """
    style = (resources.files("screening.study") / "page.css").read_text("utf-8")
    text = (resources.files(package) / template).read_text("utf-8")
    made = Environment(autoescape=True).from_string(text)
    return made.render(language=language(), style=Markup(style), **fields)


def inlined(figure: Figure, *, dpi: int) -> str:
    """Return a figure as a PNG in base 64, for the page itself.

    Parameters
    ----------
    figure
        The figure.
    dpi
        Dots per inch.
    """
    memory = io.BytesIO()
    figure.savefig(memory, format="png", dpi=dpi)
    return base64.b64encode(memory.getvalue()).decode("ascii")
