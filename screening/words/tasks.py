"""What the forms of the test are called."""

from __future__ import annotations

from screening.language import has_words, say


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
