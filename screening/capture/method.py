"""The constants behind everything that is read from pictures."""

from __future__ import annotations

from typing import Any

from screening.capture.knee import borders, limb
from screening.capture.knee import reading as knee_reading
from screening.capture.pelvis import (
    hem,
    patch,
    registration,
    spots,
    stickers,
    tags,
    tracker,
    view,
    warp,
)
from screening.capture.pelvis import reading as pelvis_reading
from screening.capture.people import body, subject, track
from screening.capture.video import clip, upright
from screening.method import written

_METHODS = {
    "video_clip": clip.METHOD,
    "video_upright": upright.METHOD,
    "people_body": body.METHOD,
    "people_track": track.METHOD,
    "people_subject": subject.METHOD,
    "knee_borders": borders.METHOD,
    "knee_reading": knee_reading.METHOD,
    "knee_limb": limb.METHOD,
    "pelvis_tracker": tracker.METHOD,
    "pelvis_reading": pelvis_reading.METHOD,
    "pelvis_view": view.METHOD,
    "pelvis_warp": warp.METHOD,
    "pelvis_registration": registration.METHOD,
    "pelvis_patch": patch.METHOD,
    "pelvis_hem": hem.METHOD,
    "pelvis_spots": spots.METHOD,
    "pelvis_stickers": stickers.METHOD,
    "pelvis_tags": tags.METHOD,
}


def capture_method() -> dict[str, Any]:
    """Return them as a take carries them; see :func:`screening.method.written`."""
    return written(_METHODS)
