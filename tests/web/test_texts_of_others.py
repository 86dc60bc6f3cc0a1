"""Names, notes and errors are shown as they are, not as Markdown would read them."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import screening.web
from screening.errors import VideoError
from screening.jobs.clip import ClipJob
from screening.web.items import Item
from screening.web.marks import plain
from tests.web import measured
from tests.web.page import opened, unfolded

HERE = Path(screening.web.__file__).parent
EVIL = "![x](https://evil.example/a.png) <img src=//evil.example/b> www.evil.example"
READER = MarkdownIt("gfm-like", {"linkify": False})
NOT_READ_AS_MARKDOWN = ("html", "options", "alt", "url", "id", "elementId", "data")


def loads_or_links(text: str) -> list[str]:
    """What a browser would fetch, or offer to open, if it read a text as Markdown."""
    kinds = ("image", "link_open", "html_inline", "html_block")
    tokens = READER.parse(text)
    inside = [t for token in tokens for t in (token, *(token.children or []))]
    return [t.type for t in inside if t.type in kinds]


def texts_of(values, name="") -> list[str]:
    if name in NOT_READ_AS_MARKDOWN:
        return []
    if isinstance(values, dict):
        return [t for key, each in values.items() for t in texts_of(each, key)]
    if isinstance(values, list):
        return [t for each in values for t in texts_of(each, name)]
    return [values] if isinstance(values, str) else []


def evil_texts(test) -> list[str]:
    """Every text of a page that carries the name, as the browser is sent it."""
    found = []
    nodes = [test._tree]
    while nodes:
        node = nodes.pop()
        nodes += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if proto is not None:
            found += texts_of(MessageToDict(proto), node.type)
    return [text for text in found if "evil" in text.replace("\\", "")]


@pytest.fixture
def visit(work):
    """A result, a failure and a clip in the queue, all with the name."""
    take = measured.good()
    measured.finished(work, replace(take, notes={"shoes": EVIL}), EVIL)
    failure = VideoError("no_video", path=EVIL)
    job = ClipJob(Path(EVIL))
    work._items += [
        Item("failed", EVIL, job, "", state="failed", failure=failure),
        Item("waiting", EVIL, job, "", state="waiting"),
    ]
    return work


def test_the_queue_shows_names_and_errors_as_they_are(visit):
    texts = evil_texts(opened("upload", visit))
    assert len(texts) == 4  # three names and an error
    assert [loads_or_links(text) for text in texts] == [[]] * 4


def test_a_dropped_clip_is_shown_by_its_name_as_it_is(work):
    test = opened("upload", work)
    for name in (EVIL, "other.mp4"):
        test.file_uploader[0].upload(f"{name}.mp4", b"x", "video/mp4")
    test.run()
    test.multiselect(key="kept-0-differ").set_value([0, 1])
    test.run()
    texts = evil_texts(test)
    assert texts
    assert [loads_or_links(text) for text in texts] == [[]] * len(texts)


@pytest.mark.parametrize(
    "part", ["numbers", "practise", "squats", "curves", "quality", "about"]
)
def test_a_result_shows_names_notes_and_reasons_as_they_are(visit, part):
    item = visit.items[0]
    item.result.provenance["excluded"] = [["right", 2, EVIL]]
    test = unfolded(opened("result", visit, screening_shown=[item.id]), part)
    texts = evil_texts(test)
    assert texts
    assert [loads_or_links(text) for text in texts] == [[]] * len(texts)


@given(st.text(st.characters(exclude_characters="\0"), max_size=60))
def test_any_text_stays_text(text):
    tokens = READER.parse(plain(text))
    paragraph = ["paragraph_open", "inline", "paragraph_close"]
    assert [token.type for token in tokens] in ([], paragraph)
    inside = [t for token in tokens for t in token.children or []]
    assert "".join(t.content for t in inside) == " ".join(text.split())


def test_no_page_shows_an_error_as_markdown():
    shown = {
        f"{path.name}: {ast.unparse(node)}"
        for path in sorted(HERE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("st.error", "st.warning", "st.caption")
        and re.search(r"(?<!st\.)\berror\b", ast.unparse(node))
        and "plain(" not in ast.unparse(node)
    }
    assert shown == set()
