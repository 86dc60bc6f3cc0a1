"""The squats of a live take so far: how many count, and what the last one showed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from screening.measures import LIVE_MEASURES
from screening.motion.landmarks import SIDES, Side
from screening.results.screening import Screening
from screening.settings import Settings


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
    """

    squats: tuple[Squat, ...] = field(default=())
    withheld: frozenset[str] = frozenset()

    @property
    def last(self) -> Squat | None:
        """The latest squat, or None."""
        return self.squats[-1] if self.squats else None

    def total(self, leg: Side) -> int:
        """Return the number of squats on a leg."""
        return sum(squat.leg == leg for squat in self.squats)

    def valid(self, leg: Side) -> int:
        """Return the number of those that count."""
        return sum(squat.leg == leg and squat.valid for squat in self.squats)

    def done(self, leg: Side, settings: Settings) -> bool:
        """Whether a leg has enough squats to be judged, or was tried often enough."""
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
