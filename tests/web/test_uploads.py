"""What is uploaded is limited before it is read, and leaves the memory once stored."""

import asyncio
from types import SimpleNamespace

import pytest

from screening.web import uploads
from screening.web.uploads import MOST_FILES, MOST_OF_A_VISIT_MB, UploadLimits
from tests.web.page import agree, opened
from tests.web.test_pages import press

MB = 1 << 20


class File:
    """Stands for so many bytes in memory."""

    def __init__(self, size):
        self.data = range(size)


def put(stored, length, visit="a", limits=None):
    """Offer a file; return the status, and whether the app saw it."""
    seen, sent = [], []

    async def app(scope, receive, send):
        seen.append(scope)
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message):
        sent.append(message)

    limits = UploadLimits(app, lambda: stored)
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    path = f"/_stcore/upload_file/{visit}/made-up"
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers}
    asyncio.run(limits(scope, None, send))
    return sent[0]["status"], bool(seen)


def test_a_clip_of_usual_size_is_taken():
    assert put({}, 200 * MB) == (204, True)


def test_more_files_than_anybody_drops_are_refused_unread():
    files = {str(number): File(1) for number in range(MOST_FILES)}
    assert put({"a": files}, 1) == (413, False)
    assert put({"a": files}, 1, visit="b") == (204, True)


def test_the_sum_of_a_visit_and_of_all_visits_is_limited():
    full = {"1": File(MOST_OF_A_VISIT_MB * MB)}
    assert put({"a": full}, 1) == (413, False)
    assert put({"b": full}, 1) == (204, True)
    assert put({"b": full, "c": full}, 1) == (413, False)


@pytest.mark.parametrize("length", [None, "-1", "many"])
def test_an_upload_of_unknown_length_is_refused(length):
    assert put({}, length) == (411, False)


def test_uploads_that_are_just_coming_count_too():
    statuses = []

    async def send(message):
        statuses.append(message["status"])

    async def offer_all():
        let_go = asyncio.Event()

        async def app(scope, receive, send):
            await let_go.wait()
            await send({"type": "http.response.start", "status": 204, "headers": []})

        limits = UploadLimits(app, dict)
        half = str(MOST_OF_A_VISIT_MB * MB // 2).encode()
        scope = {
            "type": "http",
            "method": "PUT",
            "path": "/_stcore/upload_file/a/f",
            "headers": [(b"content-length", half)],
        }
        first = [asyncio.create_task(limits(scope, None, send)) for _ in range(2)]
        await asyncio.sleep(0)
        await limits(scope, None, lambda message: _note(statuses, message))
        let_go.set()
        await asyncio.gather(*first)
        await limits(scope, None, send)

    asyncio.run(offer_all())
    assert statuses == [413, 204, 204, 204]


async def _note(statuses, message):
    if "status" in message:
        statuses.append(message["status"])


def test_a_clip_that_was_handed_in_is_not_kept_in_memory(work, monkeypatch):
    released = []

    def note(session, file_id):
        released.append(file_id)

    context = SimpleNamespace(
        uploaded_file_mgr=SimpleNamespace(remove_file=note), session_id="s"
    )
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: context)
    test = opened("upload", work)
    test.file_uploader[0].upload("Anna.mp4", b"no clip", "video/mp4")
    test.run()
    assert released == []
    agree(test)
    press(test, "Measure this clip")
    (item,) = work.items
    assert len(released) == 1
    assert item.title == "Anna.mp4"
