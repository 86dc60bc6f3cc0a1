"""Pictures as SVG text: shapes and words, with one colour for ink and some for marks.

The ink is ``currentColor``: black in print, the colour of the words on a page, also
when its theme changes. The other colours are seen on a white and on a dark page alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

Node = ElementTree.Element

INK = "currentColor"
BLUE, ORANGE, BAND, GREY = "#2b86c5", "#d9731a", "#f0b84a", "#8a949b"
FONT = "DejaVu Sans, system-ui, sans-serif"
_SPACE = "http://www.w3.org/2000/svg"


def shape(tag: str, /, *children: Node, **attributes: Any) -> Node:
    """Return an element; ``stroke_width`` becomes ``stroke-width``."""
    node = Node(tag, {k.replace("_", "-"): _text(v) for k, v in attributes.items()})
    node.extend(children)
    return node


def words(text: str, x: float, y: float, **attributes: Any) -> Node:
    """Return a line of text whose baseline begins at a place."""
    node = shape("text", **{"x": x, "y": y, "fill": INK, **attributes})
    node.text = text
    return node


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Any) -> Node:
    """Return a straight line in ink."""
    given = {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": INK}
    return shape("line", **given | attributes)


def box(x: float, y: float, width: float, height: float, **attributes: Any) -> Node:
    """Return a filled rectangle."""
    return shape("rect", x=x, y=y, width=width, height=height, **attributes)


def path(points: Sequence[tuple[float, float]], **attributes: Any) -> Node:
    """Return an open line through points."""
    way = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return shape("path", **{"d": way, "fill": "none", "stroke": INK, **attributes})


def drawing(width: float, height: float, nodes: Sequence[Node]) -> bytes:
    """Return a whole picture.

    Parameters
    ----------
    width, height
        In units of its own; it is scaled to its place.
    nodes
        What is drawn, the lowest first.
    """
    root = shape(
        "svg",
        *nodes,
        xmlns=_SPACE,
        viewBox=f"0 0 {width:g} {height:g}",
        font_family=FONT,
        font_size=11,
    )
    return ElementTree.tostring(root, encoding="unicode").encode()


def _text(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)
