"""What was said about pain, and what follows from it, in sentences."""

from __future__ import annotations

from screening.judgement.pain import Pain, concern
from screening.language import say


def pain_sentence(pain: Pain) -> str:
    """Say what the pain means for the test and for exercises.

    Parameters
    ----------
    pain
        Some of it has to be known.
    """
    fields = {"before": pain.before, "after": pain.after}
    return say(f"pain.{concern(pain)}", level=max(pain.levels), **fields)


def pain_text(pain: Pain, *, short: bool = False) -> str:
    """Say how much pain there was before and after the squats.

    Parameters
    ----------
    pain
        In one leg.
    short
        For a column of a table.

    Returns
    -------
    str
        Empty where nothing was said.

    Examples
    --------
    >>> pain_text(Pain(2, 4), short=True), pain_text(Pain(after=3))
    ('2 → 4', 'Pain after the squats 3 (of 10)')
    """
    if not pain.is_known:
        return ""
    known = "both" if len(pain.levels) == 2 else "after"
    if pain.after is None:
        known = "before"
    table = "short" if short else "said"
    return say(f"pain.{table}.{known}", before=pain.before, after=pain.after)
