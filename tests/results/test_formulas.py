"""No text of somebody else is run by the spreadsheet that opens a table."""

import ast
from pathlib import Path

import pandas as pd
import pytest

import screening
from screening.results.formulas import marked, unmarked, without_formulas

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "\t=1",
    "\r=1",
    " =1",
    "\uff1d1+1",
]
TEXTS = ["", "Anna", "-1.5", "+3", "-", "day 1/=x.mp4", "a=b", "'quoted'", "1-2"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text_and_is_read_back(text):
    assert marked(text) == f"'{text}"
    assert unmarked(marked(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_other_texts_stay_as_they_are(text):
    assert marked(text) == unmarked(text) == text


def test_cells_and_names_of_columns_are_marked_and_numbers_are_not():
    table = pd.DataFrame({"=a": ["=1", "x", None], "value": [-1.5, 2.0, 3.0]})
    table["kind"] = pd.array(["-x", "y", "z"], dtype="str")
    safe = without_formulas(table)
    assert list(safe.columns) == ["'=a", "value", "kind"]
    assert safe["'=a"].tolist()[:2] == ["'=1", "x"]
    assert safe["'=a"].isna().tolist() == [False, False, True]
    assert safe["kind"].tolist() == ["'-x", "y", "z"]
    assert safe["value"].tolist() == [-1.5, 2.0, 3.0]
    assert table["=a"][0] == "=1"


def test_every_table_that_is_written_is_marked():
    """All but the landmarks for other programs, which hold numbers only."""
    bare = []
    for path in Path(screening.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        calls = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Attribute)]
        if any(n.attr == "to_csv" for n in calls) and "without_formulas" not in text:
            bare.append(path.name)
    assert sorted(bare) == ["deeplabcut.py", "opensim.py"]
