"""The pipeline: from the landmarks of a take to its Screening.

No file and no picture is read here; :mod:`screening.takes` makes takes of clips.
"""

from __future__ import annotations

from screening.judgement.findings import judge_leg
from screening.judgement.profiles import Profile, builtin_profile
from screening.motion import shots
from screening.motion.analysis import Analysis, analyse
from screening.motion.landmarks import Take
from screening.results.provenance import provenance
from screening.results.screening import Measured, Screening
from screening.settings import DEFAULT, Settings


def screen_poses(
    take: Take, *, profile: Profile | None = None, settings: Settings = DEFAULT
) -> Screening:
    """Judge one take from its landmarks; the same for a file, a camera and a replay.

    Parameters
    ----------
    take
        Landmarks, and what is known about them.
    profile
        The thresholds; those for adults unless given.
    settings
        Every choice that changes a number.

    Returns
    -------
    Screening
    """
    return screen(analyse(take, settings), profile=profile)


def screen(analysis: Analysis, *, profile: Profile | None = None) -> Screening:
    """Judge one take that has been analysed.

    Parameters
    ----------
    analysis
        Of :func:`screening.motion.analysis.analyse`.
    profile
        The thresholds; those for adults unless given.

    Returns
    -------
    Screening
    """
    profile = builtin_profile() if profile is None else profile
    take, settings, model = analysis.take, analysis.settings, analysis.model
    reps = shots.repetitions(analysis)
    standing = shots.standing(analysis)
    quality = shots.checks(analysis)
    live = take.kind == "live"
    legs = tuple(
        judge_leg(
            leg,
            reps,
            quality,
            profile,
            settings=settings,
            model=model,
            live=live,
            task=take.task,
        )
        for leg in analysis.legs
    )
    how = provenance(take, settings)
    measured = Measured(analysis.frames, reps, standing)
    return Screening(measured, legs, quality, profile, how)
