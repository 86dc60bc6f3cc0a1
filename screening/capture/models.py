"""Where the pose models are, and which one exactly was used."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from screening.errors import ModelError, did_you_mean
from screening.paths import shown

MODEL_NAMES = ("lite", "full", "heavy")

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKSUMS = "SHA256SUMS"
_SOURCE = (
    "MediaPipe Pose (BlazePose GHUM 3D) by Google, "
    "npm package @mediapipe/pose 0.5.1675469404"
)
_LICENCE = "Apache-2.0"


@dataclass(frozen=True)
class ModelDescription:
    """One built-in pose model.

    Parameters
    ----------
    name
        One of ``MODEL_NAMES``.
    path
        Its bundle on this machine.
    size_bytes, sha256
        Of that file as it is now.
    source, licence
        Where it comes from, or empty when another file was put in its place.
    """

    name: str
    path: Path
    size_bytes: int
    sha256: str
    source: str
    licence: str


def model_path(name_or_path: str | Path) -> Path:
    """Find a pose model by name or by path.

    Parameters
    ----------
    name_or_path
        ``"lite"``, ``"full"`` or ``"heavy"`` for a built-in model, or the path of
        any Pose Landmarker bundle (``.task``).

    Returns
    -------
    Path
        An existing bundle. A built-in one lies in the installed package or, in a
        checkout, in ``models/`` beside it.

    Raises
    ------
    ModelError
        If the name is unknown, or the file is missing or no bundle.

    Examples
    --------
    >>> model_path("full").name
    'pose_landmarker_full.task'
    """
    if name_or_path in MODEL_NAMES:
        return _checked(_models_dir() / f"pose_landmarker_{name_or_path}.task")
    path = Path(name_or_path).expanduser()
    if isinstance(name_or_path, str) and not _looks_like_a_path(path):
        raise ModelError(
            "unknown",
            name=name_or_path,
            hint=did_you_mean(name_or_path.lower(), MODEL_NAMES, nearness=0.4),
            known=", ".join(MODEL_NAMES),
        )
    return _checked(path)


def model_sha256(path: Path) -> str:
    """SHA-256 of a model file as 64 hexadecimal digits.

    It is worked out once per state of the file (path, time of change and size).

    Parameters
    ----------
    path
        An existing file, for example from :func:`model_path`.
    """
    state = path.stat()
    return _sha256(path.resolve(), state.st_mtime_ns, state.st_size)


def describe_models() -> list[ModelDescription]:
    """Every built-in model with its size, checksum, source and licence.

    Raises
    ------
    ModelError
        If a built-in model is missing from the installation.
    """
    return [_describe(name) for name in MODEL_NAMES]


def _describe(name: str) -> ModelDescription:
    path = model_path(name)
    sha256 = model_sha256(path)
    shipped = _shipped_checksums().get(path.name) == sha256
    return ModelDescription(
        name=name,
        path=path,
        size_bytes=path.stat().st_size,
        sha256=sha256,
        source=_SOURCE if shipped else "",
        licence=_LICENCE if shipped else "",
    )


def _models_dir() -> Path:
    """The folder of the built-in models: in the wheel, else in the checkout."""
    installed = _PACKAGE / "models"
    return installed if installed.is_dir() else _PACKAGE.parent / "models"


def _shipped_checksums() -> dict[str, str]:
    """File name to checksum, as written down when the models were added."""
    sums = _models_dir() / _CHECKSUMS
    if not sums.is_file():
        return {}
    rows = (line.split() for line in sums.read_text(encoding="ascii").splitlines())
    return {name: sha256 for sha256, name in rows}


def _looks_like_a_path(path: Path) -> bool:
    return path.suffix == ".task" or len(path.parts) > 1 or path.exists()


def _checked(path: Path) -> Path:
    """The path itself, if it is a bundle that can be read."""
    if path.is_dir():
        raise ModelError("folder", path=shown(path))
    if not path.is_file() and path.parent == _models_dir():
        raise ModelError("builtin_missing", path=shown(path))
    if not path.is_file():
        raise ModelError("missing", path=shown(path), known=", ".join(MODEL_NAMES))
    if not zipfile.is_zipfile(path):
        raise ModelError("no_bundle", path=shown(path), known=", ".join(MODEL_NAMES))
    return path


@lru_cache(maxsize=32)
def _sha256(path: Path, _mtime_ns: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
