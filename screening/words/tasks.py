"""What the forms of the test are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.language import has_words, say
from screening.measures import SINGLE_LEG_SQUAT


def task_name(task: str) -> str:
    """Return the name of what was done; its code where a later version has more."""
    known = has_words(f"tasks.names.{task}")
    return say(f"tasks.names.{task}") if known else task


def task_short(task: str) -> str:
    """Return the same in few words, for a choice."""
    return say(f"tasks.short.{task}")


def task_help(task: str) -> str:
    """Say how it is done, and what follows for the result."""
    return say(f"tasks.help.{task}")


def task_sentence(task: str) -> str:
    """Say what was done."""
    return say("tasks.said", name=task_name(task))


def task_said(provenance: Mapping[str, Any]) -> list[str]:
    """Say what was done in a take, and that it was recorded as something else.

    Parameters
    ----------
    provenance
        Of a result.

    Returns
    -------
    list of str
        Empty for the full test that was recorded as one.
    """
    task, first = provenance["task"], provenance.get("first_task")
    if first:
        names = {"first": task_name(first), "name": task_name(task)}
        return [say("tasks.put_right", **names)]
    return [] if task == SINGLE_LEG_SQUAT else [task_sentence(task)]
