"""What is kept on this computer, as the pages of the app show it."""

import datetime as dt
import re
import sqlite3
from contextlib import closing

import pytest

from screening.history import database
from screening.history.store import History
from screening.judgement.pain import Pain
from screening.web import kept
from screening.web.client_view import View
from tests.web import measured
from tests.web.page import opened, said

is_here = kept.is_here
JANUARY, MARCH = dt.date(2026, 1, 31), dt.date(2026, 3, 14)


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    """Where the history of this test is, or would be; pages are shown beside it."""
    monkeypatch.setattr(kept, "is_here", lambda: True)
    path = tmp_path / "own" / "history.sqlite3"
    monkeypatch.setenv("SCREENING_HISTORY", str(path))
    return path


@pytest.fixture
def history(file):
    """A history that the app was told to keep."""
    with History(file, create=True) as own:
        own.want(True)
        yield own


@pytest.fixture
def anna(history, saved):
    """Anna, whose right and left knee moved inwards by 6° more in March."""
    client = history.add_client("Anna", note="left *knee*", consent_on=JANUARY)
    for day, fppa_deg, after in ((JANUARY, 4.0, 1), (MARCH, 10.0, 3)):
        pain = {"right": Pain(1, after)}
        history.add(client, saved[fppa_deg], taken_on=day, pain=pain)
    return client


def press(test, label):
    button = next(b for b in test.button if b.label.replace("\\", "") == label)
    assert not button.disabled
    button.click()
    test.run()
    assert not test.exception
    return test


def labels(test):
    return [each.label for each in test.button]


def of(test, kind, label):
    return next(each for each in test.get(kind) if each.label == label)


def shown_client(work, client, compared=None):
    return opened("clients", work, View(client.id, compared).asked)


# --- The switch -----------------------------------------------------------------------


def test_nothing_is_kept_until_it_is_switched_on(work, file):
    test = opened("clients", work)
    assert "no video, unless you ask for it" in said(test)
    assert str(file) in said(test)
    assert "deleted here, without a trace" in said(test)
    assert not file.exists()
    test.toggle[0].set_value(True).run()
    assert not test.exception
    assert "Nothing is kept yet" in said(test)
    with History(file) as own:
        assert own.is_wanted
    test = opened("clients", work)
    test.toggle[0].set_value(False).run()
    assert "Results are not kept on this computer" in said(test)


def test_switched_off_what_was_kept_is_told_and_can_be_deleted(work, history, anna):
    history.want(False)
    test = opened("clients", work)
    assert "2 screenings from before are still kept" in said(test)
    assert "Anna" not in said(test)
    of(test, "checkbox", "I know that this cannot be undone").check()
    test.run()
    history.close()
    press(test, "Delete everything that is kept, of everybody")
    assert list(history.path.parent.iterdir()) == []
    assert "Everything is deleted" in "".join(each.value for each in test.success)


def test_whoever_sits_elsewhere_is_shown_nothing(work, history, anna, monkeypatch):
    monkeypatch.setattr(kept, "is_here", lambda: False)
    test = opened("clients", work, View(anna.id).asked)
    assert "shown there only" in said(test)
    assert "Anna" not in said(test)
    measured.finished(work, measured.good())
    test = opened("result", work)
    assert not any(
        "keep" in each.proto.popover.label.lower() for each in test.get("popover")
    )


@pytest.mark.parametrize(
    ("url", "address", "here"),
    [
        ("http://localhost:8501/clients", None, True),
        ("http://127.0.0.1:8501/clients", None, True),
        ("http://192.168.0.7:8501/clients", "192.168.0.9", False),
        ("http://localhost:8501/clients", "192.168.0.9", False),
        ("https://clinic.example/clients", None, False),
    ],
)
def test_here_is_the_computer_that_runs_the_app(url, address, here, monkeypatch):
    class Context:
        pass

    context = Context()
    context.url, context.ip_address = url, address
    monkeypatch.setattr(kept.st, "context", context)
    assert is_here() is here


# --- All clients ----------------------------------------------------------------------


def test_all_clients_are_listed_and_found(work, history):
    for number in range(30):
        history.add_client(f"Client {number:02d}", consent_on=MARCH)
    history.myself()
    test = opened("clients", work)
    names = [each.label for each in test.button if "Client" in each.label]
    assert names[0] == "Client 00"
    assert len(names) == 24  # and one's own
    press(test, "Show more")
    assert len([b for b in test.button if "Client" in b.label]) == 30
    test.text_input(key="history-search").set_value("29")
    test.run()
    assert [b.label for b in test.button if "Client" in b.label] == ["Client 29"]
    test.text_input(key="history-search").set_value("nobody")
    test.run()
    assert "No name has “nobody” in it." in said(test)


def test_a_client_is_added_with_consent_only(work, history):
    test = opened("clients", work)
    of(test, "text_input", "Name or pseudonym").set_value("Berta")
    test.run()
    assert next(b for b in test.button if b.label == "Add").disabled
    of(test, "checkbox", "The client has agreed that results are kept here").check()
    test.run()
    press(test, "Add")
    (client,) = history.clients()
    assert (client.name, client.consent_on) == ("Berta", kept.today())
    assert "No screening of Berta is kept yet" in said(test)


def test_what_is_older_than_the_choice_goes_after_a_word_about_it(work, history, anna):
    test = opened("clients", work)
    of(test, "selectbox", "Delete screenings automatically").select(180)
    test.run()
    gone = history.older_than(180, kept.today())
    assert gone
    assert f"{gone} screenings are older" in said(test)
    assert len(history.screenings(anna)) == 2
    press(test, "Apply")
    assert history.retention_days() == 180
    assert sum(client.screenings for client in history.clients()) == 2 - gone


def test_a_client_goes_to_another_computer_and_back(work, history, anna, tmp_path):
    from screening.history.archive import export_client

    archive = tmp_path / "anna.zip"
    export_client(history, anna, archive)
    history.delete_client(anna)
    test = opened("clients", work)
    place = test.file_uploader[0]
    place.upload("anna.zip", archive.read_bytes(), "application/zip")
    test.run()
    press(test, "Take over")
    assert "Anna: new screenings 2." in "".join(each.value for each in test.success)
    assert [c.name for c in history.clients()] == ["Anna"]


def test_a_zip_that_is_none_is_refused_in_a_sentence_by_its_own_name(work, history):
    test = opened("clients", work)
    test.file_uploader[0].upload("holiday.zip", b"x", "application/zip")
    test.run()
    press(test, "Take over")
    assert "holiday.zip" in said(test)
    assert "Nothing was taken over" in said(test)
    assert history.clients() == []


# --- One client -----------------------------------------------------------------------


def test_six_degrees_more_are_no_measurable_change(work, anna):
    text = said(shown_client(work, anna))
    assert "left *knee*" in text
    assert re.search(r"Right leg: 4\.\d° ± .*10\.\d° ± .*No measurable change", text)
    assert "no measurable change" in text
    assert "Changed:" not in text


def test_fourteen_degrees_more_have_changed(work, history, anna, saved):
    history.add(anna, saved[18.0], taken_on=dt.date(2026, 6, 1))
    test = shown_client(work, anna)
    assert re.search(
        r"Left leg: 4\.\d° .*18\.\d° .*\(\+14\.\d°\)\. Changed", said(test)
    )


def test_one_screening_has_no_change_to_speak_of(work, history, saved):
    berta = history.add_client("Berta", consent_on=MARCH)
    history.add(berta, saved[4.0], taken_on=MARCH)
    test = shown_client(work, berta)
    assert "One screening so far" in said(test)
    assert "hange:" not in said(test)
    assert "Compare" not in labels(test)


def test_a_client_without_screenings_is_told_how_to_begin(work, history):
    berta = history.add_client("Berta", consent_on=MARCH)
    assert "press “Keep this result”" in said(shown_client(work, berta))
    assert "No screening of yours" in said(shown_client(work, history.myself()))


def test_name_notes_and_consent_are_changed(work, history, anna):
    test = shown_client(work, anna)
    of(test, "text_input", "Name or pseudonym").set_value("Anne")
    of(test, "text_area", "Notes").set_value("new")
    of(test, "checkbox", "Consent recorded").uncheck()
    test.run()
    press(test, "Save")
    changed = history.client("Anne")
    assert (changed.id, changed.note, changed.consent_on) == (anna.id, "new", None)


def test_a_screening_and_a_client_are_deleted_after_a_question(work, history, anna):
    test = shown_client(work, anna)
    button = next(b for b in test.button if b.key == "history-delete-one")
    assert button.disabled
    newest = history.screenings(anna)[-1]
    test.checkbox(key=f"history-sure-{newest.id}").check()
    test.run()
    next(b for b in test.button if b.key == "history-delete-one").click()
    test.run()
    assert [one.taken_on for one in history.screenings(anna)] == [JANUARY]
    test.checkbox(key=f"history-sure-{anna.id}").check()
    test.run()
    press(test, "Delete Anna with all screenings")
    assert history.clients() == []
    assert "Anna: everything is deleted." in "".join(s.value for s in test.success)


def test_a_kept_screening_is_opened_with_its_pain_and_only_once(work, history, anna):
    for _ in range(2):
        test = opened("app", work, View(anna.id).asked)
        test.switch_page("clients/page.py")
        test.run()
        press(test, "Open its result")
    (item,) = work.items
    assert item.title == "Anna, 14 March 2026"
    assert item.kept.client == "Anna"
    assert [each.value for each in test.title] == ["Result"]
    assert "The pain went from 1 to 3 of 10" in said(test)
    assert "frames.csv" in item.files


# --- Two screenings -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "word"), [(10.0, "no measurable change"), (18.0, "changed")]
)
def test_two_screenings_stand_side_by_side(work, history, saved, now, word):
    berta = history.add_client("Berta", consent_on=MARCH)
    for day, fppa_deg in ((JANUARY, 4.0), (MARCH, now)):
        history.add(berta, saved[fppa_deg], taken_on=day, pain={"left": Pain(0, 2)})
    test = press(shown_client(work, berta), "Compare")
    text = said(test)
    knee = re.search(r"Inward knee angle</th>(.*?)</tr>", text)[1]
    assert word in knee
    assert len(test.get("image") or test.get("imgs")) == 4
    assert "Then: Pain before the squats 0, after them 2 (of 10)." in text
    press(test, "← Berta")
    assert "Over time" in said(test)


def test_legs_of_different_days_are_not_compared(work, history, saved):
    item = measured.finished(work, measured.one_leg("right"))
    berta = history.add_client("Berta", consent_on=MARCH)
    ids = [
        history.add(berta, folder, taken_on=day)
        for folder, day in ((item.folder, JANUARY), (saved[4.0], MARCH))
    ]
    text = said(shown_client(work, berta, tuple(ids)))
    assert "Tested at one of the two times only" in text


@pytest.fixture
def varied(history, saved, other_forms):
    """A client with a full test, half squats and a standing test."""
    client = history.add_client("Cleo", consent_on=JANUARY)
    days = (JANUARY, MARCH, dt.date(2026, 4, 1))
    forms = (saved[4.0], other_forms["half_squat"], other_forms["one_leg_stance"])
    for day, folder in zip(days, forms, strict=True):
        history.add(client, folder, taken_on=day)
    return client


def test_each_form_of_the_test_has_trends_of_its_own(work, varied):
    test = shown_client(work, varied)
    text = said(test)
    assert "Different forms of the test are never compared with each other" in text
    names = ["Single-leg squat", "Single-leg squat, half depth"]
    headed = [each.value for each in test.header]
    assert [name for name in headed if name in names] == names
    assert "Standing on one leg (Trendelenburg test)" in headed
    assert "A standing test has no value for a whole squat" in text
    assert "hanged:" not in text
    assert "measurable change:" not in text
    choice = of(test, "selectbox", "Earlier").options
    assert sum("Half depth" in each for each in choice) == 1
    assert sum("Standing on one leg for 30 s" in each for each in choice) == 1


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (0, 2)])
def test_different_forms_side_by_side_have_no_difference(work, history, varied, pair):
    ids = tuple(history.screenings(varied)[place].id for place in pair)
    text = said(shown_client(work, varied, ids))
    assert text.count("so there is no difference") == 2
    assert "Measurable from" not in text
    assert "Over the squat" not in text
    assert ("Right leg: stood for" in text) == (2 in pair)


def test_a_german_day_begins_no_list(work, history, varied, monkeypatch):
    monkeypatch.setattr("screening.language._listener", lambda: "de")
    test = shown_client(work, varied, [s.id for s in history.screenings(varied)[:2]])
    assert any(each.value.startswith(r"14\. März") for each in test.markdown)


# --- What can be wrong with the file --------------------------------------------------


def damage(file):
    file.write_bytes(b"no database" * 1000)


def come_from_later(file):
    with closing(sqlite3.connect(file)) as own:
        own.execute("PRAGMA user_version = 99")


def take_rights(file):
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (damage, "is damaged or no history"),
        (come_from_later, "later version of this tool"),
        (take_rights, "cannot be opened"),
    ],
)
@pytest.mark.parametrize("page", ["clients", "result"])
def test_a_history_that_cannot_be_used_is_one_sentence(
    work, history, anna, harm, sentence, page
):
    history.close()
    for rest in history.path.parent.glob("*-*"):
        rest.unlink()
    harm(history.path)
    measured.finished(work, measured.good())
    test = opened(page, work)
    assert len(test.error) == 1
    assert sentence in said(test)
    if page == "result":
        assert "The right knee moved inwards" in said(test)


def test_a_locked_history_is_read_and_what_is_to_be_kept_is_not_lost(
    work, history, anna, monkeypatch
):
    monkeypatch.setattr(database, "_WAIT_S", 0.05)
    measured.finished(work, measured.good())
    test = opened("result", work)
    agree_and_name(test, "Berta")
    with closing(sqlite3.connect(history.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        press(test, "Keep")
        assert "in use by another program" in said(test)
        assert work.items[0].kept is None
        assert "Anna" in labels(opened("clients", work))
    press(test, "Keep")
    assert work.items[0].kept.client == "Berta"


def test_a_full_disk_is_one_sentence_and_nothing_is_half_kept(
    work, history, anna, monkeypatch
):
    measured.finished(work, measured.good())
    test = opened("result", work)
    agree_and_name(test, "Berta")
    connect = database.connect

    def full(path, *, create):
        connection = connect(path, create=create)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr("screening.history.store.connect", full)
    press(test, "Keep")
    assert "disk is full" in said(test)
    assert [client.name for client in history.clients()] == ["Anna"]


# --- Keeping a result -----------------------------------------------------------------


def agree_and_name(test, name):
    of(test, "selectbox", "Whose result is it?").select("new")
    test.run()
    of(test, "text_input", "Name or pseudonym").set_value(name)
    of(test, "checkbox", "The client has agreed that results are kept here").check()
    test.run()
    assert not test.exception


def test_a_result_is_kept_for_a_client_once(work, history):
    item = measured.finished(work, measured.good(), "Ben left.mp4")
    test = opened("result", work)
    assert of(test, "text_input", "Name or pseudonym").value == "Ben"
    assert next(b for b in test.button if b.label == "Keep").disabled
    agree_and_name(test, "Ben")
    press(test, "Keep")
    assert "Kept for Ben, " in said(test)
    assert item.is_saved
    for level, label in ((2, "before"), (4, "after")):
        key = f"pain-{label}-left-{item.id}"
        test.get("button_group")
        next(b for b in test.get("button_group") if b.key == key).select(level)
        test.run()
    next(b for b in test.button if b.key == "keep-again").click()
    test.run()
    item.kept = None  # as in another visit
    test = opened("result", work)
    assert "Kept for Ben, " in said(test)
    next(b for b in test.button if b.key == "keep-again").click()
    test.run()
    (one,) = history.screenings(history.client("Ben"))
    assert one.pain["left"] == Pain(2, 4)


def test_both_legs_of_a_take_are_one_screening_of_ones_own(work, history):
    for leg in ("right", "left"):
        item = measured.finished(work, measured.one_leg(leg), f"{leg} leg", "A take")
        item.kind = "take"
    test = opened("result", work)
    assert of(test, "selectbox", "Whose result is it?").value == "mine"
    press(test, "Keep")
    (mine,) = history.clients()
    (one,) = history.screenings(mine)
    assert mine.name == ""
    assert len(history.results(one)) == 2
    assert set(history.values(mine)["leg"]) == {"left", "right"}
    test = opened("clients", work)
    press(test, "My screenings")
    assert "Left leg" in said(test)
    press(test, "Open its result")
    assert {each.kind for each in work.items} == {"take"}


def test_what_is_kept_is_deleted_from_the_result_as_well(work, history):
    item = measured.finished(work, measured.good(), "Ben.mp4")
    test = opened("result", work)
    agree_and_name(test, "Ben")
    press(test, "Keep")
    press(test, "Delete what is kept of it")
    assert item.kept is None
    assert history.screenings(history.client("Ben")) == []
    assert "Keep this result" in [
        each.proto.popover.label for each in test.get("popover")
    ]
