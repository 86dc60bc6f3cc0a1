"""What somebody chose on the settings page, and the job that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from screening.jobs.clip import ClipJob
from screening.judgement.profiles import DEFAULT_PROFILE
from screening.motion.landmarks import AskedLeg
from screening.settings import DEFAULT, Settings

Kept = Literal["annotated", "recording", "landmarks"]

KEPT_WORDS: dict[Kept, tuple[str, str]] = {
    "annotated": (
        "Delete the recording, keep the annotated clip",
        "The recording is deleted as soon as it has been measured. The clip with the "
        "lines drawn on it stays until you close this page, so that you can look at "
        "it and download it.",
    ),
    "landmarks": (
        "Delete all pictures, keep the landmarks only",
        "No picture of the person remains, neither the recording nor an annotated "
        "clip; only where the joints were. The result is shown with a stick figure.",
    ),
    "recording": (
        "Keep the recording until this page is closed",
        "It can then be measured again with other options, for example when the "
        "picture turns out to be mirrored.",
    ),
}
"""What happens to the pictures after measuring: a title and an explanation each."""

ALWAYS_DELETED = (
    "Whatever you choose, everything lies in a private temporary folder of the "
    "computer that runs this app, is never sent anywhere else, and is removed ten "
    "minutes after you close this page, or when the app ends. What you want to keep, "
    "download from the result page."
)


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
    """

    profile: str = DEFAULT_PROFILE
    model: str = "full"
    kept: Kept = "annotated"
    blur_faces: bool = False
    settings: Settings = DEFAULT

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
            Further fields of the job, such as ``leg`` or ``mirrored``.
        """
        return ClipJob(
            path,
            profile=self.profile,
            model=self.model,
            video=self.kept != "landmarks",
            blur_faces=self.blur_faces,
            settings=self.settings,
            **changes,
        )


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
        What shall be remembered, by its name, such as ``{"shoes": "barefoot"}``.
    """

    leg: AskedLeg = "auto"
    mirrored: bool = False
    start_s: float | None = None
    end_s: float | None = None
    notes: dict[str, str] = field(default_factory=dict)

    def problem(self) -> str:
        """Say what is wrong with them in one sentence; empty if nothing is."""
        if self.end_s is not None and self.end_s <= (self.start_s or 0.0):
            return "The end of the part to measure must lie after its beginning."
        return ""

    def fields(self) -> dict[str, Any]:
        """Return them as fields of a job."""
        return {
            "leg": self.leg,
            "mirrored": self.mirrored,
            "start_s": self.start_s or None,
            "end_s": self.end_s,
            "notes": {name: note for name, note in self.notes.items() if note},
        }
