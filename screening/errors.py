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

The message says what is wrong, where, and what to do about it. A recording that
*can* be read but not trusted is no exception: it is a result that carries a
:class:`screening.motion.quality.Refusal`. A programmer's mistake is a plain
``ValueError`` or ``TypeError``.
"""


class ScreeningError(Exception):
    """Something a user can put right; the message is one sentence for people."""


class VideoError(ScreeningError):
    """The clip is missing, is no video, or is damaged beyond use."""


class CameraError(ScreeningError):
    """The camera cannot be opened, or there is no screen to show its picture on."""


class ModelError(ScreeningError):
    """The pose model, or a library that it needs, is not there or not usable."""


class ProfileError(ScreeningError):
    """A threshold profile or a settings file is unknown or has a mistake in it."""


class ManifestError(ScreeningError):
    """A list of clips has a mistake in it, or there is no clip to measure."""


class ClusterError(ScreeningError):
    """The Dask cluster that shall measure cannot be reached or used."""


class OutputError(ScreeningError):
    """A result cannot be written to its place, or a saved one cannot be read."""


class ProcessError(ScreeningError):
    """The process that measured a clip died, or met a mistake inside the tool.

    Parameters
    ----------
    message
        One sentence for people.
    detail
        Its traceback, or the last that it wrote; for a log.
    """

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class ServerError(ScreeningError):
    """The web app cannot be served, or a package that it needs is not there."""
