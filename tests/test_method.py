"""No number is moved by a constant that a result does not carry."""

import ast
import importlib
import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from screening.capture.method import capture_method
from screening.method import measuring_code_sha256
from screening.motion import joints
from screening.motion.landmarks import Take
from screening.motion.method import motion_method
from screening.pipeline import screen_poses
from screening.results.landmarks_file import load_take, save_take
from tests.factories import film, whole_take
from tests.transforms import noisy

PACKAGE = Path(__file__).parents[1] / "screening"
ESTIMATORS = sorted(
    path for room in ("capture", "motion") for path in (PACKAGE / room).rglob("*.py")
)

NO_NUMBER_DEPENDS_ON = {
    "capture/no_network.py": {
        *("_NO_NEW_PRIVILEGES", "_SECCOMP", "_FILTER"),
        *("_LOAD_WORD", "_IF_EQUAL", "_RETURN", "_ALLOW", "_FAIL_WITH"),
        *("_NUMBER_AT", "_PROCESSOR_AT"),
    },
    "capture/video/clip.py": {"_SEEK_MARGIN_S"},
    "capture/video/container.py": {"_DEMUX_FAILURES"},
    "capture/video/recording.py": {"_LUMA", "_LOOK_EVERY", "_STEP_PX"},
    "capture/reading.py": {"_AHEAD"},
    "capture/pelvis/registration.py": {"_TURN", "_SHEAR"},
    "motion/cleaning.py": {"ROUNDING_S", "MAD_TO_SD"},
}
"""Module-level numbers that are no choice of a method: how a file is searched, what a
page reports of the light, what the kernel is told, how many frames wait, places in an
array, constants of arithmetic."""

PLAIN = {0.0, 0.5, 1.0, 2.0, 90.0, 180.0}
NOT_MEASURING = {"capture/models.py": {0.4}, "capture/pelvis/view.py": {1.5}}
"""How near a misspelt name is, and a margin of pixels that are cut away again."""


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def holds_numbers(node: ast.expr) -> bool:
    """Whether a value is made of numbers alone."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "np.array" and holds_numbers(node.args[0])
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and all(map(holds_numbers, node.elts))
    if isinstance(node, ast.BinOp):
        return holds_numbers(node.left) and holds_numbers(node.right)
    if isinstance(node, ast.UnaryOp):
        return holds_numbers(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


@pytest.mark.parametrize("path", ESTIMATORS, ids=inside)
def test_every_constant_of_an_estimator_stands_in_its_method(path):
    loose = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and holds_numbers(node.value):
            targets = ast.walk(node.targets[0])
            loose |= {each.id for each in targets if isinstance(each, ast.Name)}
    assert loose == NO_NUMBER_DEPENDS_ON.get(inside(path), set())


@pytest.mark.parametrize("path", ESTIMATORS, ids=inside)
def test_no_function_of_an_estimator_hides_a_constant(path):
    hidden = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and isinstance(each.value, float):
                    hidden.add(each.value)
    # A power of ten keeps a division from failing, or a place from being chosen.
    hidden = {v for v in hidden if v == 0 or not float(np.log10(v)).is_integer()}
    assert hidden - PLAIN == NOT_MEASURING.get(inside(path), set())


def methods() -> list[object]:
    """The ``METHOD`` of every module that has one."""
    names = (f"screening.{inside(path)[:-3].replace('/', '.')}" for path in ESTIMATORS)
    modules = map(importlib.import_module, names)
    return [module.METHOD for module in modules if hasattr(module, "METHOD")]


def test_every_method_is_written_into_results():
    written = {**capture_method()["constants"], **motion_method()["constants"]}
    as_saved = {json.dumps(each) for each in written.values()}
    known = [
        {f.name: getattr(each, f.name) for f in fields(each)}
        for each in methods()
        if is_dataclass(each)
    ]
    assert len(known) >= 20
    assert {json.dumps(constants) for constants in known} == as_saved
    assert len(as_saved) == len(written)


def test_every_constant_says_what_it_is():
    for each in methods():
        for constant in fields(each):
            assert constant.name in (type(each).__doc__ or ""), constant.name


def a_take(**about):
    poses = noisy(film(whole_take("left", 1)), 1.0)
    return Take(replace(poses, **about), "left")


def test_a_result_carries_the_constants_and_the_code_behind_it():
    saved = {"constants": {"a": {"b": [1, 2]}}, "code_sha256": "0" * 64}
    told = screen_poses(a_take(method=saved)).provenance["method"]
    assert told["capture"] == saved
    assert told["motion"] == motion_method() == json.loads(json.dumps(told["motion"]))
    assert told["motion"]["constants"]["joints"]["given_back_ratio"] == 0.8
    assert told["motion"]["code_sha256"] == measuring_code_sha256()


def test_what_the_pictures_were_read_with_stays_with_the_landmarks(tmp_path):
    path = tmp_path / "landmarks.npz"
    save_take(path, a_take(method=capture_method()))
    told = load_take(path).poses.method
    assert told == capture_method()
    assert told["constants"]["pelvis_tracker"]["visible_ratio"] == 0.93


def test_a_changed_constant_changes_what_a_result_carries(monkeypatch):
    before = motion_method()
    monkeypatch.setattr(joints, "METHOD", replace(joints.METHOD, sure_ratio=0.7))
    after = motion_method()
    assert before != after
    assert after["constants"]["joints"]["sure_ratio"] == 0.7
