"""Is a recording good enough: a short trial before the take, and each leg's own."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from screening.jobs.child_process import ChildRun
from screening.jobs.clip import ClipJob
from screening.language import say
from screening.motion.quality import Check
from screening.settings import QualitySettings, Settings
from screening.words.checks import check_sentence
from screening.words.take import spoken

if TYPE_CHECKING:
    from screening.capture.video.recording import Recording

ReplyVerdict = Literal["good", "again", "end"]

DARK, RATHER_DARK = 50.0, 75.0
"""Mean brightness out of 255. An unlit room reads 30, lit ones 100 to 175."""

LONGEST_GAP_S = 0.5
"""A longer gap certainly spoils a squat; a shorter one may cost a single repetition."""

_LEAST_SHARE = 0.8
_LONGEST_TRIAL_S = 240.0
"""A slow computer needs a minute; it is used as long as it answers."""
_MOST_CARDS = 2
_ASKED = (
    "nobody",
    "other_person",
    "upright",
    "framing_feet",
    "framing_head",
    "person_found",
    "body_size",
    "frame_rate",
    "gaps",
    "view",
    "off_axis",
)
"""The checks that a few seconds on two feet can answer, the gravest first."""


@dataclass(frozen=True)
class Card:
    """A short order in very large letters, and a word below it."""

    text: str
    small: str = ""


@dataclass(frozen=True)
class Reply:
    """What the app answers to a recording.

    Parameters
    ----------
    to
        Id of the recording.
    verdict
        ``good``: go on; ``again``: record it once more; ``end``: give the take up.
    cards
        What to change, or what to mind; the gravest first.
    """

    to: str
    verdict: ReplyVerdict
    cards: tuple[Card, ...] = ()

    def values(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def judge_trial(to: str, seen: Recording, checks: Sequence[Check]) -> Reply:
    """Say whether the take can begin, or what to change first.

    Parameters
    ----------
    to
        Id of the recording.
    seen
        Its pace and light.
    checks
        Those of the measured trial.

    Returns
    -------
    Reply
        ``again`` when something would be refused; with a mere warning the take goes
        on.
    """
    known = {check.code: check for check in checks}
    asked = [known[code] for code in _ASKED if code in known]
    refused = [_word_key(check, seen) for check in asked if check.verdict == "refuse"]
    warned = [_word_key(check, seen) for check in asked if check.verdict == "warn"]
    if seen.brightness < DARK:
        refused.insert(0, "dark")
    elif seen.brightness < RATHER_DARK:
        warned.insert(0, "dark")
    keys = list(dict.fromkeys(refused or warned))[:_MOST_CARDS]
    cards = tuple(_card(key) for key in keys)
    return Reply(to, "again" if refused else "good", cards)


def judge_recording(
    to: str, seen: Recording, expected_s: float, settings: QualitySettings
) -> Reply:
    """Say whether the recording of a leg is whole and quick enough to be measured.

    Parameters
    ----------
    to
        Id of the recording.
    seen
        Its pace.
    expected_s
        How long it should be.
    settings
        The limit of the frame rate.
    """
    if not seen.rate_fps >= settings.least_fps:
        slow = Check("frame_rate", "refuse", seen.rate_fps, settings.least_fps)
        text = say(f"take.trial.{_word_key(slow, seen)}.text")
        return Reply(to, "again", (Card(text, check_sentence(slow)),))
    if (
        seen.longest_gap_s > LONGEST_GAP_S
        or seen.duration_s < _LEAST_SHARE * expected_s
    ):
        return Reply(to, "again", (_card("gaps"),))
    return Reply(to, "good")


def is_rather_dark(seen: Recording) -> bool:
    """Tell whether a camera may have been slow for lack of light."""
    return seen.brightness < RATHER_DARK


def unreadable(to: str) -> Reply:
    """Ask for another recording because this one cannot be read."""
    return Reply(to, "again", (_card("unreadable"),))


def measure_trial(path: Path, model: str, settings: Settings) -> tuple[Check, ...]:
    """Measure a trial recording in a process of its own, for its checks only.

    Parameters
    ----------
    path
        Of the recording; nothing is left beside it.
    model
        Name of the pose model.
    settings
        Of the measurement.

    Raises
    ------
    ScreeningError
        If it cannot be measured.
    Stopped
        If it took too long.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        job = ClipJob(path, Path(folder), model=model, video=False, settings=settings)
        run = ChildRun(job)
        limit = threading.Timer(_LONGEST_TRIAL_S, run.stop)
        limit.start()
        try:
            return run.wait(lambda *_: None).screening.quality
        finally:
            limit.cancel()


def _card(key: str) -> Card:
    return Card(**spoken(f"take.trial.{key}"))


def _word_key(check: Check, seen: Recording) -> str:
    """Key of the order for a check: what the person can change.

    A turn says to which side. A camera is slow in the dark; in good light it is the
    computer that is.
    """
    if check.code == "frame_rate" and not is_rather_dark(seen):
        return "slow"
    if check.code != "view":
        return check.code
    turned_left = check.value is not None and check.value > 0
    return "turn_right" if turned_left else "turn_left"
