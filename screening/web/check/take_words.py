"""The sentences of the guided take."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).with_name("stage")

WORDS: dict[str, Any] = tomllib.loads((ASSETS / "words.toml").read_text("utf-8"))
