"""Who may import whom, and other rules that are easily broken unnoticed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import screening

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "screening"
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE = sorted([*PACKAGE.glob("motion/*.py"), *PACKAGE.glob("judgement/*.py")])
MOST_LINES, MOST_FUNCTION_LINES = 500, 60

PURE_LIBRARIES = {"numpy", "pandas", "scipy"}
HEAVY = ("mediapipe", "cv2", "av", "matplotlib", "PIL", "typer", "rich", "streamlit")
FORBIDDEN_CALLS = {"print", "open", "input", "exec", "eval"}
FORBIDDEN_METHODS = {"open", "write_text", "write_bytes", "read_bytes"}


def called(path: Path) -> str:
    """Name of a module inside the package, for example ``motion.angles``."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    """Full name of every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            inner = (f"{module}.{name.name}" for name in node.names)
            yield from inner if module == "screening" else (module,)


@pytest.mark.parametrize("path", PURE, ids=called)
def test_the_pure_packages_know_arrays_and_tables_only(path):
    outside = {name.split(".")[0] for name in imports(path)} - {"screening"}
    assert outside - set(sys.stdlib_module_names) <= PURE_LIBRARIES


@pytest.mark.parametrize("path", PURE, ids=called)
def test_the_pure_packages_neither_print_nor_touch_files(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, f"line {node.lineno}"
        if isinstance(node.func, ast.Attribute):
            assert node.func.attr not in FORBIDDEN_METHODS, f"line {node.lineno}"
    assert not {"pathlib", "os", "io", "logging", "socket"} & set(imports(path))


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(result.stdout.split())


def test_importing_the_package_is_quick():
    assert not loaded_by("import screening") & {*HEAVY, "numpy", "pandas", "scipy"}


def test_the_public_functions_load_no_picture_library():
    loaded = loaded_by("from screening import *")
    assert "screening.pipeline" in loaded
    assert not loaded & set(HEAVY)


def test_everything_public_is_there():
    assert [name for name in screening.__all__ if not hasattr(screening, name)] == []
    assert set(screening.__all__) <= set(dir(screening))
    assert not hasattr(screening, "no_such_name")


def test_judging_landmarks_needs_no_pictures():
    statement = (
        "import numpy as np, screening\n"
        "from screening.motion.landmarks import *\n"
        "screening.screen_poses(Take(PoseSeries(np.arange(1), np.zeros(1),"
        " np.zeros((1, 33, 2)), np.zeros((1, 33, 3)), np.zeros((1, 33)), (9, 9),"
        " PoseModel('full', '', ''), '')))"
    )
    assert not loaded_by(statement) & set(HEAVY)


def test_showing_the_help_loads_no_model_library():
    loaded = loaded_by("import screening.cli")
    assert not loaded & {"mediapipe", "cv2", "av", "matplotlib"}


@pytest.mark.parametrize("path", MODULES, ids=called)
def test_no_file_is_too_long_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(function: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", MODULES, ids=called)
def test_no_function_is_too_long_to_read(path):
    long = {f.name: code_lines(f) for f in functions(path)}
    assert {n: k for n, k in long.items() if k > MOST_FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", PURE, ids=called)
def test_everything_public_in_the_pure_packages_says_what_it_is(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in [*tree.body, *(member for each in classes for member in each.body)]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            public = not node.name.startswith("_")
            assert ast.get_docstring(node) or not public, node.name


@pytest.mark.parametrize("path", MODULES, ids=called)
def test_no_error_is_swallowed_without_a_name(path):
    bare = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []
