"""Write ``docs/codebook.md`` from the code; ``--check`` only sees if it is current.

python docs/make_codebook.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from screening.codebook.markdown import codebook

PAGE = Path(__file__).parent / "codebook.md"


def main() -> None:
    """Write the page, or end with status 1 when it is not current."""
    text = codebook()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit("docs/codebook.md is not current; write it again: make codebook")


if __name__ == "__main__":
    main()
