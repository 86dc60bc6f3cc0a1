"""Rules that neither an import contract nor a linter can say."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import screening

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "screening"
SOURCES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}
TREES = {name: ast.parse(text) for name, text in SOURCES.items()}
PURE = [name for name in SOURCES if name.startswith(("motion/", "judgement/"))]
MOST_LINES, MOST_FUNCTION_LINES = 500, 50

HEAVY = ("mediapipe", "cv2", "av", "matplotlib", "PIL", "typer", "rich", "streamlit")
OUTSIDE = {"pathlib", "os", "io", "logging", "socket", "subprocess", "tempfile"}
FORBIDDEN_CALLS = {"print", "open", "input", "exec", "eval"}
FORBIDDEN_METHODS = {"open", "write_text", "write_bytes", "read_bytes"}


def imported(tree: ast.Module) -> set[str]:
    """Name of every module that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def called(tree: ast.Module) -> Iterator[str]:
    """Name of every function or method that a file calls, if it is a forbidden one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
                yield f"{node.func.id} in line {node.lineno}"
            is_method = isinstance(node.func, ast.Attribute)
            if is_method and node.func.attr in FORBIDDEN_METHODS:
                yield f"{node.func.attr} in line {node.lineno}"


def test_the_pure_packages_neither_print_nor_touch_files():
    assert PURE
    for name in PURE:
        assert not OUTSIDE & imported(TREES[name]), name
        assert list(called(TREES[name])) == [], name


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


def test_showing_the_help_loads_no_large_library():
    loaded = loaded_by("import screening.cli")
    assert not loaded & {"mediapipe", "cv2", "av", "matplotlib", "numpy", "pandas"}


def test_a_clip_starts_without_what_is_needed_once_it_is_measured():
    loaded = loaded_by(
        "import screening.capture.reading, screening.commands.clip\n"
        "import screening.commands.progress, screening.jobs.child_process"
    )
    assert "mediapipe" in loaded
    assert not loaded & {"pandas", "scipy.optimize", "screening.output.plots"}


def test_every_file_can_be_read_in_one_go_and_says_what_belongs_in_it():
    lengths = {name: len(text.splitlines()) for name, text in SOURCES.items()}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}
    for name, tree in TREES.items():
        first = (ast.get_docstring(tree) or "").partition("\n")[0]
        assert first.endswith((".", ":", "…")), f"{name}: {first!r}"


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def test_no_function_is_too_long_to_read():
    long = {
        f"{name}: {node.name}": code_lines(node)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and code_lines(node) > MOST_FUNCTION_LINES
    }
    assert long == {}


def test_a_type_of_array_has_one_name_in_one_module():
    elsewhere = [
        f"{name}: {ast.unparse(node)}"
        for name, tree in TREES.items()
        if name != "_typing.py"
        for node in tree.body
        if isinstance(node, ast.Assign) and "NDArray[np." in ast.unparse(node.value)
    ]
    assert elsewhere == []


def test_a_take_is_cleaned_and_cut_into_phases_in_one_module_only():
    callers = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("clean", "find_phases", "leg_joints", "measure_frames")
    }
    assert callers == {"motion/analysis.py"}
