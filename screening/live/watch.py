"""Watches somebody between the cues of a guided take: what stands, what goes down.

Small pictures, a few a second, read by the functions of the live mirror
(:mod:`screening.live.moment`). Nothing of it is measured or kept: the recording is.
"""

from __future__ import annotations

from typing import Any

from screening._typing import Image
from screening.live.detector import Detector
from screening.live.moment import Moment, MomentReader
from screening.settings import DEFAULT, Settings

_STILL = "still"


class TakeWatcher:
    """What somebody does during a guided take, picture by picture.

    It is not safe to use from several threads at once.

    Parameters
    ----------
    settings
        Limits.
    detector
        What finds people; the lite pose model unless given.

    Raises
    ------
    ModelError
        If the pose model cannot be used.
    """

    def __init__(
        self, settings: Settings = DEFAULT, detector: Detector | None = None
    ) -> None:
        from screening.capture.pose import PoseDetector

        self._detector: Any = detector or PoseDetector("lite", settings.capture)
        self._moments = MomentReader(settings, self._detector.model.name)
        self._cue = ""
        self._stands_on_both = False
        self._frames = 0
        self._last_s = float("-inf")

    def look(self, image: Image, time_s: float, cue: str) -> Moment | None:
        """Look at the next picture.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB, upright, not mirrored.
        time_s
            When it was taken, by the camera's clock.
        cue
            What the person is asked to do; the end of ``still`` is the stance on two
            feet that lifting a foot is compared with.

        Returns
        -------
        Moment or None
            None for a picture that is not later than the last one.
        """
        from screening.capture.knee.limb import NOTHING as NO_LIMB
        from screening.capture.pelvis.reading import NOTHING as NO_PELVIS
        from screening.capture.pelvis.reading import PelvisReading
        from screening.capture.people.track import Seen
        from screening.capture.video.clip import Frame

        if time_s <= self._last_s:
            return None
        self._last_s = time_s
        if self._cue == _STILL and cue != _STILL and self._stands_on_both:
            self._moments.calibrate()
        self._cue = cue
        bodies = self._detector.detect(Frame(self._frames, time_s, image))
        self._frames += 1
        pelvis = PelvisReading(*NO_PELVIS, doubt="")
        seen = [Seen(body, pelvis, NO_LIMB) for body in bodies]
        size = (image.shape[1], image.shape[0])
        moment = self._moments.read(time_s, seen, size)
        self._stands_on_both = moment.stance == "both"
        return moment

    def close(self) -> None:
        """Free the models."""
        leave = getattr(self._detector, "__exit__", None)
        if leave is not None:
            leave(None, None, None)
