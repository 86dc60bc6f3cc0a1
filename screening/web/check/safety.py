"""Who can do the test: what is asked before and after, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from screening.judgement.profiles import DEFAULT_PROFILE
from screening.language import say

MOST_PAIN = 3
"""Pain above this, of 10, and the test is not done. Our own proposal, as are the
conditions that are asked about; no study gives limits for this test."""

REPORT_ONLY = "report-only"

Age = Literal["adult", "under_18"]
AnyOf = Literal["none", "some"]


@dataclass(frozen=True)
class Answers:
    """What somebody answered before the test; None where nothing yet.

    Parameters
    ----------
    age
        ``adult`` or ``under_18``.
    pain
        Now, 0 to 10.
    conditions
        Whether one of the conditions that are asked about applies.
    consent
        To being recorded.
    """

    age: Age | None = None
    pain: int | None = None
    conditions: AnyOf | None = None
    consent: bool = False

    @property
    def reasons_against(self) -> tuple[str, ...]:
        """Return why the test must not be done; empty if nothing is against it."""
        reasons = []
        if self.pain is not None and self.pain > MOST_PAIN:
            pain = {"pain": self.pain, "most": MOST_PAIN}
            reasons.append(say("check.safety.too_much_pain", **pain))
        if self.conditions == "some":
            reasons.append(say("check.safety.condition"))
        return tuple(reasons)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return which questions are still open, in a word each."""
        answered = {
            "age": self.age,
            "pain": self.pain,
            "health": self.conditions,
            "consent": self.consent or None,
        }
        return tuple(name for name, answer in answered.items() if answer is None)

    @property
    def may_start(self) -> bool:
        """Whether the take may begin."""
        return not self.missing and not self.reasons_against

    def profile(self, chosen: str = DEFAULT_PROFILE) -> str:
        """Return the thresholds to judge by: none for people under 18."""
        return REPORT_ONLY if self.age == "under_18" else chosen


def pain_afterwards(before: int | None, after: int) -> tuple[bool, str]:
    """Say what the pain after the test means.

    Parameters
    ----------
    before, after
        0 to 10; None if it was not asked before.

    Returns
    -------
    bool, str
        Whether it is a reason to see somebody, and the sentence for the person.
    """
    if after > MOST_PAIN:
        return True, say("check.safety.after_too_much", after=after)
    if before is not None and after > before:
        return True, say("check.safety.after_more", before=before, after=after)
    return False, say("check.safety.after_good")
