"""What a user may change about the numbers, in one frozen object.

The defaults and the bounds live here and nowhere else; a result carries the settings
it was made with. Bounds hold for values that are read from a file. Lengths called
``_leg`` are in lengths of the person's own standing leg, so that they hold at any
distance and resolution. What belongs to the method is no setting; see
:mod:`screening.method`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Annotated, Any

from screening.measures import HALF_SQUAT, Task
from screening.strict import Below, NotAbove, Strict, between

Share = Annotated[float, between(0, 1)]


@dataclass(frozen=True)
class CaptureSettings(Strict):
    """How pictures become landmarks.

    Parameters
    ----------
    people
        How many people the pose model looks for in a frame.
    look_around_s
        While one person is followed, the whole picture is searched for others this
        often.
    detection_confidence, presence_confidence, tracking_confidence
        The pose model's own limits, 0 to 1.
    """

    people: Annotated[int, between(1, 10)] = 3
    look_around_s: Annotated[float, between(0, 60)] = 0.5
    detection_confidence: Share = 0.5
    presence_confidence: Share = 0.5
    tracking_confidence: Share = 0.5


@dataclass(frozen=True)
class CleaningSettings(Strict):
    """How raw landmarks become a smooth track without inventing any.

    Parameters
    ----------
    outlier_window_s, outlier_limit
        A point is dropped when it is further from the median over the first than the
        second, in robust standard deviations.
    outlier_least_leg
        A point that is closer to that median than this is never dropped.
    longest_gap_s
        Shorter gaps are filled and marked, longer ones stay open.
    low_pass_hz, low_pass_of_rate
        The cut-off is the smaller of the first and the second times the frame rate.
    limb_quality
        A knee seen in the limb is used from this quality on.
    """

    outlier_window_s: Annotated[float, between(0.05, 5)] = 0.4
    outlier_limit: Annotated[float, between(1, 100)] = 5.0
    outlier_least_leg: Annotated[float, between(0, 1)] = 0.03
    longest_gap_s: Annotated[float, between(0, 1)] = 0.2
    low_pass_hz: Annotated[float, between(0.5, 60)] = 6.0
    low_pass_of_rate: Annotated[float, between(0.05, 0.45)] = 0.4
    limb_quality: Share = 0.5


@dataclass(frozen=True)
class PhaseSettings(Strict):
    """How standing and squatting are distinguished.

    Parameters
    ----------
    lifted_leg
        A foot this much higher than the other one is off the floor.
    touch_down_leg, touch_down_s
        A foot lower than this, against the two-feet stance, for this long stands on
        the floor.
    foot_moved_leg, weight_shift_ratio, plainly_lifted_leg
        A foot held in front of the body is off the floor when it has left its place
        by the first and the body has moved to the other foot by the second, as a
        share of the distance between the feet; unless that other foot is higher by
        the third.
    still_leg_per_s
        A body that moves less than this is quiet.
    baseline_stretch_s, baseline_total_s
        A quiet two-feet stretch counts from the first, a baseline needs the second.
    standing_stretch_s
        Quiet standing on one leg counts from here.
    dip_leg
        The body comes down by at least this much in anything that is called a
        repetition, however shallow.
    shortest_s
        Duration from which a dip of the body is looked at.
    edge_ratio
        A repetition starts and ends where this share of its depth is reached.
    bounce_ratio
        Coming up by less than this share of the depth is part of the same one.
    sway_ratio
        Shallower than this share of the leg's deepest repetition is a sway.
    hold_ratio, stance_sink_leg
        In a squat a quarter of the frames is higher than the deepest point by this
        share of its depth; else the person only stands, which is lower on one leg than
        on two by up to the second, or holds a squat.
    one_leg_share
        A squat is one-legged when the other foot is off the floor in this share of
        it; the foot may have come down on the way.
    squat_leg
        A dip from two feet to two feet is a squat from this depth on, not a step.
    cut_off_ratio
        A repetition is cut off when the clip begins or ends this much below
        standing, as a share of its depth.
    upright_leg
        A body lower than standing by more than this is not upright.
    """

    lifted_leg: Annotated[float, between(0.01, 0.5)] = 0.10
    touch_down_leg: Annotated[float, between(0.005, 0.5), NotAbove("lifted_leg")] = 0.05
    touch_down_s: Annotated[float, between(0, 5)] = 0.1
    foot_moved_leg: Annotated[float, between(0.005, 0.5)] = 0.06
    weight_shift_ratio: Annotated[float, between(0.01, 0.5)] = 0.2
    plainly_lifted_leg: Annotated[float, between(0.05, 1)] = 0.2
    still_leg_per_s: Annotated[float, between(0.01, 2)] = 0.12
    baseline_stretch_s: Annotated[float, between(0.1, 10)] = 0.5
    baseline_total_s: Annotated[float, between(0.1, 30)] = 1.0
    standing_stretch_s: Annotated[float, between(0.1, 30)] = 1.0
    dip_leg: Annotated[float, between(0.002, 0.3)] = 0.015
    shortest_s: Annotated[float, between(0.1, 2)] = 0.3
    edge_ratio: Annotated[float, between(0.01, 0.45)] = 0.10
    bounce_ratio: Annotated[float, between(0.05, 1)] = 0.4
    sway_ratio: Share = 0.25
    hold_ratio: Share = 0.3
    stance_sink_leg: Annotated[float, between(0, 0.5)] = 0.12
    one_leg_share: Annotated[float, between(0.01, 1)] = 0.25
    squat_leg: Annotated[float, between(0.01, 0.5)] = 0.07
    cut_off_ratio: Annotated[float, between(0.01, 1)] = 0.3
    upright_leg: Annotated[float, between(0.002, 0.3)] = 0.03


@dataclass(frozen=True)
class RepetitionSettings(Strict):
    """When a repetition counts.

    Parameters
    ----------
    deepest_window_s
        A value at the deepest point is the median over this long to either side.
    shallow_ratio, deep_ratio
        Depth ratio above the first is too shallow; below the second it is deeper
        than the published protocol (cos(θ/2) for 45° and 60° of knee flexion).
    matched_ratio
        Depth ratio at which the measures at matched depth are read on the way down.
    hidden_share
        A repetition is not used when a joint of the standing leg is hidden in more
        than this share of its frames.
    longest_gap_s
        A repetition is not used with a longer gap in one of these joints.
    squat_depth_ratio
        Depth ratio at which the knee's medial shift is read (15 % squat depth).
    least_pelvis_confidence
        Below it the pelvic drop of a repetition is not judged; 0.4 stands for an
        expected error of 3 degrees.
    fastest_s, slowest_s
        A repetition that is over sooner, or takes longer, is not used: it is no
        controlled squat, or the clip does not run at the speed it was filmed with.
    least_valid
        A leg is judged from this many valid repetitions.
    half_shallow_ratio
        Depth ratio above which a half squat is too shallow (cos(θ/2) for 30° of knee
        flexion).
    """

    deepest_window_s: Annotated[float, between(0, 0.5)] = 0.08
    shallow_ratio: Annotated[float, between(0.5, 1)] = 0.924
    deep_ratio: Annotated[float, between(0.3, 1), Below("shallow_ratio")] = 0.866
    matched_ratio: Annotated[float, between(0.5, 1)] = 0.924
    hidden_share: Share = 0.10
    longest_gap_s: Annotated[float, between(0, 5)] = 0.2
    squat_depth_ratio: Annotated[float, between(0.5, 0.99)] = 0.85
    least_pelvis_confidence: Share = 0.4
    fastest_s: Annotated[float, between(0.1, 10), Below("slowest_s")] = 0.8
    slowest_s: Annotated[float, between(2, 120)] = 15.0
    least_valid: Annotated[int, between(1, 20)] = 3
    half_shallow_ratio: Annotated[float, between(0.5, 1)] = 0.966

    def of_task(self, task: Task) -> RepetitionSettings:
        """Return when a repetition of a task counts.

        Parameters
        ----------
        task
            What the person does. A half squat may be shallower, and is deeper than
            meant where the full one begins.
        """
        if task != HALF_SQUAT:
            return self
        deep_ratio = min(self.shallow_ratio, self.half_shallow_ratio)
        return replace(
            self, shallow_ratio=self.half_shallow_ratio, deep_ratio=deep_ratio
        )


@dataclass(frozen=True)
class CameraSettings(Strict):
    """What is known of the camera.

    Parameters
    ----------
    field_of_view_deg
        Angle that the longer side of the picture spans; 0 (or below 1) if it is not
        known, and that of phones and webcams is assumed.
    """

    field_of_view_deg: Annotated[float, between(0, 150)] = 0.0


@dataclass(frozen=True)
class QualitySettings(Strict):
    """When a take can be measured at all.

    Parameters
    ----------
    least_fps, good_fps
        Frame rates below the first are refused, below the second warned about.
    least_body_px, good_body_px
        A person whose height from ankle to nose is below the first is refused, below
        the second warned about.
    off_axis_leg
        A standing foot further off the picture's middle is warned about.
    turn_warn_deg, turn_refuse_deg, turn_side_deg
        A turn of the person against the camera is warned about from the first on,
        angles that it changes are refused from the second on, everything from the
        third on, where a pelvic drop is seen a seventh larger than it is.
    turn_deg_per_deg
        What a degree of turn does to the angle of a knee that is bent by 60 degrees;
        what it does at another bend, and to other measures, follows from it.
    upright_deg
        A body that leans further than this from the vertical lies on its side.
    found_share
        The person must be seen in this share of the frames.
    doubtful_share
        Refused when in more than this share somebody else could be the person.
    longest_gap_s
        Warned about when a hole in the recording is longer.
    framing_share
        Head and feet must be in the picture in this share of the frames.
    """

    least_fps: Annotated[float, between(5, 240), NotAbove("good_fps")] = 12.0
    good_fps: Annotated[float, between(5, 240)] = 24.0
    least_body_px: Annotated[float, between(50, 4000), NotAbove("good_body_px")] = 300.0
    good_body_px: Annotated[float, between(50, 4000)] = 400.0
    off_axis_leg: Annotated[float, between(0, 5)] = 0.15
    turn_warn_deg: Annotated[float, between(0, 45), NotAbove("turn_refuse_deg")] = 4.0
    turn_refuse_deg: Annotated[float, between(0, 45), NotAbove("turn_side_deg")] = 8.0
    turn_side_deg: Annotated[float, between(0, 90)] = 30.0
    turn_deg_per_deg: Annotated[float, between(0, 5)] = 1.14
    upright_deg: Annotated[float, between(5, 90)] = 45.0
    found_share: Share = 0.8
    doubtful_share: Share = 0.1
    longest_gap_s: Annotated[float, between(0.05, 10)] = 0.2
    framing_share: Share = 0.9


@dataclass(frozen=True)
class LiveSettings(Strict):
    """When a live take begins and ends, and when a cue is given.

    Parameters
    ----------
    stand_still_s
        It begins after standing still on both feet for this long.
    end_still_s, one_leg_only_s
        It ends after standing still again: for the first time when every leg asked
        for has done squats, for the second when only one of two has.
    longest_s, gone_s
        It ends after the first at the latest, or with nobody in view for the second.
    still_leg, off_middle_leg
        A still body sways less than the first; a body in the middle of the picture is
        nearer to it than the second.
    turn_patience_s
        After this long somebody who seems turned away may begin; the take says so.
    squats
        Asked for on each leg.
    cue_after_s, cue_for_s
        Delay before a cue is given, and how long it is shown.
    """

    stand_still_s: Annotated[float, between(0.2, 30)] = 2.0
    end_still_s: Annotated[float, between(0.2, 30)] = 2.0
    one_leg_only_s: Annotated[float, between(0.2, 120)] = 10.0
    longest_s: Annotated[float, between(5, 1800)] = 180.0
    gone_s: Annotated[float, between(1, 600)] = 20.0
    still_leg: Annotated[float, between(0.001, 0.2)] = 0.012
    off_middle_leg: Annotated[float, between(0.05, 5)] = 0.4
    turn_patience_s: Annotated[float, between(0, 600)] = 12.0
    squats: Annotated[int, between(1, 50)] = 5
    cue_after_s: Annotated[float, between(0, 10)] = 0.4
    cue_for_s: Annotated[float, between(0.1, 30)] = 1.5


@dataclass(frozen=True)
class ModelTraits(Strict):
    """What is peculiar to a pose model, measured on rendered people.

    Parameters
    ----------
    visibility_gate
        Below it a joint of the standing leg is hidden. Joints in plain view read
        above it, ankles behind the other leg below.
    turn_offset_deg, turn_gain
        The direction of the feet in the model's own metric landmarks is
        ``turn_offset_deg + turn_gain * turn of the person``. A gain of 0 says that
        it is not known.
    turn_error_deg
        Standard deviation of the turn that is read so.
    body_turn_offset_deg, body_turn_gain, body_turn_error_deg
        Likewise for the mean direction of shoulders and hips, which tells the turn
        where there is no stance on two feet. The error is larger than on rendered
        people, who stand squarer than others.
    hip_inside_leg
        The model's hips lie inside the joints by this much, leg lengths.
    shift_leg, mask_shift_leg
        Its landmarks and its mask lie this much to the right in the picture, leg
        lengths; only used where the take does not show it itself.
    """

    visibility_gate: Share = 0.7
    turn_offset_deg: Annotated[float, between(-45, 45)] = 0.0
    turn_gain: Annotated[float, between(0, 5)] = 0.0
    turn_error_deg: Annotated[float, between(0, 45)] = 0.0
    body_turn_offset_deg: Annotated[float, between(-45, 45)] = 0.0
    body_turn_gain: Annotated[float, between(0, 5)] = 0.0
    body_turn_error_deg: Annotated[float, between(0, 45)] = 0.0
    hip_inside_leg: Annotated[float, between(-0.1, 0.1)] = 0.003
    shift_leg: Annotated[float, between(-0.2, 0.2)] = 0.005
    mask_shift_leg: Annotated[float, between(-0.2, 0.2)] = 0.0


MODEL_TRAITS = {
    "lite": ModelTraits(0.7, -1.5, 0.48, 3.3, -2.2, 0.8, 5.0),
    "full": ModelTraits(0.7, 0.0, 1.0, 2.4, 2.2, 0.8, 5.0),
    "heavy": ModelTraits(0.3, -7.8, 1.72, 2.7),
}


@dataclass(frozen=True)
class Settings(Strict):
    """All settings of one measurement, kept in its provenance."""

    capture: CaptureSettings = field(default_factory=CaptureSettings)
    cleaning: CleaningSettings = field(default_factory=CleaningSettings)
    phases: PhaseSettings = field(default_factory=PhaseSettings)
    reps: RepetitionSettings = field(default_factory=RepetitionSettings)
    quality: QualitySettings = field(default_factory=QualitySettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    live: LiveSettings = field(default_factory=LiveSettings)
    models: dict[str, ModelTraits] = field(default_factory=lambda: dict(MODEL_TRAITS))

    def behind_landmarks(self) -> dict[str, Any]:
        """Return the choices that landmarks depend on, as plain values.

        Those of the capture, what tells who does the test when several people are in
        view, and what tells how that person is turned. With any other choice,
        landmarks that are there are judged again.
        """
        heights = ("lifted_leg", "touch_down_leg")
        return {
            "capture": asdict(self.capture),
            "phases": {name: getattr(self.phases, name) for name in heights},
            "turn": {
                name: [traits.turn_offset_deg, traits.turn_gain]
                for name, traits in self.models.items()
            },
        }

    def traits(self, model: str) -> ModelTraits:
        """Return what is known about a pose model, careful where nothing is."""
        return self.models.get(model, ModelTraits())


DEFAULT = Settings()
