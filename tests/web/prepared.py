"""The app with visits that have something already: nothing has to be measured.

``python -m tests.web.prepared PORT done measuring`` serves it: each visit finds a
finished result, and a clip that is being measured for as long as the server runs.
"""

import sys

from screening.jobs.clip import ClipJob
from screening.web import server, session
from screening.web.items import Item
from screening.web.work import Work
from tests.web import measured

COMMAND = ("-m", "tests.web.prepared", "{port}")


def _is_measuring(work: Work) -> None:
    job = ClipJob(work._folder / "second.mp4", out=work._folder / "results" / "second")
    item = Item("second", "Second.mp4", job, state="measuring", step="measuring")
    item.done, item.expected = 40, 400
    work._items.append(item)


def main(port: int, *there: str) -> None:
    """Serve it."""
    begin = Work.__init__

    def begin_with(work: Work, **changes) -> None:
        begin(work, **changes)
        if "done" in there:
            measured.finished(work, measured.good())
        if "measuring" in there:
            _is_measuring(work)

    find_again = session.find_again

    def find_or_begin() -> None:
        find_again()
        session.work()

    Work.__init__ = begin_with  # type: ignore[method-assign]
    session.find_again = find_or_begin
    server.serve("localhost", port, browser=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
