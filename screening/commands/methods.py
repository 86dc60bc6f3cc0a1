"""``screening methods``: what a paper has to say about how results came about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from screening.commands.options import Results
from screening.errors import OutputError
from screening.language import say
from screening.paths import shown


def methods(
    results: Results,
    out: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Run ``screening methods``."""
    from screening.commands.progress import result_progress
    from screening.results.result_file import read_screening
    from screening.study.find_results import find_results
    from screening.study.methods import MethodFacts
    from screening.study.methods_text import methods_text

    found = find_results(results)
    facts = MethodFacts()
    with result_progress(len(found), Console(stderr=True)) as advance:
        for saved in found:
            facts.add(read_screening(saved.folder))
            advance(1)
    text = methods_text(facts)
    if out is None:
        typer.echo(text, nl=False)
        return
    _write(out, text)
    written = say("commands.report.written", path=out)
    Console().print(written, highlight=False, markup=False, soft_wrap=True)


def _write(path: Path, text: str) -> None:
    """Write under a temporary name first, so that no half text is left."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise OutputError("text_not_written", path=shown(path), why=why) from error
