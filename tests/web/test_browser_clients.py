"""From a result to its client, and to what has changed, in a real browser."""

import datetime as dt

import pytest

from screening.history.store import History
from tests.output.reports import LONG_NAME
from tests.web.browser import in_browser, picture
from tests.web.filled import COMMAND
from tests.web.server import serving
from tests.web.test_browser_result import DESKTOP, PHONE, RULES
from tests.web.test_browser_take import settle

pytestmark = pytest.mark.browser

JANUARY, MARCH = dt.date(2026, 1, 31), dt.date(2026, 3, 14)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("history") / "history.sqlite3"


@pytest.fixture(scope="module")
def address(tmp_path_factory, file):
    env = {
        "TMPDIR": str(tmp_path_factory.mktemp("server")),
        "SCREENING_HISTORY": str(file),
        "SCREENING_TEST_RESULTS": "/",
    }
    with serving(command=COMMAND, env=env) as url:
        yield url


def keep_and_compare(page, address, paths):
    told = []
    for path in paths:
        page.goto(f"{address}/result?filled=@{path}")
        settle(page, "Result")
        page.get_by_role("button", name="Keep this result").click()
        if not told:
            page.get_by_text("Keep results on this computer").click()
            settle(page, "Result")
            page.get_by_role("combobox", name="Whose result is it?").click()
            page.get_by_role("option", name="A new client").click()
            settle(page, "Result")
            page.get_by_role("textbox", name="Name or pseudonym").last.fill("Ben")
            page.get_by_text("The client has agreed").click()
        else:
            page.get_by_role("combobox", name="Whose result is it?").click()
            page.get_by_role("option", name="Ben").click()
        settle(page, "Result")
        page.get_by_role("button", name="Keep", exact=True).click()
        page.get_by_text("Kept for Ben").wait_for()
        told.append(page.get_by_text("Kept for Ben").inner_text())
    page.get_by_role("button", name="Show over time").click()
    settle(page, "Clients and history")
    page.locator("[data-testid=stVegaLiteChart] svg").nth(1).wait_for()
    picture(page, "client")
    over_time = page.locator(".sc-trend").first.inner_text()
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Two screenings side by side").wait_for()
    settle(page, "Clients and history")
    picture(page, "compared")
    row = page.locator(".sc-kept tr").filter(has_text="Inward knee angle").first
    return [told, over_time, row.inner_text()]


@pytest.mark.parametrize(
    ("now", "word", "said"),
    [
        (10.0, "no measurable change", "(+6.0°). No measurable change"),
        (18.0, "changed", "(+14.0°). Changed"),
    ],
    ids=["6 more", "14 more"],
)
def test_a_result_is_kept_found_at_its_client_and_compared(
    address,
    file,
    saved,
    now,
    word,
    said,
):
    if file.exists():
        with History(file) as own:
            own.want(False)
            for client in own.clients():
                own.delete_client(client)
    paths = [str(saved[each]).lstrip("/") for each in (4.0, now)]
    told, over_time, row = in_browser(keep_and_compare, address, paths)
    assert len(told) == 2
    assert word in over_time
    assert said in over_time
    assert word in row
    with History(file) as own:
        (ben,) = own.clients()
        assert ben.screenings == 2


def find_barriers(page, address):
    from axe_playwright_python.sync_playwright import Axe

    def barriers(where):
        options = {**RULES, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options).response["violations"]
        return [
            f"{where}: {each['impact']}, {each['id']}: {node['html'][:160]}"
            for each in found
            if each["impact"] in ("moderate", "serious", "critical")
            for node in each["nodes"]
        ]

    page.goto(f"{address}/clients?filled=,")
    settle(page, "Clients and history")
    told = barriers("list")
    page.get_by_role("button", name="Anna").click()
    settle(page, "Clients and history")
    page.locator("[data-testid=stVegaLiteChart] svg").nth(1).wait_for()
    told += barriers("client")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Two screenings side by side").wait_for()
    settle(page, "Clients and history")
    told += barriers("compared")
    wide = "() => document.documentElement.scrollWidth - window.innerWidth"
    return [told, page.evaluate(wide)]


@pytest.fixture
def anna(file, saved):
    """Anna, kept in the history of the app with two screenings."""
    with History(file, create=True) as own:
        own.want(True)
        if not any(client.name == "Anna" for client in own.clients()):
            anna = own.add_client("Anna", consent_on=JANUARY)
            for day, fppa_deg in ((JANUARY, 4.0), (MARCH, 18.0)):
                own.add(anna, saved[fppa_deg], taken_on=day)


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (PHONE, True)])
def test_no_page_of_clients_has_a_barrier(address, size, dark):
    told, too_wide = in_browser(find_barriers, address, size=size, dark=dark)
    assert told == []
    assert too_wide <= 0


def go_and_come_back(page, address):
    """From the list over a client to a comparison; F5 there; then Back, twice."""
    anna = page.get_by_role("heading", name="Anna", exact=True)
    in_list = page.get_by_role("button", name="Anna", exact=True)
    compared = page.get_by_role("heading", name="Two screenings side by side")
    page.goto(f"{address}/clients")
    in_list.click()
    anna.wait_for()
    settle(page, "Clients and history")
    page.get_by_role("button", name="Compare").click()
    compared.wait_for()
    settle(page, "Clients and history")
    page.reload()
    compared.wait_for()
    settle(page, "Clients and history")
    page.go_back()
    anna.wait_for()
    compared.wait_for(state="hidden")
    page.reload()
    anna.wait_for()
    settle(page, "Clients and history")
    page.go_back()
    in_list.wait_for()
    anna.wait_for(state="hidden")
    page.go_forward()
    anna.wait_for()
    settle(page, "Clients and history")
    with page.expect_download() as download:
        page.get_by_role("button", name="Report with what has changed").click()
    return [download.value.suggested_filename, page.url]


@pytest.mark.usefixtures("anna")
def test_back_and_f5_lead_where_somebody_was(address):
    title, url = in_browser(go_and_come_back, address)
    assert title == "Anna_2026-03-14.pdf"
    assert "client=" in url
    assert "Anna" not in url


def look_at_a_long_name(page, address):
    page.goto(f"{address}/clients")
    button = page.get_by_role("button", name=LONG_NAME)
    button.wait_for()
    settle(page, "Clients and history")
    return button.evaluate(
        """button => {
            const inside = [button, ...button.querySelectorAll("*")];
            const cut = inside.filter((each) => each.scrollWidth > each.clientWidth + 1
                && getComputedStyle(each).display !== "inline");
            return [cut.length, button.getBoundingClientRect().right <= innerWidth];
        }"""
    )


def test_a_long_name_is_read_whole_on_a_phone(address, file):
    with History(file, create=True) as own:
        own.want(True)
        client = own.add_client(LONG_NAME, consent_on=JANUARY)
        try:
            told = in_browser(look_at_a_long_name, address, size=PHONE)
        finally:
            own.delete_client(client)
    assert told == [0, True]
