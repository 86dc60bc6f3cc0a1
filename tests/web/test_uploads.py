"""What is uploaded is limited before it is read, and lies on the disk."""

import asyncio
import io
from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from screening.web import uploads
from screening.web.uploads import MOST_FILES, MOST_OF_A_VISIT_MB, Uploads, dropped
from tests.web.page import agree, opened
from tests.web.test_pages import press

MB = 1 << 20


class File:
    """Stands for so many bytes in memory."""

    def __init__(self, size):
        self.data = range(size)


PLACE = "/_stcore/upload_file/"
KIND = (b"content-type", b"multipart/form-data; boundary=b")
HEAD = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="Anna 1.mp4"\r\n'
    b"Content-Type: video/mp4\r\n\r\n"
)


def body_of(content):
    return HEAD + content + b"\r\n--b--\r\n"


async def offer(layer, length, visit="a", body=None, piece=1000):
    """Offer a file piece by piece; return the status."""
    sent, body = [], body_of(b"xyz") if body is None else body
    pieces = [body[i : i + piece] for i in range(0, len(body), piece)]

    async def receive():
        last = len(pieces) == 1
        return {"type": "http.request", "body": pieces.pop(0), "more_body": not last}

    async def send(message):
        sent.append(message)

    headers = [KIND]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    scope = {"type": "http", "method": "PUT", "headers": headers}
    await layer({**scope, "path": f"{PLACE}{visit}/made-up"}, receive, send)
    return sent[0]["status"]


class App:
    """Stands in for Streamlit: keeps what comes as the file of a visit."""

    def __init__(self, status=204):
        self.status = status
        self.seen = []
        self.manager = MemoryUploadedFileManager("upload")

    async def __call__(self, scope, receive, send):
        body = (await receive())["body"]
        self.seen.append((scope, body))
        visit, _, file_id = scope["path"].removeprefix(PLACE).partition("/")
        if self.status == 204:
            record = UploadedFileRec(file_id, "Anna 1.mp4", "video/mp4", b"")
            self.manager.add_file(visit, record)
        head = {"type": "http.response.start", "status": self.status, "headers": []}
        await send(head)


def put(stored, length, visit="a"):
    """Offer a file beside those that are there; return the status, and if it came."""
    app = App()
    app.manager.file_storage.update({k: dict(v) for k, v in stored.items()})
    layer = Uploads(app, lambda: app.manager.file_storage)
    return asyncio.run(offer(layer, length, visit)), bool(app.seen)


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
    half = MOST_OF_A_VISIT_MB * MB // 2
    app = App()
    layer = Uploads(app, lambda: app.manager.file_storage)

    async def offer_all():
        let_go = asyncio.Event()
        first = App.__call__

        async def waiting(scope, receive, send):
            await let_go.wait()
            await first(app, scope, receive, send)

        layer._app = waiting
        coming = [asyncio.create_task(offer(layer, half)) for _ in range(2)]
        await asyncio.sleep(0.1)
        refused = await offer(layer, half)
        let_go.set()
        return [refused, *await asyncio.gather(*coming), await offer(layer, half)]

    assert asyncio.run(offer_all()) == [413, 204, 204, 204]


def uploaded(content, **about):
    app = App(**about)
    layer = Uploads(app, lambda: app.manager.file_storage)
    body = body_of(content)
    status = asyncio.run(offer(layer, len(body), body=body, piece=65_536))
    return app, status


def content_of(app, monkeypatch):
    context = SimpleNamespace(uploaded_file_mgr=app.manager, session_id="a")
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: context)
    (record,) = app.manager.get_files("a", ["made-up"])
    return dropped(UploadedFile(record, None))


def test_what_streamlit_keeps_of_an_upload_is_empty_and_the_clip_is_whole(monkeypatch):
    content = bytes(range(256)) * 20_000
    app, status = uploaded(content)
    assert status == 204
    ((scope, body),) = app.seen
    assert len(body) < 300
    assert b'filename="Anna 1.mp4"' in body
    assert (b"content-length", str(len(body)).encode()) in scope["headers"]
    clip = content_of(app, monkeypatch)
    assert clip.name == "Anna 1.mp4"
    assert not isinstance(clip.content, io.BytesIO)
    clip.content.seek(0)
    assert clip.content.read() == content


def test_a_clip_on_the_disk_counts_with_its_size():
    app, _ = uploaded(b"x" * 5000)
    (record,) = app.manager.get_files("a", ["made-up"])
    assert record.data.size == 5000


def test_a_clip_goes_with_what_streamlit_keeps_of_it(monkeypatch):
    app, _ = uploaded(b"x" * 3 * MB)
    content = content_of(app, monkeypatch).content
    assert not content.closed
    app.manager.remove_session_files("a")  # the visit has ended
    assert content.closed


def test_an_upload_that_the_app_refuses_leaves_nothing():
    app, status = uploaded(b"x" * 5000, status=403)
    assert status == 403
    assert app.manager.file_storage == {}


@pytest.mark.parametrize("body", [b"\n", b"no form", b"--b--\r\n", body_of(b"x") * 2])
def test_what_is_no_upload_of_one_file_is_refused(body):
    app = App()
    layer = Uploads(app, lambda: app.manager.file_storage)
    assert asyncio.run(offer(layer, len(body), body=body)) in (204, 400)
    assert len(app.seen) <= 1


def test_a_full_disk_is_answered(monkeypatch):
    async def no_room(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.Request, "form", no_room)
    _, status = uploaded(b"x")
    assert status == 507


def test_a_clip_that_was_handed_in_is_not_kept_in_memory(work, monkeypatch):
    released = []

    def note(session, file_id):
        released.append(file_id)

    manager = SimpleNamespace(remove_file=note, get_files=lambda *_: [])
    context = SimpleNamespace(uploaded_file_mgr=manager, session_id="s")
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
