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
