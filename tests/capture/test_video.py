import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import PIL.Image
import pytest

from screening.capture.video.clip import open_clip
from screening.capture.video.upright import _matrix_of
from screening.errors import VideoError
from tests.clips import OWN_KEYS_ONLY, SIZE, number, red_corner, write_clip, write_sound

EVEN_S = [i / 25 for i in range(20)]
UNEVEN_S = [0.0, 0.02, 0.1, 0.11, 0.3, 0.35, 0.8, 0.82, 1.5, 1.52]
CODECS = {
    "h264": ("libx264", ".mp4"),
    "h264 in mov": ("libx264", ".mov"),
    "h264 in mkv": ("libx264", ".mkv"),
    "hevc": ("libx265", ".mp4"),
    "vp8": ("libvpx", ".webm"),
    "vp9": ("libvpx-vp9", ".webm"),
    "mpeg4": ("mpeg4", ".avi"),
}
OPTIONS = {
    "libx265": {"x265-params": "log-level=none"},
    "mpeg4": {"qmax": "2"},
}
TICKS_PER_S = {"mpeg4": 25}


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def overwrite_packet(path: Path, index: int) -> None:
    """Destroy the contents of one coded picture and leave its length as it is."""
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
        start, size = packets[index].pos, packets[index].size
    with path.open("r+b") as file:
        file.seek(start + 4)
        file.write(b"\xff" * (size - 4))


@pytest.mark.parametrize("name", CODECS)
def test_every_codec_gives_all_frames_in_order(tmp_path, name):
    codec, suffix = CODECS[name]
    path = write_clip(
        tmp_path / f"clip{suffix}",
        EVEN_S,
        codec=codec,
        options=OPTIONS.get(codec),
        ticks_per_s=TICKS_PER_S.get(codec, 90000),
    )
    all_frames_come_in_order(path)


def test_av1_gives_all_frames_in_order():
    # Written once, by write_clip: the encoder, run by root, puts the process that
    # calls it above all others, and whatever that process starts later as well.
    all_frames_come_in_order(Path(__file__).parents[1] / "data" / "even_av1.mp4")


def all_frames_come_in_order(path: Path) -> None:
    with open_clip(path) as clip:
        frames = list(clip)
    assert [number(frame.image) for frame in frames] == list(range(20))
    assert [frame.index for frame in frames] == list(range(20))
    assert [frame.time_s for frame in frames] == pytest.approx(EVEN_S, abs=0.001)
    assert (clip.width_px, clip.height_px) == SIZE
    assert not clip.cut_short
    assert clip.damaged_spots == 0


def test_a_variable_rate_keeps_its_true_times(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", UNEVEN_S)
    assert [f.time_s for f in open_clip(path)] == pytest.approx(UNEVEN_S, abs=1e-5)


def test_times_count_from_the_first_frame_even_if_the_file_starts_later(tmp_path):
    path = write_clip(tmp_path / "clip.mkv", [2.0 + t for t in EVEN_S])
    assert next(iter(open_clip(path))).time_s == 0.0


def test_pictures_are_contiguous_rgb(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S, rotation_deg=90)
    frame = next(iter(open_clip(path, mirrored=True)))
    assert frame.image.dtype == np.uint8
    assert frame.image.flags["C_CONTIGUOUS"]
    assert frame.image.shape == (SIZE[0], SIZE[1], 3)
    assert red_corner(frame.image) == "lower right"


@pytest.mark.parametrize(
    ("turn_deg", "corner"),
    [
        (0, "upper left"),
        (90, "lower left"),
        (180, "lower right"),
        (-90, "upper right"),
    ],
)
def test_a_phone_held_sideways_gives_an_upright_picture(tmp_path, turn_deg, corner):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S[:3], rotation_deg=turn_deg)
    clip = open_clip(path)
    image = next(iter(clip)).image
    assert red_corner(image) == corner
    assert image.shape == (clip.height_px, clip.width_px, 3)
    turned = SIZE[::-1] if turn_deg % 180 else SIZE
    assert (clip.width_px, clip.height_px) == turned


@pytest.mark.parametrize(
    ("matrix", "corner"),
    [
        ((-1, 0, 0, 1), "upper right"),
        ((1, 0, 0, -1), "lower left"),
        ((0, 1, 1, 0), "upper left"),
        ((0, 0, 0, 0), "upper left"),
    ],
    ids=["mirrored", "upside down", "transposed", "nonsense"],
)
def test_mirrored_and_broken_display_matrices_are_understood(tmp_path, matrix, corner):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S[:3])
    a, b, c, d = (value * 65536 for value in matrix)
    values = (a, b, 0, c, d, 0, 0, 0, 1 << 30)
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + 36] = b"".join(v.to_bytes(4, "big", signed=True) for v in values)
    path.write_bytes(content)
    assert red_corner(next(iter(open_clip(path))).image) == corner


def test_a_mirrored_clip_is_turned_back(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S[:3])
    plain = next(iter(open_clip(path))).image
    turned = next(iter(open_clip(path, mirrored=True))).image
    assert red_corner(turned) == "upper right"
    assert np.array_equal(turned[:, ::-1], plain)


def test_oblong_pixels_are_made_square(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S[:3], aspect=Fraction(3, 2))
    clip = open_clip(path)
    assert (clip.width_px, clip.height_px) == (SIZE[0] * 3 // 2, SIZE[1])


def test_sound_beside_the_picture_does_not_matter(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S, sound=True)
    clip = open_clip(path)
    assert len(list(clip)) == 20
    assert not clip.cut_short


def test_a_clip_can_be_read_twice_with_the_same_result(tmp_path):
    clip = open_clip(write_clip(tmp_path / "clip.mp4", EVEN_S))
    first, second = list(clip), list(clip)
    assert len(first) == 20
    assert [f.time_s for f in first] == [f.time_s for f in second]
    assert all(
        np.array_equal(a.image, b.image) for a, b in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("name", ["h264", "h264 in mkv", "vp9", "hevc", "mpeg4"])
def test_a_section_equals_the_same_part_of_the_whole(tmp_path, name):
    codec, suffix = CODECS[name]
    options = {**OPTIONS.get(codec, {}), "g": "12"}
    times_s = [i / 25 for i in range(100)]
    path = write_clip(
        tmp_path / f"clip{suffix}",
        times_s,
        codec=codec,
        options=options,
        ticks_per_s=TICKS_PER_S.get(codec, 90000),
    )
    whole = [f for f in open_clip(path) if 1.5 <= f.time_s <= 2.5]
    part = list(open_clip(path, start_s=1.5, end_s=2.5))
    assert len(part) in (25, 26)
    assert [f.time_s for f in part] == [f.time_s for f in whole]
    assert all(
        np.array_equal(a.image, b.image) for a, b in zip(part, whole, strict=True)
    )
    assert [f.index for f in part] == list(range(len(part)))


def test_a_section_is_not_called_cut_short(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", [i / 25 for i in range(100)])
    clip = open_clip(path, end_s=1.0)
    assert len(list(clip)) == 26
    assert not clip.cut_short


def test_the_expected_number_of_frames_fits_whole_and_section(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", [i / 25 for i in range(100)])
    assert open_clip(path).expected_frames == pytest.approx(100, abs=1)
    part = open_clip(path, start_s=1.0, end_s=3.0)
    assert part.expected_frames == pytest.approx(50, abs=1)
    assert part.duration_s == pytest.approx(2.0)
    assert open_clip(path).rate_fps == pytest.approx(25, rel=0.05)


def test_a_file_without_an_announced_length_has_no_expectation(tmp_path):
    path = tmp_path / "clip.webm"
    write_clip(path, EVEN_S, codec="libvpx", container_options={"live": "1"})
    clip = open_clip(path)
    assert clip.duration_s is None
    assert clip.expected_frames is None
    assert len(list(clip)) == 20
    assert not clip.cut_short


def test_a_clip_cut_off_with_its_index_in_front_keeps_its_beginning(tmp_path):
    path = tmp_path / "clip.mp4"
    times_s = [i / 25 for i in range(100)]
    write_clip(path, times_s, container_options={"movflags": "+faststart"})
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3)
    clip = open_clip(path)
    frames = list(clip)
    assert 10 < len(frames) < 95
    assert [number(f.image) for f in frames[:40]] == list(range(len(frames[:40])))
    assert clip.cut_short


def test_a_clip_cut_off_before_its_index_is_explained(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(VideoError, match="not finished or not fully copied"):
        open_clip(path)


def test_a_destroyed_picture_leaves_a_gap_and_the_rest_is_read(tmp_path):
    path = tmp_path / "clip.mp4"
    write_clip(path, [i / 25 for i in range(30)], options={"g": "5", **OWN_KEYS_ONLY})
    overwrite_packet(path, 12)
    clip = open_clip(path)
    frames = list(clip)
    assert [number(f.image) for f in frames] == [*range(12), *range(15, 30)]
    assert [f.index for f in frames] == list(range(27))
    assert frames[12].time_s == pytest.approx(0.6)
    assert clip.damaged_spots > 0
    assert not clip.cut_short


def test_damage_that_nothing_recovers_from_keeps_what_was_read(tmp_path):
    path = tmp_path / "clip.mp4"
    write_clip(path, [i / 25 for i in range(60)], options={"g": "100", **OWN_KEYS_ONLY})
    overwrite_packet(path, 20)
    clip = open_clip(path)
    assert [number(f.image) for f in clip] == list(range(20))
    assert clip.cut_short


@pytest.mark.parametrize(
    "name",
    [
        "with space.mp4",
        "Übung ä.mp4",
        "zwei\nZeilen.mp4",
        "🦵.mp4",
        "a:b.mp4",
        "%d.mp4",
    ],
)
def test_odd_names_are_read(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(write_clip(tmp_path / "clip.mp4", EVEN_S[:3]).read_bytes())
    assert len(list(open_clip(path))) == 3


def test_a_name_that_is_no_text_is_read(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.mp4"))
    write_clip(tmp_path / "clip.mp4", EVEN_S[:3]).rename(path)
    assert len(list(open_clip(path))) == 3


def test_a_turn_is_known_beside_entries_that_pyav_does_not_know():
    class Odd:
        rotation = -90

        @property
        def side_data(self) -> dict[str, bytes]:
            raise ValueError("39 is not a valid Type")

    assert _matrix_of(Odd()) == (0, 1, -1, 0)


def test_an_error_stays_on_one_line_whatever_the_name(tmp_path):
    with pytest.raises(VideoError) as caught:
        open_clip(tmp_path / "zwei\nZeilen\udcff.mp4")
    assert "\n" not in str(caught.value)
    assert str(caught.value).encode()


def test_a_relative_path_is_read(tmp_path, monkeypatch):
    write_clip(tmp_path / "clip.mp4", EVEN_S[:3])
    monkeypatch.chdir(tmp_path)
    assert len(list(open_clip(Path("clip.mp4")))) == 3


def unusable(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / "clip.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(1).bytes(50_000))
    elif kind == "text":
        path.write_text("This is no video.\n" * 100)
    elif kind == "sound only":
        write_sound(path)
    elif kind == "picture":
        path = tmp_path / "picture.png"
        PIL.Image.new("RGB", SIZE).save(path)
    elif kind == "all pictures destroyed":
        write_clip(path, EVEN_S)
        for index in range(20):
            overwrite_packet(path, index)
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "There is no file"),
        ("folder", "is a folder"),
        ("empty", "is empty"),
        ("noise", "is not a readable video"),
        ("text", "is not a readable video"),
        ("sound only", "holds sound but no picture"),
        ("picture", "is not a video"),
        ("all pictures destroyed", "could be decoded"),
    ],
)
def test_a_file_that_is_no_clip_is_refused_in_one_sentence(tmp_path, kind, words):
    path = unusable(tmp_path, kind)
    before = descriptors()
    with pytest.raises(VideoError, match=words) as caught:
        open_clip(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    del caught
    assert descriptors() == before


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S[:3])

    def forbid(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", forbid)
    with pytest.raises(VideoError, match="lack of permission"):
        open_clip(path)


@pytest.mark.parametrize(
    "section",
    [
        {"start_s": 5.0},
        {"start_s": 0.5, "end_s": 0.5},
        {"start_s": 0.6, "end_s": 0.2},
        {"start_s": -1.0},
        {"end_s": 0.0},
        {"start_s": 0.5001, "end_s": 0.5002},
    ],
)
def test_an_empty_section_is_refused(tmp_path, section):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S)
    with pytest.raises(VideoError, match="section"):
        open_clip(path, **section)


def test_every_file_is_closed_again(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S)
    before = descriptors()
    with open_clip(path, start_s=0.2) as clip:
        next(iter(clip))
        assert descriptors() > before
    assert descriptors() == before
    list(open_clip(path))
    assert descriptors() == before
