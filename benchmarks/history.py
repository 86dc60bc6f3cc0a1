"""How long the list, a trend and a comparison take with many clients.

    python benchmarks/history.py RESULT [--clients 200] [--screenings 20] [--keep FILE]
        [--package FOLDER]

RESULT is a folder as ``screening clip`` writes it; its files are kept again and again
under other names and days, so that the history is as large as a real one. Each step is
timed in a process of its own: as the core does it, from opening the file on, and as a
page of the app without a browser, opened directly and on the way from the list over a
client to a comparison, as somebody goes who looks at each page for a moment. Beside the
time of the clock stands that of the processor, which other programs lengthen less. It
fails nothing: it tells.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from screening.history.change import compare_screenings
from screening.history.store import History
from screening.history.trend import trends
from screening.judgement.pain import Pain
from screening.measures import REPORTED_MEASURES
from screening.motion.landmarks import SIDES

_HERE = Path(__file__).parents[1]
_STEPS = ("list", "trend", "compare")
_TIMES = 3
_NAME = "Client 100"
_COPIED = ("part", "leg_value", "pain")


def fill(path: Path, result: Path, clients: int, screenings: int) -> None:
    """Write a history of that many clients, with that many screenings each."""
    first = dt.date(2020, 1, 1)
    pain = {leg: Pain(1, 2) for leg in SIDES}
    with History(path, create=True) as kept:
        kept.want(True)
        model = kept.add_client("Model", consent_on=first)
        pattern = kept.add(model, result, taken_on=first, pain=pain)
        every = [
            kept.add_client(f"Client {number:03d}", consent_on=first)
            for number in range(clients)
        ]
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA synchronous = OFF")
        names = "SELECT name FROM pragma_table_info(?) WHERE name <> 'screening_id'"
        columns = {
            table: ", ".join(name for (name,) in file.execute(names, (table,)))
            for table in _COPIED
        }
        for client in every:
            for number in range(screenings):
                own = str(uuid.uuid4())
                day = (first + dt.timedelta(days=42 * number)).isoformat()
                row = (own, client.id, day, day, "", own)
                file.execute("INSERT INTO screening VALUES (?, ?, ?, ?, ?, ?)", row)
                for table, own_columns in columns.items():
                    file.execute(
                        f"INSERT INTO {table} (screening_id, {own_columns})"
                        f" SELECT ?, {own_columns} FROM {table} WHERE screening_id = ?",
                        (own, pattern),
                    )


def core_steps(path: Path) -> dict[str, Callable[[], object]]:
    """Return what the core does, each from opening the file on."""

    def listed() -> None:
        with History(path) as kept:
            kept.clients()

    def over_time() -> None:
        with History(path) as kept:
            client = kept.client(_NAME)
            trends(kept.values(client), SIDES, REPORTED_MEASURES)

    def compared() -> None:
        with History(path) as kept:
            *_, before, after = kept.screenings(kept.client(_NAME))
            compare_screenings(kept, before, after)

    return {"list": listed, "trend": over_time, "compare": compared}


def page_steps(path: Path) -> dict[str, Callable[[], object]]:
    """Return the runs of the page, without a browser, as Streamlit does them."""
    from streamlit import config
    from streamlit.components.v2 import component_manager
    from streamlit.testing.v1 import AppTest

    import screening.web.clients
    from screening.web import kept as place
    from screening.web import server
    from screening.web.client_view import View

    place.is_here = lambda: True
    # A server looks for components once, when it starts; without one, every run would.
    component_manager.BidiComponentManager.discover_and_register_components = (
        lambda *_args, **_kwargs: None
    )
    os.environ["SCREENING_HISTORY"] = str(path)
    config.set_option("server.address", server.LOCALHOST)
    config.set_option("browser.gatherUsageStats", False)
    page = Path(screening.web.clients.__file__).with_name("page.py")
    with History(path) as kept:
        client = kept.client(_NAME)
        *_, before, after = kept.screenings(client)

    def run(view: View) -> None:
        test = AppTest.from_file(str(page), default_timeout=60)
        asked = getattr(view, "asked", None)
        if asked is None:  # an earlier version
            test.session_state["kept_view"] = view
        for name, value in (asked or {}).items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        assert not test.error

    return {
        "list": lambda: run(View()),
        "trend": lambda: run(View(client.id)),
        "compare": lambda: run(View(client.id, (before.id, after.id))),
    }


def timed(path: Path, kind: str, names: list[str]) -> None:
    """Do steps one after the other in this process, and print how long each took."""
    steps = core_steps(path) if kind == "core" else page_steps(path)
    told = []
    for name in names:
        took = []
        for _ in range(1 if len(names) > 1 else _TIMES):
            begin, worked = time.perf_counter(), time.process_time()
            steps[name]()
            took.append((time.perf_counter() - begin, time.process_time() - worked))
        told.append(f"{name} {' '.join(f'{c:.2f} ({p:.2f})' for c, p in took)}")
        _look_on()
    print(f"{kind}{' on the way' if len(names) > 1 else ''}: {'; '.join(told)}")


def _look_on() -> None:
    """Wait as long as what the next page needs is loaded; others wait no less."""
    try:
        from screening.web.clients.ahead import load_ahead
    except ImportError:  # an earlier version
        return
    load_ahead().join()


def main() -> None:
    """Fill a history, and print how long each step takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--screenings", type=int, default=20)
    parser.add_argument(
        "--keep", type=Path, help="this file, used again if it is there"
    )
    parser.add_argument("--package", type=Path, help="another version to be timed too")
    parser.add_argument("--steps", nargs="+", help="of a process of its own")
    asked = parser.parse_args()
    if asked.steps:
        timed(asked.keep, asked.steps[0], asked.steps[1:])
        return
    with tempfile.TemporaryDirectory(prefix="screening-benchmark-") as place:
        path = asked.keep or Path(place, "history.sqlite3")
        if not path.exists():
            fill(path, asked.result, asked.clients, asked.screenings)
        size = path.stat().st_size / 1e6
        print(f"{asked.clients} clients x {asked.screenings}: {size:.0f} MB")
        print("Seconds by the clock (of the processor), the first time and again")
        ways = [[kind, name] for kind in ("core", "page") for name in _STEPS]
        for steps in [*ways, ["page", *_STEPS]]:
            for package in filter(None, (asked.package, _HERE)):
                command = [sys.executable, __file__, asked.result, "--keep", path]
                done = subprocess.run(
                    [*map(str, command), "--steps", *steps],
                    env={**os.environ, "PYTHONPATH": str(package)},
                    capture_output=True,
                    text=True,
                    check=True,
                )
                print(f"{package.name} {done.stdout.strip()}")


if __name__ == "__main__":
    main()
