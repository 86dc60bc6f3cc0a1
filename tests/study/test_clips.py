"""Which files are taken from what the user names, and what they are called."""

import os
from pathlib import Path

import pytest

from screening.errors import ManifestError
from screening.study.clips import BatchClip, find_clips
from screening.study.names import clip_name, folder_name


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Two days of clips, and files that are none."""
    for name in (
        "study/day1/anna.mp4",
        "study/day1/Anna.MOV",
        "study/day2/anna.mp4",
        "study/day2/deep/er/ben.webm",
        "study/day2/notes.txt",
        "study/day2/._ben.webm",
        "study/.trash/old.mp4",
        "study/results/anna/annotated.mp4",
        "study/results/anna/screening.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "study"


def names(paths, **options):
    return [clip.name for clip in find_clips(paths, **options)]


def test_a_folder_is_searched_with_all_that_is_in_it(study):
    assert names(["study"]) == [
        "day1/Anna.MOV",
        "day1/anna.mp4",
        "day2/anna.mp4",
        "day2/deep/er/ben.webm",
    ]


def test_results_and_hidden_files_are_no_clips(study):
    found = names([study])
    assert not [name for name in found if "annotated" in name or "/." in name]
    assert "results/anna/annotated.mp4" in names(
        [study / "results/anna/annotated.mp4", study]
    )


def test_two_folders_are_told_apart_by_their_names(study):
    assert names(["study/day1", "study/day2/deep"]) == [
        "day1/Anna.MOV",
        "day1/anna.mp4",
        "day2/deep/er/ben.webm",
    ]


def test_a_pattern_names_its_clips_from_its_fixed_part_on(study):
    assert names(["study/*/anna.mp4"]) == ["day1/anna.mp4", "day2/anna.mp4"]
    (study / "day2" / "anna.mp4").unlink()
    assert names(["study/*/anna.mp4"]) == ["day1/anna.mp4"]
    assert names(["study/**/*.webm"]) == ["day2/deep/er/ben.webm"]


def test_a_file_is_taken_once_however_often_it_is_named(study):
    assert len(names(["study", "study/day1/anna.mp4", "study/day1", study])) == 4


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(study):
    (study / "a[1].mp4").touch()
    assert names(["study/a[1].mp4"]) == ["a[1].mp4"]


def test_the_folder_for_the_results_is_not_searched(study):
    assert names(["study"], outside=study / "day2") == [
        "day1/Anna.MOV",
        "day1/anna.mp4",
    ]


@pytest.mark.parametrize("path", ["gone", "study/*.mkv", "study/day2/*.txt/x"])
def test_what_is_not_there_is_told_in_one_sentence(path, study):
    with pytest.raises(ManifestError, match=r"gone|pattern"):
        find_clips(["study/day1", path])


def test_a_folder_without_clips_is_told(study):
    with pytest.raises(ManifestError, match="There is no clip in"):
        find_clips([study / "results"])


def test_leg_and_mirror_hold_for_all(study):
    for clip in find_clips(["study"], leg="left", mirrored=True):
        assert (clip.leg, clip.mirrored) == ("left", True)
        assert clip.labels == {"subject": "", "session": ""}


ODD_NAMES = [
    "Jörg Müller.mp4",
    "two\nlines.mp4",
    "🦵.mp4",
    "a b  c.mp4",
    "...mp4",
    "con.mp4",
    "x" * 200 + ".mp4",
    "a/b.mp4",
    "a-b.mp4",
    "a_b.mp4",
    "A/b.mp4",
    "a/b.mov",
]


def test_every_clip_has_a_folder_of_its_own_that_every_system_can_make(tmp_path):
    folders = [folder_name(name) for name in ODD_NAMES]
    assert len({folder.lower() for folder in folders}) == len(ODD_NAMES)
    for folder in folders:
        (tmp_path / folder).mkdir()
        assert folder.isascii()
        assert len(folder) < 80
        assert folder.replace("-", "").replace("_", "").isalnum()
    assert folder_name("Jörg Müller.mp4").startswith("Jorg_Muller-")


def test_bytes_that_are_no_text_have_a_name_that_a_table_can_hold():
    name = clip_name(Path(os.fsdecode(b"a\xff\xfe.mp4")))
    assert name == r"a\xff\xfe.mp4"
    assert name.encode("utf-8")
    assert BatchClip(Path("x"), name).folder != BatchClip(Path("x"), "a.mp4").folder


def test_two_files_that_would_have_one_name_are_told(tmp_path):
    (tmp_path / r"a\xff.mp4").touch()
    (tmp_path / os.fsdecode(b"a\xff.mp4")).touch()
    with pytest.raises(ManifestError, match="cannot be distinguished"):
        find_clips([tmp_path])


def test_one_file_under_two_spellings_is_one_clip(study):
    (study / "again").symlink_to(study / "day2", target_is_directory=True)
    (study / "day1/link.mp4").symlink_to(study / "day1/anna.mp4")
    assert len(find_clips(["study", study / "again/anna.mp4"])) == 4


def test_files_of_other_endings_are_named(study):
    (study / "day1/recording").touch()
    (study / "day1/list.m3u8").touch()
    others: list[Path] = []
    find_clips(["study"], passed_over=others.append)
    assert [path.name for path in others] == ["list.m3u8", "recording", "notes.txt"]


@pytest.mark.parametrize("ending", ["ts", "flv", "ogv", "vob", "h264"])
def test_clips_with_rarer_endings_are_taken(tmp_path, ending):
    (tmp_path / f"a.{ending}").touch()
    assert names([tmp_path]) == [f"a.{ending}"]


def test_what_is_no_file_is_no_clip(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    for path in (tmp_path, tmp_path / "*.mp4"):
        with pytest.raises(ManifestError):
            find_clips([path])
