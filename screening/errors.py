"""What can go wrong for a user, as exceptions with one clear sentence each.

::

    ScreeningError
    ├── VideoError      the clip cannot be read
    ├── CameraError     the camera, or a screen for its picture, is not there
    ├── ModelError      the pose model or a system library is missing
    ├── ProfileError    the threshold profile or the settings cannot be used
    ├── ManifestError   a list of clips has a mistake in it, or there are none
    ├── ClusterError    the computers that shall measure cannot be used
    ├── OutputError     a result cannot be written, or read back
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

from functools import partial
from typing import Any

from screening.language import words


class ScreeningError(Exception):
    """Something a user can put right; its text is one sentence for people.

    Parameters
    ----------
    code
        Key of the sentence in ``words/<language>/errors.toml``, below :attr:`kind`.
    **fields
        What the sentence names: paths as :func:`screening.paths.shown` returns them,
        numbers, plain text.

    Notes
    -----
    A code with a space in it is a finished sentence, such as one that another process
    has sent.
    """

    kind = "other"
    """Table of the sentences of this class."""

    def __init__(self, code: str, /, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        """Return the sentence in the present language."""
        if " " in self.code:
            return self.code
        return str(words("errors")[self.kind][self.code]).format(**self.fields)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep code and fields when the error goes to another process."""
        return partial(type(self), self.code, **self.fields), ()


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
    """The Dask cluster that shall measure cannot be reached or used."""

    kind = "cluster"


class OutputError(ScreeningError):
    """A result cannot be written to its place, or a saved one cannot be read."""

    kind = "output"


class ProcessError(ScreeningError):
    """The process that measured a clip died, or met a mistake inside the tool.

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


class ServerError(ScreeningError):
    """The web app cannot be served, or a package that it needs is not there."""

    kind = "server"
