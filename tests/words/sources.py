"""What the tests of the words read from the source: keys, codes, sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "screening"
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts
)
_SOMETHING = "\0"
"""What an f-string fills in."""
_NAMING = {".css", ".html", ".j2", ".jinja", ".js", ".svg", ".toml", ".typ"}
_IS_A_FILE = re.compile(r"\.(toml|py|js|csv|json|html|j2|css|typ|pdf)$")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the package."""
    for path in MODULES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string but docstrings; what is filled in is a NUL."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for each in body if isinstance(body, list) else []:
            if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
                inner.add(id(each.value))
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(_text(part) for part in node.values)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inner
        ):
            yield node.lineno, node.value


def _text(part: ast.expr) -> str:
    return part.value if isinstance(part, ast.Constant) else _SOMETHING


def keys(files: set[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every key of words that the source names: where, and what it stands for."""
    for path, tree in trees():
        for line, text in texts(tree):
            file, dot, rest = text.partition(".")
            if not dot or file not in files or _IS_A_FILE.search(text):
                continue
            if re.search(r"[^\w.\0-]", rest):
                continue
            pattern = re.escape(text).replace(re.escape(_SOMETHING), r"[^\s]+?")
            yield f"{path.name}:{line}", re.compile(pattern)


def names() -> tuple[set[str], set[str], set[str]]:
    """Every name by which words can be asked for; beginnings and ends of such names.

    Names stand in the texts and parameters of the code, in its tables, pages, scripts
    and drawings, and as names of those files. A beginning or an end has a ``_`` where
    it meets something that is filled in.
    """
    found, begun, ended = set[str](), set[str](), set[str]()
    for _, tree in trees():
        for _, text in texts(tree):
            begun |= set(re.findall(r"([a-z]+_)(?:\0|$)", text))
            ended |= set(re.findall(r"\0(_[a-z_]+)", text))
            found |= set(re.split(r"[.\0]", text))
        for node in ast.walk(tree):
            if isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    for path in PACKAGE.rglob("*"):
        if "words" not in path.parts and path.suffix in _NAMING:
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"(?:--word-)?([\w-]+)", text))
            found.add(path.stem)
    return found, begun, ended


def errors() -> Iterator[tuple[str, str, str]]:
    """Every error that the source makes: where, its class, its code."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if not node.func.id.endswith("Error") or not node.args:
                continue
            for code in _choices(node.args[0]):
                yield f"{path.name}:{node.lineno}", node.func.id, code


def _choices(code: ast.expr) -> Iterator[str]:
    """Codes that stand in an argument, one of them or the other."""
    if isinstance(code, ast.IfExp):
        yield from _choices(code.body)
        yield from _choices(code.orelse)
    elif isinstance(code, ast.Constant) and isinstance(code.value, str):
        yield code.value
