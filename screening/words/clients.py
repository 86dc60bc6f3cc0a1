"""What clients are called."""

from __future__ import annotations

from screening.language import say
from screening.measures import ONE_LEG_STANCE
from screening.words.tasks import task_name


def client_name(name: str) -> str:
    """Return the name of a client as people see it.

    Parameters
    ----------
    name
        Empty for the user's own screenings.
    """
    return name or say("clients.myself")


def why_no_change(then: str, now: str) -> str:
    """Say why a leg at two times has no comparison; empty where it has one.

    Parameters
    ----------
    then, now
        What was done; empty where the leg was not tested.
    """
    if not (then and now):
        return say("clients.tested_once")
    if then == now:
        return say("clients.only_stood") if now == ONE_LEG_STANCE else ""
    return say("clients.different_tasks", then=task_name(then), now=task_name(now))
