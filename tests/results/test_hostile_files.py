"""Saved files that are damaged, forged or another take's: one sentence, no memory."""

import io
import json
import tracemalloc
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from screening.errors import OutputError
from screening.jobs.rejudge import rejudge, saved_repetitions
from screening.results import checked
from screening.results.files import LANDMARKS, SCREENING
from screening.results.landmarks_file import load_take, save_take
from screening.results.result_file import read_screening
from screening.takes import analyse_saved
from tests.factories import film
from tests.saved import both_legs, save_result


@pytest.fixture
def folder(tmp_path):
    return save_result(tmp_path / "anna")


def with_member(path, name, content):
    """Put another member into the archive in place of the one of this name."""
    with zipfile.ZipFile(path) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, old in members.items():
            archive.writestr(each, content if each == f"{name}.npy" else old)


def npy(values):
    memory = io.BytesIO()
    np.save(memory, values)
    return memory.getvalue()


def refused(path):
    tracemalloc.start()
    with pytest.raises(OutputError) as caught:
        load_take(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20e6
    assert "\n" not in str(caught.value)
    return caught.value.code


def saved_arrays(path):
    with np.load(path) as saved:
        return {name: saved[name] for name in saved.files}


def test_a_shape_of_terabytes_is_not_believed(folder):
    path = folder / LANDMARKS
    whole = npy(saved_arrays(path)["points_px"])
    header = whole[:128].replace(b"(", b"(999999999, ", 1)
    with_member(path, "points_px", header[:128] + whole[128:])
    assert refused(path) == "no_landmarks"


@pytest.mark.parametrize("torn", [b"(", b"'", b"{", b"\\"])
def test_an_array_with_a_torn_head_is_no_landmarks(folder, torn):
    path = folder / LANDMARKS
    whole = npy(saved_arrays(path)["points_px"])
    last = whole.index(b"}")
    with_member(path, "points_px", whole[:last] + torn + whole[last + 1 :])
    assert refused(path) == "no_landmarks"


@pytest.mark.parametrize("name", ["points_px", "others_px", "pelvis_method", "extra"])
def test_an_archive_that_unfolds_to_more_than_any_take_is_not_unfolded(
    folder, name, monkeypatch
):
    monkeypatch.setattr(checked, "MOST_FRAMES", 1000)
    path = folder / LANDMARKS
    arrays = saved_arrays(path)
    arrays[name] = np.zeros((50_000_000,), dtype=np.int8)
    np.savez_compressed(path, **arrays)
    assert path.stat().st_size < 1e6
    assert refused(path) == "no_landmarks"


def test_a_huge_description_is_not_read(folder):
    arrays = saved_arrays(folder / LANDMARKS)
    arrays["description"] = np.array(" " * 20_000_000)
    np.savez_compressed(folder / LANDMARKS, **arrays)
    del arrays
    assert refused(folder / LANDMARKS) == "no_landmarks"


@pytest.mark.parametrize(("at", "value"), [(6, 1), (8, 99)], ids=["locked", "method"])
def test_an_encrypted_or_oddly_packed_archive_is_no_landmarks(folder, at, value):
    path = folder / LANDMARKS
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 2 + at] = value  # flags, or method, of the first member
    content[at] = value
    path.write_bytes(content)
    assert refused(path) == "no_landmarks"


CHANGES = {
    "times that are unknown": ("time_s", lambda a: np.full(a.shape, np.nan)),
    "points beyond all pictures": ("points_px", lambda a: np.full(a.shape, 1e300)),
    "points nowhere": ("points_px", lambda a: np.full(a.shape, -np.inf)),
    "a share above one": ("visibility", lambda a: a + 5),
    "words for numbers": ("world_m", lambda a: a.astype("U8")),
    "numbers for words": ("pelvis_method", lambda a: np.zeros(a.shape)),
    "complex points": ("points_px", lambda a: a.astype(complex)),
    "fractions of frames": ("frame", lambda a: a + 0.5),
    "frames that fall": ("frame", lambda a: a[::-1]),
    "truth as number": ("doubtful_subject", lambda a: a.astype(float)),
    "a row too few": ("visibility", lambda a: a[:-1]),
    "none at all": ("points_px", lambda a: a[:0]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_arrays_that_no_clip_gives_are_no_landmarks(folder, change):
    name, changed = CHANGES[change]
    arrays = saved_arrays(folder / LANDMARKS)
    arrays[name] = changed(arrays[name])
    np.savez_compressed(folder / LANDMARKS, **arrays)
    assert refused(folder / LANDMARKS) == "no_landmarks"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("leg", "middle"),
        ("leg", ["left"]),
        ("image_size", [0, 0]),
        ("image_size", [720]),
        ("image_size", [10**400, 1]),
        ("image_size", None),
        ("mirrored", "no"),
        ("cut_short", 1),
        ("excluded", [["left", "1", "x"]]),
        ("excluded", [["left", 1, None]]),
        ("excluded", [["middle", 1, "x"]]),
        ("excluded", 5),
        ("notes", {"shoes": 1}),
        ("model", {"name": "full", "sha256": 5, "library": "x"}),
        ("source", None),
        ("version", True),
        ("method", []),
    ],
)
def test_a_description_of_the_wrong_kind_is_no_landmarks(folder, key, value):
    arrays = saved_arrays(folder / LANDMARKS)
    about = json.loads(str(arrays["description"])) | {key: value}
    arrays["description"] = np.array(json.dumps(about))
    np.savez_compressed(folder / LANDMARKS, **arrays)
    assert refused(folder / LANDMARKS) == "no_landmarks"


@pytest.mark.parametrize("take", ["another person", "the same clip cut"])
def test_landmarks_of_another_take_are_not_judged(folder, take):
    own = load_take(folder / LANDMARKS)
    poses = film(both_legs(fppa_deg=3.0))
    if take == "the same clip cut":
        moved = own.poses.points_px.copy()
        moved[5, 3, 0] += 1e-6
        poses = replace(own.poses, points_px=moved)
    save_take(folder / LANDMARKS, replace(own, poses=poses))
    screening = read_screening(folder)
    for look in (rejudge, lambda path: analyse_saved(path, screening)):
        with pytest.raises(OutputError, match="do not belong to the result"):
            look(folder)


def test_landmarks_of_an_earlier_version_are_told_by_source_and_frames(folder):
    text = json.loads((folder / SCREENING).read_text("utf-8"))
    del text["provenance"]["landmarks_sha256"]
    (folder / SCREENING).write_text(json.dumps(text), "utf-8")
    assert rejudge(folder).after.reps.equals(read_screening(folder).reps)
    own = load_take(folder / LANDMARKS)
    save_take(
        folder / LANDMARKS, replace(own, poses=replace(own.poses, source="b.mp4"))
    )
    with pytest.raises(OutputError, match="do not belong to the result"):
        rejudge(folder)


def in_text(kind, text):
    """Return a text that says what no JSON of ours says, or None."""
    return {
        "deep nesting": '{"schema_version": 2, "provenance": ' + "[" * 100_000,
        "a number of 5,000 digits": text.replace(
            '"schema_version": ', '"schema_version": ' + "1" * 5000
        ),
        "no number": text.replace('"frames": ', '"frames": NaN, "more": ', 1),
    }.get(kind)


def in_values(kind, values):
    """Put one value that cannot be into a result."""
    provenance = values["provenance"]
    if kind == "text in place of tables":
        values.update(dict.fromkeys(("frames", "reps", "legs", "quality"), "x"))
        return
    place, key, value = {
        "beyond a double": (values["reps"]["fppa_deg"], 0, 10**400),
        "a value of 1e300": (values["frames"]["fppa_deg"], 0, 1e300),
        "a leg in the middle": (values["reps"]["leg"], 0, "middle"),
        "a finding of 1e300": (values["legs"][0]["measures"][0], "value", 1e300),
        "no name of the model": (provenance, "model", {}),
        "nesting that Python still reads": (
            *(provenance, "more"),
            json.loads("[" * 400 + "]" * 400),
        ),
        "half of a letter": (provenance, "source", "\ud800"),
    }[kind]
    place[key] = value


def damaged_text(kind, text):
    """Return the text of a result with one thing wrong in it."""
    changed = in_text(kind, text)
    if changed is not None:
        return changed
    values = json.loads(text)
    in_values(kind, values)
    return json.dumps(values)


@pytest.mark.parametrize(
    "kind",
    [
        "deep nesting",
        "nesting that Python still reads",
        "half of a letter",
        "a number of 5,000 digits",
        "no number",
        "beyond a double",
        "a value of 1e300",
        "a leg in the middle",
        "a finding of 1e300",
        "no name of the model",
        "text in place of tables",
    ],
)
def test_a_damaged_result_is_told_and_judged_again_or_not(folder, kind):
    path = folder / SCREENING
    path.write_text(damaged_text(kind, path.read_text("utf-8")), "utf-8")
    with pytest.raises(OutputError):
        read_screening(folder)
    for look in (rejudge, saved_repetitions):
        try:
            look(folder)
        except OutputError as error:
            told = str(error)
            assert told.endswith(".")


def test_a_result_larger_than_any_is_not_read(folder, monkeypatch):
    monkeypatch.setattr(checked, "_LARGEST_TEXT", 1000)
    with pytest.raises(OutputError, match="no result that can be read"):
        read_screening(folder)
