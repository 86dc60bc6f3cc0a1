"""A picture of a take at a time: from the annotated clip, or as a stick figure."""

import numpy as np

from screening.capture.video.clip import open_clip
from screening.motion.analysis import analyse
from screening.motion.landmarks import Take
from screening.output.annotated import write_annotated
from screening.output.overlay import KNEE
from screening.output.stills import annotated_still, stick_still
from screening.pipeline import screen
from screening.settings import DEFAULT
from tests.clips import number, write_clip
from tests.factories import film, whole_take
from tests.screenings import body_px, screening_of

SIZE = (320, 480)


def test_the_still_is_the_frame_of_that_time(tmp_path):
    # A section of a clip: its annotated clip begins at zero all the same.
    time_s = 2.0 + np.arange(30) / 25
    clip = write_clip(tmp_path / "clip.mp4", time_s.tolist(), size=SIZE)
    screening = screening_of(time_s)
    points_px = np.repeat(body_px(*SIZE)[None], len(time_s), axis=0)
    out = tmp_path / "annotated.mp4"
    write_annotated(out, open_clip(clip), screening, points_px)
    for row in (0, 12, 29):
        image = annotated_still(out, screening, time_s[row] + 0.01)
        assert number(image[:, :40]) == row


def test_a_stick_figure_has_the_clips_shape_and_the_measured_leg():
    take = Take(film(whole_take("right", 3)))
    analysis = analyse(take, DEFAULT)
    screening = screen(analysis)
    bottom_s = float(screening.reps["bottom_s"].iloc[1])
    image = stick_still(analysis, screening, bottom_s)
    assert image.shape == (1280, 720, 3)
    assert (np.abs(image.astype(int) - KNEE).max(axis=2) < 12).sum() > 500
    standing = stick_still(analysis, screening, 0.0)
    assert (np.abs(standing.astype(int) - KNEE).max(axis=2) < 12).sum() == 0
