"""One clip from file to folder: measure, judge, and write all that goes with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from screening.configuration import load_profile
from screening.errors import VideoError
from screening.measures import SINGLE_LEG_SQUAT, Task
from screening.motion.landmarks import AskedLeg, Side, Take
from screening.paths import as_text, file_sha256, shown
from screening.results.files import ANGLES, ANNOTATED
from screening.results.staging import reserved
from screening.settings import DEFAULT, Settings
from screening.takes import read_take

if TYPE_CHECKING:
    from screening.motion.analysis import Analysis
    from screening.results.folder import Draw, WrittenResult
    from screening.results.screening import Screening

_AFTER_MEASURING = (
    "scipy.ndimage",
    "scipy.signal",
    "screening.output.annotated",
    "screening.output.plots",
    "screening.pipeline",
    "screening.results.folder",
)

State = tuple[int, int, int, int] | None
"""Of a file: device, number, size and time of the last change."""

Report = Callable[[str, int, int | None], None]
"""Called with the progress: the step, the frames done, and those expected."""


@dataclass(frozen=True)
class ClipJob:
    """What to do with a clip.

    Parameters
    ----------
    path
        Of the clip.
    out
        Folder for the results of all clips; this one gets a folder of its own name.
    leg, mirrored, model, start_s, end_s, excluded, notes, settings, task
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
    task: Task = SINGLE_LEG_SQUAT

    @property
    def folder(self) -> Path:
        """Where the results of this clip go."""
        stem = self.path.stem
        # A clip called "...mp4" has the stem "..", another folder.
        return self.out / (self.name or (stem if stem.strip(".") else self.path.name))

    def run(self, report: Report) -> WrittenResult:
        """Measure and judge the clip, and write the result all at once.

        Parameters
        ----------
        report
            Called with the progress.

        Returns
        -------
        WrittenResult

        Raises
        ------
        ScreeningError
            If the clip, the model, the profile or the folder cannot be used.
        """
        profile = load_profile(self.profile)
        self._check_free()
        was = state_of(self.path)
        with reserved(self.folder):
            report("measuring", 0, None)
            take = self._take(report)
        from screening.motion.analysis import analyse
        from screening.output.plots import write_angles
        from screening.pipeline import screen
        from screening.results.folder import write_result

        self._check_unchanged(was)
        analysis = analyse(take, self.settings)
        screening = screen(analysis, profile=profile)
        pictures: dict[str, Draw] = {ANGLES: lambda path: write_angles(path, screening)}
        if self.video:
            pictures[ANNOTATED] = partial(
                self._annotate,
                analysis=analysis,
                screening=screening,
                report=report,
            )
        return write_result(
            self.folder,
            screening,
            take,
            pictures=pictures,
            check=lambda: self._check_unchanged(was),
        )

    def _take(self, report: Report) -> Take:
        """Find the person in every frame."""
        rest = threading.Thread(target=_import_the_rest, name="imports", daemon=True)

        def on_frame(done: int, expected: int | None) -> None:
            if done == 1:
                rest.start()
            report("measuring", done, expected)

        try:
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
                task=self.task,
                on_frame=on_frame,
            )
        finally:
            if rest.ident is not None:
                rest.join()

    def _check_free(self) -> None:
        """Raise an error if the clip's folder holds the result of another clip."""
        if self.name is not None:
            return  # whoever gave it a name knows what is there
        if self.folder.is_dir() and self.path.is_file():
            from screening.results.folder import check_same_clip  # with pandas

            source = self.source or as_text(self.path.name)
            check_same_clip(self.folder, source, file_sha256(self.path))

    def _check_unchanged(self, was: State) -> None:
        """Raise an error if the clip is no longer the file that it was."""
        if state_of(self.path) != was:
            raise VideoError("changed", path=shown(self.path))

    def _annotate(
        self,
        path: Path,
        analysis: Analysis,
        screening: Screening,
        report: Report,
    ) -> None:
        """Write the annotated clip in a second pass over the file."""
        from screening.capture.video.clip import open_clip
        from screening.output.annotated import write_annotated

        poses = analysis.take.poses
        report("drawing", 0, len(poses))
        with open_clip(
            self.path, mirrored=self.mirrored, start_s=self.start_s, end_s=self.end_s
        ) as clip:
            write_annotated(
                path,
                clip,
                screening,
                analysis.measured_points_px,
                blur_faces=self.blur_faces,
                others_px=analysis.others_px,
                on_frame=lambda done: report("drawing", done, len(poses)),
            )


def state_of(path: Path) -> State:
    """Return what changes when a file is replaced; None for one that is not there.

    Parameters
    ----------
    path
        Of the file.
    """
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _import_the_rest() -> None:
    """Import what judges, writes and draws, a second, while the model works."""
    for name in _AFTER_MEASURING:
        import_module(name)
