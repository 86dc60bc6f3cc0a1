"""The web app with a visit in it, which ``faults.py`` disturbs.

    python benchmarks/fault_app.py ANSWERS CLIP [options of screening app]

It is ``screening app`` itself; a thread beside it hands a clip in as a page does, again
and again, and writes a line to the file ANSWERS for each thing that happens: that the
server answers, that a measurement goes on, what became of it.
"""

from __future__ import annotations

import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from screening.__main__ import main
from screening.errors import ScreeningError

_LOOK_S = 0.05


def visit(answers: Path, clip: Path, port: str) -> None:
    """Hand the clip in once the server answers, and again after each answer."""
    address = f"http://localhost:{port}/_stcore/health"

    def note(what: str) -> None:
        with answers.open("a", encoding="utf-8") as file:
            file.write(what.replace("\n", " ") + "\n")

    while not _answers(address):
        time.sleep(_LOOK_S)
    note("serving")
    from screening.jobs.clip import ClipJob
    from screening.web import session
    from screening.web.reaper import Reaper
    from screening.web.work import OPEN, Work

    while True:
        try:
            work = Work()
            # As a page would have done it whose browser stays.
            session._reaper = session._reaper or Reaper(lambda _: True)
            session._reaper.watch(str(id(work)), work)
            with clip.open("rb") as content:
                stored = work.store(content, clip.name)
            item = work.submit(ClipJob(stored, model="lite", video=False), clip.name)
            while item.state in OPEN:
                if item.done == 1:
                    note("measuring")
                time.sleep(_LOOK_S)
            note(f"{item.state}: {item.failure or ''}")
            work.close()
        except ScreeningError as error:
            note(f"refused: {error}")
            time.sleep(1.0)
        time.sleep(_LOOK_S)


def _answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
        return bool(answer.status == 200)
    return False


if __name__ == "__main__":
    ANSWERS, CLIP, *OPTIONS = sys.argv[1:]
    sys.argv = ["screening", "app", "--no-browser", *OPTIONS]
    PORT = OPTIONS[OPTIONS.index("--port") + 1]
    threading.Thread(
        target=visit, args=(Path(ANSWERS), Path(CLIP), PORT), daemon=True
    ).start()
    main()
