"""People without pictures for a live take: landmarks that play as a camera would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from screening import LiveScreen
from screening.capture.people.body import Body
from screening.live.guidance import LiveView
from screening.motion.landmarks import PoseSeries
from tests.factories import Camera, Script, film
from tests.transforms import noisy

CAMERA = Camera()
BLANK = np.zeros((CAMERA.size[1], CAMERA.size[0], 3), dtype=np.uint8)


class Player:
    """Finds in each frame who is there at its time, in place of a pose model."""

    def __init__(self, people: Sequence[PoseSeries]) -> None:
        self.people = people
        self.model = people[0].model

    def detect(self, frame):
        found = []
        for person in self.people:
            i = int(np.searchsorted(person.time_s, frame.time_s - 1e-9))
            if i < len(person) and person.found[i]:
                found.append(
                    Body(person.points_px[i], person.world_m[i], person.visibility[i])
                )
        return found

    def forget_others(self):
        pass


def acted(script: Script, *, rate_fps: float = 15.0) -> PoseSeries:
    """The script as landmarks, with the small trembling of real ones."""
    return noisy(film(script, camera=CAMERA, rate_fps=rate_fps), 0.5)


def live_take(*people: PoseSeries, **how) -> LiveScreen:
    return LiveScreen(detector=Player(people), **how)


def pushed(live: LiveScreen, times_s: Iterable[float], image=BLANK) -> list[LiveView]:
    """Push until the take ends; every view on the way."""
    views = []
    for time_s in times_s:
        views.append(live.push(image, float(time_s)))
        if views[-1].guidance.state == "ended":
            break
    return views


def cues(views: Iterable[LiveView]) -> list[str]:
    """Codes of the cues in their order, each once as long as it stays."""
    codes = [view.guidance.cue for view in views]
    return [c for c, before in zip(codes, [None, *codes], strict=False) if c != before]
