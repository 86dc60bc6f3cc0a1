"""What numbers depend on besides clip, model and settings: constants and code.

A constant that changes a number and is no choice of the user's stands in the ``METHOD``
of its estimator, a frozen dataclass beside the code that uses it. All of them, and a
checksum of the measuring code, are written into every result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

_PACKAGE = Path(__file__).resolve().parent
_MEASURING = (
    "capture",
    "motion",
    "judgement",
    "measure.py",
    "measures.py",
    "pipeline.py",
    "settings.py",
    "takes.py",
)


def written(package: ModuleType) -> dict[str, Any]:
    """Return the constants of a package's estimators as a result carries them.

    Parameters
    ----------
    package
        Each of its modules that has a ``METHOD`` is an estimator, so none can be
        forgotten.

    Returns
    -------
    dict
        Plain JSON values: ``constants`` by estimator (``knee_borders`` for
        ``knee/borders.py``) and name, and ``code_sha256`` of
        :func:`measuring_code_sha256`.
    """
    return {
        "constants": {
            name: _plain(asdict(module.METHOD))
            for name, module in _estimators(package).items()
        },
        "code_sha256": measuring_code_sha256(),
    }


@cache
def _estimators(package: ModuleType) -> dict[str, ModuleType]:
    """Return the modules of a package that have a ``METHOD``, by name."""
    prefix = f"{package.__name__}."
    names = sorted(each.name for each in walk_packages(package.__path__, prefix))
    modules = {name: import_module(name) for name in names}
    return {
        name.removeprefix(prefix).replace(".", "_"): module
        for name, module in modules.items()
        if hasattr(module, "METHOD")
    }


@cache
def measuring_code_sha256() -> str:
    """Return a checksum of the code that makes the numbers, 64 hexadecimal digits."""
    return code_sha256(_MEASURING)


def code_sha256(names: Iterable[str]) -> str:
    """Return a checksum of modules, and of the tables that lie beside them.

    Parameters
    ----------
    names
        Files and folders inside the package.
    """
    digest = hashlib.sha256()
    for name in names:
        place = _PACKAGE / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.suffix in (".py", ".toml"):
                digest.update(file.relative_to(_PACKAGE).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """Return a value as JSON gives it back: tuples are lists there."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
