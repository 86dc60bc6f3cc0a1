"""The mirror's picture: the body with its angles, the count of squats, one cue.

It only draws: what is said and which numbers may be shown is decided before.
"""

from __future__ import annotations

import cv2
import numpy as np

from screening._typing import Image
from screening.language import say
from screening.live.corridor import draw_corridor
from screening.live.guidance import Guidance
from screening.live.moment import Moment
from screening.live.squat_count import STAND_S, Squat
from screening.measures import LIVE_MEASURES, MEASURES
from screening.motion.landmarks import INDEX, Side, mirrored_order, other
from screening.output.caption import Caption
from screening.output.lettering import Align, Colour, text_size, write_text
from screening.output.overlay import KNEE, MUTED, PELVIS, draw
from screening.settings import LiveSettings
from screening.words.checks import rep_reason

WHITE: Colour = (255, 255, 255)
GOOD: Colour = (94, 214, 160)

_COLOURS: dict[str, Colour] = {"knee": KNEE, "pelvis": PELVIS, "trunk": WHITE}

_PRAISE = frozenset({"hold", "good", "finished"})
_CORRECTIONS = frozenset({"deeper", "knee", "pelvis", "trunk", "foot_up", "again"})

_CUE_OF_HEIGHT, _CUE_OF_WIDTH = 0.05, 0.045
_MARGIN = 0.035
_HEADER_ROOM = 0.075


def draw_preview(
    image: Image,
    moment: Moment,
    guidance: Guidance,
    longest_px: int,
    corridor_deg: float | None,
    settings: LiveSettings,
) -> Image:
    """Draw what a person in front of the mirror sees.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB, as the camera sees it.
    moment
        What it shows.
    guidance
        What is said about it.
    longest_px
        Longest side of the result.
    corridor_deg
        Ends of the corridor for the knee, or None for none.
    settings
        How many squats are asked for.

    Returns
    -------
    (h, w, 3) uint8 array
        RGB, mirrored; the words are not.
    """
    scale = min(longest_px / max(image.shape[:2]), 1.0)
    size = tuple(2 * round(side * scale / 2) for side in image.shape[1::-1])
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    picture: Image = np.asarray(cv2.flip(small, 1))
    if moment.seen is not None and guidance.state != "ended":
        picture = _with_body(picture, moment, guidance, scale, corridor_deg)
    else:
        picture = draw(picture, np.full((33, 2), np.nan), Caption(_header(guidance)))
    _draw_counts(picture, guidance, settings)
    if guidance.count.last is not None:
        _draw_last(picture, guidance.count.last)
    _draw_cue(picture, guidance)
    return picture


def _with_body(
    picture: Image,
    moment: Moment,
    guidance: Guidance,
    scale: float,
    corridor_deg: float | None,
) -> Image:
    """Draw the body as a mirror shows it: a right leg looks like a left one."""
    assert moment.seen is not None
    points = moment.seen.body.points_px.copy()
    leg = moment.leg
    if leg is not None and np.isfinite(moment.angles.knee_px).all():
        points[INDEX[f"{leg}_knee"]] = moment.angles.knee_px
    width = picture.shape[1]
    points = (points * scale * (-1, 1) + (width, 0))[mirrored_order()]
    seen_as: Side | None = None if leg is None else other(leg)
    withheld = guidance.count.withheld
    corridor_deg = None if "fppa_deg" in withheld else corridor_deg
    caption = Caption(
        _header(guidance, moment),
        seen_as,
        # The corridor shows the knee angle already.
        fppa_deg=moment.angles.fppa_deg if corridor_deg is None else float("nan"),
        pelvic_drop_deg=moment.angles.pelvic_drop_deg,
        knee_judged="fppa_deg" not in withheld,
        pelvis_judged="pelvic_drop_deg" not in withheld,
    )
    drawn = draw(picture, points, caption)
    if corridor_deg is not None and seen_as is not None:
        draw_corridor(drawn, points, seen_as, corridor_deg, moment.angles.fppa_deg)
    return drawn


def _header(guidance: Guidance, moment: Moment | None = None) -> str:
    """Say in one line where the test is."""
    if guidance.state == "positioning":
        return say("live.preview.getting_ready")
    if guidance.state == "ended":
        return say("live.preview.ended")
    if moment is None:
        return say("live.preview.nobody")
    if moment.leg is None:
        return say("live.preview.both_feet")
    return say("live.preview.on_leg", leg=moment.leg)


def _draw_counts(picture: Image, guidance: Guidance, settings: LiveSettings) -> None:
    """Write how many squats of each leg count so far, or how long it was stood on."""
    if guidance.state == "positioning":
        return
    capital_px = _capital_px(picture)
    x, y = _MARGIN * picture.shape[1], _top(picture)
    legs = dict.fromkeys(squat.leg for squat in guidance.count.squats)
    legs |= dict.fromkeys(guidance.count.stood_s)
    if guidance.state == "measuring":
        legs.setdefault(guidance.leg, None)
    for leg in legs:
        count = f"{guidance.count.valid(leg)} / {settings.squats}"
        if guidance.stands:
            stood_s = min(guidance.count.stood_s.get(leg, 0.0), STAND_S)
            count = say("live.preview.stood", stood_s=stood_s, asked_s=STAND_S)
        colour = WHITE if leg == guidance.leg else MUTED
        _write(picture, count, (x, y), 1.5 * capital_px, colour)
        name = say("live.preview.leg", leg=leg)
        _write(picture, name, (x, y + 2.1 * capital_px), 0.75 * capital_px)
        y += 4.4 * capital_px


def _draw_last(picture: Image, squat: Squat) -> None:
    """Write what the last squat showed."""
    capital_px = 0.75 * _capital_px(picture)
    x, y = (1 - _MARGIN) * picture.shape[1], _top(picture)
    lines: list[tuple[str, Colour]] = [
        (say("live.preview.squat", number=squat.number, leg=squat.leg), WHITE)
    ]
    if squat.valid:
        values = squat.values
        lines += [
            (_value_text(region, values[name]), _COLOURS[region])
            for name in LIVE_MEASURES
            if name in values and (region := MEASURES[name].region)
        ]
        if not values:
            lines.append((say("live.preview.counted"), WHITE))
    else:
        lines.append((say("live.preview.not_counted"), KNEE))
        lines.append((rep_reason(squat.reasons[0]), KNEE))
    for text, colour in lines:
        _write(picture, text, (x, y), capital_px, colour, "right")
        y += 2.0 * capital_px


def _value_text(region: str, value_deg: float) -> str:
    name = say(f"live.preview.regions.{region}")
    return say("live.preview.value", region=name, value_deg=float(value_deg))


def _draw_cue(picture: Image, guidance: Guidance) -> None:
    """Write the cue on a darkened strip, and how the last squat went above it."""
    height, width = picture.shape[:2]
    capital_px = _capital_px(picture)
    strip_px = round(3.2 * capital_px)
    strip = picture[height - strip_px :]
    strip[:] = (strip * 0.45).astype(np.uint8)  # The feet show through.
    colour = GOOD if guidance.cue in _PRAISE else WHITE
    colour = KNEE if guidance.cue in _CORRECTIONS else colour
    _write_fitting(picture, guidance.text, height - strip_px / 2, capital_px, colour)
    if guidance.said:
        said_px = 0.7 * capital_px
        lines = _lines(picture, guidance.said, said_px)
        for k, text in enumerate(reversed(lines)):
            y = height - strip_px - (1.9 + 2.4 * k) * said_px
            _write_fitting(picture, text, y, said_px, WHITE)
    if guidance.state == "positioning" and guidance.stood_share > 0:
        bar_px = max(strip_px // 10, 3)
        done = round(width * guidance.stood_share)
        picture[height - strip_px : height - strip_px + bar_px, :done] = GOOD


def _lines(picture: Image, text: str, capital_px: float) -> list[str]:
    """Return a text as it fits: in two lines, cut at its colon, where one is short."""
    room_px = picture.shape[1] * (1 - 2 * _MARGIN)
    if text_size(text, capital_px)[0] <= room_px or ": " not in text:
        return [text]
    start, rest = text.split(": ", 1)
    return [f"{start}:", rest]


def _write_fitting(
    picture: Image, text: str, y: float, capital_px: float, colour: Colour
) -> None:
    """Write one line in the middle, smaller where it would be cut off."""
    width = picture.shape[1]
    room_px = width * (1 - 2 * _MARGIN)
    needed_px = text_size(text, capital_px)[0]
    fitting_px = int(capital_px * min(room_px / needed_px, 1.0))
    _write(picture, text, (width / 2, y), fitting_px, colour, "centre")


def _write(
    picture: Image,
    text: str,
    at_px: tuple[float, float],
    capital_px: float,
    colour: Colour = WHITE,
    align: Align = "left",
) -> None:
    write_text(picture, text, at_px, capital_px=capital_px, colour=colour, align=align)


def _capital_px(picture: Image) -> float:
    """Height of the cue's letters: read from three metres away."""
    height, width = picture.shape[:2]
    return float(max(min(_CUE_OF_HEIGHT * height, _CUE_OF_WIDTH * width), 8.0))


def _top(picture: Image) -> float:
    """Where the text below the header begins."""
    return _HEADER_ROOM * float(picture.shape[0]) + 1.2 * _capital_px(picture)
