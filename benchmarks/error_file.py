"""The file with the tool's own errors: read it, and write it with what was measured."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ERRORS = (
    Path(__file__).resolve().parent.parent
    / "screening"
    / "judgement"
    / "tool_error.toml"
)

HEAD = """\
# The tool's own error against known truth, in degrees: root mean square, so
# residual and bias together. [measure.method], one number per pose model.
# Written by benchmarks/accuracy.py. Measures that are sums of others are not
# listed: they are combined from their parts.
# [live.measure] is what a live take adds: root mean square change of a leg's mean
# when the same clip comes as a camera's stream with frames left out. Written by
# benchmarks/live_error.py.
# [anatomy.measure] is what an estimate from average anatomy adds, by its method: bodies
# differ more than the few rendered ones do. Not written by a benchmark.
# [stance_tilt.hip_line] is the error of the line between the hips in the stance on two
# feet, against clips with a level pelvis. Written by benchmarks/stance_tilt.py."""


def read_errors() -> dict[str, Any]:
    """Return what the file says."""
    return tomllib.loads(ERRORS.read_text(encoding="utf-8"))


def write_errors(known: dict[str, Any]) -> None:
    """Write the file: sources first, then a table for each way of reading."""
    lines = [HEAD, ""]
    lines += [f'{key} = "{text}"' for key, text in known.items() if type(text) is str]
    for measure, methods in known.items():
        if isinstance(methods, dict):
            for method, models in methods.items():
                lines += ["", f"[{measure}.{method}]"]
                lines += [f"{model} = {rms:.1f}" for model, rms in models.items()]
    ERRORS.write_text("\n".join(lines) + "\n", encoding="utf-8")
