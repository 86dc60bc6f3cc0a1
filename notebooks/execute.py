"""Execute the notebooks and keep their outputs; with ``--check`` only compare them.

python notebooks/execute.py
python notebooks/execute.py --check 2_from_clips_to_statistics.ipynb
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
LONGEST_CELL_S = 90
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")
# Another processor rounds the pose model's numbers differently.
TOLERANCE, RELATIVE = 0.3, 0.03


def main() -> None:
    """Execute or check what was asked for; end with status 1 if outputs are stale."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="all unless given")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    paths = [FOLDER / n for n in asked.names] or sorted(FOLDER.glob("*.ipynb"))
    stale = []
    for path in paths:
        if asked.check:
            stale += [f"{path.name}: {each}" for each in differences(path)]
        else:
            nbformat.write(executed(path), path)
    if stale:
        sys.exit("\n".join([*stale, "Execute them again: make notebooks"]))


def executed(path: Path) -> Any:
    """Return a notebook with fresh outputs, and nothing of this computer in it."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=LONGEST_CELL_S,
        startup_timeout=60,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = without_native_messages(cell.outputs)
    return notebook


def without_native_messages(outputs: list[Any]) -> list[Any]:
    """Drop what native libraries write to standard error; Python's warnings stay."""
    kept: list[Any] = []
    for output in outputs:
        stream = output.get("name", "")
        if stream == "stderr" and "Warning:" not in output.text:
            continue
        if stream and kept and kept[-1].get("name") == stream:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def differences(path: Path) -> list[str]:
    """Execute a notebook and say which stored outputs are not those of the code."""
    stored, fresh = nbformat.read(path, as_version=4), executed(path)
    return [
        f"cell {number} has other outputs:\n{outputs_of(old)}\nnow:\n{outputs_of(new)}"
        for number, (old, new) in enumerate(
            zip(stored.cells, fresh.cells, strict=True), start=1
        )
        if old.cell_type == "code" and not alike(outputs_of(old), outputs_of(new))
    ]


def outputs_of(cell: Any) -> str:
    """Return what a cell printed, and where it drew a picture."""
    parts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            parts.append(f"{output.name}: {output.text}")
            continue
        data = output.get("data", {})
        parts.append("(picture)" if "image/png" in data else data.get("text/plain", ""))
    return "\n".join(parts)


def alike(old: str, new: str) -> bool:
    """Tell whether two texts say the same, numbers within a small tolerance."""
    if NUMBER.sub("#", old).split() != NUMBER.sub("#", new).split():
        return False
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
    return all(
        math.isclose(_value(a), _value(b), rel_tol=RELATIVE, abs_tol=TOLERANCE)
        for a, b in pairs
    )


def _value(text: str) -> float:
    return float(text.replace("−", "-"))


if __name__ == "__main__":
    main()
