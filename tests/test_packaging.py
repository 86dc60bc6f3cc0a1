"""What a user installs: the wheel, the pinned requirements, nothing of this machine."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import screening

CHECKOUT = Path(__file__).parents[1]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
MODELS = ("lite", "full", "heavy")
EXTRAS = PROJECT["project"]["optional-dependencies"]
STATED = [*PROJECT["project"]["dependencies"], *(d for e in EXTRAS.values() for d in e)]


def _run(*command: str, **options) -> str:
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, **options
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        *(sys.executable, "-m", "build", "--no-isolation", "--wheel"),
        *("--outdir", str(folder), str(CHECKOUT)),
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def members(wheel) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _metadata(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        (member,) = (
            each
            for each in archive.namelist()
            if re.fullmatch(rf"[^/]+\.dist-info/{name}", each)
        )
        return archive.read(member).decode("utf-8")


def test_the_wheel_carries_the_models_with_their_checksums(members):
    for name in MODELS:
        assert f"screening/models/pose_landmarker_{name}.task" in members
    assert "screening/models/SHA256SUMS" in members
    assert "screening/models/README.md" in members


def test_the_wheel_carries_every_file_of_the_package(members):
    package = CHECKOUT / "screening"
    expected = {
        path.relative_to(CHECKOUT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "screening/py.typed" in expected
    assert "screening/judgement/profiles/adult.toml" in expected
    assert expected <= members


def test_the_wheel_holds_the_package_and_nothing_else(members):
    tops = {member.split("/")[0] for member in members}
    info = {top for top in tops if top.endswith(".dist-info")}
    assert tops - info == {"screening"}
    assert len(info) == 1


def test_the_wheel_states_what_the_project_file_states(wheel):
    project = PROJECT["project"]
    metadata = HeaderParser().parsestr(_metadata(wheel, "METADATA"))
    assert metadata["Name"] == project["name"]
    assert metadata["Version"] == screening.__version__
    assert metadata["Summary"] == project["description"]
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == project["requires-python"]
    assert set(metadata.get_all("License-File", [])) == {"LICENSE", "NOTICE"}
    stated = {
        canonicalize_name(Requirement(line).name)
        for line in metadata.get_all("Requires-Dist", [])
    }
    assert stated == {canonicalize_name(Requirement(line).name) for line in STATED}
    assert set(metadata.get_all("Provides-Extra", [])) == set(EXTRAS)
    assert "screening = screening.__main__:main" in _metadata(wheel, "entry_points.txt")


def test_the_version_of_the_package_is_the_one_in_every_document():
    citation = (CHECKOUT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.M) == [screening.__version__]
    latest, state = re.search(r"^## (\S+) – (.+)$", changes, re.M).groups()
    assert latest == screening.__version__
    released = re.findall(r'^date-released: "(.+)"$', citation, re.M)
    assert released == ([] if state == "unreleased" else [state])


def test_an_installed_wheel_finds_its_own_models(wheel, tmp_path):
    target = tmp_path / "installed"
    _run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "install"),
        *("--no-deps", "--no-index", "--quiet", "--target", str(target), str(wheel)),
    )
    question = (
        "from screening.capture import models\n"
        "print(models.__file__)\n"
        "for model in models.describe_models():\n"
        "    print(model.path, model.licence)\n"
    )
    answer = _run(
        *(sys.executable, "-c", question),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
    ).splitlines()
    folder = target / "screening" / "models"
    assert Path(answer[0]) == target / "screening" / "capture" / "models.py"
    assert answer[1:] == [
        f"{folder / f'pose_landmarker_{name}.task'} Apache-2.0" for name in MODELS
    ]


def _pinned_lines(name: str) -> list[str]:
    """A line for each package, with its checksums."""
    text = (CHECKOUT / name).read_text(encoding="utf-8").replace("\\\n", "")
    bare = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in bare if line and not line.startswith("-r ")]


def _pins(name: str) -> dict[str, Requirement]:
    pins = [Requirement(re.sub(r" +--hash=\S+", "", e)) for e in _pinned_lines(name)]
    names = [canonicalize_name(pin.name) for pin in pins]
    assert len(set(names)) == len(names), "a package is pinned twice"
    return dict(zip(names, pins, strict=True))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_to_one_version(name):
    for pin in _pins(name).values():
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_a_checksum(name):
    for line in _pinned_lines(name):
        assert re.search(r" --hash=sha256:[0-9a-f]{64}( |$)", line), line


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("requirements.txt", STATED),
        ("requirements-dev.txt", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_the_pinned_versions_are_ones_the_project_file_allows(name, wanted):
    pins = _pins("requirements.txt") | _pins(name)
    for requirement in map(Requirement, wanted):
        pin = pins[canonicalize_name(requirement.name)]
        (version,) = (specifier.version for specifier in pin.specifier)
        assert requirement.specifier.contains(version), f"{pin} is not {requirement}"


def test_the_requirements_name_exactly_one_opencv():
    pins = _pins("requirements.txt") | _pins("requirements-dev.txt")
    assert [name for name in pins if name.startswith("opencv")] == [
        "opencv-contrib-python"
    ]


def _imported(source: str) -> Iterator[str]:
    """Top-level packages that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_every_imported_package_is_a_stated_dependency():
    stated = {canonicalize_name(Requirement(line).name) for line in STATED}
    distributions = packages_distributions()
    unstated = {
        f"{path.relative_to(CHECKOUT)}: {name}"
        for path in (CHECKOUT / "screening").rglob("*.py")
        for name in _imported(path.read_text(encoding="utf-8"))
        if name not in sys.stdlib_module_names and name != "screening"
        if stated.isdisjoint(map(canonicalize_name, distributions.get(name, [])))
    }
    assert not unstated


def _project_texts() -> dict[str, str]:
    """Every file of the project that is text, tracked or about to be."""
    git = shutil.which("git")
    if git is None or not (CHECKOUT / ".git").exists():
        pytest.skip("only a git checkout knows its own files")
    listed = _run(
        *(git, "-C", str(CHECKOUT), "-c", f"safe.directory={CHECKOUT}"),
        *("ls-files", "-z", "--cached", "--others", "--exclude-standard"),
    )
    texts = {}
    for name in filter(None, listed.split("\0")):
        path = CHECKOUT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[name] = content.decode("utf-8", errors="replace")
    return texts


def test_no_text_names_a_package_registry_or_a_path_of_a_machine():
    # Put together here, so that this file does not name them either.
    hosts = (
        *("py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "conda" + ".org"),
        *("deb." + "debian.org", "archive." + "ubuntu.com", "proxy.golang" + ".org"),
    )
    folders = r"(?<![\w.~)}\]/-])/(?:work|root)\b"
    forbidden = re.compile("|".join([*map(re.escape, hosts), folders]))
    texts = _project_texts()
    assert "pyproject.toml" in texts
    found = {
        f"{name}: {match.group()}"
        for name, text in texts.items()
        for match in forbidden.finditer(text)
    }
    assert not found


def test_no_text_holds_the_marks_of_an_unfinished_merge():
    marks = re.compile(r"^(<{7}|>{7}) ", flags=re.MULTILINE)
    found = [name for name, text in _project_texts().items() if marks.search(text)]
    assert not found
