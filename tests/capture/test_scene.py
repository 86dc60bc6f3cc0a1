"""What the background says of the camera, on drawn rooms whose camera is known."""

import cv2
import numpy as np
import pytest

from screening.capture.scene import SceneFollower

SIZE = (360, 640)
_SPOTS = np.random.default_rng(7).integers(30, 220, (41, 12, 3)).astype(np.uint8)
PERSON = cv2.resize(_SPOTS, (120, 410), interpolation=cv2.INTER_CUBIC)


def room(seed=1):
    """A wall with windows, pictures and a floor, larger than what the camera sees."""
    rng = np.random.default_rng(seed)
    image = np.full((1000, 720, 3), 170, dtype=np.uint8)
    image[620:] = 120
    for _ in range(160):
        x, y = rng.integers(0, 680), rng.integers(0, 960)
        width, height = rng.integers(10, 90, 2)
        shade = rng.integers(40, 230, 3).tolist()
        cv2.rectangle(image, (x, y), (x + width, y + height), shade, -1)
    return cv2.GaussianBlur(image, (0, 0), 1.0)


def view(roll_deg=0.0, zoom=1.0, shift_px=(0.0, 0.0)):
    """Where the camera shows a point of the room, (2, 3)."""
    matrix = cv2.getRotationMatrix2D((360, 500), roll_deg, zoom)
    matrix[:, 2] += (SIZE[0] / 2 - 360 + shift_px[0], SIZE[1] / 2 - 500 + shift_px[1])
    return matrix


def seen(wall, person_px=0, **camera):
    """A frame, a person before the wall, and the landmarks that span the person."""
    scene = wall.copy()
    left, right, top, bottom = 300 + person_px, 420 + person_px, 330, 740
    scene[top:bottom, left:right] = PERSON
    matrix = view(**camera)
    body = np.stack(
        [np.linspace(left, right, 33), np.linspace(top, bottom, 33)], axis=1
    )
    image = cv2.warpAffine(scene, matrix, SIZE)
    return image, body @ matrix[:, :2].T + matrix[:, 2]


def followed(frames):
    """The scene of frames, and what came of each."""
    follower = SceneFollower()
    looks = []
    for image, body in frames:
        looks.append(follower.look(image))
        follower.learn(lambda body=body: [body])
    return follower.scene, looks


def swaying(wall, camera, frames=30):
    """Frames of a camera given by a function, with a person who sways."""
    return [seen(wall, round(15 * np.sin(i / 4)), **camera(i)) for i in range(frames)]


def whole_roll_deg(scene):
    """Turn from each frame as it was filmed to the first one."""
    left = np.degrees(np.arctan2(scene.to_first[:, 1, 0], scene.to_first[:, 0, 0]))
    return left + scene.level_deg


def zoom_of(scene):
    return np.hypot(scene.to_first[:, 0, 0], scene.to_first[:, 1, 0])


def test_a_camera_that_stands_still_is_not_said_to_move():
    scene, _ = followed(swaying(room(), lambda i: {}))
    assert scene.known.all()
    assert np.abs(scene.to_first - np.eye(2, 3)).max() < 0.3
    assert not scene.level_deg.any()
    assert not scene.shot.any()


@pytest.mark.parametrize("roll_deg", [5.0, -5.0])
def test_a_knocked_camera_is_rolled_back(roll_deg):
    def camera(i):
        return {"roll_deg": roll_deg * float(np.clip((i - 5) / 10, 0, 1))}

    scene, looks = followed(swaying(room(), camera))
    assert scene.known.all()
    assert whole_roll_deg(scene)[-1] == pytest.approx(roll_deg, abs=0.1)
    straight, _ = seen(room())
    rows, columns = slice(20, 140), slice(80, 280)
    off = looks[-1].image[rows, columns].astype(float) - straight[rows, columns]
    assert np.abs(off).mean() < 6


def test_a_zoom_in_one_step_is_told_from_a_cut():
    scene, _ = followed(swaying(room(), lambda i: {"zoom": 1.25 if i > 10 else 1.0}))
    assert not scene.shot.any()
    assert zoom_of(scene)[-1] == pytest.approx(1 / 1.25, abs=0.005)


def test_a_camera_that_pans_is_followed_past_what_it_saw_first():
    def camera(i):
        return {"shift_px": (-4.0 * i, 0.0)}

    scene, _ = followed(swaying(room(), camera, frames=40))
    assert scene.known.all()
    assert scene.to_first[-1, 0, 2] == pytest.approx(4.0 * 39, abs=1.5)


def test_a_cut_to_another_room_begins_another_shot():
    first, second = room(1), room(2)
    frames = swaying(first, lambda i: {}, 12) + swaying(second, lambda i: {}, 12)
    scene, looks = followed(frames)
    assert scene.shot.tolist() == [0] * 12 + [1] * 12
    assert [i for i, look in enumerate(looks) if look.new_shot] == [12]


def test_a_wall_without_anything_on_it_says_nothing():
    bare = np.full((1000, 720, 3), 170, dtype=np.uint8)
    scene, _ = followed(swaying(bare, lambda i: {}))
    assert not scene.known[1:].any()
    assert not scene.shot.any()


def test_whoever_walks_past_does_not_move_the_camera():
    def passing(i):
        image, body = seen(room())
        image[100:600, 10 * i : 10 * i + 90] = (30, 30, 30)
        return image, body

    scene, _ = followed([passing(i) for i in range(27)])
    assert np.abs(scene.to_first[scene.known] - np.eye(2, 3)).max() < 0.6


def test_a_glaring_head_before_a_plain_wall_does_not_move_the_camera():
    rng = np.random.default_rng(4)
    wall = np.full((1000, 720, 3), 170, dtype=np.uint8)
    for _ in range(160):
        x, y = rng.integers(0, 680), rng.integers(0, 960)
        width, height = rng.integers(10, 90, 2)
        shade = 170 + rng.integers(-14, 15, 3)
        cv2.rectangle(wall, (x, y), (x + width, y + height), shade.tolist(), -1)
    wall = cv2.GaussianBlur(wall, (0, 0), 1.0)

    def boxed(i):
        person_px = round(15 * np.sin(i / 4))
        scene = wall.copy()
        image, body = seen(scene, person_px)
        left, top = body[0]
        width, size = np.ptp(body[:, 0]), np.ptp(body[:, 1])
        x, y = round(left), round(top - 0.1 * size)
        image[y : round(top), x : x + round(width)] = 0
        image[y + 8 : round(top) - 8, x + 8 : x + round(width) - 8] = 255
        return image, body

    scene, _ = followed([boxed(i) for i in range(30)])
    assert scene.known.all()
    assert np.abs(scene.to_first - np.eye(2, 3)).max() < 0.3


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.25])
def test_a_picture_says_how_far_the_camera_has_zoomed(zoom):
    _, looks = followed(swaying(room(), lambda i: {"zoom": zoom if i > 10 else 1.0}))
    assert looks[5].zoom_ratio == 1.0
    assert looks[-1].zoom_ratio == pytest.approx(zoom, abs=0.005)
    if zoom == 1.0:
        assert {look.zoom_ratio for look in looks} == {1.0}


def test_the_grain_of_a_dark_picture_is_no_movement():
    rng = np.random.default_rng(8)

    def dark(i):
        image, body = seen(room(), round(15 * np.sin(i / 4)))
        grain = rng.normal(0, 4.0, image.shape)
        return np.clip(0.2 * image + grain, 0, 255).astype(np.uint8), body

    scene, _ = followed([dark(i) for i in range(40)])
    assert scene.known.all()
    assert np.array_equal(scene.to_first, np.broadcast_to(np.eye(2, 3), (40, 2, 3)))


def test_how_much_each_picture_differs_from_the_one_before_is_kept():
    wall = room()
    frames = swaying(wall, lambda _: {}, frames=10)
    frames = [*frames[:6], *[frames[5]] * 4, *frames[6:]]
    scene, _ = followed(frames)
    assert np.isnan(scene.change[0])
    assert (scene.change[6:10] == 0).all()
    assert (scene.change[[1, 2, 3, 4, 10]] > 0.1).all()
