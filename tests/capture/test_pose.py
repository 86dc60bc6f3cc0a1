"""The real pose model on short sections of the sample clips."""

import zipfile
from itertools import islice

import numpy as np
import pytest
from mediapipe.tasks.python import vision

from screening.capture.models import model_path
from screening.capture.pose import PoseDetector
from screening.capture.reading import read_poses
from screening.capture.video.clip import Frame, open_clip
from screening.errors import ModelError
from screening.motion.angles import fppa_deg
from screening.motion.landmarks import INDEX
from screening.settings import DEFAULT
from tests.conftest import SAMPLES

pytestmark = pytest.mark.model

CLIP = SAMPLES / "right_drop_and_valgus.mp4"
SECTION = {"start_s": 3.5, "end_s": 5.5}
FPPA_ERROR_DEG = {"lite": 8.0, "full": 4.0}
POINT_ERROR_LEG = 0.06
JOINTS = ("hip", "knee", "ankle")


def landmarks(frames, model="lite", **options):
    return read_poses(frames, model=model, settings=DEFAULT, source="test", **options)


def section(model="lite", path=CLIP, **part):
    with open_clip(path, **(part or SECTION)) as clip:
        return landmarks(clip, model)


@pytest.fixture(scope="module", params=FPPA_ERROR_DEG)
def model(request):
    return request.param


@pytest.fixture(scope="module")
def poses(model):
    return section(model)


def truth_of(poses, truth):
    """The rows of the truth at the times of the frames."""
    rows = np.searchsorted(truth["time_s"], poses.time_s - 1e-3)
    return truth.iloc[rows]


def test_the_knee_angle_is_near_the_truth(poses, model, sample_truth):
    truth = truth_of(poses, sample_truth(CLIP.stem))
    assert truth["time_s"].to_numpy() == pytest.approx(poses.time_s, abs=2e-3)
    joints = (poses.points_px[:, INDEX[f"right_{joint}"]] for joint in JOINTS)
    error = fppa_deg(*joints, stance="right") - truth["fppa_deg"].to_numpy()
    assert np.abs(error).mean() < FPPA_ERROR_DEG[model]


def test_points_are_pixels_of_the_upright_picture(poses, sample_truth):
    truth = truth_of(poses, sample_truth(CLIP.stem))
    assert poses.image_size == (720, 1280)
    for joint in JOINTS:
        columns = [f"right_{joint}_{axis}_px" for axis in "xy"]
        off = poses.points_px[:, INDEX[f"right_{joint}"]] - truth[columns].to_numpy()
        assert np.median(np.linalg.norm(off, axis=1)) < POINT_ERROR_LEG * 345


def test_the_series_knows_its_frames_model_and_source(poses, model):
    assert len(poses) == 50
    assert poses.found.all()
    assert poses.model.name == model
    assert len(poses.model.sha256) == 64
    assert poses.model.library.startswith("mediapipe ")
    assert poses.source == "test"
    assert ((poses.visibility >= 0) & (poses.visibility <= 1)).all()
    assert np.isfinite(poses.world_m).all()


def test_the_same_clip_gives_the_same_numbers_to_the_last_bit():
    first, second = section(), section()
    for name, values in first.arrays().items():
        np.testing.assert_array_equal(second.arrays()[name], values, err_msg=name)


def test_a_mask_stays_as_it_is_while_the_next_frames_are_looked_at():
    with (
        open_clip(CLIP, **SECTION) as clip,
        PoseDetector("lite", DEFAULT.capture) as detector,
    ):
        frames = iter(clip)
        (body,) = detector.detect(next(frames))
        before = [body.mask.copy(), body.mirrored.mask.copy()]
        for _ in range(6):
            detector.detect(next(frames))
        np.testing.assert_array_equal(body.mask, before[0])
        np.testing.assert_array_equal(body.mirrored.mask, before[1])


def test_a_second_look_that_began_ahead_changes_nothing():
    with open_clip(CLIP, start_s=3.5, end_s=4.7) as clip:
        frames = list(clip)

    def found(ahead):
        with PoseDetector("lite", DEFAULT.capture) as detector:
            known = iter(frames[ahead:])
            for frame in frames[:ahead]:
                detector.look_around(frame)
            for frame in frames:
                for later in islice(known, min(ahead, 1)):
                    detector.look_around(later)
                yield from detector.detect(frame)

    for body, other in zip(found(0), found(4), strict=True):
        np.testing.assert_array_equal(body.points_px, other.points_px)
        assert (body.mirrored is None) == (other.mirrored is None)
        if body.mirrored is not None:
            np.testing.assert_array_equal(body.mirrored.mask, other.mirrored.mask)


def test_another_clip_before_leaves_no_trace():
    part = {"start_s": 3.5, "end_s": 4.1}
    alone = section(**part)
    section(path=SAMPLES / "good_control.mp4", **part)
    np.testing.assert_array_equal(section(**part).points_px, alone.points_px)


def test_an_empty_room_has_nobody():
    wall = np.full((480, 360, 3), 128, dtype=np.uint8)
    poses = landmarks(Frame(i, i / 25, wall) for i in range(5))
    assert len(poses) == 5
    assert not poses.found.any()


def test_frames_closer_than_a_millisecond_are_all_read():
    with open_clip(CLIP, **SECTION) as clip:
        image = next(iter(clip)).image
    poses = landmarks(Frame(i, i * 2e-4, image) for i in range(6))
    assert poses.found.all()


def test_everybody_is_followed_after_a_second_person_appears():
    """One person from the start, a twin of the same size from 1 s on."""
    with open_clip(CLIP, start_s=0.0, end_s=2.4) as clip:
        frames = list(clip)
    alone_s = 1.0

    def picture(frame):
        other = frame.image if frame.time_s >= alone_s else frame.image[:, :1] * 0 + 90
        other = np.broadcast_to(other, frame.image.shape)
        return np.ascontiguousarray(np.hstack([frame.image, other]))

    poses = landmarks(Frame(f.index, f.time_s, picture(f)) for f in frames)
    assert poses.image_size == (1440, 1280)
    assert poses.found.all()
    assert poses.others_px.shape[1] >= 1
    twin = poses.others_px[:, 0]
    seen = np.isfinite(twin[:, 0, 0])
    assert not seen[poses.time_s < alone_s].any()
    after = poses.time_s > alone_s + DEFAULT.capture.look_around_s
    assert seen[after].mean() > 0.9
    apart = np.abs(twin[after, INDEX["nose"], 0] - poses.points_px[after, 0, 0])
    assert np.nanmedian(apart) == pytest.approx(720, abs=20)


def bundle_with(path, **changes):
    """The lite bundle with other contents in some of its files."""
    with (
        zipfile.ZipFile(model_path("lite")) as whole,
        zipfile.ZipFile(path, "w") as new,
    ):
        for name in whole.namelist():
            content = changes.get(name.split(".")[0], whole.read(name))
            if content is not None:
                new.writestr(name, content)


@pytest.mark.parametrize(
    "changes",
    [
        {"pose_detector": b"no model"},
        {"pose_landmarks_detector": b"no model"},
        {"pose_detector": None},
        {"pose_landmarks_detector": None},
        {"pose_detector": None, "pose_landmarks_detector": None},
    ],
    ids=str,
)
def test_a_bundle_that_is_broken_is_told(tmp_path, changes):
    broken = tmp_path / "broken.task"
    bundle_with(broken, **changes)
    with pytest.raises(ModelError, match=r"broken\.task.* is not a usable pose model"):
        PoseDetector(broken, DEFAULT.capture)


def test_a_missing_system_library_is_told_with_what_to_install(monkeypatch):
    def no_library(options):
        raise OSError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(vision.PoseLandmarker, "create_from_options", no_library)
    with pytest.raises(ModelError, match=r"libEGL\.so\.1.*apt-get install .*libegl1"):
        PoseDetector("lite", DEFAULT.capture)
