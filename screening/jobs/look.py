"""A recording looked at in a process of its own, before it is measured.

What somebody hands in may take a native library down with it, or all the memory; the
process of the app must stay.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.errors import ProcessError, ScreeningError, VideoError
from screening.language import language, speak
from screening.paths import shown

if TYPE_CHECKING:
    from screening.capture.video.recording import Recording

LONGEST_S = 60.0
"""A minute of recording takes a few seconds."""


def open_in_child(path: Path) -> bool:
    """Read the first picture of a clip, to know early that it can be read.

    Parameters
    ----------
    path
        Of the file.

    Returns
    -------
    bool
        Whether a front camera took it, as far as the clip says so itself.

    Raises
    ------
    VideoError, ProcessError
        As for :func:`look_in_child`.
    """
    return bool(_answer_of_child(path, "first")["front_camera"])


def look_in_child(path: Path) -> Recording:
    """Decode a recording and say what it is like.

    Parameters
    ----------
    path
        Of the file.

    Returns
    -------
    Recording

    Raises
    ------
    VideoError
        If it cannot be read.
    ProcessError
        If the process died or took too long.
    """
    from screening.capture.video.recording import Recording

    answer = _answer_of_child(path, "all")
    size_px = tuple(answer.pop("size_px"))
    return Recording(**answer, size_px=size_px)


def _answer_of_child(path: Path, how_much: str) -> dict[str, Any]:
    call = [sys.executable, "-m", "screening.jobs.look"]
    call += [language(), str(path), how_much]
    try:
        done = subprocess.run(
            call, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired as error:
        raise ProcessError("hung", path=shown(path), minutes=LONGEST_S / 60) from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        detail = done.stderr.decode(errors="replace")
        raise ProcessError("broke_off", detail=detail, path=shown(path)) from error
    if "message" in answer:
        raise VideoError.said(answer["message"])
    return answer


def main() -> None:
    """Look at the recording that is named; the child's side."""
    from screening.capture.video.clip import open_clip
    from screening.capture.video.recording import (
        is_from_front_camera,
        look_at_recording,
    )

    path = Path(sys.argv[2])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not stand in the answer
    speak(sys.argv[1])
    try:
        if sys.argv[3] == "all":
            answer = asdict(look_at_recording(path))
        else:
            with open_clip(path) as clip:
                next(iter(clip))
            answer = {"front_camera": is_from_front_camera(path)}
    except ScreeningError as error:
        answer = {"message": str(error)}
    out.write(json.dumps(answer))
    out.flush()


if __name__ == "__main__":
    main()
