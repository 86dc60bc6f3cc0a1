"""Times are judged before anything is read from them; work grows with the frames."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from screening import Take, screen_poses
from screening.errors import OutputError
from screening.export.even import even_times
from screening.motion.pace import burst_share, typical_step_s
from tests.factories import film
from tests.saved import both_legs

EVEN_S = np.arange(200) / 30


def pairs(apart_s: float) -> np.ndarray:
    return (np.repeat(np.arange(100) / 15, 2) + np.tile([0.0, apart_s], 100))[:200]


def threes(apart_s: float) -> np.ndarray:
    return np.repeat(np.arange(67) / 10, 3)[:200] + np.resize(
        [0.0, apart_s, 2 * apart_s], 200
    )


def phone() -> np.ndarray:
    """Uneven times as phones write them: a third is missing, the rest shakes."""
    rng = np.random.default_rng(3)
    kept = EVEN_S[np.sort(rng.choice(200, 130, replace=False))]
    return kept + rng.uniform(-0.008, 0.008, 130)


@pytest.mark.parametrize(
    "time_s",
    [EVEN_S, phone(), np.r_[EVEN_S, EVEN_S + 60.0], np.arange(9) * 2.0],
    ids=["even", "phone", "one long hole", "all holes"],
)
def test_the_typical_step_of_a_plain_recording_is_its_median_step(time_s):
    assert typical_step_s(time_s) == np.median(np.diff(time_s))
    assert burst_share(time_s) < 0.05


@pytest.mark.parametrize("time_s", [pairs(1e-3), pairs(1e-9), threes(1 / 90000)])
def test_bursts_are_seen_and_a_step_stays_a_share_of_the_mean_one(time_s):
    assert burst_share(time_s) > 0.4
    assert typical_step_s(time_s) > 0.2 * np.diff(time_s).mean()


@pytest.mark.parametrize("times", [pairs, threes])
@pytest.mark.parametrize("apart_s", [1e-3, 1 / 90000, 1e-9])
def test_a_take_in_bursts_is_refused_in_little_memory(times, apart_s):
    poses = film(both_legs())
    shape = times(apart_s)
    time_s = np.concatenate([shape + k * 7.0 for k in range(len(poses) // 200 + 1)])
    take = Take(replace(poses, time_s=time_s[: len(poses)]))
    tracemalloc.start()
    screening = screen_poses(take)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    check = next(each for each in screening.quality if each.code == "frame_bursts")
    assert check.verdict == "refuse"
    assert all(leg.verdict == "not_interpretable" for leg in screening.legs)
    assert most < 100e6


def test_even_times_over_one_long_hole_are_refused():
    with pytest.raises(OutputError, match="Frames are missing in 100%"):
        even_times(np.r_[EVEN_S, 1e9])
