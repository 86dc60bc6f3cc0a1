"""Write the pages that come from the code; ``--check`` only sees if they are current.

python docs/make_codebook.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from screening.codebook.evidence_page import evidence_page
from screening.codebook.markdown import codebook
from screening.codebook.settings_page import settings_page

FOLDER = Path(__file__).parent
PAGES = {
    "codebook.md": codebook,
    "evidence.md": evidence_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write the pages, or end with status 1 when one is not current."""
    for name, made in PAGES.items():
        page, text = FOLDER / name, made()
        if "--check" not in sys.argv[1:]:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            sys.exit(f"docs/{name} is not current; write it again: make codebook")


if __name__ == "__main__":
    main()
