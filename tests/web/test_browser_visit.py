"""Nothing vanishes: not by a click in the middle, not by F5, not for others' eyes."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.web import prepared
from tests.web.browser import in_browser, other_browser, picture
from tests.web.server import free_port, serving

pytestmark = pytest.mark.browser

LOOKS_LATER_MS = 2000


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """An app whose visits find a result, and a clip that is being measured."""
    env = {"TMPDIR": str(tmp_path_factory.mktemp("server"))}
    command = (*prepared.COMMAND, "done", "measuring")
    with serving(command=command, env=env) as url:
        yield url


def main_text(page):
    return page.locator("[data-testid=stMain]").inner_text()


def open_upload(page, address):
    page.goto(f"{address}/upload")
    page.get_by_role("button", name="Show the result").wait_for()


def show_results_while_measuring(page, address, times):
    """Click at another moment of the tick each time, and look two seconds later."""
    open_upload(page, address)
    seen = []
    for number in range(times):
        page.wait_for_timeout(100 + 170 * number)
        page.get_by_role("button", name="Show the result").click()
        page.get_by_role("button", name="Download everything").wait_for()
        page.wait_for_timeout(LOOKS_LATER_MS)
        seen.append(main_text(page))
        page.get_by_role("link", name="Upload clips").first.click()
        page.get_by_role("button", name="Show the result").wait_for()
    return seen


def test_a_result_that_is_opened_while_a_clip_is_measured_stays(address):
    seen = in_browser(show_results_while_measuring, address, 4)
    assert [("Right leg" in text, len(text) > 500) for text in seen] == [
        (True, True)
    ] * 4


class _LateTick:
    """Lets a page's wish to draw its table anew arrive when its page has been left."""

    def __init__(self, socket):
        self._browser, self._server = socket, socket.connect_to_server()
        self._tick, self._left, self.was_late = None, "", False
        socket.on_message(self._to_server)
        self._server.on_message(self._to_browser)

    def _to_server(self, message):
        asked = BackMsg.FromString(message).rerun_script
        if asked.is_auto_rerun:
            self._tick, self._left = message, asked.page_script_hash
        else:
            self._server.send(message)

    def _to_browser(self, message):
        self._browser.send(message)
        page = ForwardMsg.FromString(message).new_session.page_script_hash
        if self._tick and page not in ("", self._left):
            self._server.send(self._tick)
            self.was_late, self._tick = True, None


def show_result_with_a_late_tick(page, address):
    ticks = []
    page.route_web_socket("**/_stcore/stream", lambda s: ticks.append(_LateTick(s)))
    open_upload(page, address)
    page.wait_for_timeout(LOOKS_LATER_MS)  # for a tick
    page.get_by_role("button", name="Show the result").click()
    page.get_by_role("button", name="Download everything").wait_for()
    page.wait_for_timeout(LOOKS_LATER_MS)
    return main_text(page), [tick.was_late for tick in ticks]


def test_a_result_stays_although_the_page_before_wants_to_be_drawn_anew(address):
    seen, was_late = in_browser(show_result_with_a_late_tick, address)
    assert was_late == [True]
    assert "Right leg" in seen
    assert len(seen) > 500


FOUND = "This browser was here before"


def load_again(page, address):
    """F5, another tab, and another browser."""
    open_upload(page, address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_text(FOUND).wait_for()
    page.get_by_text("frame 40 of 400").wait_for()
    picture(page, "visit-found-again")
    after_f5 = main_text(page)
    tab = page.context.new_page()
    tab.goto(f"{address}/upload")
    tab.get_by_text(FOUND).wait_for()
    tab.get_by_role("button", name="I am somebody else").click()
    tab.get_by_text(FOUND).wait_for(state="hidden")
    other = other_browser(page)
    other.goto(f"{address}/upload")
    other.get_by_role("button", name="Show the result").wait_for()
    return after_f5, main_text(other)


def test_what_was_measured_is_found_again_by_its_own_browser_only(address):
    after_f5, other = in_browser(load_again, address)
    assert "Anna.mp4" in after_f5
    assert FOUND not in other


def leave_unasked(page, address):
    """Tell what the browser asks before and after the page has something to lose."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_upload(page, address)
    page.get_by_text("Drop").first.click(force=True)  # who never touched is not asked
    page.reload()
    page.get_by_text(FOUND).wait_for()
    return asked


def test_the_browser_asks_before_a_measurement_is_left(address):
    assert in_browser(leave_unasked, address) == ["beforeunload"]


def address_of_picture(page, address):
    open_upload(page, address)
    page.get_by_role("button", name="Show the result").click()
    image = page.locator("[data-testid=stImage] img").first
    image.wait_for()
    address = image.get_attribute("src")
    status = "async address => (await fetch(address)).status"
    other = other_browser(page)
    other.goto(address.partition("/media")[0])
    other.get_by_role("heading", name="Check yourself").wait_for()
    return {
        "own": page.evaluate(status, address),
        "other": other.evaluate(status, address),
        "address": address,
        "cookies": page.context.cookies(),
    }


def test_the_address_of_a_picture_answers_its_own_browser_only(address):
    seen = in_browser(address_of_picture, address)
    assert (seen["own"], seen["other"]) == (200, 404)
    own = [each for each in seen["cookies"] if each["name"].startswith("screening")]
    assert [(each["httpOnly"], len(each["value"])) for each in own] == [(True, 43)]


def restart(page, port, folder):
    env, command = {"TMPDIR": folder}, (*prepared.COMMAND, "done")
    with serving(command=command, env=env, port=port) as address:
        open_upload(page, address)
        page.wait_for_timeout(1000)
    with serving(command=prepared.COMMAND, env=env, port=port):
        page.get_by_text("The app was started again").wait_for()
        picture(page, "visit-new-server")
        return page.get_by_role("alert").inner_text()


def test_a_page_whose_server_was_started_anew_says_so(tmp_path):
    said = in_browser(restart, free_port(), str(tmp_path))
    assert "please measure it again" in said


IS_OUT_OF_SIGHT = """() =>
    [...document.querySelectorAll("[data-testid=stSidebarNavLink]")]
        .every((link) => link.getBoundingClientRect().right <= 0)
"""


def use_the_menu(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/settings")
    page.locator("[data-testid=stExpandSidebarButton]").click()
    page.get_by_role("link", name="Upload clips").click()
    page.get_by_role("button", name="Show the result").wait_for()
    # It slides away, which takes a slow computer longer than a fixed time.
    page.wait_for_function(IS_OUT_OF_SIGHT)
    page.wait_for_timeout(LOOKS_LATER_MS)
    picture(page, "visit-phone-menu")
    return page.evaluate(IS_OUT_OF_SIGHT)


def test_the_menu_of_a_phone_closes_after_a_page_was_chosen(address):
    assert in_browser(use_the_menu, address)
