"""When measuring begins and ends by itself: a machine of three states, no camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from screening.live.moment import Glance
from screening.live.squat_count import Progress
from screening.motion.landmarks import SIDES, Side
from screening.settings import Settings

State = Literal["positioning", "measuring", "ended"]
Ending = Literal["", "done", "time", "gone", "stopped"]


@dataclass(frozen=True)
class Step:
    """What the gate makes of a moment.

    Parameters
    ----------
    state
        ``positioning``, ``measuring`` or ``ended``.
    begins
        The take begins with this frame; what came before does not belong to it.
    problem
        Code of the cue for what keeps measuring from starting; empty for nothing.
    stood_share
        How much of the standing still is done, 0 to 1.
    """

    state: State
    begins: bool = False
    problem: str = ""
    stood_share: float = 0.0


class Gate:
    """Lets a take begin after a quiet stance in a good view, and ends it.

    Parameters
    ----------
    settings
        Limits.
    leg
        The leg that was asked for, or ``auto`` for both.
    stays
        Do not end when the squats are done: for practice.
    """

    def __init__(
        self,
        settings: Settings,
        leg: Literal["auto", "left", "right"] = "auto",
        *,
        stays: bool = False,
    ) -> None:
        self.settings = settings
        self.legs: tuple[Side, ...] = SIDES if leg == "auto" else (leg,)
        self.stays = stays
        self.state: State = "positioning"
        self.ending: Ending = ""
        self._since_s: float | None = None
        self._turned_since_s: float | None = None
        self._still_since_s: float | None = None
        self._seen_s = 0.0

    def update(self, glance: Glance, progress: Progress) -> Step:
        """Look at the next moment.

        Parameters
        ----------
        glance
            What it shows.
        progress
            Squats so far.

        Returns
        -------
        Step
        """
        if self.state == "positioning":
            return self._position(glance)
        if self.state == "measuring":
            self._measure(glance, progress)
        return Step(self.state)

    def again(self) -> None:
        """Begin anew with standing still: the picture is another one."""
        if self.state == "positioning":
            self._since_s = None

    def end(self, why: Ending) -> None:
        """End the take, whatever it shows."""
        if self.state != "ended":
            self.state, self.ending = "ended", why

    def _position(self, glance: Glance) -> Step:
        time_s = glance.time_s
        problem = self._problem(glance)
        if problem:
            self._since_s = None
            return Step(self.state, True, problem)
        if self._since_s is None:
            self._since_s = time_s
            return Step(self.state, True)
        stood_s = time_s - self._since_s
        limit_s = self.settings.live.stand_still_s
        if stood_s < limit_s:
            return Step(self.state, False, "", stood_s / limit_s)
        self.state, self._seen_s = "measuring", time_s
        return Step(self.state)

    def _problem(self, glance: Glance) -> str:
        """Return the code of the first thing that is not good yet."""
        problem = view_problem(glance, self.settings)
        if problem:
            self._turned_since_s = None
            return problem
        if glance.stance != "both":
            return "both_feet"
        if self._is_turned(glance):
            return "turn_to_camera"
        return "" if glance.still else "stand_still"

    def _is_turned(self, glance: Glance) -> bool:
        """Whether to ask for a turn; the estimate may be wrong, so not for ever."""
        if not abs(glance.turn_deg) > self.settings.quality.turn_refuse_deg:
            self._turned_since_s = None
            return False
        if self._turned_since_s is None:
            self._turned_since_s = glance.time_s
        asked_s = glance.time_s - self._turned_since_s
        return asked_s < self.settings.live.turn_patience_s

    def _measure(self, glance: Glance, progress: Progress) -> None:
        live = self.settings.live
        assert self._since_s is not None
        if glance.seen is not None:
            self._seen_s = glance.time_s
        if glance.time_s - self._since_s >= live.longest_s:
            self.end("time")
        elif glance.time_s - self._seen_s >= live.gone_s:
            self.end("gone")
        elif not self.stays:
            self._end_when_done(glance, progress)

    def _end_when_done(self, glance: Glance, progress: Progress) -> None:
        """End after a quiet stance on both feet behind the squats."""
        if glance.stance != "both" or not glance.still:
            self._still_since_s = None
            return
        if self._still_since_s is None:
            self._still_since_s = glance.time_s
        tested = [leg for leg in self.legs if progress.total(leg)]
        if not tested:
            return
        live = self.settings.live
        done = all(progress.done(leg, self.settings) for leg in self.legs)
        wait_s = live.end_still_s if done else live.one_leg_only_s
        if glance.time_s - self._still_since_s >= wait_s:
            self.end("done")


def view_problem(glance: Glance, settings: Settings) -> str:
    """Return the code of what is wrong with the view; empty when it is good.

    Parameters
    ----------
    glance
        A moment.
    settings
        Limits.

    Returns
    -------
    str
        ``nobody``, ``one_person``, ``step_back``, ``tilt_up``, ``tilt_down``,
        ``come_closer``, ``to_your_left``, ``to_your_right`` or nothing.
    """
    if glance.seen is None:
        return "nobody"
    if glance.people > 1:
        return "one_person"
    if not (glance.head_in and glance.feet_in):
        return _cut_off(glance)
    # The larger body has the smaller error; the limit is the one that refuses.
    if glance.body_px < settings.quality.least_body_px:
        return "come_closer"
    if abs(glance.off_middle_leg) > settings.live.off_middle_leg:
        # The person's own left is on the right of the camera's picture.
        return "to_your_right" if glance.off_middle_leg > 0 else "to_your_left"
    return ""


def _cut_off(glance: Glance) -> str:
    """Return what brings the whole body into the picture."""
    if glance.body_share > _FILLS:
        return "step_back"
    return "tilt_down" if glance.head_in else "tilt_up"


_FILLS = 0.75
"""A body larger than this share of the picture's height needs more distance."""
