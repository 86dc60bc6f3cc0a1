"""Chance with a seed, and the values that programs stumble over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")

NUMBERS = (
    *(0, -0.0, 1, -1, 2, 0.5, 1e-9, 1e-300, 5e-324, 1e9, -1e9, 1e300, -1e300),
    *(2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63, 2**64, 10**400, 0.1 + 0.2, 250_001),
)
"""Also as whole numbers where a fraction is expected, and the reverse."""

TEXTS = (
    *("", " ", "\n", "\r\n", "\t", "\0", "a" * 5000, "[red]x[/red]", "[/]", "[[", "{}"),
    *("{0}", "{path}", "%s", "%n", "${HOME}", "~", "~root", "../..", "/etc/passwd"),
    *("=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-", "--help", "<script>", "![x](y:z)"),
    *("\u202egpj.exe", "\ufeffname", "Jo\u0308rg", "\U0001f9b5", "\ud800", "NaN"),
    *("null", "true", "1e999", "0x10", "1_000", "left", "middle", "a;b", 'a"b', "a,b"),
    *("left;right", "single_leg_squat", "adult", "a\u2028b", "\x1b[31m", "con", "."),
)
"""Words of markup, formulas, paths, escapes, and those that mean something here."""

BYTES = (0, 1, 0x7F, 0x80, 0xFF)


class Dice:
    """Throws that are the same for the same numbers.

    Parameters
    ----------
    *seed
        Whole numbers.
    """

    def __init__(self, *seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return bool(self.rng.random() < probability)

    def below(self, most: int) -> int:
        """Return a whole number from 0 up to, but without, this one."""
        return int(self.rng.integers(max(most, 1)))

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return values[self.below(len(values))]

    def between(self, least: float, most: float) -> float:
        """Return a number of an even distribution."""
        return float(self.rng.uniform(least, most))

    def value(self, depth: int = 2) -> Any:
        """Return a plain value of any kind, as TOML and JSON have them."""
        kind = self.below(8 if depth else 6)
        if kind < 2:
            return self.pick(NUMBERS)
        if kind < 4:
            return self.pick(TEXTS)
        if kind == 4:
            return self.chance(0.5)
        if kind == 5:
            return self.between(-100, 100)
        items = [self.value(depth - 1) for _ in range(self.below(4))]
        if kind == 6:
            return items
        return {self.pick(TEXTS): item for item in items}

    def changed_bytes(self, good: bytes) -> bytes:
        """Return content with bits flipped, or pieces lost, doubled or blank."""
        bad = bytearray(good or b" ")
        size = len(bad)
        start, kind = self.below(size), self.below(6)
        length = min(int(10 ** self.between(0, 4)), size - start)
        if kind < 3:
            head = size if self.chance(0.5) else min(size, 600)
            for _ in range(self.pick([1, 1, 5, 50, 500])):
                fresh = self.pick(BYTES) if self.chance(0.3) else self.below(256)
                bad[self.below(min(head, size))] = fresh
        elif kind == 3:
            del bad[start:]
        elif kind == 4:
            piece = bad[start : start + length]
            bad[start : start + length] = b"" if self.chance(0.5) else piece * 2
        else:
            bad[start : start + length] = bytes([self.pick(BYTES)]) * length
        return bytes(bad)
