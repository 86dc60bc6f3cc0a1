"""One clip from file to folder: measure, judge, and write all that goes with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from screening.configuration import load_profile
from screening.motion.analysis import Analysis, analyse
from screening.motion.landmarks import AskedLeg, Side, Take
from screening.pipeline import screen
from screening.results.screening import Screening
from screening.settings import DEFAULT, Settings
from screening.takes import read_take

FILES = (
    "screening.json",
    "frames.csv",
    "reps.csv",
    "standing.csv",
    "landmarks.npz",
    "angles.png",
    "annotated.mp4",
)
"""What a folder of results may hold."""

Report = Callable[[str, int, int | None], None]
"""Told how far a job is: the step, how many frames are done, how many will come."""


@dataclass(frozen=True)
class ClipResult:
    """What became of a clip.

    Parameters
    ----------
    screening
        The result.
    folder
        Where it was written.
    files
        Names of the files in it.
    removed
        Names of files that showed an earlier result and are no longer there.
    """

    screening: Screening
    folder: Path
    files: list[str]
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ClipJob:
    """What to do with a clip.

    Parameters
    ----------
    path
        Of the clip.
    out
        Folder for the results of all clips; this one gets a folder of its own name.
    leg, mirrored, model, start_s, end_s, excluded, notes, settings
        As for :func:`screening.read_take`.
    name
        Of the clip's own folder; the file's name without its ending unless given.
    source
        What the clip is called in the result; the file's name unless given.
    profile
        Name or path of the thresholds.
    video
        Write the annotated clip.
    blur_faces
        Blur all faces in it.
    """

    path: Path
    out: Path = Path("results")
    leg: AskedLeg = "auto"
    mirrored: bool = False
    model: str = "full"
    profile: str = "adult"
    start_s: float | None = None
    end_s: float | None = None
    video: bool = True
    blur_faces: bool = False
    excluded: Mapping[tuple[Side, int], str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    source: str | None = None
    settings: Settings = DEFAULT

    @property
    def folder(self) -> Path:
        """Where the results of this clip go."""
        return self.out / (self.name or self.path.stem)

    def run(self, report: Report) -> ClipResult:
        """Do it; files appear only when all of them are whole.

        Parameters
        ----------
        report
            Told how far it is.

        Returns
        -------
        ClipResult

        Raises
        ------
        ScreeningError
            If the clip, the model, the profile or the folder cannot be used.
        """
        from screening.output.plots import write_angles
        from screening.results.landmarks_file import save_take
        from screening.results.result_file import write_tables
        from screening.results.staging import staged

        profile = load_profile(self.profile)
        folder = self.folder
        with staged(folder) as part:
            report("Measuring", 0, None)
            take = self._take(report)
            analysis = analyse(take, self.settings)
            screening = screen(analysis, profile=profile)
            write_tables(part, screening)
            save_take(part / "landmarks.npz", take)
            write_angles(part / "angles.png", screening)
            if self.video:
                report("Drawing", 0, len(take.poses))
                self._annotate(part / "annotated.mp4", analysis, screening, report)
            files = [name for name in FILES if (part / name).exists()]
        for stale in set(FILES) - set(files):
            (folder / stale).unlink(missing_ok=True)
        return ClipResult(screening, folder, files)

    def _take(self, report: Report) -> Take:
        """Find the person in every frame."""
        return read_take(
            self.path,
            leg=self.leg,
            mirrored=self.mirrored,
            model=self.model,
            start_s=self.start_s,
            end_s=self.end_s,
            excluded=self.excluded,
            notes=self.notes,
            source=self.source,
            settings=self.settings,
            on_frame=lambda done, expected: report("Measuring", done, expected),
        )

    def _annotate(
        self, path: Path, analysis: Analysis, screening: Screening, report: Report
    ) -> None:
        """Write the annotated clip in a second pass over the file."""
        from screening.capture.video.clip import open_clip
        from screening.output.annotated import write_annotated

        poses = analysis.take.poses
        with open_clip(
            self.path, mirrored=self.mirrored, start_s=self.start_s, end_s=self.end_s
        ) as clip:
            write_annotated(
                path,
                clip,
                screening,
                analysis.measured_points_px,
                blur_faces=self.blur_faces,
                others_px=poses.others_px,
                on_frame=lambda done: report("Drawing", done, len(poses)),
            )
