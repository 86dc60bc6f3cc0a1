"""A saved take judged again from its landmarks, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from screening.configuration import load_profile, settings_from
from screening.errors import ProfileError, ScreeningError
from screening.judgement.profiles import Profile
from screening.motion.analysis import Analysis, analyse
from screening.motion.landmarks import Take
from screening.paths import shown
from screening.pipeline import screen
from screening.results.exclusions import RepetitionKey, exclusions_of, match_exclusions
from screening.results.screening import Screening
from screening.settings import Settings
from screening.takes import saved_settings


@dataclass(frozen=True)
class Rejudged:
    """A take and its judgement, before and now.

    Parameters
    ----------
    saved, before
        As they were saved.
    analysis, after
        As they are now.
    """

    saved: Take
    before: Screening
    analysis: Analysis
    after: Screening


def rejudge(
    folder: Path,
    *,
    profile: Profile | str | Path | None = None,
    settings: Settings | Mapping[str, Any] | None = None,
    excluded: Mapping[RepetitionKey, str] | None = None,
    included: Collection[RepetitionKey] = (),
) -> Rejudged:
    """Judge a saved result again without writing anything.

    Parameters
    ----------
    folder, profile, settings, excluded, included
        As for :func:`judge_again`.

    Returns
    -------
    Rejudged

    Raises
    ------
    ScreeningError
        As for :func:`judge_again`.
    """
    from screening.results.landmarks_file import load_take
    from screening.results.result_file import read_screening

    before = read_screening(folder)
    saved = load_take(folder / "landmarks.npz")
    if profile is None:
        profile = before.profile
    elif not isinstance(profile, Profile):
        profile = load_profile(profile)
    was = saved_settings(folder, before)
    now = _new_settings(was, settings)
    analysis = analyse(saved, now)
    if now != was and saved.excluded:
        analysis = _renumbered(analysis, before)
    chosen = _chosen(analysis.take, excluded or {}, included)
    analysis = analysis.leaving_out(chosen)
    after = screen(analysis, profile=profile)
    _check_repetitions(after, excluded or {}, folder)
    return Rejudged(saved, before, analysis, after)


def _new_settings(
    was: Settings, settings: Settings | Mapping[str, Any] | None
) -> Settings:
    """Return the settings to judge with; how landmarks are found stays as it was."""
    if settings is None:
        return was
    if isinstance(settings, Settings):
        # The pose model ran with its own limits, whatever is wished for now.
        return replace(settings, capture=was.capture)
    now = settings_from(settings, base=was, origin="The settings")
    if now.capture != was.capture:
        raise ProfileError(
            "The settings in [capture] say how landmarks are found, and cannot be "
            "changed for landmarks that are there; measure the clip again."
        )
    return now


def _renumbered(analysis: Analysis, before: Screening) -> Analysis:
    """Keep the same squats left out when other settings number them otherwise."""
    reps = screen(analysis.leaving_out({})).reps
    found, _ = match_exclusions(exclusions_of(before.reps), reps)
    return analysis.leaving_out(found)


def _chosen(
    take: Take,
    excluded: Mapping[RepetitionKey, str],
    included: Collection[RepetitionKey],
) -> dict[RepetitionKey, str]:
    """Return all repetitions to leave out, without those taken back in."""
    source = shown(Path(take.poses.source))
    for leg, number in included:
        if (leg, number) not in take.excluded:
            raise ScreeningError(
                f"Repetition {number} of the {leg} leg in {source} is not "
                "left out, so it cannot be taken back in."
            )
    kept = {k: why for k, why in take.excluded.items() if k not in set(included)}
    return kept | dict(excluded)


def _check_repetitions(
    screening: Screening, excluded: Mapping[RepetitionKey, str], folder: Path
) -> None:
    """Raise an error when a repetition to leave out is not there."""
    there = set(zip(screening.reps["leg"], screening.reps["rep"], strict=True))
    for leg, number in excluded:
        if (leg, number) not in there:
            numbers = [str(rep) for side, rep in sorted(there) if side == leg]
            known = f"there are {', '.join(numbers)}" if numbers else "there is none"
            raise ScreeningError(
                f"The {leg} leg in {shown(folder)} has no repetition {number} that "
                f"could be left out; {known}."
            )
