"""The region of the pelvis, cut out in the person's own lengths."""

import cv2
import numpy as np
import pytest

from screening.capture.pelvis.view import (
    METHOD,
    PX_PER_TORSO,
    SIZE,
    PelvisView,
    Torso,
    grid,
)
from screening.motion.landmarks import INDEX
from tests.capture.pelvis_pictures import Person, Shot, in_picture, landmarks, seen_from

NOWHERE = np.full((33, 2), np.nan)


def dot_in_cut(view, at_px, centre_px, size=(700, 700)):
    """Where a dot at a picture point appears in the cut-out, torso lengths."""
    rows, columns = np.mgrid[: size[1], : size[0]]
    away = np.hypot(columns - at_px[0], rows - at_px[1])
    image = np.exp(-0.5 * (away / (0.03 * view.torso_px)) ** 2).astype(np.float32)
    cut = view.cut(image, np.asarray(centre_px))
    x, y = grid()
    return np.array([(cut * x).sum(), (cut * y).sum()]) / cut.sum()


@pytest.mark.parametrize("torso_px", [70.0, 120.0, 210.0, 300.0])
@pytest.mark.parametrize("roll_deg", [0.0, -12.0, 30.0])
def test_a_point_appears_in_the_cut_out_where_it_is_said_to_be(torso_px, roll_deg):
    """Also where the picture is shrunk, which smooths it first."""
    view = PelvisView(np.array([340.0, 355.0]), torso_px, np.radians(roll_deg))
    point = view.origin_px + torso_px * np.array([0.21, -0.13])
    found = dot_in_cut(view, point, view.origin_px)
    assert found == pytest.approx(view.to_torso(point), abs=0.006)


def test_a_cut_out_around_another_point_is_only_shifted():
    view = PelvisView(np.array([340.0, 355.0]), 150.0, np.radians(8))
    centre, point = np.array([371.0, 330.0]), np.array([350.0, 352.0])
    found = dot_in_cut(view, point, centre) + view.to_torso(centre)
    assert found == pytest.approx(view.to_torso(point), abs=0.006)


def test_the_cut_out_of_a_person_at_the_picture_s_edge_is_whole():
    view = PelvisView(np.array([5.0, 695.0]), 300.0, 0.0)
    cut = view.cut(np.full((700, 700, 3), 90, dtype=np.uint8), view.origin_px)
    assert cut.shape == (SIZE, SIZE, 3)
    assert cut.dtype == np.uint8
    assert np.all(cut == 90)


def test_fine_cloth_far_larger_than_the_cut_out_turns_grey_not_moire():
    rows, columns = np.mgrid[:700, :700]
    checks = (255 * ((rows + columns) % 2)).astype(np.uint8)
    view = PelvisView(np.array([350.0, 350.0]), 500.0, 0.0)
    assert np.ptp(view.cut(checks, view.origin_px).astype(float)) < 40


@pytest.mark.parametrize("roll_deg", [0.0, 20.0, 45.0, -90.0])
@pytest.mark.parametrize("middle_px", [(350.3, 352.9), (20.0, 660.0), (-40.0, 300.0)])
def test_a_large_person_is_cut_out_as_of_a_picture_that_is_smoothed_whole(
    roll_deg, middle_px
):
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 256, (700, 700, 3)).astype(np.uint8)
    view = PelvisView(np.array(middle_px), 310.0, np.radians(roll_deg))
    matrix = np.zeros((2, 3))
    matrix[:, :2] = view.scale * view.axes
    matrix[:, 2] = SIZE / 2 - matrix[:, :2] @ view.origin_px
    truth = cv2.warpAffine(
        cv2.blur(picture, (3, 3)),
        matrix,
        (SIZE, SIZE),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    cut = view.cut(picture, view.origin_px)
    assert np.abs(cut.astype(int) - truth).max() <= 1


@pytest.mark.parametrize("roll_deg", [-10.0, 0.0, 6.0])
def test_the_trunk_tells_how_the_camera_is_held(roll_deg):
    points = landmarks(Shot(roll_deg=roll_deg))
    view = PelvisView.of_stance(Torso.of(points), points, None)
    assert np.degrees(view.roll_rad) == pytest.approx(roll_deg, abs=1e-6)
    assert view.torso_px == pytest.approx(130)
    assert view.origin_px == pytest.approx((130, 190))


@pytest.mark.parametrize("lean_deg", [-16.0, -4.0, 4.0, 16.0])
def test_a_trunk_that_leans_does_not_tell_how_the_camera_is_held(lean_deg):
    points = landmarks(Shot())
    torso = Torso.of(points)
    aside = torso.length_px * np.tan(np.radians(lean_deg))
    points[[INDEX["left_shoulder"], INDEX["right_shoulder"]], 0] += aside
    view = PelvisView.of_stance(Torso.of(points), points, None)
    leans = abs(lean_deg) > METHOD.upright_deg
    assert np.degrees(view.roll_rad) == pytest.approx(0 if leans else lean_deg)


@pytest.mark.parametrize("aside", [-0.07, 0.0, 0.05])
@pytest.mark.parametrize("roll_deg", [0.0, 7.0])
def test_the_origin_is_the_middle_of_the_silhouette(aside, roll_deg):
    shot = Shot(roll_deg=roll_deg)
    _, frame = seen_from(shot)
    astray = frame.points_px + in_picture(shot, np.array([aside, 0])) - shot.at
    view = PelvisView.of_stance(Torso.of(astray), astray, frame.mask)
    assert view.origin_px == pytest.approx(shot.at, abs=1.5)


def test_hands_beside_the_hips_do_not_shift_the_middle():
    """One arm lies on the silhouette's edge: its rows are left out."""
    shot = Shot()
    _, frame = seen_from(shot)
    wrist, elbow = in_picture(shot, np.array([[0.42, 0.05], [0.52, -0.45]]))
    mask = np.array(frame.mask)
    cv2.line(mask, wrist.astype(int), elbow.astype(int), 1.0, int(0.1 * shot.torso_px))
    points = frame.points_px.copy()
    points[INDEX["left_elbow"]] = elbow
    points[[INDEX[f"left_{p}"] for p in ("wrist", "pinky", "index", "thumb")]] = wrist
    view = PelvisView.of_stance(Torso.of(points), points, mask)
    assert view.origin_px == pytest.approx(shot.at, abs=1.5)


def test_an_empty_silhouette_leaves_the_middle_of_the_hips():
    shot = Shot()
    _, frame = seen_from(shot)
    nobody = np.zeros_like(frame.mask)
    torso = Torso.of(frame.points_px)
    view = PelvisView.of_stance(torso, frame.points_px, nobody)
    assert view.origin_px == pytest.approx(torso.hips_px)


def test_arms_before_the_hips_are_left_out_and_arms_beside_are_not():
    view, frame = seen_from(Shot(Person(arms="before_hips")))
    kept = view.without_arms(frame.points_px, view.origin_px)
    wrist = (
        view.to_torso(frame.points_px[INDEX["left_wrist"]]) * PX_PER_TORSO + SIZE / 2
    )
    column, row = wrist.astype(int)
    assert not kept[row, column]
    assert kept[SIZE - 1, SIZE // 2]
    view, frame = seen_from(Shot())
    middle = slice(SIZE // 2 - 40, SIZE // 2 + 40)
    assert view.without_arms(frame.points_px, view.origin_px)[:, middle].all()


def test_arms_that_were_not_seen_leave_everything():
    view, _ = seen_from(Shot())
    assert view.without_arms(NOWHERE, view.origin_px).all()


def test_a_trunk_without_landmarks_or_length_is_not_seen():
    assert Torso.of(landmarks(Shot())).is_seen
    assert not Torso.of(NOWHERE).is_seen
    assert not Torso.of(np.zeros((33, 2))).is_seen
