"""What was chosen on the settings page, and the job that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from screening.jobs.clip import ClipJob
from screening.judgement.profiles import DEFAULT_PROFILE
from screening.language import say
from screening.measures import SINGLE_LEG_SQUAT, Task
from screening.motion.landmarks import AskedLeg
from screening.settings import DEFAULT, Settings

if TYPE_CHECKING:
    from screening.output.report.content import Picture
    from screening.output.report.pdf import Paper

REPORT_ONLY = "report-only"

Age = Literal["under_18", "adult", "over_50"]
"""``adult`` stands for 18 to 50 years, for which the cut-offs were found."""

Kept = Literal["annotated", "landmarks", "recording"]
"""What remains of the pictures after measuring."""


@dataclass(frozen=True)
class Choices:
    """Choices that hold for every clip that is measured from now on.

    Parameters
    ----------
    profile
        Name of the thresholds.
    model
        Name of the pose model.
    kept
        What remains after measuring: ``annotated`` clip, ``recording`` too, or
        ``landmarks`` only.
    blur_faces
        Blur faces in the annotated clip.
    settings
        Of the measurement.
    practice, logo, paper
        Name and logo (PNG) on reports, and the size of their pages.
    """

    profile: str = DEFAULT_PROFILE
    model: str = "full"
    kept: Kept = "annotated"
    blur_faces: bool = False
    settings: Settings = DEFAULT
    practice: str = ""
    logo: bytes | None = None
    paper: Paper = "a4"

    def logo_picture(self) -> Picture | None:
        """Return the logo with its description; None if there is none."""
        if self.logo is None:
            return None
        from screening.output.report.logo import logo_picture

        return logo_picture(self.logo, self.practice, origin=Path("logo.png"))

    @property
    def keep_clip(self) -> bool:
        """Whether the recording stays after measuring."""
        return self.kept == "recording"

    def job(self, path: Path, **changes: Any) -> ClipJob:
        """Return the job that measures a clip with these choices.

        Parameters
        ----------
        path
            Of the clip.
        **changes
            Further fields of the job, such as ``leg`` or ``mirrored``. A note of an age
            that the thresholds are not for leaves the numbers without a verdict.
        """
        age = changes.get("notes", {}).get("age")
        return ClipJob(
            path,
            profile=profile_for(age, self.profile),
            model=self.model,
            video=self.kept != "landmarks",
            blur_faces=self.blur_faces,
            settings=self.settings,
            **changes,
        )


def profile_for(age: str | None, chosen: str = DEFAULT_PROFILE) -> str:
    """Return the thresholds to judge by: none outside the ages they were found for.

    Parameters
    ----------
    age
        Of the person who is measured; None or empty where it is not known.
    chosen
        On the settings page.
    """
    return chosen if age in (None, "", "adult") else REPORT_ONLY


@dataclass(frozen=True)
class ClipOptions:
    """What is said about one clip before it is measured.

    Parameters
    ----------
    leg
        ``auto``, ``left`` or ``right``.
    mirrored
        The clip is a mirror image.
    start_s, end_s
        Look at this part only.
    notes
        Notes to be stored, by name, such as ``{"shoes": "barefoot"}``.
    task
        What is done: the test, or an easier variant of it.
    """

    leg: AskedLeg = "auto"
    mirrored: bool = False
    start_s: float | None = None
    end_s: float | None = None
    notes: dict[str, str] = field(default_factory=dict)
    task: Task = SINGLE_LEG_SQUAT

    @property
    def age(self) -> str:
        """How old the person is; empty where nobody has said."""
        return self.notes.get("age", "")

    def problem(self) -> str:
        """Say what is wrong with them in one sentence; empty if nothing is."""
        if self.end_s is not None and self.end_s <= (self.start_s or 0.0):
            return say("upload.options.wrong_order")
        return ""

    def fields(self) -> dict[str, Any]:
        """Return them as fields of a job."""
        return {
            "leg": self.leg,
            "mirrored": self.mirrored,
            "start_s": self.start_s or None,
            "end_s": self.end_s,
            "notes": {name: note for name, note in self.notes.items() if note},
            "task": self.task,
        }
