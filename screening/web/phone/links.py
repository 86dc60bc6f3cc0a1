"""The links that phones are given, and the clips that come through them.

A link belongs to one visit and ends with it. Its code cannot be guessed, and whoever
tries is soon not answered any more. What comes is written to an unnamed file; it waits
there until the visit takes it.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Literal, Protocol

from screening.errors import ServerError
from screening.language import language
from screening.web.phone.address import local_addresses
from screening.web.server import LARGEST_UPLOAD_MB
from screening.web.uploads import MOST_FILES, MOST_OF_A_VISIT_MB

if TYPE_CHECKING:  # The server starts without what measuring needs.
    from screening.web.items import Item

_MB = 1 << 20
_CODE_BYTES = 16
_MOST_WRONG, _MOST_WRONG_OF_ALL, _MOST_ENDED = 10, 100, 50
_THERE_S = 5.0
_LONGEST_NAME = 80

Coming = Literal["coming", "here", "taken", "failed"]


class _Visit(Protocol):
    """What a link must know of a visit."""

    @property
    def is_closed(self) -> bool:
        """It has ended."""
        ...


@dataclass(eq=False)
class Arrival:
    """A clip from a phone.

    Parameters
    ----------
    name
        What the phone calls it.
    size, received
        Bytes that were announced, and those that are here.
    state
        It is ``coming``, is ``here`` and waits, was ``taken`` by the visit, or
        ``failed`` on its way.
    file
        Its content, once it is here; closed when it is taken.
    item
        Its measurement, once it is taken.
    """

    name: str
    size: int
    received: int = 0
    state: Coming = "coming"
    file: IO[bytes] | None = field(default=None, repr=False)
    item: Item | None = None


class Link:
    """One visit's link for a phone.

    Parameters
    ----------
    visit
        Whose it is.

    Attributes
    ----------
    code
        Part of its address; whoever knows it may hand clips in.
    language
        Of the visit, and so of the phone's page.
    arrivals
        What came through it, oldest first.
    """

    def __init__(self, visit: _Visit) -> None:
        self.code = secrets.token_urlsafe(_CODE_BYTES)
        self.language = language()
        self.arrivals: list[Arrival] = []
        self._visit = visit
        self._closed = False
        self._seen_s = -_THERE_S
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether it is answered."""
        return not (self._closed or self._visit.is_closed)

    @property
    def is_phone_there(self) -> bool:
        """Whether a phone has its page open."""
        return time.monotonic() - self._seen_s < _THERE_S

    def seen(self) -> None:
        """Note that a phone has just asked."""
        self._seen_s = time.monotonic()

    def expect(self, name: str, size: int) -> Arrival | None:
        """Make room for a clip; None where there is none.

        Parameters
        ----------
        name
            What the phone calls it.
        size
            In bytes.
        """
        with self._lock:
            whole = sum(each.size for each in self.waiting()) + size
            is_too_much = (
                size > LARGEST_UPLOAD_MB * _MB
                or whole > MOST_OF_A_VISIT_MB * _MB
                or len(self.arrivals) >= MOST_FILES
            )
            if is_too_much or not size:
                return None
            short = PurePosixPath(name.replace("\\", "/")).name[-_LONGEST_NAME:]
            arrival = Arrival(short or "recording.mp4", size)
            self.arrivals.append(arrival)
            return arrival

    def waiting(self) -> list[Arrival]:
        """Return what comes, or is here and was not taken yet."""
        return [each for each in self.arrivals if each.state in ("coming", "here")]

    def close(self) -> None:
        """Answer it no more, and let go what nobody took."""
        self._closed = True
        with self._lock:
            for arrival in self.arrivals:
                if arrival.file is not None and arrival.state == "here":
                    arrival.file.close()


class Links:
    """All links of the app.

    Attributes
    ----------
    is_wished
        Whoever started the app wants to film with a phone.
    """

    def __init__(self) -> None:
        self.is_wished = False
        self._links: list[Link] = []
        self._ended: deque[str] = deque(maxlen=_MOST_ENDED)
        self._wrong: Counter[str] = Counter()
        self._lock = threading.Lock()

    def wish(self) -> None:
        """Have the app begin with a link.

        Raises
        ------
        ServerError
            If this computer is in no local network.
        """
        if not local_addresses():
            raise ServerError("no_local_network")
        self.is_wished = True

    def open(self, visit: _Visit) -> Link:
        """Return a new link for a visit."""
        link = Link(visit)
        with self._lock:
            self._wrong.clear()
            self._links = [*self._living(), link]
        return link

    def find(self, code: str, sender: str) -> Link | None:
        """Return the link of a code; who was wrong too often gets none.

        Parameters
        ----------
        code
            From the address that was asked for.
        sender
            Address of the device that asks.
        """
        with self._lock:
            if self._wrong[sender] >= _MOST_WRONG:
                return None
            if self._wrong.total() >= _MOST_WRONG_OF_ALL:
                return None
            found = None
            for link in self._living():  # all of them: the time tells nothing
                if hmac.compare_digest(link.code.encode(), code.encode()):
                    found = link
            if found is None and code not in self._ended:
                self._wrong[sender] += 1
            return found

    def is_any_open(self) -> bool:
        """Whether there is a link that must be answered."""
        with self._lock:
            return bool(self._living())

    def close_all(self) -> None:
        """Close every link."""
        with self._lock:
            for link in self._links:
                link.close()
            self._links = []

    def _living(self) -> list[Link]:
        for link in self._links:
            if not link.is_open:
                link.close()
                self._ended.append(link.code)
        self._links = [link for link in self._links if link.is_open]
        return self._links


LINKS = Links()
"""Of this app."""
