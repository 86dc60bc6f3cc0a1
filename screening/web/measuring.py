"""How far a measurement is, in a number and in words."""

from __future__ import annotations

from screening.language import say
from screening.web.items import Item

_SHARES = {"measuring": (0.0, 0.8), "drawing": (0.8, 1.0)}
"""Where each step begins and ends; drawing is the quicker one."""

_STARTING = 0.01


def progress_of(item: Item, clips_before: int = 0) -> tuple[float, str]:
    """Return how much is done, from 0 to 1, and what to say about it.

    Parameters
    ----------
    item
        Waiting or being measured.
    clips_before
        Number of clips of the same visit that come first.
    """
    if item.state == "waiting":
        if clips_before:
            return 0.0, say("web.progress.waiting_for", count=clips_before)
        return 0.0, say("web.progress.waiting")
    if not item.done:
        return _STARTING, say("web.progress.starting")
    begin, end = _SHARES.get(item.step, (0.0, 1.0))
    step = say(f"web.steps.{item.step}")
    if not item.expected:
        text = say("web.progress.frames", step=step, done=item.done)
        return begin or _STARTING, text
    share = min(item.done / item.expected, 1.0)
    done = min(item.done, item.expected)
    text = say("web.progress.frames_of", step=step, done=done, expected=item.expected)
    return begin + share * (end - begin), text
