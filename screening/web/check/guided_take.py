"""A guided take: its recordings come in, replies go out, the legs are handed in."""

from __future__ import annotations

import base64
import binascii
import io
import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from screening.errors import OutputError, ScreeningError
from screening.jobs.child_process import Stopped
from screening.jobs.look import look_in_child
from screening.language import keeping_language, say
from screening.motion.landmarks import SIDES, SLOW_COMPUTER, Side
from screening.motion.quality import Check
from screening.settings import Settings
from screening.web.check.protocol import LARGEST_MESSAGE_BYTES, Protocol
from screening.web.check.trial import (
    Card,
    Reply,
    is_rather_dark,
    judge_recording,
    judge_trial,
    measure_trial,
    unreadable,
)
from screening.web.choices import Choices
from screening.web.items import Item
from screening.web.work import Work
from screening.words.grammar import time_text

_LOG = logging.getLogger(__name__)
_ENDINGS = {"video/mp4": ".mp4", "video/webm": ".webm"}
_ATTEMPTS = 2
"""A leg is recorded once more when it went wrong, not over and over."""

Measure = Callable[[Path, str, Settings], Sequence[Check]]


@dataclass
class GuidedTake:
    """One guided take of a visit.

    Parameters
    ----------
    work
        The measurements of the visit.
    choices
        Its choices; those of the take where they differ, such as the thresholds.
    protocol
        How it runs.
    legs
        Standing legs in their order.
    notes
        Notes to be stored with each recording.
    measure
        Measures a trial recording.

    Attributes
    ----------
    id
        Tells its recordings from those of an earlier take.
    group
        What people call it, once a leg is handed in; its legs are shown together.
    items
        The leg's measurement, once it is handed in.
    received
        Ids of the recordings that have come in, from when each is looked at.
    reply
        To the last recording that was looked at.
    is_resumed
        It goes on with what an earlier one left.
    replaced
        What is forgotten once its leg is handed in again.
    """

    work: Work
    choices: Choices
    protocol: Protocol
    legs: tuple[Side, ...]
    notes: dict[str, str] = field(default_factory=dict)
    measure: Measure = measure_trial
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    group: str = ""
    items: dict[Side, Item] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)
    reply: Reply | None = None
    is_resumed: bool = False
    replaced: dict[Side, Item] = field(default_factory=dict)
    _attempts: dict[str, int] = field(default_factory=dict)
    _looking: threading.Thread | None = field(default=None, repr=False, compare=False)

    @property
    def is_looking(self) -> bool:
        """Whether a recording is being looked at."""
        return self._looking is not None and self._looking.is_alive()

    @property
    def missing(self) -> tuple[Side, ...]:
        """Return the legs that are still to be recorded."""
        return tuple(leg for leg in self.legs if leg not in self.items)

    @property
    def is_measured(self) -> bool:
        """Whether every leg was measured."""
        return not self.missing and all(
            item.state == "done" for item in self.items.values()
        )

    def is_like(self, other: GuidedTake) -> bool:
        """Whether a take of this kind is what the other would be."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("work", "choices", "protocol", "legs", "notes")
        )

    def again(self) -> GuidedTake:
        """Return a take that goes on with the missing legs."""
        new_id = secrets.token_hex(4)
        return replace(
            self, id=new_id, received=[], reply=None, is_resumed=True, _attempts={}
        )

    def with_good(self, items: Sequence[Item], good: Sequence[Item]) -> GuidedTake:
        """Return a take of the legs of an earlier one that were not good.

        Parameters
        ----------
        items
            The measurements of the earlier take, a leg each.
        good
            Those of them that stay; the new ones join them.
        """
        by_leg = {leg: item for item in items for leg in SIDES if item.job.leg == leg}
        task = items[0].job.task
        return replace(
            self,
            protocol=replace(self.protocol, task=task),
            legs=tuple(by_leg),
            group=items[0].group,
            items={leg: item for leg, item in by_leg.items() if item in good},
            replaced={leg: item for leg, item in by_leg.items() if item not in good},
            is_resumed=True,
        )

    def receive(self, message: dict[str, Any]) -> None:
        """Take a recording in; it is looked at in a thread, which sets the reply.

        Parameters
        ----------
        message
            From the recorder: ``take``, ``id``, ``leg`` (empty for a trial), ``mime``
            and ``b64``. One that belongs to another take, or came already, is passed
            over: a slow computer gets it again while it is at work on it.
        """
        to = str(message.get("id"))
        if message.get("take") != self.id or to in self.received:
            return
        self.received.append(to)
        if message.get("leg"):
            self.group = self.group or self._called(datetime.now())
        before = self._looking
        self._looking = threading.Thread(
            target=keeping_language(self._look), args=(to, message, before), daemon=True
        )
        self._looking.start()

    def wait(self) -> None:
        """Wait until nothing is looked at."""
        if self._looking is not None:
            self._looking.join()

    def _look(
        self, to: str, message: dict[str, Any], before: threading.Thread | None
    ) -> None:
        """Look at a recording, one after the other, and keep the reply."""
        if before is not None:
            before.join()
        try:
            reply = self._answer(to, message)
        except OutputError as error:
            reply = Reply(to, "end", (Card(str(error)),))
        except Exception:
            _LOG.exception("A recording could not be looked at")
            reply = unreadable(to)
        self.reply = reply

    def _answer(self, to: str, message: dict[str, Any]) -> Reply | None:
        path = self._stored(message)
        if path is None:
            return unreadable(to)
        if not message.get("leg"):
            reply = self._try(to, path)
            path.unlink(missing_ok=True)
            return reply
        leg = _side(message["leg"], self.missing)
        if leg is None:
            path.unlink()
            return self.reply
        return self._leg(to, leg, path)

    def _stored(self, message: dict[str, Any]) -> Path | None:
        """Write the recording to a file; None if it is none."""
        text = message.get("b64")
        mime = str(message.get("mime", "")).partition(";")[0]
        if not isinstance(text, str) or len(text) > LARGEST_MESSAGE_BYTES:
            return None
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return None
        return self.work.store(io.BytesIO(content), f"take{_ENDINGS.get(mime, '')}")

    def _try(self, to: str, path: Path) -> Reply:
        """Judge a trial recording."""
        try:
            seen = look_in_child(path)
            # The quickest model: somebody stands in front of the camera and waits, and
            # the trial needs no exact angles.
            checks = self.measure(path, "lite", self.choices.settings)
            return judge_trial(to, seen, checks)
        except (ScreeningError, Stopped) as error:
            _LOG.warning("A trial recording could not be measured: %s", error)
            return unreadable(to)

    def _leg(self, to: str, leg: Side, path: Path) -> Reply:
        """Judge the recording of a leg; a good one is handed in to be measured."""
        attempt = self._attempts[leg] = self._attempts.get(leg, 0) + 1
        expected_s = self.protocol.recording_s
        limits = self.choices.settings.quality
        notes = dict(self.notes)
        try:
            seen = look_in_child(path)
            reply = judge_recording(to, seen, expected_s, limits)
            if seen.rate_fps < limits.good_fps and not is_rather_dark(seen):
                notes.update([SLOW_COMPUTER])
        except ScreeningError as error:
            _LOG.warning("A recording could not be read: %s", error)
            reply = unreadable(to)
        if reply.verdict == "again" and attempt < _ATTEMPTS:
            path.unlink(missing_ok=True)
            return reply
        self._hand_in(leg, path, notes)
        return Reply(to, "good", reply.cards)

    def _hand_in(self, leg: Side, path: Path, notes: dict[str, str]) -> None:
        now = datetime.now()
        title = say("web.titles.leg", leg=leg, time=time_text(now))
        name = f"{leg}_leg_{now:%Y-%m-%d_%H%M%S}"
        task = self.protocol.task
        # What is kept in the result is the same in every language.
        known = {"name": name, "source": name}
        job = self.choices.job(path, leg=leg, notes=notes, task=task, **known)
        self.items[leg] = self.work.submit(
            job, title, group=self.group, keep_clip=self.choices.keep_clip
        )
        old = self.replaced.pop(leg, None)
        if old is not None:
            self.work.remove(old.id)

    def _called(self, now: datetime) -> str:
        """Return a name that no other take of the visit has."""
        name = say("web.titles.check", time=time_text(now))
        is_taken = any(item.group == name for item in self.work.items)
        return f"{name}:{now:%S}" if is_taken else name


def _side(leg: object, legs: Sequence[Side]) -> Side | None:
    return next((side for side in legs if side == leg), None)
