"""The mark of a verdict: it also tells without colours."""

from __future__ import annotations

from screening.judgement.findings import LegFinding

MARKS = {
    "no_sign": "✓",
    "borderline": "~",
    "sign": "!",
    "incomplete": "…",
    "numbers": "#",
    "not_judged": "–",
    "not_interpretable": "✕",
    "change": "≠",
    "no_change": "=",
}
"""A sign for each verdict."""

CHECK_LOOKS = {"ok": "no_sign", "warn": "borderline", "refuse": "sign"}
"""The verdict that a check of the recording looks like."""


def look_of(leg: LegFinding) -> str:
    """Return the key of a leg's mark and colour."""
    if leg.stood or (leg.verdict == "incomplete" and not leg.missing):
        return "numbers"
    return leg.verdict
