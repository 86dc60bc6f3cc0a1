"""Raw H.264 and HEVC: the rate that the stream announces, or no times at all."""

from dataclasses import replace

import av
import numpy as np
import pytest

from screening.capture.video.clip import open_clip
from screening.errors import VideoError
from screening.words.checks import check_sentence
from tests.clips import OWN_KEYS_ONLY, number, picture, write_clip
from tests.examined import examine
from tests.factories import film, two_feet

QUIET = "log-level=none"


def raw(path, rate, codec="libx264", frames=40, **options):
    """Write pictures whose grey tells their number, without a container."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(index), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("rate", [15, 30, 60])
def test_the_announced_rate_times_a_raw_stream(tmp_path, rate):
    with open_clip(raw(tmp_path / "a.h264", rate)) as clip:
        frames = list(clip)
        assert clip.announced_fps == clip.rate_fps == rate
        assert not clip.cut_short
    assert [number(frame.image) for frame in frames] == list(range(40))
    assert np.allclose([f.time_s for f in frames], np.arange(40) / rate, atol=1e-5)


def test_a_section_of_a_raw_stream_keeps_its_times(tmp_path):
    path = raw(tmp_path / "a.h264", 20)
    frames = list(open_clip(path, start_s=0.5, end_s=1.0))
    assert [number(frame.image) for frame in frames] == list(range(10, 21))


def test_hevc_says_its_rate_or_has_no_times(tmp_path):
    said = raw(tmp_path / "a.hevc", 30, "libx265", **{"x265-params": QUIET})
    assert open_clip(said).announced_fps == 30
    silent = {"x265-params": f"{QUIET}:vui-timing-info=0"}
    path = raw(tmp_path / "b.hevc", 30, "libx265", **silent)
    with pytest.raises(VideoError, match="raw video without frame times"):
        list(open_clip(path))


def test_damage_in_the_middle_leaves_the_times_behind_it_unknown(tmp_path):
    path = raw(tmp_path / "a.h264", 30, g="10", **OWN_KEYS_ONLY)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 60] = bytes(60)
    path.write_bytes(content)
    with pytest.raises(VideoError, match="or is damaged"):
        list(open_clip(path))


def test_a_container_has_times_of_its_own(tmp_path):
    path = write_clip(tmp_path / "a.mp4", [i / 25 for i in range(10)])
    assert open_clip(path).announced_fps is None


@pytest.mark.parametrize(("announced", "verdict"), [(False, "ok"), (True, "warn")])
def test_the_result_says_so(announced, verdict):
    poses = replace(film(two_feet(3.0)), announced_rate=announced)
    check = examine(poses).checks["announced_rate"]
    assert check.verdict == verdict
    assert ("it announces" in check_sentence(check)) == announced
