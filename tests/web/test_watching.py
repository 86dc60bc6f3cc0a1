"""The recorder's small pictures are answered to the browser of the take only."""

import asyncio
import io
import json
from types import SimpleNamespace
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image
from starlette.requests import Request

from screening.live import watch
from screening.web.browsers import cookie_name
from screening.web.check import watching
from screening.web.check.watching import Watching

MINE, OTHER = "m" * 43, "o" * 43
WHEN = {"time_s": "1.5", "cue": "down"}


class Watcher:
    """Stands for the pose model."""

    closed = 0

    def look(self, image, time_s, cue):
        self.asked = image.shape, time_s, cue
        return SimpleNamespace(seen=self, stance="left", drop_leg=np.float64(0.25))

    def close(self):
        Watcher.closed += 1


@pytest.fixture
def takes(monkeypatch):
    monkeypatch.setattr(watch, "TakeWatcher", Watcher)
    takes = Watching()
    takes.allow("take", MINE)
    return takes


def ask(takes, browser=MINE, picture=None, **query):
    asked = {"take": "take", **WHEN, **query}
    scope = {
        "type": "http",
        "method": "POST",
        "query_string": urlencode(asked).encode(),
        "headers": [(b"cookie", f"{cookie_name()}={browser}".encode())],
    }

    async def receive():
        return {"type": "http.request", "body": picture or jpeg()}

    return asyncio.run(takes.answer(Request(scope, receive)))


def jpeg(size=(40, 30)):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, "JPEG")
    return file.getvalue()


def test_its_own_browser_is_told_what_somebody_does(takes):
    answer = ask(takes)
    assert json.loads(answer.body) == {"stance": "left", "drop_leg": 0.25}
    assert takes._takes["take"].watcher.asked == ((30, 40, 3), 1.5, "down")


@pytest.mark.parametrize(
    "how", [{"browser": OTHER}, {"browser": "short"}, {"take": "another"}]
)
def test_nobody_else_is_answered(takes, how):
    assert ask(takes, **how).status_code == 403


@pytest.mark.parametrize(
    ("picture", "status"),
    [(b"no picture", 503), (jpeg((2000, 20)), 503), (b"x" * 500_000, 413)],
)
def test_what_is_no_small_picture_is_not_looked_at(takes, picture, status):
    assert ask(takes, picture=picture).status_code == status


def test_a_take_that_has_ended_frees_its_model(takes):
    ask(takes)
    before = Watcher.closed
    takes.end("take")
    assert Watcher.closed == before + 1
    assert ask(takes).status_code == 403


def test_no_more_models_than_there_is_room_for(takes, monkeypatch):
    monkeypatch.setattr(watching, "MOST_AT_ONCE", 1)
    takes.allow("second", MINE)
    assert ask(takes).status_code == 200
    assert ask(takes, take="second").status_code == 503
