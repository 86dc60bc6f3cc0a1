"""Reports of stick persons for the tests of pages and PDFs."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
from PIL import Image

from screening import screen_poses
from screening.judgement.pain import Pain
from screening.motion.landmarks import Take
from screening.output.report.build import document
from screening.output.report.content import Document, Picture
from screening.output.report.logo import logo_picture
from screening.output.report.subject import Earlier, Source, Subject, Wishes
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from screening.results.screening import Screening
from tests.web import measured

TAKES = {
    "good": measured.good,
    "turned": measured.turned,
    "one leg": measured.one_leg,
    "too shallow": measured.shallow,
    "standing": measured.standing,
    "standing test": measured.stance_test,
}
OTHER_TAKES = {"half squats": measured.half_squats}
MADE = date(2026, 11, 30)
LONG_NAME = "Maximiliane Freifrau von Hohenstaufen-Wittelsbach zu Donaueschingen"
_NO_WORDS = {"look", "kind", "language", "mark", "page_of", "file"}
"""Fields that are no text."""


def png(size: tuple[int, int] = (90, 40)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(file, "PNG")
    return file.getvalue()


@cache
def screened(name: str) -> tuple[Take, Screening]:
    """One of :data:`TAKES` and its result, made once."""
    take = {**TAKES, **OTHER_TAKES}[name]()
    return take, screen_poses(take)


def source_of(folder: Path, name: str) -> Source:
    """A saved result without an annotated clip."""
    folder.mkdir(parents=True)
    take, screening = screened(name)
    write_tables(folder, screening)
    save_take(folder / "landmarks.npz", take)
    return Source(screening, folder)


def document_of(
    folder: Path, *takes: str, client: str = "Anna", since: str = "", **wishes
) -> Document:
    """The document with a report for each of :data:`TAKES` that is named.

    Each is held against another one of them where that is wanted.
    """
    subjects = [
        Subject(
            f"{client} {i}" if len(takes) > 1 else client,
            [source_of(folder / f"{i}", name)],
            earlier=_earlier(folder / f"{i}-then", since),
        )
        for i, name in enumerate(takes)
    ]
    given = {
        "practice": "Physio Lane",
        "logo": logo_picture(png(), "Physio Lane", origin=Path("logo.png")),
        "comment": "Keep going.\nSee you in January.",
        "recorded": date(2026, 11, 28),
        "made": MADE,
    }
    return document(subjects, Wishes(**(given | wishes)))


def _earlier(folder: Path, name: str) -> Earlier | None:
    if not name:
        return None
    pain = {"right": Pain(1, 2)}
    return Earlier([source_of(folder, name)], date(2026, 10, 17), pain)


def texts(value: Any) -> Iterator[str]:
    """Every text of a content that people read, but for pictures' descriptions."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
    elif is_dataclass(value) and not isinstance(value, Picture):
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name not in _NO_WORDS and not _left_out(value, field.name):
                yield from texts(part)


def _left_out(value: Any, field: str) -> bool:
    """A title without anything below it, and what is only a part of a title."""
    empty = getattr(value, "items", None) == () or getattr(value, "entries", None) == ()
    parts = {"client", "contents_title"}
    return (empty and field in ("title", "note")) or field in parts


def descriptions(value: Any) -> Counter[str]:
    """How often each description of a picture occurs in a content."""
    if isinstance(value, Picture):
        return Counter([value.alt])
    if isinstance(value, tuple):
        return sum(map(descriptions, value), Counter())
    if is_dataclass(value):
        own = (descriptions(getattr(value, f.name)) for f in fields(value))
        return sum(own, Counter())
    return Counter()


def squeezed(text: str) -> str:
    """A text without spaces and line breaks, which pages and PDFs set differently."""
    return re.sub(r"\s+", "", text)


def pdf_text(pdf: bytes, disclaimer: str) -> str:
    """The text of a PDF without spaces and without the foot of its pages."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    whole = "".join(squeezed(page.extract_text()) for page in pages)
    return re.sub(re.escape(squeezed(disclaimer)) + r"\d+of\d+", "", whole)
