"""Many clips at once: whose they are, in what order, and how long it will take."""

import math

import av
import numpy as np
import pytest

from screening.jobs.clip import ClipJob
from screening.jobs.look import open_in_child
from screening.web.items import Item
from screening.web.upload import queue
from screening.web.upload.clients import client_and_leg, pairs
from screening.web.upload.early import look_early
from screening.web.upload.queue import in_order
from screening.web.upload.time_left import seconds_left
from tests.clips import write_clip
from tests.web import measured
from tests.web.page import agree, opened, said


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ben left.mp4", ("Ben", "left")),
        ("ben_R.MOV", ("ben", "right")),
        ("Anna (rechts).mp4", ("Anna", "right")),
        ("AnnaLeft.mp4", ("Anna", "left")),
        ("left.mp4", ("", "left")),
        ("IMG_0042.MOV", ("IMG 0042", None)),
        ("Ben left right.mp4", ("Ben left right", None)),
        ("Lara.mp4", ("Lara", None)),
    ],
)
def test_a_name_tells_whose_leg_it_is(name, expected):
    assert client_and_leg(name) == expected


def test_left_and_right_of_one_person_are_a_pair():
    names = ["Ben right.mp4", "Anna.mp4", "Ben left.mp4", "Cem left.mp4"]
    assert pairs(names) == {"Ben": (2, 0)}


def test_two_clips_of_the_same_leg_are_no_pair():
    names = ["Ben left.mp4", "Ben_left.mov", "Ben right.mp4"]
    assert pairs(names) == {}


def test_results_are_not_drawn_again_while_others_are_measured(work, monkeypatch):
    measured.finished(work, measured.good())
    for state in ("measuring", "failed", "waiting", "stopped"):
        work._items.append(Item(state, state, ClipJob("clip.mp4"), state=state))
    drawn = []
    monkeypatch.setattr(queue, "_row", lambda _, items: drawn.append(items[0].state))
    opened("upload", work)
    assert drawn == ["measuring", "failed", "waiting", "done", "stopped"]
    drawn.clear()
    queue._to_come(work, work.changes)
    assert drawn == ["measuring", "failed", "waiting"]
    del work._items[1:]


def dropped(work, *names):
    test = opened("upload", work)
    for name in names:
        test.file_uploader[0].upload(name, b"x", "video/mp4")
    test.run()
    return test


def hand_in(test, work, count):
    agree(test)
    next(b for b in test.button if b.label == f"Measure {count} clips").click()
    test.run()
    for item in work.items:
        work.stop(item.id)
    return {item.title: item.group for item in work.items}


def test_clips_are_joined_by_their_names_unless_somebody_says_no(work):
    test = dropped(work, "Ben left.mp4", "Anna.mp4", "Ben right.mp4")
    assert "Ben" in test.toggle(key="kept-0-join").label
    groups = hand_in(test, work, 3)
    assert groups == {"Ben left.mp4": "Ben", "Anna.mp4": "", "Ben right.mp4": "Ben"}


def test_two_clips_without_a_leg_in_their_names_are_asked_about_once(work):
    test = dropped(work, "IMG_1.mp4", "IMG_2.mp4")
    assert test.toggle(key="kept-0-join").value is False
    test.toggle(key="kept-0-join").set_value(True)
    test.run()
    assert set(hand_in(test, work, 2).values()) == {"IMG 1"}


def test_one_form_holds_for_all_clips_but_the_exceptions(work):
    test = dropped(work, "a.mp4", "b.mp4", "c.mp4")
    test.selectbox(key="kept-0-all-shoes").set_value("barefoot")
    test.multiselect(key="kept-0-differ").set_value([1])
    test.run()
    test.toggle(key="kept-0-1-mirrored").set_value(True)
    test.run()
    hand_in(test, work, 3)
    assert [i.job.mirrored for i in work.items] == [False, True, False]
    assert [i.job.notes.get("shoes") for i in work.items] == [
        "barefoot",
        None,
        "barefoot",
    ]


def waiting(work, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    item = Item(name, name, ClipJob(path, out=tmp_path / "out"))
    work._items.append(item)
    return item


def test_a_broken_file_is_told_before_its_turn(work, tmp_path):
    broken = waiting(work, tmp_path, "broken.mp4", b"no video at all")
    good_clip = write_clip(tmp_path / "good.mp4", [0.0, 0.04, 0.08], size=(64, 64))
    good = waiting(work, tmp_path, "good.mp4", good_clip.read_bytes())
    look_early(work, [good, broken]).join(60)
    assert (good.state, broken.state) == ("waiting", "failed")
    assert "“broken.mp4” is not a readable video" in broken.error
    assert work.changes == 1
    assert not open_in_child(good.job.path)


def test_a_clip_of_a_front_camera_says_so(work, tmp_path):
    name = tmp_path / "selfie.mov"
    with av.open(str(name), "w", format="mov") as film:
        film.metadata["comment"] = "iPhone 14 front camera 2.69mm f/1.9"
        stream = film.add_stream("mpeg4", rate=25)
        stream.width, stream.height = 64, 64
        for _ in range(3):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), "u1"), "rgb24")
            film.mux(stream.encode(picture))
        film.mux(stream.encode(None))
    item = waiting(work, tmp_path, "selfie.mov", name.read_bytes())
    look_early(work, [item]).join(60)
    assert item.front_camera


def test_what_may_be_mirrored_is_asked_until_it_is_put_right(work):
    item = measured.finished(work, measured.good())
    assert "writing in it reads backwards" not in said(opened("result", work))
    item.front_camera = True
    test = opened("result", work)
    assert "writing in it reads backwards" in said(test)
    test.button(key=f"swap-{item.id}").click()
    test.run()
    assert item.result.provenance["mirrored"]
    assert "writing in it reads backwards" not in said(test)


def _job(work):
    return ClipJob(work._folder / "none.mp4", out=work._folder / "nothing")


def test_what_is_measured_stands_first_and_results_last(work):
    measured.finished(work, measured.one_leg("left"), "Ben left.mp4", "Ben")
    measured.finished(work, measured.good(), "Anna.mp4")
    measured.finished(work, measured.one_leg("right"), "Ben right.mp4", "Ben")
    for state in ("stopped", "waiting", "failed", "measuring"):
        work._items.append(Item(state, state, _job(work), state=state))
    rows = [[item.title for item in row] for row in in_order(work)]
    assert rows == [
        ["measuring"],
        ["failed"],
        ["waiting"],
        ["Anna.mp4"],
        ["Ben left.mp4", "Ben right.mp4"],
        ["stopped"],
    ]


def test_the_time_left_follows_pace_and_sizes(work, tmp_path):
    going_on = waiting(work, tmp_path, "a.mp4", b"x" * 100)
    going_on.state, going_on.step = "measuring", "measuring"
    going_on.done, going_on.expected = 1, 1000
    waiting(work, tmp_path, "b.mp4", b"x" * 200)
    seen: dict = {}
    assert math.isnan(seconds_left(work.items, seen, now_s=lambda: 100.0))
    going_on.done = 501  # four tenths of the whole, in 20 s: 50 s for a clip
    left_s = seconds_left(work.items, seen, now_s=lambda: 120.0)
    assert left_s == pytest.approx(50 * (1 - 0.4008) + 50 * 2, rel=1e-3)


def test_the_page_says_how_many_are_measured(work):
    measured.finished(work, measured.good(), "Anna.mp4")
    work._items.append(Item("w", "w.mp4", _job(work), state="failed"))
    assert "1 of 2 clips are measured." in said(opened("upload", work))


def test_half_a_clip_and_a_missing_leg_are_told_in_the_table(work):
    measured.finished(work, measured.half_a_file())
    words = said(opened("upload", work))
    assert "sc-badge sc-no_sign" not in words
    assert words.count("breaks off before its stated end") == 1
    assert "Right leg: no squat on it was found" in words
