"""A saved result judged again from its landmarks: in memory, and written.

:func:`rejudge` needs ``landmarks.npz`` and, of ``screening.json``, only what the
result was judged by. What :meth:`Rejudged.write` does with the files is in
:mod:`screening.results.folder`; what earlier versions wrote is brought up to date in
:mod:`screening.results.migrations`; many results at once are judged in
:mod:`screening.study`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from screening.configuration import load_profile, settings_from
from screening.errors import OutputError, ProfileError, ScreeningError, VideoError
from screening.jobs.clip import Report, State, state_of
from screening.judgement.profiles import Profile
from screening.language import Phrase, say
from screening.measures import Task
from screening.motion.analysis import Analysis, analyse
from screening.motion.landmarks import (
    SIDES,
    Correction,
    Take,
    check_leg,
    check_task,
)
from screening.motion.shots import repetitions
from screening.paths import shown
from screening.pipeline import screen
from screening.results.exclusions import (
    Exclusion,
    RepetitionKey,
    exclusions_of,
    match_exclusions,
)
from screening.results.files import ANGLES, ANNOTATED, LANDMARKS, SCREENING
from screening.results.folder import (
    Draw,
    WrittenResult,
    check_same_clip,
    write_result,
)
from screening.results.migrations import RECORD, Values, merged
from screening.results.result_file import Basis, read_basis
from screening.results.screening import Screening
from screening.settings import Settings
from screening.takes import saved_settings, saved_take


def judge_again(
    folder: str | Path,
    *,
    profile: Profile | str | Path | None = None,
    settings: Settings | Mapping[str, Any] | None = None,
    excluded: Mapping[RepetitionKey, str] | None = None,
    included: Collection[RepetitionKey] = (),
    corrections: Sequence[Correction] | None = None,
    task: Task | None = None,
    out: str | Path | None = None,
    plots: bool = True,
    video: str | Path | None = None,
    blur_faces: bool = False,
    report: Report = lambda step, done, expected: None,
) -> WrittenResult:
    """Judge a saved result again and write it.

    Parameters
    ----------
    folder, profile, settings, excluded, included, corrections, task
        As for :func:`rejudge`.
    out, plots, video, blur_faces, report
        As for :meth:`Rejudged.write`.

    Returns
    -------
    WrittenResult

    Raises
    ------
    ScreeningError
        If the result, the profile, the settings or the clip cannot be used, or there
        is no such repetition; nothing has changed then.
    """
    rejudged = rejudge(
        folder,
        profile=profile,
        settings=settings,
        excluded=excluded,
        included=included,
        corrections=corrections,
        task=task,
    )
    return rejudged.write(
        out, plots=plots, video=video, blur_faces=blur_faces, report=report
    )


def rejudge(
    folder: str | Path,
    *,
    profile: Profile | str | Path | None = None,
    settings: Settings | Mapping[str, Any] | None = None,
    excluded: Mapping[RepetitionKey, str] | None = None,
    included: Collection[RepetitionKey] = (),
    corrections: Sequence[Correction] | None = None,
    task: Task | None = None,
) -> Rejudged:
    """Judge a saved result again without writing anything.

    Parameters
    ----------
    folder
        Of one result, as ``screening clip`` writes it.
    profile
        Other thresholds: a name, the path of a TOML file, or a profile. Unless given,
        those that the result was judged by.
    settings
        Other settings, or only what changes in them, table by table. Unless given,
        those that the result was measured with.
    excluded
        Repetitions to leave out, ``(leg, number) -> reason``, beside those that are
        left out already.
    included
        Repetitions that were left out and are to count again.
    corrections
        Joints that were put right by hand, in place of earlier ones; those stay unless
        given.
    task
        What the person did, where it was recorded as another form of the test; what it
        was recorded as unless given.

    Returns
    -------
    Rejudged

    Raises
    ------
    ScreeningError
        If the result, the profile or the settings cannot be used, or there is no such
        repetition.
    """
    folder = Path(folder)
    state = state_of(folder / LANDMARKS)
    for leg, _ in (*(excluded or {}), *included):
        check_leg(leg, SIDES)
    basis = read_basis(folder)
    saved = saved_take(folder, basis.provenance)
    thresholds = _profile(profile, basis, folder)
    was, changes = saved_settings(folder, basis.provenance, version=basis.version)
    now = _new_settings(was, settings)
    take = saved
    if corrections is not None:
        take = replace(saved, corrections=tuple(corrections))
    if task is not None:
        check_task(task)
        take = take.of_task(task)
    analysis, lost = analyse(take, now), list[Exclusion]()
    if saved.excluded:
        # Other settings, or another version, may number the squats otherwise.
        before = basis.screening or screen(analyse(saved, was))
        reps = repetitions(analysis.leaving_out({}))
        found, lost = match_exclusions(exclusions_of(before.measured.reps), reps)
        analysis = analysis.leaving_out(found)
    chosen = _chosen(analysis.take, excluded or {}, included)
    analysis = analysis.leaving_out(chosen)
    after = screen(analysis, profile=thresholds)
    _check_repetitions(after, excluded or {}, folder)
    return Rejudged(
        folder,
        saved,
        basis.screening,
        analysis,
        _recorded(after, merged(basis.provenance.get(RECORD, {}), changes)),
        (*_about_settings(merged(basis.changes, changes)), *_about_lost(lost)),
        state,
    )


def _own(take: Take) -> tuple[object, ...]:
    """Return what of a take may change when it is judged again."""
    return take.excluded, take.poses.source, take.corrections, take.task


def saved_repetitions(folder: Path) -> pd.DataFrame:
    """Return the table of repetitions of a saved result, from its landmarks if need be.

    Parameters
    ----------
    folder
        Of one result.

    Raises
    ------
    ScreeningError
        If the result cannot be used.
    """
    basis = read_basis(folder)
    if basis.screening is not None:
        return basis.screening.measured.reps
    settings, _ = saved_settings(folder, basis.provenance, version=basis.version)
    return screen(analyse(saved_take(folder, basis.provenance), settings)).measured.reps


@dataclass(frozen=True)
class Rejudged:
    """A take and its judgement, before and now.

    Parameters
    ----------
    folder
        Of the saved result.
    saved, before
        As they were saved; the judgement is None if it could not be read.
    analysis, after
        As they are now.
    remarks
        Notes on how the judgement came about; a sentence each.
    state
        Of the file of landmarks when it was read.
    """

    folder: Path
    saved: Take
    before: Screening | None
    analysis: Analysis
    after: Screening
    remarks: tuple[str, ...] = ()
    state: State = None

    def named(self, source: str) -> Rejudged:
        """Return the same of a clip that has another name now.

        Parameters
        ----------
        source
            What the clip is called.
        """
        take = self.analysis.take
        renamed = replace(take, poses=replace(take.poses, source=source))
        provenance = {**self.after.provenance, "source": source}
        return replace(
            self,
            analysis=replace(self.analysis, take=renamed),
            after=replace(self.after, provenance=provenance),
        )

    def write(
        self,
        out: str | Path | None = None,
        *,
        plots: bool = True,
        video: str | Path | None = None,
        blur_faces: bool = False,
        report: Report = lambda step, done, expected: None,
    ) -> WrittenResult:
        """Write the new judgement; files change only when all are whole.

        Parameters
        ----------
        out
            Folder for the new result; the old one is replaced unless given.
        plots
            Draw ``angles.png``.
        video
            The clip, to draw the annotated clip again.
        blur_faces
            Blur all faces in it.
        report
            Called with how far the drawing of the annotated clip is.

        Returns
        -------
        WrittenResult
            An annotated clip, or a plot that is not asked for, is kept where it still
            shows what was judged; else it is removed, and ``removed`` names it.

        Raises
        ------
        ScreeningError
            If the clip cannot be used, or the folder cannot be written to.
        """
        from screening.output.plots import write_angles

        target = self.folder if out is None else Path(out)
        if target.absolute() != self.folder.absolute():
            source, sha256 = self.saved.poses.source, self.saved.source_sha256
            check_same_clip(target, source, sha256)
        pictures: dict[str, Draw] = {}
        if plots:
            pictures[ANGLES] = lambda path: write_angles(path, self.after)
        if video is not None:
            pictures[ANNOTATED] = partial(
                self._annotate, video=Path(video), blur_faces=blur_faces, report=report
            )
        take = self.analysis.take
        same_take = _own(take) == _own(self.saved)
        written = write_result(
            target,
            self.after,
            self.folder / LANDMARKS if same_take else take,
            pictures=pictures,
            still_true=self._still_true() if out is None else (),
            check=self._check_unchanged,
        )
        return replace(written, remarks=self.remarks)

    def _check_unchanged(self) -> None:
        """Raise an error if the landmarks are no longer those that were judged."""
        landmarks = self.folder / LANDMARKS
        if state_of(landmarks) != self.state:
            raise OutputError("landmarks_changed", path=shown(landmarks))

    def _still_true(self) -> set[str]:
        """Name the pictures of the judgement before that show the one of now, too."""
        before, after = self.before, self.after
        if before is None or not before.measured.frames.equals(after.measured.frames):
            return set()
        if before.provenance["settings"] != after.provenance["settings"]:
            return set()
        if not before.trust.same_in_frames(after.trust):
            # A leg that is no longer judged, or is judged now, shows other numbers.
            return set()
        same_reps = before.measured.reps.equals(after.measured.reps)
        if same_reps and before.profile == after.profile:
            return {ANNOTATED, ANGLES}
        return {ANNOTATED}

    def _annotate(
        self, path: Path, *, video: Path, blur_faces: bool, report: Report
    ) -> None:
        """Draw the annotated clip from the video that the landmarks came from."""
        from screening.capture.video.clip import open_clip
        from screening.output.annotated import write_annotated

        poses = self.analysis.take.poses
        drawn = 0

        def on_frame(done: int) -> None:
            nonlocal drawn
            drawn = done
            report("drawing", done, len(poses))

        with open_clip(
            video,
            mirrored=self.analysis.take.mirrored,
            start_s=float(poses.time_s[0]) or None,
            end_s=float(poses.time_s[-1]),
        ) as clip:
            if (clip.width_px, clip.height_px) != poses.image_size:
                raise _another_clip(video, poses.source)
            write_annotated(
                path,
                clip,
                self.after,
                self.analysis.measured_points_px,
                blur_faces=blur_faces,
                others_px=self.analysis.others_px,
                on_frame=on_frame,
            )
        if drawn != len(poses):
            raise _another_clip(video, poses.source)


def _another_clip(video: Path, source: str) -> VideoError:
    return VideoError("another_clip", path=shown(video), source=shown(Path(source)))


def _profile(
    wished: Profile | str | Path | None, basis: Basis, folder: Path
) -> Profile:
    """Return the thresholds to judge by."""
    if isinstance(wished, Profile):
        return wished
    if wished is not None:
        return load_profile(wished)
    if basis.profile is None:
        raise OutputError("no_profile", origin=shown(folder / SCREENING))
    return basis.profile


def _new_settings(
    was: Settings, settings: Settings | Mapping[str, Any] | None
) -> Settings:
    """Return the settings to judge with; how landmarks are found stays as it was."""
    if settings is None:
        return was
    if isinstance(settings, Settings):
        # The pose model ran with its own limits, whatever is wished for now.
        return replace(settings, capture=was.capture)
    now = settings_from(settings, base=was, origin=Phrase("errors.origins.settings"))
    if now.capture != was.capture:
        raise ProfileError("capture_is_over")
    return now


def _chosen(
    take: Take,
    excluded: Mapping[RepetitionKey, str],
    included: Collection[RepetitionKey],
) -> dict[RepetitionKey, str]:
    """Return all repetitions to leave out, without those that are to count again."""
    for leg, number in included:
        if (leg, number) not in take.excluded:
            source = shown(Path(take.poses.source))
            raise ScreeningError("not_left_out", number=number, leg=leg, source=source)
    kept = {k: why for k, why in take.excluded.items() if k not in set(included)}
    return kept | dict(excluded)


def _check_repetitions(
    screening: Screening, excluded: Mapping[RepetitionKey, str], folder: Path
) -> None:
    """Raise an error when a repetition to leave out is not there."""
    there = set(
        zip(screening.measured.reps["leg"], screening.measured.reps["rep"], strict=True)
    )
    for leg, number in excluded:
        if (leg, number) in there:
            continue
        place = {"leg": leg, "number": number, "folder": shown(folder)}
        numbers = [str(rep) for side, rep in sorted(there) if side == leg]
        if not numbers:
            raise ScreeningError("no_repetitions", **place)
        raise ScreeningError("no_such_repetition", known=", ".join(numbers), **place)


def _recorded(screening: Screening, changes: Values) -> Screening:
    """Return a result that says what had to change in the settings."""
    if not changes:
        return screening
    provenance = {**screening.provenance, RECORD: changes}
    return replace(screening, provenance=provenance)


def _about_settings(changes: Values) -> Iterator[str]:
    """Say what had to change in the settings."""
    for name, values in changes.items():
        listed = ", ".join(f"{key} = {value}" for key, value in values.items())
        if listed:
            yield say(f"remarks.rejudged.{name}", settings=listed)


def _about_lost(lost: Sequence[Exclusion]) -> Iterator[str]:
    """Say which squats that were left out are no longer found."""
    for squat in lost:
        yield say(
            "remarks.rejudged.not_found_again",
            number=squat.number,
            leg=squat.leg,
            reason=squat.reason,
        )
