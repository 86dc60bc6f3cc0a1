"""What there is of a live take so far: squats and what the last one showed, or seconds.

The standing test has no squats: of each leg it counts how long it was stood on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from screening.judgement.stance_course import ASKED_S
from screening.judgement.stance_course import METHOD as COURSE
from screening.measures import LIVE_MEASURES
from screening.motion.landmarks import SIDES, Side
from screening.results.screening import Screening
from screening.settings import Settings

STAND_S = ASKED_S + COURSE.settle_s + COURSE.leave_s
"""How long a leg is stood on in a standing test: what is read of it, and its ends."""

_MOMENT_S = 5.0


@dataclass(frozen=True)
class Squat:
    """One squat of the take so far.

    Parameters
    ----------
    leg, number
        Which one.
    bottom_s
        When it was deepest, seconds of the take.
    values
        Each of the live mirror's measures that may be shown, degrees.
    reasons
        Why it does not count; empty when it does.
    withheld
        Why each of the other measures may not be shown, as a code.
    """

    leg: Side
    number: int
    bottom_s: float
    values: dict[str, float]
    reasons: tuple[str, ...]
    withheld: dict[str, str] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether it counts."""
        return not self.reasons


@dataclass(frozen=True)
class SquatCount:
    """The squats so far, in the order of time.

    Parameters
    ----------
    squats
        Those that are over.
    withheld
        Measures that the checks withhold in the whole take so far.
    stood_s
        In a standing test, the longest stance on each leg so far, seconds.
    """

    squats: tuple[Squat, ...] = field(default=())
    withheld: frozenset[str] = frozenset()
    stood_s: Mapping[Side, float] = field(default_factory=dict)

    @property
    def last(self) -> Squat | None:
        """The latest squat, or None."""
        return self.squats[-1] if self.squats else None

    @property
    def first_leg(self) -> Side | None:
        """The leg that came first, or None."""
        if self.squats:
            return self.squats[0].leg
        return next((leg for leg in self.stood_s if self.tested(leg)), None)

    def total(self, leg: Side) -> int:
        """Return the number of squats on a leg."""
        return sum(squat.leg == leg for squat in self.squats)

    def valid(self, leg: Side) -> int:
        """Return the number of those that count."""
        return sum(squat.leg == leg and squat.valid for squat in self.squats)

    def tested(self, leg: Side) -> bool:
        """Whether a leg was squatted on, or stood on for more than a moment."""
        return bool(self.total(leg)) or self.stood_s.get(leg, 0.0) > _MOMENT_S

    def done(self, leg: Side, settings: Settings) -> bool:
        """Whether a leg has enough to be judged, or was tried often enough."""
        if self.stood_s.get(leg, 0.0) >= STAND_S:
            return True
        enough = self.valid(leg) >= settings.reps.least_valid
        return enough or self.total(leg) >= settings.live.squats


def squats_so_far(screening: Screening, *, until_s: float) -> SquatCount:
    """Read the squats that are over from a Screening of the take so far.

    Parameters
    ----------
    screening
        Of the take so far.
    until_s
        Squats that end later are still going on.

    Returns
    -------
    SquatCount
    """
    trust = screening.trust
    reasons = {name: trust.of_reps(name).tolist() for name in LIVE_MEASURES}
    rows: list[dict[Any, Any]] = screening.measured.reps.to_dict("records")
    squats = [
        _squat(row, {name: own[i] for name, own in reasons.items() if own[i]})
        for i, row in enumerate(rows)
        if row["leg"] in SIDES
        and row["end_s"] <= until_s
        and "cut_off" not in row["reasons"]
    ]
    # Before the first squat, the take is refused because there is none.
    withheld = {name for name in LIVE_MEASURES if squats and trust.of_take(name)}
    return SquatCount(
        tuple(sorted(squats, key=lambda squat: squat.bottom_s)), frozenset(withheld)
    )


def _squat(row: dict[Any, Any], withheld: dict[str, str]) -> Squat:
    return Squat(
        leg=row["leg"],
        number=int(row["rep"]),
        bottom_s=float(row["bottom_s"]),
        values={
            name: float(row[name]) for name in LIVE_MEASURES if name not in withheld
        },
        reasons=tuple(code for code in str(row["reasons"]).split(";") if code),
        withheld=withheld,
    )
