"""What clients are called."""

from __future__ import annotations

from screening.language import say


def client_name(name: str) -> str:
    """Return the name of a client as people see it.

    Parameters
    ----------
    name
        Empty for the user's own screenings.
    """
    return name or say("clients.myself")
