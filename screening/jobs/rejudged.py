"""A saved take judged again from its landmarks, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from screening.configuration import settings_from
from screening.errors import OutputError, ProfileError, ScreeningError
from screening.judgement.profiles import Profile
from screening.motion.landmarks import Take
from screening.paths import shown
from screening.pipeline import load_profile, screen_poses
from screening.results.exclusions import RepetitionKey, exclusions_of, match_exclusions
from screening.results.screening import Screening
from screening.settings import Settings


@dataclass(frozen=True)
class Rejudged:
    """A take and its judgement, before and now.

    Parameters
    ----------
    saved, before
        As they were saved.
    take, after
        As they are now.
    settings
        Behind the new judgement.
    """

    saved: Take
    before: Screening
    take: Take
    after: Screening
    settings: Settings


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
    was = _saved_settings(before, folder)
    now = _new_settings(was, settings)
    take = _renumbered(saved, before, now) if now != was else saved
    take = _chosen(take, excluded or {}, included)
    after = screen_poses(take, profile=profile, settings=now)
    _check_repetitions(after, excluded or {}, folder)
    return Rejudged(saved, before, take, after, now)


def _saved_settings(screening: Screening, folder: Path) -> Settings:
    """Return what a result was measured with."""
    origin = f"the settings in {shown(folder / 'screening.json')}"
    try:
        return settings_from(screening.provenance["settings"], origin=origin)
    except (KeyError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{shown(folder)} does not say with which settings it was measured; "
            "measure the clip again."
        ) from error


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


def _renumbered(take: Take, before: Screening, settings: Settings) -> Take:
    """Keep the same squats left out when other settings number them otherwise."""
    if not take.excluded:
        return take
    reps = screen_poses(replace(take, excluded={}), settings=settings).reps
    found, _ = match_exclusions(exclusions_of(before.reps), reps)
    return replace(take, excluded=found)


def _chosen(
    take: Take,
    excluded: Mapping[RepetitionKey, str],
    included: Collection[RepetitionKey],
) -> Take:
    """Return the take with repetitions left out and taken back in."""
    source = shown(Path(take.poses.source))
    for leg, number in included:
        if (leg, number) not in take.excluded:
            raise ScreeningError(
                f"Repetition {number} of the {leg} leg in {source} is not "
                "left out, so it cannot be taken back in."
            )
    kept = {k: why for k, why in take.excluded.items() if k not in set(included)}
    return replace(take, excluded=kept | dict(excluded))


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
