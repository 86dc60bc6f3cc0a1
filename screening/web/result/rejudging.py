"""A finished measurement judged again, at once, from its landmarks."""

from __future__ import annotations

from screening.jobs.rejudge import judge_again
from screening.motion.landmarks import Side
from screening.web.items import Item


def leave_out(item: Item, leg: Side, rep: int, reason: str) -> None:
    """Leave a repetition out and judge the rest; the reason stays in the record.

    Parameters
    ----------
    item
        A finished measurement; its result and its files are replaced.
    leg, rep
        Which repetition.
    reason
        Why.

    Raises
    ------
    ScreeningError
        If it cannot be judged again; nothing has changed then.
    """
    _take_over(item, excluded={(leg, rep): reason})


def take_back_in(item: Item, leg: Side, rep: int) -> None:
    """Let a repetition count again that was left out."""
    _take_over(item, included=[(leg, rep)])


def judge_by(item: Item, profile: str) -> None:
    """Compare a measurement with other thresholds."""
    _take_over(item, profile=profile)


def left_out(item: Item) -> dict[tuple[Side, int], str]:
    """Return the repetitions that were left out, with the reasons."""
    if item.result is None:
        return {}
    listed = item.result.provenance["excluded"]
    return {(leg, int(rep)): str(why) for leg, rep, why in listed}


def _take_over(item: Item, **changes: object) -> None:
    done = judge_again(item.folder, **changes)  # type: ignore[arg-type]
    item.result, item.files = done.screening, done.files
