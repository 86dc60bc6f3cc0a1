"""What is written comes back equal; what cannot be read is reported in one sentence."""

import zipfile
from contextlib import suppress
from dataclasses import asdict, replace

import numpy as np
import pytest

from screening.errors import OutputError
from screening.motion.landmarks import Take
from screening.results.landmarks_file import load_take, save_take
from tests.factories import film, whole_take
from tests.transforms import missing, noisy


def a_take():
    poses = noisy(film(whole_take("left", 1)), 1.0)
    frames = len(poses)
    others = np.random.default_rng(1).normal(size=(frames, 2, 33, 2))
    others[: frames // 2, 1] = np.nan
    poses = replace(
        missing(poses, ["left_knee"], poses.time_s < 1.0),
        pelvis_confidence=np.linspace(0, 1, frames),
        doubtful_subject=poses.time_s > 3.0,
        others_px=others,
        cut_short=True,
    )
    excluded = {("left", 1): "“lost” balance", ("right", 3): ""}
    return Take(poses, "left", True, excluded, "live")


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "landmarks.npz"
    save_take(path, a_take())
    return path


def test_what_is_written_comes_back_exactly(saved):
    before, after = a_take(), load_take(saved)
    arrays = after.poses.arrays()
    for name, values in before.poses.arrays().items():
        assert arrays[name].dtype == values.dtype, name
        np.testing.assert_array_equal(arrays[name], values, err_msg=name)
    assert asdict(after.poses.model) == asdict(before.poses.model)
    for name in ("image_size", "source", "cut_short"):
        assert getattr(after.poses, name) == getattr(before.poses, name)
    for name in ("leg", "mirrored", "excluded"):
        assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize(
    ("kind", "kept"), [("file", "replay"), ("replay", "replay"), ("live", "live")]
)
def test_a_take_that_is_read_back_is_a_replay_and_a_live_one_stays_live(
    kind, kept, tmp_path
):
    path = tmp_path / "landmarks.npz"
    save_take(path, replace(a_take(), kind=kind))
    assert load_take(path).kind == kept


def test_a_second_time_gives_the_same(saved, tmp_path):
    again = tmp_path / "again.npz"
    save_take(again, load_take(saved))
    for name, values in load_take(saved).poses.arrays().items():
        np.testing.assert_array_equal(load_take(again).poses.arrays()[name], values)


def test_nothing_is_added_to_the_name_of_the_file(tmp_path):
    save_take(tmp_path / "landmarks", a_take())
    assert [p.name for p in tmp_path.iterdir()] == ["landmarks"]


def contents(path):
    with np.load(path) as saved:
        return dict(saved)


def cut(path):
    path.write_bytes(path.read_bytes()[:-2000])


def flip(path):
    content = bytearray(path.read_bytes())
    content[3000:3200] = bytes(200)
    path.write_bytes(content)


def shorten_one(path):
    arrays = contents(path)
    arrays["time_s"] = arrays["time_s"][:-1]
    np.savez(path, **arrays)


def no_description(path):
    arrays = contents(path)
    del arrays["description"]
    np.savez(path, **arrays)


def strange_array(path):
    np.savez(path, **contents(path), more=np.zeros(3))


def no_json(path):
    np.savez(path, **(contents(path) | {"description": "{"}))


def json_of_another_kind(path):
    np.savez(path, **(contents(path) | {"description": "[1, 2]"}))


def text(path):
    path.write_text("frame,time_s\n0,0.0\n")


def nothing(path):
    path.write_bytes(b"")


def another_archive(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")


def one_array(path):
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = [
    cut, flip, shorten_one, no_description, strange_array, no_json,
    json_of_another_kind, text, nothing, another_archive, one_array, folder,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_file_is_told_in_one_sentence(saved, damage):
    damage(saved)
    with pytest.raises(OutputError) as told:
        load_take(saved)
    message = str(told.value)
    assert "landmarks.npz" in message
    assert "\n" not in message
    assert message.endswith(".")


@pytest.mark.parametrize("seed", range(40))
def test_whatever_byte_is_wrong_no_other_error_escapes(saved, seed):
    rng = np.random.default_rng(seed)
    content = bytearray(saved.read_bytes())
    for place in rng.integers(0, len(content), 5):
        content[place] ^= int(rng.integers(1, 256))
    saved.write_bytes(content)
    with suppress(OutputError):
        load_take(saved)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(OutputError, match=r"There is no file .*gone\.npz"):
        load_take(tmp_path / "gone.npz")


def test_a_file_that_would_run_code_is_refused(saved):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("code from the file was run",))

    arrays = contents(saved) | {"frame": np.array([Trap()], dtype=object)}
    np.savez(saved, allow_pickle=True, **arrays)
    with pytest.raises(OutputError):
        load_take(saved)
