"""8K is measured in little enough memory for a usual computer."""

import subprocess
import sys
from fractions import Fraction

import av
import cv2
import pytest

from screening.capture.video.clip import open_clip
from tests.conftest import SAMPLES

MOST_MB = 1500
MEASURE = """
import re, sys
from screening import read_take
poses = read_take(sys.argv[1], model="lite").poses
most_kb = re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]
print(poses.image_size, poses.found.sum(), most_kb)
"""


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_measuring_8k_needs_less_than_one_and_a_half_gigabytes(tmp_path):
    path = tmp_path / "8k.mkv"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=Fraction(25))
        (stream.width, stream.height), stream.pix_fmt = (4320, 7680), "yuv420p"
        for frame in open_clip(SAMPLES / "good_control.mp4", end_s=0.3):
            image = cv2.resize(frame.image, (4320, 7680))
            file.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        file.mux(stream.encode(None))
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    size, found, most_kb = done.stdout.rsplit(maxsplit=2)
    assert size == "(2160, 3840)"
    assert int(found) == 8
    assert int(most_kb) / 1024 < MOST_MB
