"""The codebook tells every column, and is the one that the code makes."""

import subprocess
import sys
from pathlib import Path

import pytest

from screening.codebook.columns import describe
from screening.codebook.markdown import TABLES, codebook
from screening.motion.repetition_table import REPETITION_COLUMNS

ROOT = Path(__file__).parents[1]


def test_the_page_is_current():
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "make_codebook.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("title", TABLES)
def test_every_column_is_told(title):
    page = codebook()
    for name in TABLES[title]:
        assert f"| `{name}` |" in page
        assert describe(name).meaning


def test_numbers_have_a_unit_and_signed_ones_a_sign():
    for name, kind in REPETITION_COLUMNS.items():
        column = describe(name)
        if kind == "float64":
            assert column.unit, name
        if name.endswith("_deg") and not name.endswith("_error_deg"):
            assert column.positive, name


def test_an_unknown_column_is_not_passed_over():
    with pytest.raises(KeyError):
        describe("max_nothing_deg")
