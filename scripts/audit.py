"""Ask the public database of weaknesses about every pinned requirement.

    python scripts/audit.py

Status 1 if one has a known weakness. Where the database cannot be reached, or does not
know our packages, a sentence says so and the status is 0: whoever works offline cannot
do anything about it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
_LONGEST_S = 180
_CALL = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements-dev.txt"),
    *("--require-hashes", "--disable-pip", "--progress-spinner", "off"),
    *("--timeout", "10", "--format", "json"),
)


def main() -> int:
    """Audit, say what was found, and return the exit status."""
    try:
        done = subprocess.run(
            _CALL, cwd=CHECKOUT, capture_output=True, timeout=_LONGEST_S
        )
        answer = json.loads(done.stdout)
    except (ValueError, subprocess.TimeoutExpired):
        print("Requirements were not audited: the database cannot be reached.")
        return 0
    text, status = report(answer["dependencies"])
    print(text)
    return status


def report(packages: list[dict[str, Any]]) -> tuple[str, int]:
    """Return what to say about the answer of pip-audit, and the exit status.

    Parameters
    ----------
    packages
        One each, with its weaknesses, or with the reason why they are not known.
    """
    known = [package for package in packages if "vulns" in package]
    lines = [
        f"{package['name']} {package['version']}: {found['id']}, "
        f"mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for package in known
        for found in package["vulns"]
    ]
    if lines:
        head = "Requirements with a known weakness; pin a version without it:"
        return "\n".join([head, *lines]), 1
    if not known:
        return "Requirements were not audited: the database does not know them.", 0
    return f"{len(known)} of {len(packages)} requirements: no known weakness.", 0


if __name__ == "__main__":
    sys.exit(main())
