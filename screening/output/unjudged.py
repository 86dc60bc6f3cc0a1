"""Which measured values of a take must not be shown as if they could be trusted."""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet

import numpy as np

from screening._typing import Bools
from screening.language import say
from screening.measures import FRAME_MEASURES, LEG_MEASURES
from screening.motion.frame_table import HIP_LINE
from screening.motion.landmarks import SIDES, Side
from screening.results.screening import Screening
from screening.words.checks import refusal_problem


def withheld(screening: Screening) -> dict[str, str]:
    """Return what cannot be trusted anywhere in a take, and why.

    Parameters
    ----------
    screening
        Any result.

    Returns
    -------
    dict
        For each measure of the table of frames that a check took away, the code of
        the first such check.
    """
    taken: dict[str, str] = {}
    for check in screening.quality:
        if check.verdict == "refuse":
            for measure in check.measures or FRAME_MEASURES:
                taken.setdefault(measure, check.code)
    return taken


def withheld_by_leg(screening: Screening) -> dict[Side, AbstractSet[str]]:
    """Return what pictures of each leg must not show a number of.

    Parameters
    ----------
    screening
        Any result.

    Returns
    -------
    dict
        For either leg what :func:`withheld` names, and whatever none of its squats has
        a number for that can be trusted; everything of a leg that cannot be judged. A
        leg that only stood has no squat to be doubted.
    """
    everywhere = frozenset(withheld(screening))
    taken: dict[Side, AbstractSet[str]] = dict.fromkeys(SIDES, everywhere)
    for leg in screening.legs:
        if leg.total and leg.verdict == "not_interpretable":
            taken[leg.leg] |= set(LEG_MEASURES)
        elif leg.total:
            values = {name: leg.measure(name).value for name in LEG_MEASURES}
            taken[leg.leg] |= {n for n, value in values.items() if math.isnan(value)}
    return taken


def unjudged_frames(measure: str, screening: Screening) -> Bools:
    """Tell for every frame whether the value of a measure cannot be trusted.

    Parameters
    ----------
    measure
        Column of the table of frames.
    screening
        Any result.

    Returns
    -------
    (T,) bool array
    """
    frames = screening.frames
    if measure in withheld(screening):
        return np.ones(len(frames), dtype=bool)
    if measure != "pelvic_drop_deg":
        return np.zeros(len(frames), dtype=bool)
    return (frames["pelvic_drop_method"] == HIP_LINE).to_numpy(dtype=bool)


def why_unjudged(measure: str, screening: Screening) -> str:
    """Say why frames of :func:`unjudged_frames` cannot be trusted.

    Parameters
    ----------
    measure, screening
        As there.

    Returns
    -------
    str
        What is wrong, as it stands inside a sentence.
    """
    code = withheld(screening).get(measure)
    return say("pictures.hip_line") if code is None else refusal_problem(code)
