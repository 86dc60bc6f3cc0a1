"""Why repetitions are left out by hand, in words."""

from __future__ import annotations

from screening.language import has_words, say

_REASONS = "result.squats.reasons"


def exclusion_reason(reason: str) -> str:
    """Return why a repetition was left out.

    Parameters
    ----------
    reason
        As it stands in the record: the code of a usual reason, or somebody's own words.

    Examples
    --------
    >>> exclusion_reason("lost_balance"), exclusion_reason("The phone rang")
    ('lost balance', 'The phone rang')
    """
    key = f"{_REASONS}.{reason}"
    return say(key) if "." not in reason and has_words(key) else reason
