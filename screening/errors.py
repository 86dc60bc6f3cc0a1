"""What can go wrong for a user, as exceptions with one clear sentence each.

::

    ScreeningError
    ├── VideoError      the clip cannot be read
    ├── CameraError     the camera, or a screen for its picture, is not there
    ├── ModelError      the pose model or a system library is missing
    ├── ProfileError    the threshold profile or the settings cannot be used
    ├── ManifestError   a list of clips has a mistake in it, or there are none
    ├── ClusterError    the computers that are to measure cannot be used
    ├── OutputError     a result cannot be written, or read back
    ├── HistoryError    the kept screenings cannot be used
    ├── SensorError     a phone's recording cannot be used beside a clip
    ├── ProcessError    the process that measured a clip died
    └── ServerError     the web app cannot be served

An error carries a code and fields; its sentence, which says what is wrong, where, and
what to do about it, stands under them in ``words/<language>/errors.toml`` and is made
when it is read. A recording that
*can* be read but not trusted is no exception: it is a result that carries a
:class:`screening.motion.quality.Refusal`. A programmer's mistake is a plain
``ValueError`` or ``TypeError``.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from functools import partial
from typing import Any, Self

from screening.language import Phrase, printable, say

_SAID = "said"
_LONGEST_FIELD = 400
"""A sentence stays one, whatever a file calls its keys and columns."""


def did_you_mean(
    name: str, known: Collection[str], *, nearness: float = 0.6
) -> Phrase | str:
    """Return the hint that belongs to an unknown name; empty where none is near.

    Parameters
    ----------
    name
        As it was written.
    known
        All there are.
    nearness
        How alike two names have to be, 0 to 1.
    """
    near = get_close_matches(name, known, n=1, cutoff=nearness)
    return Phrase("errors.hints.did_you_mean", name=near[0]) if near else ""


class ScreeningError(Exception):
    """Something a user can put right; its text is one sentence for people.

    Parameters
    ----------
    code
        Key of the sentence in ``words/<language>/errors.toml``, below :attr:`kind`.
    **fields
        What the sentence names: paths as :func:`screening.paths.shown` returns them,
        numbers, plain text.
    """

    kind = "other"
    """Table of the sentences of this class."""

    def __init__(self, code: str, /, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    @classmethod
    def said(cls, sentence: str) -> Self:
        """Return the error whose sentence another process has made.

        Parameters
        ----------
        sentence
            In the language of that process.
        """
        return cls(_SAID, sentence=sentence)

    def __str__(self) -> str:
        """Return the sentence in the present language."""
        if self.code == _SAID:
            return str(self.fields["sentence"])
        fields = {name: _shortened(value) for name, value in self.fields.items()}
        return printable(say(f"errors.{self.kind}.{self.code}", **fields))

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep code and fields when the error goes to another process."""
        return partial(type(self), self.code, **self.fields), ()


def _shortened(value: Any) -> Any:
    """Return a field as it can stand in a sentence."""
    if isinstance(value, Phrase):
        return Phrase(value.key, **{k: _shortened(v) for k, v in value.fields.items()})
    if not isinstance(value, str) or len(value) <= _LONGEST_FIELD:
        return value
    return f"{value[:_LONGEST_FIELD]}…"


class VideoError(ScreeningError):
    """The clip is missing, is no video, or is damaged beyond use."""

    kind = "video"


class CameraError(ScreeningError):
    """The camera cannot be opened, or there is no screen to show its picture on."""

    kind = "camera"


class ModelError(ScreeningError):
    """The pose model, or a library that it needs, is not there or not usable."""

    kind = "model"


class ProfileError(ScreeningError):
    """A threshold profile or a settings file is unknown or has a mistake in it."""

    kind = "profile"


class ManifestError(ScreeningError):
    """A list of clips has a mistake in it, or there is no clip to measure."""

    kind = "manifest"


class ClusterError(ScreeningError):
    """The Dask cluster that is to measure cannot be reached or used."""

    kind = "cluster"


class OutputError(ScreeningError):
    """A result cannot be written to its place, or a saved one cannot be read."""

    kind = "output"


class SensorError(ScreeningError):
    """A phone's recording cannot be read, or not be put beside a clip."""

    kind = "sensor"


class ProcessError(ScreeningError):
    """The process that measured a clip died, or failed by an internal error.

    Parameters
    ----------
    code, **fields
        As for :class:`ScreeningError`.
    detail
        Its traceback, or the last that it wrote; for a log.
    """

    kind = "process"

    def __init__(self, code: str, /, *, detail: str = "", **fields: Any) -> None:
        super().__init__(code, **fields)
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the detail, too."""
        make = partial(type(self), self.code, detail=self.detail, **self.fields)
        return make, ()


class HistoryError(ScreeningError):
    """The kept screenings cannot be read, written, or taken over."""

    kind = "history"


class ServerError(ScreeningError):
    """The web app cannot be served, or a package that it needs is not there."""

    kind = "server"
