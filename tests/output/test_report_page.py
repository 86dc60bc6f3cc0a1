"""The page of a report: what it says, that it stands alone, and that all can use it."""

import re
from html.parser import HTMLParser

import pytest

from screening.output.report.html import as_html
from tests.output.reports import (
    LONG_NAME,
    TAKES,
    descriptions,
    document_of,
    squeezed,
    texts,
)
from tests.web.browser import in_browser, picture

AXE_SERIOUS = ("serious", "critical")


class Words(HTMLParser):
    """The text of a page outside of drawings and styles, and its descriptions."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.alts: list[str] = []
        self.addresses: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag in ("svg", "style", "title"):
            self._inside.append(tag)
        if tag == "svg":
            self.alts.append(known.get("aria-label", ""))
        if tag == "img":
            self.alts.append(known.get("alt", ""))
        for name in ("src", "href", "data", "srcset", "action"):
            self.addresses += [known[name]] if name in known else []

    def handle_endtag(self, tag):
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside:
            self.texts.append(data)


def words_of(page: str) -> Words:
    words = Words()
    words.feed(page)
    return words


@pytest.mark.parametrize("take", TAKES)
def test_the_page_says_what_the_content_says_and_nothing_else(take, tmp_path):
    content = document_of(tmp_path, take)
    told = squeezed("".join(words_of(as_html(content)).texts))
    wanted = {squeezed(text) for text in texts(content) if text.strip()}
    assert len(wanted) > 20
    for text in sorted(wanted, key=len, reverse=True):
        assert text in told or text in squeezed("".join(wanted)), text
        told = told.replace(text, "")
    assert re.sub(r"[·✓~!…#–✕]", "", told) == ""


@pytest.mark.parametrize("take", TAKES)
def test_every_picture_of_the_page_has_its_description(take, tmp_path):
    content = document_of(tmp_path, take)
    alts = words_of(as_html(content)).alts
    assert sorted(alts) == sorted(descriptions(content).elements())
    assert all(alts)


def test_the_page_stands_alone(tmp_path):
    page = as_html(document_of(tmp_path, "good", "one leg"))
    addresses = words_of(page).addresses
    assert addresses
    assert all(re.match(r"data:image/|#client-\d", each) for each in addresses)
    assert "@import" not in page
    assert "url(" not in page
    assert "<script" not in page


def test_what_people_type_is_no_markup(tmp_path):
    typed = '<img src="//a.b/c"> <script>x</script> {{ 7*7 }} &amp;'
    content = document_of(tmp_path, "one leg", client=typed, comment=typed)
    page = as_html(content)
    assert "<script" not in page
    assert "//a.b" not in "".join(words_of(page).addresses)
    assert "".join(words_of(page).texts).count(typed) >= 2


def look(page, address):
    """Open a page at both sizes and in both themes; what axe and the browser find."""
    from axe_playwright_python.sync_playwright import Axe

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found, widths = {}, {}
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.goto(address)
            results = Axe().run(page).response
            found[f"{width} {theme}"] = [
                [each["id"], each["impact"], str(each["nodes"][0]["html"])[:200]]
                for each in results["violations"]
            ]
            widths[f"{width} {theme}"] = page.evaluate(
                "document.documentElement.scrollWidth"
            )
            picture(page, f"report-{width}-{theme}", full_page=True)
    own = [url for url in asked if not url.startswith(("data:", "file:"))]
    return {"found": found, "asked": own, "widths": widths}


@pytest.mark.browser
@pytest.mark.parametrize(
    "takes",
    [("good",), ("turned",), ("too shallow",), ("one leg", "standing", "good")],
    ids=" and ".join,
)
def test_all_can_use_the_page_in_both_themes_and_on_a_phone(takes, tmp_path):
    file = tmp_path / "report.html"
    content = document_of(tmp_path, *takes, client=LONG_NAME)
    file.write_text(as_html(content), encoding="utf-8")
    seen = in_browser(look, file.as_uri())
    serious = {
        size: [each for each in found if each[1] in AXE_SERIOUS]
        for size, found in seen["found"].items()
    }
    assert len(serious) == 4
    assert not any(serious.values()), serious
    assert seen["asked"] == []
    assert {size: int(size.split()[0]) for size in seen["widths"]} == seen["widths"]
