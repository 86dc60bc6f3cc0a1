"""Visits, each found again by the browser that made it.

Streamlit begins a new session whenever a page is loaded. What was measured belongs to
the visit, which outlives the session: after F5, a closed tab, or a phone that dropped
the page. A browser is known by a cookie (:mod:`screening.web.browsers`).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # The server starts without what measuring needs.
    from screening.web.work import Work


@dataclass(eq=False)
class Visit:
    """What one browser does here.

    Parameters
    ----------
    work
        Its measurements.
    kept
        What its session knew, by name.
    """

    work: Work
    kept: dict[str, Any] = field(default_factory=dict)


class Visits:
    """All visits of a server, by the browser that made them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._visits: dict[str, Visit] = {}
        self._browsers: dict[str, str] = {}

    def find(self, browser: str) -> Visit | None:
        """Return the visit of a browser, unless it has ended.

        Parameters
        ----------
        browser
            What its cookie says; empty where it has none.
        """
        with self._lock:
            visit = self._visits.get(browser)
            if visit is not None and visit.work.is_closed:
                del self._visits[browser]
                return None
            return visit

    def add(self, browser: str, visit: Visit) -> None:
        """Let a browser find this visit again; visits that have ended are forgotten."""
        with self._lock:
            going_on = {b: v for b, v in self._visits.items() if not v.work.is_closed}
            self._visits = {**going_on, browser: visit} if browser else going_on
            self._browsers = {
                session: own
                for session, own in self._browsers.items()
                if own in self._visits
            }

    def join(self, session: str, browser: str) -> None:
        """Note which browser a session of Streamlit belongs to."""
        with self._lock:
            self._browsers[session] = browser

    def browser_of(self, session: str) -> str:
        """Return the browser of a session; empty where it is not known."""
        with self._lock:
            return self._browsers.get(session, "")


VISITS = Visits()
"""Of this server."""
