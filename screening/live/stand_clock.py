"""How long each leg is stood on in a live standing test."""

from __future__ import annotations

from screening.judgement.stance_course import METHOD
from screening.live.moment import Moment
from screening.motion.landmarks import Side


class StandClock:
    """Keeps the longest stance on each leg while moments come.

    Examples
    --------
    >>> from screening.live.moment import Moment
    >>> clock = StandClock()
    >>> for time_s, stance in ((0, "right"), (4, "right"), (5, "both"), (6, "right")):
    ...     clock.update(Moment(time_s, stance=stance))
    >>> clock.stood_s
    {'right': 4}
    """

    def __init__(self) -> None:
        self._longest_s: dict[Side, float] = {}
        self._leg: Side | None = None
        self._since_s = 0.0
        self._off_since_s: float | None = None

    @property
    def stood_s(self) -> dict[Side, float]:
        """The longest stance on each leg so far, seconds."""
        return dict(self._longest_s)

    def update(self, moment: Moment) -> None:
        """Look at the next moment; a foot that is down for a blink ends no stance."""
        leg, time_s = moment.leg, moment.time_s
        if leg != self._leg and self._off_since_s is None:
            self._off_since_s = time_s
        off_s = 0.0 if self._off_since_s is None else time_s - self._off_since_s
        if off_s > METHOD.away_s or self._leg is None:
            self._leg, self._since_s, self._off_since_s = leg, time_s, None
        if leg is None or leg != self._leg:
            return
        self._off_since_s = None
        stood_s = time_s - self._since_s
        self._longest_s[leg] = max(stood_s, self._longest_s.get(leg, 0.0))
