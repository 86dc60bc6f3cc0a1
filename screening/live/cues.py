"""Which cue the person needs now, and how long it stays.

Only codes of cues are chosen here; their sentences stand in the words of
:mod:`screening.words.live`.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.judgement.profiles import Profile
from screening.judgement.tool_error import sem_deg
from screening.live.gate import Step, view_problem
from screening.live.moment import Moment
from screening.live.squat_count import Squat, SquatCount
from screening.measure import Measure
from screening.measures import (
    LIVE_MEASURES,
    MEASURES,
    ONE_LEG_STANCE,
    PICTURED_MEASURES,
    SINGLE_LEG_SQUAT,
    Task,
)
from screening.motion.landmarks import SIDES, AskedLeg, Side, other
from screening.settings import LiveSettings, Settings
from screening.words.live import (
    practice_sentence,
    uncounted_sentence,
    withheld_sentence,
)

_KNEE = "fppa_deg"
"""What practice is about."""

_IN_SQUAT_LEG = 0.06
"""A body lower than this, in leg lengths, is in a squat."""

_ORDINARY_DEG = 10.0
"""Where a profile has no cut-off, a cue is given from here."""

_REVIEW_S = 3.0
"""For this long after a squat, the cue is about how it went."""

URGENT = frozenset({"nobody", "come_back", "one_person", "finished", "turn_to_camera"})
"""Cues that do not wait until another one has been read."""


@dataclass(frozen=True)
class Limits:
    """What a squat is compared with while it is done.

    Parameters
    ----------
    knee_deg, pelvis_deg, trunk_deg
        A cue is given above these.
    """

    knee_deg: float
    pelvis_deg: float
    trunk_deg: float

    def of(self, measure: str) -> float:
        """Return the limit of a measure of the live mirror, degrees."""
        return float(getattr(self, f"{MEASURES[measure].region}_deg"))


@dataclass(frozen=True)
class Wanted:
    """A cue and the leg that it speaks of."""

    code: str
    leg: Side


class Coach:
    """Chooses the cue for each moment; it remembers nothing itself.

    Parameters
    ----------
    settings
        Limits of the take.
    leg
        The leg that was asked for, or ``auto`` for both, the right one first.
    limits
        Of a good squat.
    practice
        Cues about the knee come during the squat, and there is no end.
    task
        What is done; in the standing test nothing is asked for but standing.
    """

    def __init__(
        self,
        settings: Settings,
        leg: AskedLeg,
        limits: Limits,
        *,
        practice: bool = False,
        task: Task = SINGLE_LEG_SQUAT,
    ) -> None:
        self.stands = task == ONE_LEG_STANCE
        self.settings = settings
        self.asked = leg
        self.limits = limits
        self.practice = practice

    def wanted(
        self, step: Step, moment: Moment, count: SquatCount, take_s: float
    ) -> Wanted:
        """Return the cue for a moment.

        Parameters
        ----------
        step
            What the gate makes of it.
        moment
            What it shows.
        count
            Squats so far.
        take_s
            Seconds since the take began.

        Returns
        -------
        Wanted
        """
        leg = moment.leg or self.next_leg(count)
        if step.state == "ended":
            return Wanted("finished", leg)
        if step.state == "positioning":
            return Wanted(step.problem or "hold", leg)
        return Wanted(self._measuring(moment, count, take_s, leg), leg)

    def said(self, count: SquatCount) -> str:
        """Say how the last squat of a practice went; empty otherwise."""
        last = count.last
        if not self.practice or last is None:
            return ""
        if last.reasons:
            return uncounted_sentence(last.number, last.reasons[0])
        if _KNEE in last.withheld:
            least = self.settings.reps.least_valid
            return withheld_sentence(last.number, last.withheld[_KNEE], least)
        return practice_sentence(last.number, last.values[_KNEE], self.limits.knee_deg)

    def next_leg(self, count: SquatCount) -> Side:
        """Return the leg whose turn it is."""
        if self.asked != "auto":
            return self.asked
        first = count.first_leg
        if first is None:
            return "right"
        return other(first) if count.done(first, self.settings) else first

    def _measuring(
        self, moment: Moment, count: SquatCount, take_s: float, leg: Side
    ) -> str:
        problem = view_problem(moment, self.settings)
        if problem == "nobody":
            return "come_back"
        if problem in ("one_person", "step_back", "tilt_up", "tilt_down"):
            return problem
        if moment.leg is None:
            return self._on_both_feet(count)
        if self.asked not in ("auto", moment.leg):
            return "both_feet"
        if self.stands:
            return "foot_down" if count.done(leg, self.settings) else "stand"
        if moment.drop_leg > _IN_SQUAT_LEG:
            return self._in_squat(moment, count)
        last = count.last
        just_done = (
            last is not None and last.leg == leg and take_s - last.bottom_s < _REVIEW_S
        )
        if last is not None and just_done:
            return self._after_squat(last, count)
        enough = count.valid(leg) >= self.settings.live.squats
        return "foot_down" if enough and not self.practice else "squat"

    def _on_both_feet(self, count: SquatCount) -> str:
        if self.practice or count.first_leg is None:
            return "lift_foot"
        done = [leg for leg in SIDES if count.done(leg, self.settings)]
        if self.asked in done or len(done) == len(SIDES):
            return "stay"
        return "switch_legs" if done else "lift_foot"

    def _in_squat(self, moment: Moment, count: SquatCount) -> str:
        for measure in PICTURED_MEASURES:
            if measure not in count.withheld:
                value_deg = getattr(moment.angles, measure)
                if value_deg > self.limits.of(measure):
                    return MEASURES[measure].region
        return "squat"

    def _after_squat(self, squat: Squat, count: SquatCount) -> str:
        """Return the first thing to do better, or how it goes on."""
        if "too_shallow" in squat.reasons:
            return "deeper"
        if "touch_down" in squat.reasons:
            return "foot_up"
        if squat.reasons:
            return "again"
        enough = count.valid(squat.leg) >= self.settings.live.squats
        if enough and not self.practice:
            return "foot_down"
        if not squat.values:
            return "squat"  # What was not measured is not praised either.
        for measure in LIVE_MEASURES:
            if squat.values.get(measure, 0.0) > self.limits.of(measure):
                return MEASURES[measure].region
        return "good"


class CueBoard:
    """Shows one cue; another one has to last before it takes its place.

    Parameters
    ----------
    settings
        How long a cue takes to come, and how long it stays.
    """

    def __init__(self, settings: LiveSettings) -> None:
        self.settings = settings
        self.shown: Wanted | None = None
        self.count = 0
        self._since_s = 0.0
        self._next: Wanted | None = None
        self._next_since_s = 0.0

    def update(self, time_s: float, wanted: Wanted) -> Wanted:
        """Return the cue to show at this moment.

        Parameters
        ----------
        time_s
            Of the stream.
        wanted
            What the moment asks for.

        Returns
        -------
        Wanted
        """
        if self.shown is None:
            return self._show(time_s, wanted)
        if wanted == self.shown:
            self._next = None
            return self.shown
        if wanted != self._next:
            self._next, self._next_since_s = wanted, time_s
        waited = time_s - self._next_since_s >= self.settings.cue_after_s
        waited |= wanted.code == "finished"
        read = time_s - self._since_s >= self.settings.cue_for_s
        # Somebody who moves must not go on reading that standing still is right.
        read |= self.shown.code == "hold"
        if waited and (read or wanted.code in URGENT):
            return self._show(time_s, wanted)
        return self.shown

    def _show(self, time_s: float, wanted: Wanted) -> Wanted:
        self.shown, self._since_s, self._next = wanted, time_s, None
        self.count += 1
        return wanted


def limits_of(profile: Profile, model: str, task: Task = SINGLE_LEG_SQUAT) -> Limits:
    """Return what a squat under way is compared with: cut-off less typical error.

    Parameters
    ----------
    profile
        The thresholds.
    model
        Name of the pose model.
    task
        What is done; a cut-off of another form of the test is none of this one.

    Returns
    -------
    Limits
    """
    own = profile.task == task

    def limit_deg(measure: Measure) -> float:
        threshold = profile.thresholds.get(measure.id) if own else None
        if threshold is None or threshold.decides is None:
            return _ORDINARY_DEG
        error = sem_deg(
            measure.id, profile, method=measure.best_method, model=model, live=True
        )
        return float(threshold.decides - error)

    shown = (MEASURES[name] for name in LIVE_MEASURES)
    return Limits(**{f"{m.region}_deg": limit_deg(m) for m in shown})
