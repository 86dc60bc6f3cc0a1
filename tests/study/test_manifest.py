"""A manifest is read as it was meant, and each mistake is reported with its place."""

import pytest

from screening.errors import ManifestError
from screening.study.manifest import read_manifest


@pytest.fixture
def manifest(tmp_path):
    """Write a manifest beside two clips."""
    (tmp_path / "a.mp4").touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b, Jörg.mp4").touch()

    def write(text, encoding="utf-8"):
        path = tmp_path / "study.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


WHOLE = """clip,subject,session,leg,mirrored,age,group
"sub/b, Jörg.mp4",007,2,left,yes,31,A
a.mp4,S1,1,,no,,B
"""


def test_a_whole_manifest_is_read(manifest):
    first, second = read_manifest(manifest(WHOLE))
    assert first.name == "a.mp4"
    assert (first.leg, first.mirrored) == ("auto", False)
    assert second.path.name == "b, Jörg.mp4"
    assert (second.leg, second.mirrored) == ("left", True)
    assert second.labels == {
        "subject": "007",
        "session": "2",
        "age": "31",
        "group": "A",
    }


def test_what_the_file_does_not_say_is_taken_from_the_command(manifest):
    path = manifest("clip,leg\na.mp4,")
    (clip,) = read_manifest(path, leg="right", mirrored=True)
    assert (clip.leg, clip.mirrored) == ("right", True)


def test_form_of_the_test_is_read_clip_by_clip(manifest):
    path = manifest('clip,task\na.mp4,Half_Squat\n"sub/b, Jörg.mp4",')
    first, second = read_manifest(path, task="supported_squat")
    assert (first.task, second.task) == ("half_squat", "supported_squat")
    with pytest.raises(ManifestError, match=r"row 2.*hopping.*one of single_leg_squat"):
        read_manifest(manifest("clip,task\na.mp4,hopping"))


def test_a_spreadsheet_with_semicolons_a_mark_and_empty_lines_is_read(manifest):
    path = manifest(" Clip ;Subject;note\n\na.mp4;Zoë;a,b\n;;\n", "utf-8-sig")
    (clip,) = read_manifest(path)
    assert clip.labels == {"subject": "Zoë", "session": "", "note": "a,b"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("clip,leg\na.mp4,both\n", r'row 2, column "leg": “both” must be one of'),
        ("clip,leg\na.mp4,\n\na.mp4,\n", r'row 4, column "clip": .* already in row 2'),
        ("clip\na.mp4\nsub/../a.mp4\n", r'row 3, column "clip": .* already in row 2'),
        ("clip\n~nobody-here/a.mp4\n", r'row 2, column "clip": .* is not a file'),
        (f"clip\n{'a' * 5000}.mp4\n", r'row 2, column "clip": .* is not a file'),
        ("clip\na\0b.mp4\n", r"(is not a file|cannot be read)"),
        ("clip,mirrored\na.mp4,maybe\n", r'row 2, column "mirrored": “maybe” must be'),
        ("clip,subject\n,S1\n", r'row 2, column "clip": a file is missing'),
        ("clip\ngone.mp4\n", r'row 2, column "clip": “gone.mp4” is not a file'),
        ("clip,mirored\na.mp4,yes\n", r'row 1: column "mirored" .* mean "mirrored"'),
        ("klip\na.mp4\n", r'row 1: column "klip" .*did you mean "clip"'),
        ("file\na.mp4\n", r'row 1: there is no column "clip"; there is file'),
        ("clip,fppa_deg\na.mp4,1\n", r'a column "fppa_deg" of their own'),
        ("clip,age\na.mp4,1,2\n", r"cannot be read .*line 2, saw 3"),
        ("clip,age,age\na.mp4,1,2\n", r'column "age" is there twice'),
        ("clip\n", r"names no clip"),
        ("", r"cannot be read"),
    ],
)
def test_a_mistake_is_reported_with_its_place(text, told, manifest):
    path = manifest(text)
    with pytest.raises(ManifestError, match=told) as caught:
        read_manifest(path, taken={"fppa_deg"})
    assert "study.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_clips_that_are_not_there_are_named_at_once(manifest):
    path = manifest("clip\nb.mp4\na.mp4\nday 1\\c.mp4\n")
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    said = str(caught.value)
    assert "2 clips that are not there: rows 2 (b.mp4), 4 (day 1" in said
    assert said.endswith("folders are separated by / here, not by \\.")
    path = manifest("clip\n" + "".join(f"{n}.mp4\n" for n in range(50)))
    with pytest.raises(ManifestError, match=r"50 clips .* 21 \(19.mp4\) and 30 more\."):
        read_manifest(path)
    path = manifest("clip\nday 1\\c.mp4\n")
    with pytest.raises(ManifestError, match=r"is not a file .*separated by /"):
        read_manifest(path)


def test_a_body_height_is_in_metres(manifest):
    for right in ("1.72", '"1,72"', ""):
        [clip] = read_manifest(manifest(f"clip,height_m\na.mp4,{right}\n"))
        assert clip.labels["height_m"] == right.strip('"')
    for wrong in ("172", "tall", "0"):
        with pytest.raises(ManifestError, match=r'column "height_m": .* in metres'):
            read_manifest(manifest(f"clip,height_m\na.mp4,{wrong}\n"))


def test_the_section_of_each_clip_is_read(manifest):
    path = manifest('clip,from_s,to_s\na.mp4,2.5,\n"sub/b, Jörg.mp4",,30\n')
    first, second = read_manifest(path, start_s=1.0, end_s=40.0)
    assert (first.start_s, first.end_s) == (2.5, 40.0)
    assert (second.start_s, second.end_s) == (1.0, 30.0)
    assert "from_s" not in first.labels
    for wrong in ("-1", "soon", "nan", "1e9"):
        with pytest.raises(ManifestError, match=r'row 2, column "from_s": .* seconds'):
            read_manifest(manifest(f"clip,from_s\na.mp4,{wrong}\n"))
    with pytest.raises(ManifestError, match=r'column "to_s": .* later than the start'):
        read_manifest(manifest("clip,from_s,to_s\na.mp4,5,5\n"))


def test_no_absolute_path_becomes_a_name(manifest, tmp_path):
    outside = tmp_path.parent / f"{tmp_path.name} elsewhere"
    (outside / "day 1").mkdir(parents=True)
    (outside / "day 1" / "x.mp4").touch()
    (outside / "y.mp4").touch()
    rows = (tmp_path / "a.mp4", outside / "day 1" / "x.mp4", outside / "y.mp4")
    clips = read_manifest(manifest("clip\n" + "\n".join(map(str, rows))))
    assert [clip.name for clip in clips] == ["a.mp4", "day 1/x.mp4", "y.mp4"]
    [clip] = read_manifest(manifest("clip\n./sub/../a.mp4\n"))
    assert clip.name == "a.mp4"


def test_a_manifest_that_is_no_text_or_not_there_is_told(manifest, tmp_path):
    path = manifest("clip\na.mp4\n")
    path.write_bytes(b"clip\n\xff\xfe\n")
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(path)
    with pytest.raises(ManifestError, match="does not exist"):
        read_manifest(tmp_path / "gone.csv")


@pytest.mark.parametrize("name", ["a\tb", "x" * 9000, "\u202egpj"])
def test_a_column_of_any_name_is_told_in_one_printable_sentence(manifest, name):
    with pytest.raises(ManifestError, match='there is no column "clip"') as raised:
        read_manifest(manifest(f"{name},subject\na.mp4,1\n"))
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 1000
