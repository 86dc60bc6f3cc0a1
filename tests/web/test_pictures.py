"""The picture beside an answer: cut to the person where it is wide."""

import base64
from dataclasses import replace

import numpy as np
import pytest

from screening import screen_poses
from screening.judgement.exercises import all_exercises
from screening.language import speaking
from screening.motion.analysis import analyse
from screening.output.stills import cut_wide, stick_still, still_at
from screening.results.landmarks_file import load_take
from screening.settings import DEFAULT
from screening.web.result.exercise_pictures import exercise_picture
from screening.web.result.pictures import picture_at
from tests.web import measured

HEIGHT, WIDTH = 720, 1280
NOTHING = float("nan"), float("nan")


def columns(height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    """A picture in which each pixel tells its own column."""
    across = np.arange(width, dtype=np.uint16)
    pair = np.stack([across // 256, across % 256, across * 0], axis=-1)
    return np.broadcast_to(pair.astype(np.uint8), (height, width, 3))


def span(image: np.ndarray) -> tuple[int, int]:
    first, last = image[0, 0].astype(int), image[0, -1].astype(int)
    return int(first[0] * 256 + first[1]), int(last[0] * 256 + last[1])


@pytest.mark.parametrize("middle", [0.45, 0.5, 0.58])
def test_a_wide_picture_keeps_the_person_and_its_middle(middle):
    body = middle - 0.12, middle + 0.12
    cut = cut_wide(columns(), body, NOTHING)
    first, last = span(cut)
    assert cut.shape == (HEIGHT, round(1.1 * HEIGHT), 3)
    # The person with room for a number on each side, and the header in the middle.
    assert first + 0.4 * HEIGHT <= middle * WIDTH <= last - 0.4 * HEIGHT
    assert first + 0.4 * HEIGHT <= WIDTH / 2 <= last - 0.4 * HEIGHT


@pytest.mark.parametrize(
    "body",
    [(0.0, 0.2), (0.8, 1.0), (0.2, 0.8), (float("nan"), float("nan"))],
    ids=["left", "right", "lying", "unknown"],
)
def test_no_part_of_a_body_is_cut_off(body):
    assert span(cut_wide(columns(), body, NOTHING)) == (0, WIDTH - 1)


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_is_cut_off(language):
    take = measured.turned()
    poses = take.poses
    wide = replace(poses, image_size=(WIDTH, HEIGHT))
    points_px = poses.points_px * (HEIGHT / poses.image_size[1])
    points_px[..., 0] += (
        WIDTH - HEIGHT * poses.image_size[0] / poses.image_size[1]
    ) / 2
    take = replace(take, poses=replace(wide, points_px=points_px))
    screening, analysis = screen_poses(take), analyse(take, DEFAULT)
    with speaking(language):
        for time_s in screening.reps["bottom_s"]:
            cut = still_at(None, analysis, screening, float(time_s))
            below = cut[HEIGHT // 8 :]
            assert cut.shape[1] < WIDTH
            assert (below[:, [0, -1]] == below[-1, 0]).all()


def test_an_upright_picture_stays_whole():
    assert span(cut_wide(columns(1280, 720), (0.4, 0.6), NOTHING)) == (0, 719)


def test_a_take_is_measured_once_for_all_its_pictures(work, monkeypatch):
    item = measured.finished(work, measured.one_leg("right"))
    reps = item.result.reps
    loaded = []

    def counted(path):
        loaded.append(path)
        return load_take(path)

    monkeypatch.setattr("screening.results.landmarks_file.load_take", counted)
    first, second = (
        picture_at(item, item.result, float(reps["bottom_s"].iloc[row]))
        for row in (0, 1)
    )
    assert first.shape == second.shape
    assert (first != second).any()
    assert len(loaded) == 1


def test_a_stick_figure_shows_what_was_measured_with_the_results_own_settings(work):
    take = measured.one_leg("right")
    slow = replace(DEFAULT, cleaning=replace(DEFAULT.cleaning, low_pass_hz=1.0))
    item = measured.finished(work, take)
    screening = screen_poses(take, settings=slow)
    time_s = float(screening.reps["bottom_s"].iloc[0])
    shown = picture_at(item, screening, time_s)
    own, other = (
        stick_still(analyse(take, settings), screening, time_s)
        for settings in (slow, DEFAULT)
    )
    assert (shown == own).all()
    assert (shown != other).any()


def test_every_exercise_has_a_drawing_that_is_seen_on_light_and_dark_pages():
    for exercise in all_exercises():
        drawn = exercise_picture(exercise.key, "A & B")
        assert 'alt="A &amp; B"' in drawn
        packed = drawn.partition("base64,")[2].partition('"')[0]
        picture = base64.b64decode(packed).decode()
        assert "#6b7a83" in picture
        assert "currentColor" not in picture
