"""A process that is ended before each single thing that it does to files in turn.

    python -m tests.results.killing FOLDER WORK HOW

Judges the result in ``FOLDER`` again and writes that into copies of it, ``WORK/000``,
``WORK/001`` and so on: the first is ended before the first file is opened for writing,
renamed or removed, the second before the second, until one is done. ``HOW`` is
``killed``, as by ``kill -9``, or ``interrupted``, as by Ctrl-C.
"""

import os
import shutil
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import screening.output.plots
from screening.jobs.clip import state_of
from screening.jobs.rejudge import rejudge
from screening.results.files import LANDMARKS

CHANGES = {
    "profile": "adult-male",
    "settings": {"cleaning": {"low_pass_hz": 4}},
    "excluded": {("right", 2): "lost balance"},
}
TOUCHES = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def draw(path, screening):
    """Stand in for the plot, which takes a second."""
    path.write_bytes(f"the angles by {screening.profile.name}".encode())


def end_before(number, how):
    """End this process before it touches files for the nth time."""
    left = number

    def watch(event, arguments):
        nonlocal left
        if event not in TOUCHES or (event == "open" and not arguments[2] & WRITES):
            return
        left -= 1
        if left == -1 and how == "killed":
            os._exit(9)
        if left == -1:
            raise KeyboardInterrupt

    sys.addaudithook(watch)


def main(folder, work, how):
    """Leave a folder behind for each moment."""
    screening.output.plots.write_angles = draw
    judged = rejudge(Path(folder), **CHANGES)
    # Made once, or every child would make its own.
    for table in ("frames", "reps", "standing"):
        getattr(judged.after, table)
    for number in count():
        own = Path(work) / f"{number:03d}"
        shutil.copytree(folder, own)
        child = os.fork()
        if child == 0:
            end_before(number, how)
            try:
                state = state_of(own / LANDMARKS)
                replace(judged, folder=own, state=state).write()
            except KeyboardInterrupt:
                os._exit(9)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
