"""The app on a computer that is slow, and with a person who squats too shallow.

``python -m tests.web.stood_in PORT`` serves it. A trial recording is measured until
the file ``go`` lies in the folder for temporary files; each measurement leaves a line
in ``measured`` there. Before the mirror stands somebody made by formula, whatever the
camera shows, who waits for the computer: each picture is the next moment of the squats.
"""

import os
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from screening.live.screen import LiveScreen
from screening.motion.quality import Check
from screening.web import server
from screening.web.check import trial
from screening.web.mirror import mirror
from tests.factories import Camera, film, leg_test, two_feet
from tests.live.players import Player

COMMAND = ("-m", "tests.web.stood_in", "{port}")
CAMERA = Camera(size=(1280, 720), leg_px=215.0, middle_px=640.0, floor_px=660.0)
SCRIPT = [*two_feet(1.5), *leg_test("right", 6, depth_ratio=0.95), *two_feet(60.0)]
RATE_FPS = 15.0
_LONGEST_S = 60.0


class Patient(LiveScreen):
    """Takes the pictures that it gets for all that there are."""

    _seen = 0

    def look(self, image, time_s):
        """Look at the next moment, whenever it comes."""
        self._seen += 1
        return super().look(image, self._seen / RATE_FPS)


class Slowly:
    """Stands for the process that measures a trial recording."""

    def __init__(self, job):
        self._folder = Path(os.environ["TMPDIR"])

    def stop(self):
        """There is nothing to stop."""

    def wait(self, report):
        """Measure for as long as the test wants, and see no feet."""
        with (self._folder / "measured").open("a") as measured:
            measured.write("begun\n")
        end_s = time.monotonic() + _LONGEST_S
        while not (self._folder / "go").exists() and time.monotonic() < end_s:
            time.sleep(0.05)
        checks = (Check("framing_feet", "refuse", 0.1, 0.9),)
        return SimpleNamespace(screening=SimpleNamespace(quality=checks))


if __name__ == "__main__":
    trial.ChildRun = Slowly
    person = film(SCRIPT, camera=CAMERA, rate_fps=RATE_FPS)
    mirror.LiveScreen = partial(Patient, detector=Player([person]))
    server.serve("localhost", int(sys.argv[1]), browser=False)
