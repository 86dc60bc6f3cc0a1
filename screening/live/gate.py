"""When a live take begins and when it ends: ``positioning``, ``measuring``, ``ended``.

It begins after a quiet two-feet stance in a good view, and ends after the squats. Only
moments and the count of squats go in: no picture, no camera, no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from screening.live.moment import Moment
from screening.live.squat_count import SquatCount
from screening.motion.landmarks import SIDES, AskedLeg, Side
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
        leg: AskedLeg = "auto",
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

    def update(self, moment: Moment, count: SquatCount) -> Step:
        """Look at the next moment.

        Parameters
        ----------
        moment
            What it shows.
        count
            Squats so far.

        Returns
        -------
        Step
        """
        if self.state == "positioning":
            return self._position(moment)
        if self.state == "measuring":
            self._measure(moment, count)
        return Step(self.state)

    def again(self) -> None:
        """Begin again with standing still: the picture is another one."""
        if self.state == "positioning":
            self._since_s = None

    def end(self, why: Ending) -> None:
        """End the take, whatever it shows."""
        if self.state != "ended":
            self.state, self.ending = "ended", why

    def _position(self, moment: Moment) -> Step:
        time_s = moment.time_s
        problem = self._problem(moment)
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

    def _problem(self, moment: Moment) -> str:
        """Return the code of the first thing that is not good yet."""
        problem = view_problem(moment, self.settings)
        if problem:
            self._turned_since_s = None
            return problem
        if moment.stance != "both":
            return "both_feet"
        if self._is_turned(moment):
            return "turn_to_camera"
        return "" if moment.still else "stand_still"

    def _is_turned(self, moment: Moment) -> bool:
        """Whether to ask for a turn; the estimate may be wrong, so not for ever."""
        if not abs(moment.turn_deg) > self.settings.quality.turn_refuse_deg:
            self._turned_since_s = None
            return False
        if self._turned_since_s is None:
            self._turned_since_s = moment.time_s
        asked_s = moment.time_s - self._turned_since_s
        return asked_s < self.settings.live.turn_patience_s

    def _measure(self, moment: Moment, count: SquatCount) -> None:
        live = self.settings.live
        assert self._since_s is not None
        if moment.seen is not None:
            self._seen_s = moment.time_s
        if moment.time_s - self._since_s >= live.longest_s:
            self.end("time")
        elif moment.time_s - self._seen_s >= live.gone_s:
            self.end("gone")
        elif not self.stays:
            self._end_when_done(moment, count)

    def _end_when_done(self, moment: Moment, count: SquatCount) -> None:
        """End after a quiet stance on both feet behind the squats."""
        if moment.stance != "both" or not moment.still:
            self._still_since_s = None
            return
        if self._still_since_s is None:
            self._still_since_s = moment.time_s
        if not any(count.tested(leg) for leg in self.legs):
            return
        live = self.settings.live
        done = all(count.done(leg, self.settings) for leg in self.legs)
        wait_s = live.end_still_s if done else live.one_leg_only_s
        if moment.time_s - self._still_since_s >= wait_s:
            self.end("done")


def view_problem(moment: Moment, settings: Settings) -> str:
    """Return the code of what is wrong with the view; empty when it is good.

    Parameters
    ----------
    moment
        A moment.
    settings
        Limits.

    Returns
    -------
    str
        ``nobody``, ``one_person``, ``step_back``, ``tilt_up``, ``tilt_down``,
        ``come_closer``, ``to_your_left``, ``to_your_right`` or nothing.
    """
    if moment.seen is None:
        return "nobody"
    if moment.people > 1:
        return "one_person"
    if not (moment.head_in and moment.feet_in):
        return _cut_off(moment)
    # The larger body has the smaller error; the limit is the one that refuses.
    if moment.body_px < settings.quality.least_body_px:
        return "come_closer"
    if abs(moment.off_middle_leg) > settings.live.off_middle_leg:
        # The person's own left is on the right of the camera's picture.
        return "to_your_right" if moment.off_middle_leg > 0 else "to_your_left"
    return ""


def _cut_off(moment: Moment) -> str:
    """Return what brings the whole body into the picture."""
    if moment.body_share > _FILLS:
        return "step_back"
    return "tilt_down" if moment.head_in else "tilt_up"


_FILLS = 0.75
"""A body larger than this share of the picture's height needs more distance."""
