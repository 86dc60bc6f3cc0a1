"""A take that takes a number away takes it from pictures and plots, too."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from screening.capture.video.clip import open_clip
from screening.measures import MOVED_BY_TURN
from screening.motion.quality import Check
from screening.output.annotated import deepest_still, write_annotated
from screening.output.caption import Caption, caption_of, captions_of, why_withheld
from screening.output.overlay import KNEE, PELVIS, draw
from screening.output.plots import angles_figure
from screening.output.stills import annotated_still
from screening.results.screening import Screening
from tests.clips import write_clip
from tests.screenings import (
    body_px,
    frame_row,
    leg_finding,
    repetition,
    screening_of,
    with_frames,
)

TIME_S = np.arange(100) / 25
SIZE = (320, 480)
VIEW = Check("view", "refuse", -13.0, 8.0, MOVED_BY_TURN)
RATE = Check("frame_rate", "refuse", 5.0, 12.0)


def taken(*checks: Check):
    """A result with one squat, and with these checks."""
    return replace(screening_of(TIME_S, [repetition(1, 1.0)]), quality=checks)


def words(figure: Figure) -> str:
    return "\n".join(t.get_text() for t in figure.findobj(Text))


def pixels(image: np.ndarray, colour: tuple[int, int, int]) -> int:
    return int((np.abs(image.astype(int) - colour).max(axis=2) < 60).sum())


def judged(*legs):
    """A result with these legs, in which no check refused anything."""
    return screening_of(TIME_S, [repetition(1, 1.0)], legs=legs)


NOT_JUDGED = replace(leg_finding("right"), verdict="not_interpretable", valid=1)
ONLY_STOOD = replace(NOT_JUDGED, valid=0, total=0)


def test_a_leg_that_cannot_be_judged_has_no_number_in_pictures():
    other = replace(leg_finding("left"), verdict="not_interpretable", valid=1)
    [unjudged, judged_] = (judged(NOT_JUDGED), judged(other, leg_finding("right")))
    assert not any(c.knee_judged or c.pelvis_judged for c in captions_of(unjudged))
    assert all(c.knee_judged and c.pelvis_judged for c in captions_of(judged_))


def test_a_measure_without_a_trusted_number_has_none_in_pictures():
    unsure = leg_finding("right", value=float("nan"), verdict="not_judged")
    assert not any(c.pelvis_judged for c in captions_of(judged(unsure)))


def test_a_quiet_stance_keeps_its_numbers():
    assert all(c.knee_judged for c in captions_of(judged(ONLY_STOOD)))


def test_what_was_only_not_measured_is_not_called_withheld():
    hidden = judged(leg_finding("right"))
    hidden = with_frames(hidden, fppa_deg=np.nan)
    assert all(c.knee_judged for c in captions_of(hidden))


def test_a_withheld_knee_is_drawn_without_its_colour_and_its_number():
    caption = caption_of(frame_row(), reasons={"fppa_deg": "view"})
    assert not caption.knee_judged
    assert caption.pelvis_judged
    image = draw(np.full((480, 320, 3), 128, np.uint8), body_px(*SIZE), caption)
    assert pixels(image, KNEE) == 0
    assert pixels(image, PELVIS) > 0


def test_a_withheld_pelvis_is_not_judged():
    reasons = {"pelvic_drop_deg": "pelvis_lost"}
    assert not caption_of(frame_row(), reasons=reasons).pelvis_judged


def test_what_is_not_judged_is_written_beside_the_joint():
    blank = np.full((480, 320, 3), 128, np.uint8)
    caption = Caption("", "right", 12.0, float("nan"), knee_judged=False)
    with_number = draw(blank, body_px(*SIZE), caption)
    without = draw(blank, body_px(*SIZE), replace(caption, fppa_deg=float("nan")))
    assert np.abs(with_number.astype(int) - without).sum() > 0


def test_a_caption_stays_inside_the_picture():
    blank = np.full((480, 320, 3), 128, np.uint8)
    edge = body_px(*SIZE) - (120, 0)
    caption = Caption("", "right", 12.0, 5.0, knee_judged=False)
    bare = draw(blank, edge, replace(caption, fppa_deg=float("nan")))
    changed = np.abs(draw(blank, edge, caption).astype(int) - bare).max(axis=2) > 0
    columns = np.flatnonzero(changed.any(axis=0))
    assert columns.max() - columns.min() > 60
    assert columns.min() > 0


@pytest.mark.parametrize(
    "withheld",
    [taken(VIEW), taken(RATE), judged(NOT_JUDGED)],
    ids=["view", "rate", "leg"],
)
def test_pictures_and_clip_show_no_withheld_knee(withheld, tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", TIME_S.tolist(), size=SIZE)
    points_px = np.repeat(body_px(*SIZE)[None], len(TIME_S), axis=0)
    coloured = {}
    for name, screening in {"judged": taken(), "withheld": withheld}.items():
        out = tmp_path / f"{name}.mp4"
        write_annotated(out, open_clip(clip), screening, points_px)
        still = deepest_still(open_clip(clip), screening, points_px, leg="right", rep=1)
        from_clip = annotated_still(out, screening, 1.5)
        coloured[name] = [pixels(image, KNEE) for image in (still, from_clip)]
    assert min(coloured["judged"]) > 100
    assert coloured["withheld"] == [0, 0]


def test_a_plot_shows_a_withheld_curve_dashed_without_values_and_says_why():
    judged, refused = angles_figure(taken()), angles_figure(taken(VIEW))
    assert "12°" in words(judged)
    assert "12°" not in words(refused)
    assert "not judged, the person was turned relative to the camera" in words(refused)
    assert "5°" in words(refused)


def test_a_panel_without_a_number_that_may_be_shown_has_none_on_its_axis():
    def ticks(screening: Screening) -> list[str]:
        figure = angles_figure(screening)
        figure.canvas.draw()
        return [t.get_text() for t in figure.axes[0].get_yticklabels() if t.get_text()]

    assert ticks(taken())
    assert ticks(taken(VIEW)) == []


def test_the_reason_is_told_the_most_frequent_one_first():
    assert "turned relative to the camera" in why_withheld("fppa_deg", taken(VIEW))
    assert why_withheld("pelvic_drop_deg", taken(VIEW)) == ""
    hip_line = screening_of(TIME_S, [], pelvic_drop_method="hip_line")
    assert "hip points" in why_withheld("pelvic_drop_deg", hip_line)
    doubt = np.where(TIME_S < 1.0, "hands", "no_edge")
    both = with_frames(hip_line, pelvic_drop_doubt=doubt)
    first, second = why_withheld("pelvic_drop_deg", both).split("; ")
    assert "shorts" in first
    assert "hands" in second
