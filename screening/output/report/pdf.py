"""A report as a PDF: tagged, with title, language and alternative texts.

Typst sets it, from the same content as the page and with a template of ours. It checks
the document against PDF/UA-1 while it makes it, so that a picture without a description
is an error and no PDF. Nothing is fetched: fonts and pictures lie in a folder that is
there for as long as it takes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import fields, is_dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

from screening.output.lettering import font_file
from screening.output.report.content import Document, Picture

Paper = Literal["a4", "us-letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)

_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_FONT_FOLDER = "fonts"
_NO_GLYPH = "could not be displayed"
"""What Typst says of a letter that no font has, such as one of a name."""


def as_pdf(document: Document, *, paper: Paper = "a4") -> bytes:
    """Return a document as a PDF.

    Parameters
    ----------
    document
        What it says.
    paper
        ``a4`` or ``us-letter``.

    Returns
    -------
    bytes
        PDF/UA-1; where a name has letters that no font here can show, it is tagged in
        the same way and not called so.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="screening-report-") as name:
        folder = Path(name)
        main = _prepare(document, folder)
        try:
            return _compiled(main, paper, "ua-1")
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                raise
            return _compiled(main, paper)


def _compiled(main: Path, paper: Paper, *standards: Literal["ua-1"]) -> bytes:
    """Set the document, with letters of the system where ours has none."""
    import typst

    return typst.compile(
        main,
        root=main.parent,
        font_paths=[main.parent / _FONT_FOLDER],
        sys_inputs={"paper": paper},
        format="pdf",
        pdf_standards=list(standards),
    )


def _prepare(document: Document, folder: Path) -> Path:
    """Put template, content, pictures and fonts into a folder."""
    fonts = folder / _FONT_FOLDER
    fonts.mkdir()
    for font in _FONTS:
        shutil.copy(font_file(font), fonts)
    content = json.dumps(_plain(document, folder), ensure_ascii=False)
    (folder / "report.json").write_text(content, encoding="utf-8")
    source = resources.files("screening.output.report") / "templates" / "report.typ"
    main = folder / "report.typ"
    main.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    return main


def _plain(value: Any, folder: Path) -> Any:
    """Return content as plain values; pictures become files in the folder."""
    if isinstance(value, Picture):
        name = f"picture-{len(list(folder.glob('picture-*')))}.{value.kind}"
        (folder / name).write_bytes(value.content)
        return {"file": name, "alt": value.alt}
    if is_dataclass(value):
        parts = {f.name: getattr(value, f.name) for f in fields(value)}
        return {name: _plain(part, folder) for name, part in parts.items()}
    if isinstance(value, tuple):
        return [_plain(each, folder) for each in value]
    return value
