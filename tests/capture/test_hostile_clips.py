"""Files that are no clips, or as no camera writes them: each gets one sentence."""

import os
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from screening.capture.video import clip as clip_module
from screening.capture.video import container
from screening.capture.video.accepted import SUFFIXES, AcceptedMethod, check_size
from screening.capture.video.clip import open_clip
from screening.errors import VideoError
from tests.clips import OWN_KEYS_ONLY, SIZE, number, picture, write_clip

EVEN_S = [i / 25 for i in range(20)]
HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n"


def refused(path: Path) -> VideoError:
    with pytest.raises(VideoError) as caught:
        list(open_clip(path))
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("clip.m3u8", HLS + "#EXT-X-ENDLIST\n"),
        ("clip.m3u8", HLS),  # without an end: it waits for more for ever
        ("clip.mp4", "ffconcat version 1.0\nfile other.ts\n"),
        ("clip.sdp", "v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"),
    ],
)
def test_a_list_of_other_files_is_not_played(tmp_path, name, text):
    write_clip(tmp_path / "other.ts", EVEN_S)
    path = tmp_path / name
    path.write_text(text)
    assert refused(path).code == "no_video"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "clip.mp4")
    assert refused(tmp_path / "clip.mp4").code == "no_regular_file"


def test_a_device_without_an_end_is_no_clip():
    assert refused(Path(os.devnull)).code == "no_regular_file"


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [
        (".ts", "libx264"),
        (".flv", "libx264"),
        (".vob", "mpeg2video"),
        (".ivf", "libvpx"),
        (".mxf", "mpeg2video"),
        (".wmv", "wmv2"),
        (".nut", "libx264"),
    ],
)
def test_clips_in_rarer_containers_are_read(tmp_path, suffix, codec):
    ticks = 90000 if codec.startswith("lib") else 25
    path = write_clip(tmp_path / f"a{suffix}", EVEN_S, codec=codec, ticks_per_s=ticks)
    assert suffix in SUFFIXES
    assert len(list(open_clip(path))) == 20


@pytest.mark.parametrize("fourcc", [b"zzzz", b"encv"])
def test_an_unknown_or_protected_codec_is_named(tmp_path, fourcc):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S)
    path.write_bytes(path.read_bytes().replace(b"avc1", fourcc))
    assert refused(path).code == "unknown_codec"


def test_too_large_pictures_are_refused_before_one_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(clip_module, "decoded", lambda *_: pytest.fail("decoded"))
    path = write_clip(tmp_path / "a.mp4", EVEN_S[:2], size=(8200, 64))
    assert refused(path).code == "too_large"


def test_8k_is_the_largest_that_is_read():
    check_size(Path("clip.mp4"), 7680, 4320)
    with pytest.raises(VideoError, match="8000 × 5000"):
        check_size(Path("clip.mp4"), 8000, 5000)


def test_pictures_that_grow_on_the_way_are_not_decoded(tmp_path, monkeypatch):
    monkeypatch.setitem(container._OPTIONS, "max_pixels", str(100 * 100))
    path = tmp_path / "clip.h264"
    with path.open("wb") as file:
        for size in (SIZE, (192, 128)):
            name, keys = tmp_path / "part.h264", {"g": "5", **OWN_KEYS_ONLY}
            part = write_clip(name, EVEN_S, size=size, options=keys)
            file.write(part.read_bytes())
    with av.open(str(path)) as raw, av.open(str(tmp_path / "a.mkv"), "w") as out:
        stream = out.add_stream_from_template(raw.streams.video[0])
        for index, packet in enumerate(p for p in raw.demux() if p.size):
            packet.stream, packet.time_base = stream, Fraction(1, 25)
            packet.pts = packet.dts = index
            out.mux(packet)
    clip = open_clip(tmp_path / "a.mkv")
    assert len(list(clip)) == 20
    assert clip.damaged_spots


def test_a_picture_of_a_few_points_is_refused(tmp_path):
    assert refused(write_clip(tmp_path / "a.mp4", EVEN_S, size=(96, 16))).code == (
        "too_small"
    )


@pytest.mark.parametrize("aspect", [Fraction(5), Fraction(1, 5)])
def test_pixels_of_absurd_proportions_are_refused(tmp_path, aspect):
    path = write_clip(tmp_path / "clip.mkv", EVEN_S[:3], aspect=aspect)
    assert refused(path).code == "aspect"


def test_pictures_that_cannot_be_converted_are_a_sentence(tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise av.ArgumentError(22, "Invalid argument")

    monkeypatch.setattr("screening.capture.video.upright.Shape.picture", fail)
    path = write_clip(tmp_path / "clip.mp4", EVEN_S[:3])
    assert refused(path).code == "pixel_format"


def two_streams(path: Path, sizes: list[tuple[int, int]], frames: list[int]) -> Path:
    with av.open(str(path), "w") as file:
        streams = []
        for width, height in sizes:
            stream = file.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            streams.append(stream)
        for stream, size, count in zip(streams, sizes, frames, strict=True):
            for index in range(count):
                image = picture(index, size)
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
    return path


def test_of_several_videos_the_largest_that_moves_is_read(tmp_path):
    sizes, frames = [(96, 64), (128, 96), (192, 128)], [20, 20, 1]
    clip = open_clip(two_streams(tmp_path / "clip.ts", sizes, frames))
    assert (clip.width_px, clip.height_px) == (128, 96)
    assert len(list(clip)) == 20


def test_of_two_videos_of_one_size_the_longer_is_read(tmp_path):
    path = two_streams(tmp_path / "clip.mp4", [SIZE, SIZE], [5, 20])
    assert [number(f.image) for f in open_clip(path)] == list(range(20))


def test_frames_that_share_their_times_are_refused(tmp_path):
    """As a repacked recording has them that lost its times: one tick apart."""
    times_s = [i // 3 / 25 + i % 3 / 90000 for i in range(60)]
    error = refused(write_clip(tmp_path / "clip.mp4", times_s))
    assert error.code == "few_frame_times"
    assert error.fields["lost"] == pytest.approx(2 / 3, abs=0.02)


def test_a_few_frames_without_a_time_of_their_own_are_left_out(tmp_path):
    times_s = sorted([*EVEN_S, EVEN_S[7] + 1 / 90000])
    frames = list(open_clip(write_clip(tmp_path / "clip.mp4", times_s)))
    assert len(frames) == 20
    assert min(np.diff([f.time_s for f in frames])) > 0.03


def test_slow_motion_of_960_frames_per_second_keeps_every_frame(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", [i / 960 for i in range(20)])
    assert len(list(open_clip(path))) == 20


def test_a_clip_without_an_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(clip_module, "ACCEPTED", AcceptedMethod(most_frames=10))
    assert refused(write_clip(tmp_path / "clip.mp4", EVEN_S)).code == "too_long"


@pytest.mark.parametrize("start_s", [float("nan"), float("inf"), 1e300])
def test_a_section_that_starts_nowhere_is_a_sentence(tmp_path, start_s):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S)
    with pytest.raises(VideoError):
        open_clip(path, start_s=start_s)


def test_a_file_of_boxes_that_lead_nowhere_is_damaged(tmp_path):
    path = tmp_path / "clip.mp4"
    box = (1).to_bytes(4, "big") + b"free" + b"\xff" * 8
    path.write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0" + box + b"\0" * 50)
    assert refused(path).code in ("damaged", "no_index")


@pytest.mark.parametrize("seed", range(4))
def test_mutated_clips_are_read_or_refused_in_a_sentence(tmp_path, seed):
    rng = np.random.default_rng(seed)
    suffix = [".mp4", ".mkv", ".avi", ".webm"][seed]
    codec = ["libx264", "libx264", "mpeg4", "libvpx"][seed]
    ticks = 25 if codec == "mpeg4" else 90000
    whole = tmp_path / f"whole{suffix}"
    good = np.frombuffer(
        write_clip(whole, EVEN_S, codec=codec, ticks_per_s=ticks).read_bytes(), np.uint8
    )
    for _ in range(40):
        bad = good.copy()
        places = rng.integers(0, len(bad), rng.choice([1, 5, 50]))
        bad[places] = rng.integers(0, 256, len(places))
        path = tmp_path / f"bad{suffix}"
        path.write_bytes(
            bad[: rng.integers(1, len(bad)) if rng.random() < 0.3 else None]
        )
        # Anything but a sentence is raised.
        with suppress(VideoError):
            assert list(open_clip(path))


def test_a_size_of_nothing_is_damage(tmp_path):
    whole = write_clip(tmp_path / "whole.flv", EVEN_S, codec="flv", ticks_per_s=25)
    path = tmp_path / "cut.flv"
    path.write_bytes(whole.read_bytes()[:20] + bytes(100))
    assert refused(path).code in ("damaged", "no_video", "no_stream")


def test_8k_is_halved_and_5k_is_not(tmp_path):
    kept = {(7680, 4320): (3840, 2160), (5312, 2988): (5312, 2988)}
    for size, read in kept.items():
        path = tmp_path / f"{size[0]}.mkv"
        write_clip(path, EVEN_S[:1], codec="mpeg4", size=size, ticks_per_s=25)
        with open_clip(path) as clip:
            (frame,) = list(clip)
        assert (clip.width_px, clip.height_px) == read
        assert frame.image.shape == (*read[::-1], 3)
