"""One live take: a frame in, preview and guidance out, a Screening at the end.

It brings the parts of this package together and has no rule of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from screening._typing import Image
from screening.capture.letterbox import letterboxed
from screening.configuration import load_profile
from screening.errors import ScreeningError
from screening.judgement.profiles import DEFAULT_PROFILE, Profile
from screening.live.background_judge import ImmediateJudge, Judge
from screening.live.cues import Coach, CueBoard, limits_of
from screening.live.detector import Detector
from screening.live.gate import Gate, Step
from screening.live.guidance import Guidance, LiveView
from screening.live.moment import Moment, MomentReader
from screening.live.squat_count import SquatCount, squats_so_far
from screening.live.stand_clock import StandClock
from screening.measures import ONE_LEG_STANCE, SINGLE_LEG_SQUAT, Task
from screening.motion.landmarks import (
    SLOW_COMPUTER,
    AskedLeg,
    PoseModel,
    Take,
    check_leg,
    check_task,
)
from screening.pipeline import screen_poses
from screening.results.screening import Screening
from screening.settings import DEFAULT, Settings
from screening.words.live import cue_sentence

if TYPE_CHECKING:
    from screening.capture.people.body import Body
    from screening.capture.people.subject import People


@dataclass(frozen=True, eq=False)
class Looked:
    """A frame in which people were looked for.

    Parameters
    ----------
    image
        RGB, in the size of the take.
    stream_s
        Since the first frame.
    bodies
        Everybody who was found; None where nobody was looked for.
    """

    image: Image
    stream_s: float
    bodies: list[Body] | None


class LiveScreen:
    """A take from a camera that begins and ends without a key; a context manager.

    Every frame that is pushed is analysed; a machine that is too slow for that has to
    push fewer, as :class:`screening.live.loop.LiveLoop` does. The clock is the stream's
    own. It is not safe to use from several threads at once, but one thread may
    :meth:`look` at frames while another one takes those before them :meth:`in_turn`.

    Parameters
    ----------
    leg
        The leg to test, or ``auto`` for both.
    model
        ``lite``, ``full``, ``heavy``, or the path of a Pose Landmarker bundle.
    profile
        Thresholds: a name, the path of a TOML file, or a profile.
    practice
        Show the corridor for the knee, say how each squat went, and do not end when
        the squats are done.
    task
        What the person does: the test, or another form of it. The standing test cannot
        be practised.
    settings
        Every choice that changes a number, and when a take begins and ends.
    source
        What the camera is called in the result.
    notes
        Notes to be stored with the take, such as ``{"age": "adult"}``.
    preview_px
        Longest side of the preview; the analysis sees the whole picture.
    judge
        Makes what judges the take so far; at once unless given.
    detector
        What finds people; the pose model unless given.

    Raises
    ------
    ModelError
        If the pose model cannot be used.
    ProfileError
        If the profile cannot be used.
    ScreeningError
        If the standing test is to be practised.

    Examples
    --------
    ::

        with screening.LiveScreen(leg="right") as live:
            for image, time_s in camera:
                view = live.push(image, time_s)
                show(view.picture, view.guidance.text)
                if view.guidance.state == "ended":
                    break
        result = live.finish()
    """

    def __init__(
        self,
        *,
        leg: AskedLeg = "auto",
        model: str | Path = "lite",
        profile: str | Path | Profile = DEFAULT_PROFILE,
        practice: bool = False,
        task: Task = SINGLE_LEG_SQUAT,
        settings: Settings = DEFAULT,
        source: str = "camera",
        notes: Mapping[str, str] | None = None,
        preview_px: int = 640,
        judge: Callable[[Callable[[Take], Screening]], Judge] = ImmediateJudge,
        detector: Detector | None = None,
    ) -> None:
        from screening.capture.pose import PoseDetector

        check_leg(leg)
        check_task(task)
        if practice and task == ONE_LEG_STANCE:
            raise ScreeningError("no_practice")
        if not isinstance(profile, Profile):
            profile = load_profile(profile)
        self.settings = settings
        self.profile = profile
        self.leg = leg
        self.practice = practice
        self.task = task
        self.source = source
        self.notes = dict(notes or {})
        self._detector: Any = detector or PoseDetector(model, settings.capture)
        self._model: PoseModel = self._detector.model
        self._gate = Gate(settings, leg, stays=practice)
        self._moments = MomentReader(settings, self._model.name)
        self._limits = limits_of(profile, self._model.name, task)
        self._coach = Coach(settings, leg, self._limits, practice=practice, task=task)
        self._board = CueBoard(settings.live)
        self._judge = judge(partial(screen_poses, profile=profile, settings=settings))
        self._count = SquatCount()
        self._judged: Screening | None = None
        self._preview_px = preview_px
        self._view: LiveView | None = None
        self._slow_computer = False
        self._first_s: float | None = None
        self._looked_s = self._last_s = -1.0
        self._frames = 0
        self._size = (0, 0)
        self._begin(0.0)

    def __enter__(self) -> LiveScreen:
        """Return the take."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Free the models; the take stays."""
        self.close()

    def close(self) -> None:
        """Free the models; :meth:`finish` works afterwards as well."""
        self._judge.close()
        leave = getattr(self._detector, "__exit__", None)
        if leave is not None:
            leave(None, None, None)
        self._detector = None

    @property
    def has_begun(self) -> bool:
        """Whether measuring has begun."""
        return self._gate.state == "measuring" or bool(self._gate.ending)

    def push(self, image: Image, time_s: float) -> LiveView:
        """Look at the next frame.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB, upright, not mirrored; not changed.
        time_s
            When it was taken, by the camera's clock. A frame that is not later than
            the one before is left out.

        Returns
        -------
        LiveView
        """
        return self.in_turn(self.look(image, time_s))

    def look(self, image: Image, time_s: float) -> Looked:
        """Look for people in the next frame: the first half of :meth:`push`.

        Parameters
        ----------
        image, time_s
            As for :meth:`push`.

        Returns
        -------
        Looked
            For :meth:`in_turn`, which takes every frame in the order of looking.
        """
        from screening.capture.video.clip import Frame

        if self._first_s is None:
            self._first_s = time_s
        stream_s = time_s - self._first_s
        state = self._gate.state
        if state != "positioning" and _size(image) != self._size:
            image = letterboxed(image, self._size)  # video calls change theirs
        if state == "ended" or self._detector is None or stream_s <= self._looked_s:
            return Looked(image, stream_s, None)
        bodies = self._detector.detect(Frame(self._frames, stream_s, image))
        self._frames, self._looked_s = self._frames + 1, stream_s
        return Looked(image, stream_s, bodies)

    def in_turn(self, looked: Looked) -> LiveView:
        """Read a frame that was looked at: the second half of :meth:`push`."""
        image, stream_s, bodies = looked.image, looked.stream_s, looked.bodies
        if self._view is not None and stream_s <= self._last_s:
            return self._view
        if _size(image) != self._size and self._gate.state == "positioning":
            self._size = _size(image)
            self._gate.again()
        elif _size(image) != self._size and self._view is not None:
            return self._view  # measuring began while this frame was looked at
        if self._gate.state == "ended" or bodies is None:
            return self._show(image, Moment(stream_s), Step("ended"))
        self._last_s = stream_s
        moment = self._moments.read(stream_s, self._add(looked), self._size)
        before = self._gate.state
        step = self._gate.update(moment, self._count)
        if step.begins:
            self._begin(stream_s)
            self._add(looked)
            if len(bodies) < 2:
                self._detector.forget_others()
        if before == "positioning" and step.state == "measuring":
            self._moments.calibrate()
        if step.state == "measuring" and self.task == ONE_LEG_STANCE:
            self._clock.update(moment)
            self._count = SquatCount(stood_s=self._clock.stood_s)
        elif step.state == "measuring":
            self._update_count(stream_s)
        return self._show(image, moment, step)

    def stop(self) -> None:
        """End the take now, as when the camera is gone; what was seen is kept."""
        if self.has_begun:
            self._gate.end("stopped")

    def note_slow_computer(self) -> None:
        """Note that the camera sent many more pictures than could be pushed."""
        self._slow_computer = True

    def take(self) -> Take:
        """Return the landmarks of the take so far."""
        return self._take_of(self._people.so_far())()

    def finish(self) -> Screening | None:
        """End the take and judge it.

        Returns
        -------
        Screening or None
            None when measuring had not begun.
        """
        if not self.has_begun:
            return None
        self.stop()
        self._people.settle()
        return screen_poses(self.take(), profile=self.profile, settings=self.settings)

    def _begin(self, stream_s: float) -> None:
        """Let the take begin here; what came before is forgotten."""
        from screening.capture.knee.limb import LimbKnees
        from screening.capture.pelvis import PelvisTracker
        from screening.capture.people.subject import People
        from screening.capture.scene import SceneFollower

        self._people = People(
            PelvisTracker,
            LimbKnees,
            self.settings.phases,
            self.settings.traits(self._model.name),
        )
        self._scene = SceneFollower(level=False)
        self._clock = StandClock()
        self._begin_s = stream_s
        self._index = 0

    def _add(self, looked: Looked) -> list[Any]:
        """Add a frame to the take, in the take's own numbers."""
        from screening.capture.video.clip import Frame

        bodies = looked.bodies or []
        look = self._scene.look(looked.image)
        time_s = looked.stream_s - self._begin_s
        own = Frame(self._index, time_s, looked.image, look.zoom_ratio)
        self._index += 1
        self._scene.learn(lambda: [body.points_px for body in bodies])
        return self._people.add(own, bodies)

    def _update_count(self, stream_s: float) -> None:
        """Have the take so far judged from time to time, and read what is new."""
        if self._judge.wants(stream_s):
            self._judge.judge(stream_s, self._take_of(self._people.so_far()))
        latest = self._judge.latest()
        if latest is not None and latest is not self._judged:
            self._judged = latest
            ends_s = float(latest.measured.frames["time_s"].iloc[-1])
            self._count = squats_so_far(latest, until_s=ends_s - _SETTLED_S)

    def _take_of(self, people: People) -> Callable[[], Take]:
        """Return a function that makes the take of the landmarks seen so far."""
        taken = "live_practice" if self.practice else "live"
        notes = {**self.notes, "taken": taken}
        if self._slow_computer:
            notes.update([SLOW_COMPUTER])
        size, model, source, leg = self._size, self._model, self.source, self.leg
        task = self.task
        scene = self._scene.scene.in_one_shot()

        from screening.capture.method import capture_method

        def make() -> Take:
            poses = people.subject_series(
                size, model=model, source=source, method=capture_method()
            )
            return Take(scene.beside(poses), leg, False, {}, "live", notes, task)

        return make

    def _show(self, image: Image, moment: Moment, step: Step) -> LiveView:
        """Draw the preview and choose the words."""
        from screening.live.preview import draw_preview

        take_s = moment.time_s - self._begin_s if step.state != "positioning" else 0.0
        wanted = self._coach.wanted(step, moment, self._count, take_s)
        cue = self._board.update(moment.time_s, wanted)
        guidance = Guidance(
            state=step.state,
            cue=cue.code,
            text=cue_sentence(cue.code, cue.leg, self.task),
            cue_count=self._board.count,
            leg=cue.leg,
            count=self._count,
            stood_share=step.stood_share,
            take_s=take_s,
            said=self._coach.said(self._count),
            ending=self._gate.ending,
            task=self.task,
        )
        corridor_deg = self._limits.knee_deg if self.practice else None
        picture = draw_preview(
            image, moment, guidance, self._preview_px, corridor_deg, self.settings.live
        )
        self._view = LiveView(picture, guidance)
        return self._view


def _size(image: Image) -> tuple[int, int]:
    return image.shape[1], image.shape[0]


_SETTLED_S = 0.2
"""A squat is over when the body has been up for this long."""
