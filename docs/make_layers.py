"""Draw ``docs/layers.svg`` from the contracts; ``--check`` only sees if it is current.

python docs/make_layers.py
"""

from __future__ import annotations

import ast
import sys
import tomllib
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "layers.svg"

# The first room of each band, its title and its colour.
BANDS = {
    "__main__": ("what people open", "#0b6a62"),
    "export": ("many results", "#3a6ea5"),
    "live": ("one take", "#7a5195"),
    "configuration": ("kept on disk", "#8a6d3b"),
    "words": ("judging, and its words", "#b5534a"),
    "capture": ("measuring", "#4f7a28"),
    "method": ("facts that all rooms share", "#5b6770"),
}
WIDTH, ROW, PAD, GAP = 900, 25, 16, 10
NAME_X, TEXT_X, TAG_X = 50, 176, 744
LIBRARIES = {
    "dask": "Dask",
    "mediapipe": "MediaPipe",
    "streamlit": "Streamlit",
    "typer": "Typer",
}


def main() -> None:
    """Draw the picture, or end with status 1 when it is not current."""
    text = picture()
    if "--check" not in sys.argv[1:]:
        PICTURE.write_text(text, encoding="utf-8")
    elif not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != text:
        sys.exit("docs/layers.svg is not current; draw it again: make layers")


def picture() -> str:
    """Return the rooms from top to bottom as SVG."""
    contracts = _contracts()
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    libraries = _libraries(contracts)
    parts: list[str] = []
    y, band_top, colour = PAD, PAD, ""
    for room in layers:
        if room in BANDS:
            if parts:
                parts.append(_bar(band_top, y, colour))
                y += GAP
            title, colour = BANDS[room]
            band_top = y
            parts.append(_text(NAME_X, y + 16, title.upper(), "band", fill=colour))
            y += ROW
        parts.append(_text(NAME_X, y + 16, room, "room"))
        parts.append(_text(TEXT_X, y + 16, _says(room), "says"))
        parts += [_tag(y, name, colour) for name in libraries.get(room, ())]
        y += ROW
    parts.append(_bar(band_top, y, colour))
    return _page(y + PAD, parts)


def _contracts() -> list[dict[str, Any]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return contracts


def _libraries(contracts: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the library that only this room may know."""
    found: dict[str, list[str]] = {}
    for each in contracts:
        for library in each.get("protected_modules", ()):
            if library in LIBRARIES:
                room = each["allowed_importers"][-1].removeprefix("screening.")
                found.setdefault(room, []).append(LIBRARIES[library])
    return found


def _says(room: str) -> str:
    """Return the first sentence of a room about itself."""
    place = ROOT / "screening" / room
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first = " ".join(words.partition("\n\n")[0].split()).partition(". ")[0]
    return first.rstrip(".").replace("``", "")


def _text(x: float, y: float, words: str, kind: str, fill: str = "#16262b") -> str:
    where = f'x="{x:g}" y="{y:g}" fill="{fill}"'
    return f'<text {where} class="{kind}">{escape(words)}</text>'


def _bar(top: float, bottom: float, colour: str) -> str:
    size = f'width="5" height="{bottom - top:g}" rx="2"'
    return f'<rect x="36" y="{top:g}" {size} fill="{colour}"/>'


def _tag(y: float, words: str, colour: str) -> str:
    box = f'x="{TAG_X}" y="{y + 3:g}" width="136" height="18" rx="9"'
    label = f'x="{TAG_X + 68}" y="{y + 16:g}" text-anchor="middle" fill="{colour}"'
    return (
        f'<rect {box} fill="none" stroke="{colour}"/>'
        f'<text {label} class="tag">only here: {escape(words)}</text>'
    )


def _page(height: float, parts: list[str]) -> str:
    end = height - PAD
    arrow = (
        f'<path d="M18 {PAD} V{end - 8:g}" stroke="#5b6770" stroke-width="2"/>'
        f'<path d="M12 {end - 10:g} L18 {end:g} L24 {end - 10:g} Z" fill="#5b6770"/>'
        f'<text transform="translate(13 {height / 2:g}) rotate(-90)" class="tag" '
        'text-anchor="middle" fill="#5b6770">imports point down only</text>'
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" '
            f'width="{WIDTH}" height="{height:g}" role="img" '
            'aria-label="The rooms of the package, front doors at the top">',
            "<style>text{font-family:sans-serif}.band{font-size:11px;font-weight:700;"
            "letter-spacing:.06em}.room{font-family:monospace;font-size:13px;"
            "font-weight:700}.says{font-size:12.5px}.tag{font-size:10px}</style>",
            f'<rect width="{WIDTH}" height="{height:g}" rx="8" fill="#ffffff"/>',
            arrow,
            *parts,
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    main()
