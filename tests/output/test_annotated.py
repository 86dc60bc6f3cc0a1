import threading
from pathlib import Path

import av
import numpy as np
import pytest

from screening.capture.video.clip import open_clip
from screening.errors import OutputError, VideoError
from screening.motion.landmarks import INDEX
from screening.output.annotated import deepest_still, write_annotated
from screening.output.overlay import KNEE
from tests.clips import number, write_clip
from tests.screenings import body_px, repetition, screening_of

SIZE = (320, 480)
EVEN_S = np.arange(30) / 25
UNEVEN_S = np.cumsum([0, 0.02, 0.08, 0.01, 0.2, 0.05, 0.4, 0.02, 0.7, 0.02])


def made(tmp_path: Path, time_s: np.ndarray, size: tuple[int, int] = SIZE) -> Path:
    return write_clip(tmp_path / "clip.mp4", time_s.tolist(), size=size)


def points_of(time_s: np.ndarray, size: tuple[int, int] = SIZE) -> np.ndarray:
    return np.repeat(body_px(*size)[None], len(time_s), axis=0)


def orange(image: np.ndarray) -> int:
    return int((np.abs(image.astype(int) - KNEE).max(axis=2) < 60).sum())


@pytest.mark.parametrize("time_s", [EVEN_S, UNEVEN_S], ids=["even", "uneven"])
def test_every_frame_is_written_with_its_time(tmp_path, time_s):
    out = tmp_path / "annotated.mp4"
    clip = open_clip(made(tmp_path, time_s))
    write_annotated(out, clip, screening_of(time_s), points_of(time_s))
    frames = list(open_clip(out))
    assert [f.time_s for f in frames] == pytest.approx(time_s.tolist(), abs=2e-5)
    assert [number(f.image[:, :40]) for f in frames] == list(range(len(time_s)))
    assert all(orange(f.image) > 100 for f in frames)


def test_a_browser_can_play_it(tmp_path):
    out = tmp_path / "annotated.mp4"
    clip = open_clip(made(tmp_path, EVEN_S))
    write_annotated(out, clip, screening_of(EVEN_S), points_of(EVEN_S))
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert len(container.streams) == 1
    content = out.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_odd_sizes_lose_a_line_and_large_ones_are_made_smaller(tmp_path):
    out = tmp_path / "annotated.mp4"
    for size, expected in (((96, 64), (96, 64)), ((2400, 1200), (1920, 960))):
        clip = open_clip(made(tmp_path, EVEN_S[:2], size))
        write_annotated(
            out, clip, screening_of(EVEN_S[:2]), points_of(EVEN_S[:2], size)
        )
        written = open_clip(out)
        assert (written.width_px, written.height_px) == expected
    odd = write_clip(tmp_path / "odd.mkv", [0.0, 0.04], size=(97, 65), codec="ffv1")
    write_annotated(
        out, open_clip(odd), screening_of(EVEN_S[:2]), points_of(EVEN_S[:2], (97, 65))
    )
    assert (open_clip(out).width_px, open_clip(out).height_px) == (96, 64)


def test_drawing_follows_the_picture_when_it_is_made_smaller(tmp_path):
    size = (2400, 1200)
    clip = open_clip(made(tmp_path, EVEN_S[:2], size))
    out = tmp_path / "annotated.mp4"
    write_annotated(out, clip, screening_of(EVEN_S[:2]), points_of(EVEN_S[:2], size))
    image = next(iter(open_clip(out))).image
    leg = body_px(1920, 960)[[INDEX["right_hip"], INDEX["right_knee"]]].mean(axis=0)
    x, y = leg.astype(int)
    assert orange(image[y - 2 : y + 3, x - 2 : x + 3]) > 10


def test_rows_are_found_by_the_number_of_the_frame(tmp_path):
    out = tmp_path / "annotated.mp4"
    clip = open_clip(made(tmp_path, EVEN_S))
    rows = EVEN_S[10:20]
    screening = screening_of(rows, frame=np.arange(10, 20))
    write_annotated(out, clip, screening, points_of(rows))
    marked = [orange(frame.image) > 100 for frame in open_clip(out)]
    assert marked == [False] * 10 + [True] * 10 + [False] * 10


def test_a_section_is_written_from_zero(tmp_path):
    out = tmp_path / "annotated.mp4"
    clip = open_clip(made(tmp_path, EVEN_S), start_s=0.4, end_s=0.8)
    part = EVEN_S[10:21]
    write_annotated(out, clip, screening_of(part), points_of(part))
    frames = list(open_clip(out))
    assert [number(f.image[:, :40]) for f in frames] == list(range(10, 21))
    assert [f.time_s for f in frames] == pytest.approx((part - 0.4).tolist())


def test_progress_is_told_frame_by_frame(tmp_path):
    told: list[int] = []
    clip = open_clip(made(tmp_path, EVEN_S))
    write_annotated(
        tmp_path / "a.mp4",
        clip,
        screening_of(EVEN_S),
        points_of(EVEN_S),
        on_frame=told.append,
    )
    assert told == list(range(1, 31))


def test_an_interruption_stops_reading_and_drawing_too(tmp_path):
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    clip = open_clip(made(tmp_path, EVEN_S))
    screening, points = screening_of(EVEN_S), points_of(EVEN_S)
    with pytest.raises(KeyboardInterrupt):
        write_annotated(tmp_path / "a.mp4", clip, screening, points, on_frame=interrupt)
    assert not any(thread.name == "prefetch" for thread in threading.enumerate())


def head_detail(image: np.ndarray, points: np.ndarray) -> float:
    x, y = points[INDEX["nose"]].astype(int)
    return float(image[y - 10 : y + 10, x - 10 : x + 10].std())


@pytest.mark.parametrize("blur", [False, True])
def test_the_faces_of_all_are_hidden_when_asked_for(tmp_path, monkeypatch, blur):
    rng = np.random.default_rng(3)
    noise = np.repeat(rng.integers(0, 256, (120, 80, 1)), 3, axis=2).astype(np.uint8)
    noise = noise.repeat(4, axis=0).repeat(4, axis=1)
    monkeypatch.setattr("tests.clips.picture", lambda *_: noise)
    clip = open_clip(made(tmp_path, EVEN_S[:4]))
    points = points_of(EVEN_S[:4])
    other = points.copy()
    other[..., 0] += 90
    other[2] = np.nan
    out = tmp_path / "a.mp4"
    write_annotated(
        out,
        clip,
        screening_of(EVEN_S[:4]),
        points,
        blur_faces=blur,
        others_px=other[:, None],
    )
    for frame in open_clip(out):
        for person in (points[0], other[0]):
            assert (head_detail(frame.image, person) < 50) == blur


def test_a_clip_that_is_gone_is_an_error_about_the_clip(tmp_path):
    path = made(tmp_path, EVEN_S)
    clip = open_clip(path)
    path.unlink()
    with pytest.raises(VideoError, match="There is no file"):
        write_annotated(
            tmp_path / "a.mp4", clip, screening_of(EVEN_S), points_of(EVEN_S)
        )


def test_a_place_that_cannot_be_written_is_an_error_about_the_place(tmp_path):
    clip = open_clip(made(tmp_path, EVEN_S))
    with pytest.raises(OutputError, match=r"nowhere.*cannot be written"):
        write_annotated(
            tmp_path / "nowhere" / "a.mp4",
            clip,
            screening_of(EVEN_S),
            points_of(EVEN_S),
        )


def test_points_that_do_not_fit_the_frames_are_a_mistake(tmp_path):
    clip = open_clip(made(tmp_path, EVEN_S))
    with pytest.raises(ValueError, match="points_px must have a row for each of 30"):
        write_annotated(
            tmp_path / "a.mp4", clip, screening_of(EVEN_S), points_of(EVEN_S[:-1])
        )


@pytest.mark.parametrize("section", [{}, {"start_s": 0.2, "end_s": 1.1}])
def test_the_still_shows_the_deepest_point(tmp_path, section):
    path = made(tmp_path, EVEN_S)
    clip = open_clip(path, **section)
    part = EVEN_S[
        (section.get("start_s", 0) <= EVEN_S) & (section.get("end_s", 9) >= EVEN_S)
    ]
    reps = [repetition(1, 0.0, bottom_s=0.36), repetition(2, 0.5, bottom_s=0.8)]
    image = deepest_still(
        clip, screening_of(part, reps), points_of(part), leg="right", rep=2
    )
    assert number(image[:, :40]) == 20
    assert image.shape == (SIZE[1], SIZE[0], 3)
    assert orange(image) > 100


def test_a_still_of_a_repetition_that_is_not_there_is_a_mistake(tmp_path):
    clip = open_clip(made(tmp_path, EVEN_S))
    with pytest.raises(ValueError, match="no repetition 2 of the left leg"):
        deepest_still(clip, screening_of(EVEN_S), points_of(EVEN_S), leg="left", rep=2)
