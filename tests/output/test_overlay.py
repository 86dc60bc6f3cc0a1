from dataclasses import replace

import numpy as np
import pytest

from screening.motion.landmarks import INDEX
from screening.output.caption import Caption, caption_of, header_of
from screening.output.faces import blur_faces, hold_heads
from screening.output.lettering import text_size, write_text
from screening.output.overlay import KNEE, PELVIS, draw
from tests.screenings import body_px, frame_row

SIZES = [(720, 1280), (1280, 720), (640, 480)]
SQUAT = Caption("Right leg · squat 2 of 4 · going down", "right", 12.0, 5.0)


def blank(size: tuple[int, int] = (720, 1280)) -> np.ndarray:
    return np.full((size[1], size[0], 3), 128, dtype=np.uint8)


def where(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Rows and columns of the pixels of this colour, but for smoothing."""
    return np.argwhere(np.abs(image.astype(int) - colour).max(axis=2) < 12)


def drawn(caption: Caption, size: tuple[int, int] = (720, 1280)) -> np.ndarray:
    return draw(blank(size), body_px(*size), caption)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Right leg · squat 2 of 4 · going down"),
        ({"phase": "ascent", "rep": 3}, "Right leg · squat 3 of 4 · coming up"),
        ({"phase": "one_leg", "rep": 0}, "Right leg · standing"),
        ({"leg": "left", "rep": 1}, "Left leg · squat 1 · going down"),
        ({"phase": "two_feet", "leg": "", "rep": 0}, "Standing on both feet"),
        ({"phase": "moving", "leg": "", "rep": 0}, "Changing position"),
        ({"phase": "not_seen", "leg": "", "rep": 0}, "Nobody in view"),
    ],
)
def test_the_header_says_leg_repetition_and_phase(changes, words):
    assert header_of(frame_row(**changes), {"right": 4}) == words


def test_a_missing_sample_has_no_numbers():
    caption = caption_of(frame_row(sample="missing"))
    assert np.isnan([caption.fppa_deg, caption.pelvic_drop_deg]).all()


def test_a_filled_gap_and_the_hip_line_are_marked():
    reasons = {"pelvic_drop_deg": "pelvis_hip_line"}
    caption = caption_of(frame_row(sample="interpolated"), reasons=reasons)
    assert caption.guessed
    assert not caption.pelvis_judged
    assert caption_of(frame_row()) == replace(
        caption_of(frame_row()), guessed=False, pelvis_judged=True
    )


def test_the_picture_given_is_not_changed():
    image = blank()
    result = draw(image, body_px(720, 1280), SQUAT)
    assert (image == 128).all()
    assert result.shape == image.shape
    assert result.dtype == np.uint8
    assert not np.array_equal(result, image)


@pytest.mark.parametrize("size", SIZES)
def test_the_knee_lines_lie_on_the_standing_leg(size):
    image = drawn(SQUAT, size)
    points = body_px(*size)
    for start, end in (("hip", "knee"), ("knee", "ankle")):
        a, b = points[INDEX[f"right_{start}"]], points[INDEX[f"right_{end}"]]
        x, y = (a + 0.5 * (b - a)).round().astype(int)
        assert tuple(image[y, x]) == KNEE
    x, y = points[[INDEX["left_knee"], INDEX["left_ankle"]]].mean(axis=0).astype(int)
    assert tuple(image[y, x]) != KNEE


@pytest.mark.parametrize("size", SIZES)
def test_the_numbers_are_large_enough_for_a_phone(size):
    image = drawn(replace(SQUAT, fppa_deg=1.0), size)
    knee = body_px(*size)[INDEX["right_knee"]]
    beside = image[:, : int(knee[0] - 0.012 * size[1])]
    rows = where(beside, KNEE)[:, 0]
    assert np.ptp(rows) + 1 >= 0.032 * size[1]


def test_the_knee_number_stands_outside_and_the_pelvis_number_inside():
    image = drawn(SQUAT)
    hip = body_px(720, 1280)[INDEX["right_hip"]]
    knee_columns = where(image, KNEE)[:, 1]
    pelvis_columns = where(image, PELVIS)[:, 1]
    assert knee_columns.min() < hip[0] - 40
    assert pelvis_columns.min() > hip[0] - 12
    assert pelvis_columns.max() > hip[0] + 150


@pytest.mark.parametrize("room_px", [150, 20], ids=["for the number", "for neither"])
def test_the_line_of_the_pelvis_never_crosses_its_number(room_px):
    nothing_else = replace(SQUAT, fppa_deg=float("nan"))
    points = body_px(720, 1280)
    hip, shoulder = (
        points[INDEX[f"right_{part}"]].copy() for part in ("hip", "shoulder")
    )
    length = 0.6 * (hip[1] - shoulder[1])
    start = 720 - room_px - length
    points[:, 0] += start - hip[0]
    found = where(draw(blank(), points, nothing_else), PELVIS)
    over_line = found[(found[:, 1] > start) & (found[:, 1] < start + length - 12)]
    falls = np.tan(np.radians(5.0)) * (over_line[:, 1] - start)
    beside = np.abs(over_line[:, 0] - hip[1] - falls)
    assert (beside < 8).sum() > 3 * length
    assert not ((beside >= 12) & (beside < 24)).any()


@pytest.mark.parametrize(("drop_deg", "lower"), [(15.0, True), (-15.0, False)])
def test_a_dropped_pelvis_points_down_at_the_free_side(drop_deg, lower):
    image = drawn(replace(SQUAT, pelvic_drop_deg=drop_deg, fppa_deg=float("nan")))
    hip = body_px(720, 1280)[INDEX["right_hip"]]
    found = where(image, PELVIS)
    on_line = found[(found[:, 1] > hip[0] + 50) & (found[:, 1] < hip[0] + 90)]
    assert (np.median(on_line[:, 0]) > hip[1]) == lower


def test_the_mirror_image_of_a_left_leg_looks_the_same():
    size = (720, 1280)
    points = body_px(*size)
    mirrored = points.copy()
    for name, index in INDEX.items():
        twin = name.replace("left", "?").replace("right", "left").replace("?", "right")
        mirrored[INDEX[twin]] = (size[0] - 1 - points[index, 0], points[index, 1])
    here = where(draw(blank(), points, replace(SQUAT, header="·")), KNEE)
    there = where(draw(blank(), mirrored, replace(SQUAT, header="·", leg="left")), KNEE)
    near_leg = here[here[:, 1] > points[INDEX["right_knee"], 0] - 5]
    assert np.median(there[:, 1]) == pytest.approx(
        size[0] - 1 - np.median(here[:, 1]), abs=30
    )
    assert len(near_leg) > 500


def test_an_unjudged_pelvis_gets_neither_its_colour_nor_a_number():
    image = drawn(replace(SQUAT, pelvis_judged=False))
    assert len(where(image, PELVIS)) == 0
    assert len(where(image, KNEE)) > 0


@pytest.mark.parametrize("size", SIZES)
def test_the_body_is_drawn_half_transparent_and_nothing_is_changed_beside_it(size):
    picture = np.random.default_rng(1).integers(0, 256, (*size[::-1], 3))
    picture = picture.astype(np.uint8)
    points_px = body_px(*size)
    image = draw(picture, points_px, replace(SQUAT, leg=None))
    changed = np.argwhere((image != picture).any(axis=2))[:, ::-1]
    changed = changed[changed[:, 1] > 0.1 * size[1]]  # below the header
    reach_px = 0.01 * size[1]
    assert (changed > np.nanmin(points_px, axis=0) - reach_px).all()
    assert (changed < np.nanmax(points_px, axis=0) + reach_px).all()
    shoulders = points_px[[INDEX["left_shoulder"], INDEX["right_shoulder"]]]
    x, y = shoulders.mean(axis=0).round().astype(int)
    mixed = 0.55 * 240 + 0.45 * picture[y, x].astype(float)
    np.testing.assert_allclose(image[y, x], mixed, atol=1)


def test_a_filled_gap_looks_lighter():
    image = drawn(replace(SQUAT, guessed=True))
    assert len(where(image, KNEE)) == 0
    strong = np.abs(drawn(SQUAT).astype(int) - 128).sum()
    assert np.abs(image.astype(int) - 128).sum() < strong


def test_nothing_but_the_header_is_drawn_of_a_person_not_seen():
    image = draw(blank(), np.full((33, 2), np.nan), Caption("Nobody in view"))
    assert (image[100:] == 128).all()
    assert (image[:50] != 128).any()


@pytest.mark.parametrize("size", [*SIZES, (96, 64), (64, 1000)])
def test_landmarks_far_outside_do_no_harm(size):
    points = body_px(*size) + np.array([5.0 * size[0], -70000.0])
    image = draw(blank(size), points, SQUAT)
    assert image.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("at", [(-50, -50), (5000, 5000), (719, 1279)])
def test_text_is_moved_into_the_picture(at):
    image = blank()
    write_text(image, "12°", at, capital_px=40, colour=(255, 0, 0))
    whole = blank()
    write_text(whole, "12°", (300, 600), capital_px=40, colour=(255, 0, 0))
    assert len(where(image, (255, 0, 0))) == len(where(whole, (255, 0, 0)))
    outlined = np.argwhere((image != blank()).any(axis=2))
    assert outlined[:, 1].min() >= 20
    assert outlined[:, 1].max() < 720 - 20


def test_capitals_are_as_high_as_asked_for():
    image = blank()
    write_text(image, "H", (300, 600), capital_px=40, colour=(255, 0, 0))
    assert np.ptp(where(image, (255, 0, 0))[:, 0]) + 1 == pytest.approx(40, abs=2)


def test_degree_sign_and_umlauts_have_a_shape_of_their_own():
    def ink(text: str) -> np.ndarray:
        image = blank((400, 100))
        write_text(image, text, (20, 50), capital_px=30, colour=(255, 0, 0))
        return image

    assert text_size("12°", 30)[0] > text_size("12", 30)[0]
    assert not np.array_equal(ink("ü"), ink("u"))
    assert not np.array_equal(ink("°"), ink("\N{REPLACEMENT CHARACTER}"))


def chequered(size: tuple[int, int] = (720, 1280)) -> np.ndarray:
    """Fine detail everywhere, so that what was blurred shows."""
    rows, columns = np.indices((size[1], size[0]))
    return np.repeat(((rows + columns) % 2 * 255)[..., None], 3, 2).astype(np.uint8)


def blurred(image: np.ndarray, people: np.ndarray) -> np.ndarray:
    return (blur_faces(image, people) != image).any(axis=2)


def test_the_whole_head_is_hidden_and_the_body_is_not():
    changed = blurred(chequered(), body_px(720, 1280))
    face = body_px(720, 1280)[INDEX["nose"]].astype(int)
    assert changed[face[1] - 50 : face[1] + 50, face[0] - 50 : face[0] + 50].all()
    hips = int(body_px(720, 1280)[INDEX["left_hip"], 1])
    assert not changed[hips:].any()


def test_a_head_partly_outside_is_hidden():
    points = body_px(720, 1280)
    points[:, 1] -= points[INDEX["nose"], 1]
    assert blurred(chequered(), points)[:40, 340:380].all()


def test_a_head_seen_from_behind_is_found_by_the_shoulders():
    points = body_px(720, 1280)
    nose = points[INDEX["nose"]].astype(int)
    points[: INDEX["left_shoulder"]] = np.nan
    assert blurred(chequered(), points)[nose[1], nose[0]]


def test_everybody_given_is_hidden_and_nobody_is_no_error():
    left, right = body_px(720, 1280), body_px(720, 1280)
    left[:, 0] -= 200
    right[:, 0] += 200
    nobody = np.full((33, 2), np.nan)
    changed = blurred(chequered(), np.stack([left, nobody, right]))
    row = int(left[INDEX["nose"], 1])
    assert changed[row, 160]
    assert changed[row, 560]
    assert not changed[row, 360]
    assert not blurred(chequered(), nobody).any()
    assert not blurred(chequered(), np.empty((0, 33, 2))).any()


def test_a_head_stays_hidden_over_a_short_gap_and_before_it_is_found():
    time_s = np.arange(0.0, 10.0, 0.5)
    track = np.repeat(body_px(720, 1280)[None], len(time_s), axis=0)
    track[:2] = np.nan
    track[5:7] = np.nan
    track[10:] = np.nan
    held = hold_heads(track, time_s, hold_s=1.0)
    shown = np.isfinite(held[:, INDEX["nose"], 0])
    assert shown[:12].all()
    assert not shown[12:].any()
    assert np.isnan(track[0, INDEX["nose"]]).all()
