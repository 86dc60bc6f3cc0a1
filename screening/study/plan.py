"""What is done with every clip of a batch, and which of its results still hold."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from screening.capture.models import MODEL_NAMES, model_path, model_sha256
from screening.configuration import load_profile
from screening.errors import ProfileError, ScreeningError
from screening.jobs.clip import ClipJob
from screening.jobs.rejudge import judge_again, rejudge
from screening.judgement.profiles import Profile
from screening.motion.landmarks import Correction
from screening.results.exclusions import Exclusion, RepetitionKey
from screening.results.files import ANNOTATED, SCREENING
from screening.results.folder import has_result
from screening.results.result_file import read_screening
from screening.results.screening import Screening
from screening.settings import DEFAULT, Settings
from screening.study.clips import BatchClip
from screening.study.fingerprint import (
    check_same,
    checksum,
    measuring_code,
    tabulating_code,
)
from screening.study.folder import BatchFolder, Recording
from screening.study.tables import quality_of

_DRAWING = threading.Lock()


@dataclass(frozen=True)
class Plan:
    """What is done with every clip of a batch.

    Parameters
    ----------
    folder
        For the results.
    model
        Name or absolute path of the pose model.
    model_sha256
        Of its file.
    profile_name
        Name or absolute path of the thresholds.
    profile
        The thresholds.
    settings
        Every choice that changes a number.
    video, blur_faces
        As for :class:`screening.jobs.clip.ClipJob`.
    code
        What makes the numbers, on the computer that made the plan.
    """

    folder: BatchFolder
    model: str
    model_sha256: str
    profile_name: str
    profile: Profile
    settings: Settings = DEFAULT
    video: bool = False
    blur_faces: bool = False
    code: Mapping[str, str] = field(default_factory=measuring_code)

    @classmethod
    def of(
        cls,
        out: str | Path,
        *,
        model: str | Path = "full",
        profile: str | Path = "adult",
        settings: Settings = DEFAULT,
        video: bool = False,
        blur_faces: bool = False,
    ) -> Plan:
        """Make a plan; what cannot be used is reported now, not for every clip.

        Parameters
        ----------
        out
            Folder for the results.
        model, profile, settings, video, blur_faces
            As for :class:`screening.jobs.clip.ClipJob`.

        Raises
        ------
        ScreeningError
            If the model or the profile cannot be used.
        """
        file = model_path(model)
        name = str(model) if model in MODEL_NAMES else str(file.absolute())
        thresholds = load_profile(profile)
        if Path(profile).suffix == ".toml":
            profile = Path(profile).absolute()
        return cls(
            BatchFolder(Path(out).absolute()),
            name,
            model_sha256(file),
            str(profile),
            thresholds,
            settings,
            video,
            blur_faces,
        )

    def job(self, clip: BatchClip) -> ClipJob:
        """Return the job for one clip."""
        return ClipJob(
            path=clip.path,
            out=self.folder.clips,
            leg=clip.leg,
            mirrored=clip.mirrored,
            start_s=clip.start_s,
            end_s=clip.end_s,
            model=self.model,
            profile=self.profile_name,
            video=self.video,
            blur_faces=self.blur_faces,
            name=clip.folder,
            source=clip.name,
            settings=self.settings,
            task=clip.task,
        )

    def key(self, clip: BatchClip, clip_sha256: str) -> str:
        """Return a checksum of all that the results of a clip depend on."""
        values = {
            "landmarks": self.landmarks_key(clip, clip_sha256),
            "profile": self.profile.to_dict(),
            "settings": asdict(self.settings),
        }
        return checksum(values)

    def landmarks_key(self, clip: BatchClip, clip_sha256: str) -> str:
        """Return a checksum of all that the landmarks of a clip depend on."""
        values = {
            "code": dict(self.code),
            "model": [self.model, self.model_sha256],
            **self.settings.behind_landmarks(),
            "video": self.video and ["blurred" if self.blur_faces else "plain"],
            "clip": [clip_sha256, clip.leg, clip.mirrored, clip.start_s, clip.end_s],
            "task": clip.task,
        }
        return checksum(values)

    def recording(self, clip: BatchClip, clip_sha256: str) -> Recording:
        """Return by what a moment and a leg in a recording are known again."""
        return [clip_sha256, clip.mirrored]

    def known(
        self,
        clip: BatchClip,
        clip_sha256: str,
        screening: Screening,
        missing: Sequence[Exclusion] = (),
        lost_joints: int = 0,
    ) -> dict[str, Any]:
        """Return what is kept about a clip that was measured."""
        return {
            "recording": self.recording(clip, clip_sha256),
            "missing": [[squat.leg, squat.number, squat.reason] for squat in missing],
            "lost_joints": lost_joints,
            "key": self.key(clip, clip_sha256),
            "landmarks": self.landmarks_key(clip, clip_sha256),
            "judged_again": screening.provenance["kind"] == "replay",
            "rows": self._rows_key(clip),
            "interpretable": is_interpretable(screening),
            **quality_of(screening.quality),
        }

    def rows_hold(self, clip: BatchClip, known: dict[str, Any]) -> bool:
        """Tell whether the rows of a clip are those that would be written now."""
        same = known.get("rows") == self._rows_key(clip)
        return same and self.folder.has_rows(clip)

    def saved(self, clip: BatchClip) -> Screening | None:
        """Return the result of a clip, None if it is not one of this plan.

        A result that ``screening again`` judged again is one as long as thresholds and
        settings are those of the plan; repetitions may be left out.
        """
        try:
            screening = read_screening(self.folder.clips / clip.folder)
        except ScreeningError:
            return None
        settings = checksum(screening.provenance.get("settings"))
        if screening.profile != self.profile:
            return None
        return screening if settings == checksum(asdict(self.settings)) else None

    def judged_again(self, clip: BatchClip) -> Screening | None:
        """Judge a clip by its landmarks that are there, and write that result.

        Repetitions that were left out stay left out.

        Returns
        -------
        Screening
            None if the landmarks cannot be used, or a picture would have to be drawn
            that needs the video.
        """
        folder = self.folder.clips / clip.folder
        try:
            # Drawing is not made for several threads.
            with _DRAWING:
                judge_again(folder, profile=self.profile, settings=self.settings)
        except ScreeningError:
            return None
        if self.video and not (folder / ANNOTATED).exists():
            return None
        return self.saved(clip)

    def taken_over(self, clip: BatchClip, clip_sha256: str) -> Screening | None:
        """Judge a clip by the landmarks it has under another name, and write that.

        Repetitions that were left out there are left out here.

        Returns
        -------
        Screening
            None if there are none that can be used, or a video is to be drawn.
        """
        landmarks = self.landmarks_key(clip, clip_sha256)
        for folder, state in self.folder.of_same_recording(
            self.recording(clip, clip_sha256)
        ):
            if self.video or state.get("landmarks") != landmarks:
                continue
            with suppress(ScreeningError), _DRAWING:
                judged = rejudge(folder, profile=self.profile, settings=self.settings)
                judged.named(clip.name).write(self.folder.clips / clip.folder)
                return self.saved(clip)
        return None

    def change_by_hand(
        self,
        clip: BatchClip,
        excluded: Mapping[RepetitionKey, str],
        corrections: Sequence[Correction],
    ) -> Screening:
        """Leave repetitions out of a result, put joints right, and write it.

        Raises
        ------
        ScreeningError
            If it cannot be written.
        """
        with _DRAWING:
            folder = self.folder.clips / clip.folder
            again = judge_again(folder, excluded=excluded, corrections=corrections)
            return again.screening

    def check_code(self) -> None:
        """Make sure that this computer gives the numbers of the one with the plan.

        Raises
        ------
        ClusterError
            If a worker has come that has another version.
        """
        check_same(self.code, measuring_code(), f"on {socket.gethostname()}")

    def check(self, screening: Screening) -> None:
        """Make sure that a result was made with this plan.

        Raises
        ------
        ProfileError
            If the profile or the model changed while the batch ran.
        """
        model = screening.provenance["model"]["sha256"]
        if screening.profile != self.profile or model != self.model_sha256:
            raise ProfileError(
                "changed_during_batch", profile=self.profile_name, model=self.model
            )

    def _rows_key(self, clip: BatchClip) -> str:
        """Checksum of all that the rows of a clip depend on."""
        folder = self.folder.clips / clip.folder
        content = (folder / SCREENING).stat() if has_result(folder) else None
        state = None if content is None else [content.st_size, content.st_mtime_ns]
        return checksum([tabulating_code(), clip.name, clip.labels, state])


def is_interpretable(screening: Screening) -> bool:
    """Tell whether a squat or a quiet stance on at least one leg was measured."""
    if any(leg.verdict != "not_interpretable" for leg in screening.legs):
        return True
    return any(found.reason is None for found in screening.standing_findings())
