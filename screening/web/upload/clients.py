"""Which clips belong to one person, by what their files are called.

Coaches film a leg at a time and write it into the name: ``Ben left.mp4`` and
``Ben right.mp4`` are one result.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from screening.motion.landmarks import SIDES, Side

_WORDS: dict[str, Side] = {
    "left": "left", "l": "left", "links": "left", "li": "left", "lt": "left",
    "right": "right", "r": "right", "rechts": "right", "re": "right", "rt": "right",
}  # fmt: skip
_PARTED = re.compile(r"[\s_.,()\[\]-]+|(?<=[a-z])(?=[A-Z])")


def client_and_leg(name: str) -> tuple[str, Side | None]:
    """Return what a file's name says of the person and of the leg.

    Parameters
    ----------
    name
        Of a clip.

    Returns
    -------
    str, Side or None
        The name without its leg; None where it names no leg, or both.

    Examples
    --------
    >>> client_and_leg("Ben_left.mp4"), client_and_leg("IMG 0042.MOV")
    (('Ben', 'left'), ('IMG 0042', None))
    """
    parts = [part for part in _PARTED.split(Path(name).stem) if part]
    legs = {_WORDS[part.lower()] for part in parts if part.lower() in _WORDS}
    if len(legs) != 1:
        return " ".join(parts), None
    rest = [part for part in parts if part.lower() not in _WORDS]
    return " ".join(rest), next(iter(legs))


def pairs(names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the clips that are the left and the right leg of one person.

    Parameters
    ----------
    names
        Of the clips.

    Returns
    -------
    dict
        Places of the left and of the right clip by the person's name, which may be
        empty. Nobody is in it who has two clips of one leg.
    """
    legs: dict[str, dict[Side, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, name in enumerate(names):
        client, leg = client_and_leg(name)
        if leg is not None:
            legs[client][leg].append(place)
    return {
        client: (own["left"][0], own["right"][0])
        for client, own in legs.items()
        if all(len(own[side]) == 1 for side in SIDES)
    }
