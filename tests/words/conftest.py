"""A second language, in capitals and with a decimal comma."""

import shutil
import tomllib

import pytest

from screening import language
from tests.words.languages import ENGLISH, shouted, written


@pytest.fixture
def second_language(tmp_path, monkeypatch):
    """Words of a language ``xx`` beside the English ones; returns its folder."""
    shutil.copytree(ENGLISH, tmp_path / "en")
    folder = tmp_path / "xx"
    folder.mkdir()
    for path in ENGLISH.glob("*.toml"):
        table = tomllib.loads(path.read_text("utf-8"))
        if path.stem == "grammar":
            table["numbers"]["decimal"] = ","
        text = written(shouted(table))
        (folder / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(language, "_FOLDER", tmp_path)
    language._read.cache_clear()
    yield folder
    language._read.cache_clear()
