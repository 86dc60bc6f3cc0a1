"""The phone's page, and what it is told while its clips come and are measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from screening.language import language, say, words
from screening.web.filming import filming_pictures
from screening.web.measuring import progress_of
from screening.web.phone.links import Arrival
from screening.web.server import LARGEST_UPLOAD_MB

_PARTS = Path(__file__).parent


def page_html() -> str:
    """Return the page, whole: nothing of it is asked for again."""
    named = {
        "language": language(),
        "style": _part("phone.css"),
        "script": _part("phone.js").replace("export ", ""),
        "words": _for_script(),
        "pictures": filming_pictures(),
        "advice": "".join(f"<li>{escape(a)}</li>" for a in words("phone.page.advice")),
        **{
            name: escape(say(f"phone.page.{name}"))
            for name in ("title", "intro", "film", "choose", "private")
        },
    }
    page = _part("phone.html")
    for name, text in named.items():
        page = page.replace(f"{{{{{name}}}}}", text)
    return page


def what_happens(arrivals: Sequence[Arrival]) -> list[dict[str, Any]]:
    """Return how far each clip is, the newest first.

    Parameters
    ----------
    arrivals
        Of the link.

    Returns
    -------
    list of dict
        ``name``, ``share`` from 0 to 1, and ``text``.
    """
    return [_happens(arrival) for arrival in reversed(arrivals)]


def _happens(arrival: Arrival) -> dict[str, Any]:
    share, text = progress_of_arrival(arrival)
    return {"name": arrival.name, "share": share, "text": text}


def progress_of_arrival(arrival: Arrival) -> tuple[float, str]:
    """Return how much of a clip's way is done, and what to say about it."""
    if arrival.item is None or arrival.state != "taken":
        share = arrival.received / arrival.size if arrival.state == "coming" else 1.0
        return share, say(f"phone.progress.{arrival.state}", share=share)
    item = arrival.item
    if item.state == "failed":
        return 1.0, item.error
    if item.state in ("done", "stopped"):
        return 1.0, say(f"phone.progress.{item.state}")
    return progress_of(item)


def _for_script() -> str:
    """Return the words of the page's script; none of them can end it."""
    own = {**words("phone.script"), "most_bytes": LARGEST_UPLOAD_MB << 20}
    return json.dumps(own).replace("<", "\\u003c")


def _part(name: str) -> str:
    return (_PARTS / name).read_text("utf-8")
