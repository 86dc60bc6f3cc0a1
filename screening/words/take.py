"""What the guided take says: its cues, and the words that go to the browser."""

from __future__ import annotations

from typing import Any

from screening.language import has_words, language, say, words
from screening.motion.landmarks import SIDES, other

PARTS = ("text", "small", "say")
"""In very large letters, below them, and spoken."""


def spoken(key: str, **fields: Any) -> dict[str, str]:
    """Return the three parts of what is said at one moment.

    Parameters
    ----------
    key
        Of a table with ``text``, ``small`` and perhaps ``say``.
    **fields
        What its words name.
    """
    return {
        part: say(f"{key}.{part}", **fields) for part in PARTS if part in words(key)
    }


def key_for(task: str, group: str, name: str) -> str:
    """Return the key of what is said at one moment, which a task may have of its own.

    Parameters
    ----------
    task
        What is done.
    group, name
        ``cues`` or ``between``, and the moment.
    """
    own = f"take.of_task.{task}.{name}"
    return own if has_words(own) else f"take.{group}.{name}"


def browser_words(task: str) -> dict[str, Any]:
    """Return what the recorder in the browser says, as JSON values.

    Parameters
    ----------
    task
        What is done.

    Returns
    -------
    dict
        What is said ``between`` the recordings is there for each leg, whether or not
        it names the leg.
    """
    between = {
        name: {
            leg: spoken(key_for(task, "between", name), leg=leg, free=other(leg))
            for leg in SIDES
        }
        for name in words("take.between")
    }
    return {
        "language": language(),
        "title": say("take.title"),
        "recording": say("take.recording"),
        "between": between,
        "buttons": words("take.buttons"),
        "trouble": words("take.trouble"),
    }
