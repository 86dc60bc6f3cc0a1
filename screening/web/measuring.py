"""How far a measurement is, in a number and in words."""

from __future__ import annotations

from screening.web.items import Item

_SHARES = {"Measuring": (0.0, 0.8), "Drawing": (0.8, 1.0)}
"""Where each step begins and ends; drawing is the quicker one."""

_STARTING = 0.01


def progress_of(item: Item, ahead: int = 0) -> tuple[float, str]:
    """Return how much is done, from 0 to 1, and what to say about it.

    Parameters
    ----------
    item
        Waiting or being measured.
    ahead
        Number of clips of the same visit that come first.
    """
    if item.state == "waiting":
        if ahead:
            return 0.0, f"Waiting for {ahead} clip{'s' if ahead > 1 else ''} before it"
        return 0.0, "Waiting for its turn"
    if not item.done:
        return _STARTING, "Starting"
    begin, end = _SHARES.get(item.step, (0.0, 1.0))
    if not item.expected:
        return begin or _STARTING, f"{item.step}: {item.done} pictures"
    share = min(item.done / item.expected, 1.0)
    text = f"{item.step}: picture {min(item.done, item.expected)} of {item.expected}"
    return begin + share * (end - begin), text
