"""What the place of the camera does to the knee angle, in sentences with numbers."""

from __future__ import annotations

from collections.abc import Iterable

from screening.judgement.camera_place import CameraPlace
from screening.language import say
from screening.words.numbers import number, value_text

_KNEE = "fppa_deg"


def camera_sentences(places: Iterable[CameraPlace | None]) -> list[str]:
    """Say how much of a knee angle, and of its error, comes from the camera's place.

    Parameters
    ----------
    places
        Of :meth:`screening.results.screening.Screening.camera_place`; of a leg without
        one nothing is said.

    Returns
    -------
    list of str
        Two sentences for each leg: its distance, and the place of the foot.
    """
    return [_of_leg(place) for place in places if place is not None]


def _of_leg(place: CameraPlace) -> str:
    nearer = "smaller" if place.nearness_deg < 0 else "larger"
    distance = say(
        f"how_sure.distance.{nearer}",
        leg=place.leg,
        distance=place.distance_leg,
        by=number(_KNEE, abs(place.nearness_deg)),
        plane=value_text(_KNEE, place.plane_deg, place.plane_sem_deg),
    )
    counts = "counts" if place.foot_counts else "does_not_count"
    foot = number(_KNEE, place.foot_deg, sign=True)
    return f"{distance} {say(f'how_sure.foot.{counts}', foot=foot)}"
