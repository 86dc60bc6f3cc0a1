"""Every measure, declared once: what it is, what it is built from, where it appears.

Here belong the facts about a measure that more than one room needs: its id (the name
of its column and its key in profiles and words), unit, sign, parts and roles. Lists of
measures elsewhere are taken from here, and what holds for a part of a measure holds
for the measure: the closure over the parts is made by :func:`built_on`, so a list
cannot lack a name. Formulas are in :mod:`screening.motion`, words in the files of
words, cut-offs in the profiles. Of the package, only the type is imported here.

To add a measure, add an entry to :data:`MEASURES`; the tests of the registry name what
else it needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Literal, get_args

from screening.measure import HipPoint, Measure, Role, Seen

Task = Literal["single_leg_squat", "supported_squat", "half_squat", "one_leg_stance"]
"""What a person does while measures are taken."""
SINGLE_LEG_SQUAT: Task = "single_leg_squat"
HALF_SQUAT: Task = "half_squat"
ONE_LEG_STANCE: Task = "one_leg_stance"
TASKS: tuple[Task, ...] = get_args(Task)
"""All that can be measured: the test, its easier variants, and the standing test."""

_IN_FRAMES = frozenset({Role.FRAME, Role.EXPORTED})
_JUDGED = _IN_FRAMES | {Role.PROFILE}
_MAIN = _JUDGED | {
    Role.VERDICT,
    Role.REPORTED,
    Role.DRAWN,
    Role.SQUAT,
}

_DECLARED = (
    Measure(
        id="fppa_deg",
        unit="deg",
        positive="knee medial to the hip-ankle line (valgus)",
        source="Munro, Herrington, Carolan 2012, doi:10.1123/jsr.21.1.7",
        region="knee",
        seen=("limb_knee",),
        moved_by_turn=True,
        roles=_MAIN | {Role.PICTURED, Role.LIVE, Role.KNEE_ANGLE},
        finding=1,
        checklist_item=7,
        best_method="limb",
        hip_point="hip_joint",
    ),
    Measure(
        id="pelvic_drop_deg",
        unit="deg",
        positive="free side lower than in the two-feet stance",
        source="Nakagawa 2012, doi:10.2519/jospt.2012.3987; as change: this tool",
        region="pelvis",
        seen=("pelvis",),
        from_two_feet=True,
        moved_by_roll=True,
        roles=_MAIN | {Role.PICTURED, Role.LIVE, Role.STANDING},
        finding=3,
        checklist_item=3,
        best_method="patch",
        experimental=True,
    ),
    Measure(
        id="pelvic_drop_raw_deg",
        unit="deg",
        positive="free side lower",
        source="Nakagawa 2012, doi:10.2519/jospt.2012.3987",
        region="pelvis",
        parts=("pelvic_drop_deg",),
        moved_by_roll=True,
        roles=_IN_FRAMES,
        finding=11,
        experimental=True,
    ),
    Measure(
        id="trunk_lean_deg",
        unit="deg",
        positive="further towards the standing leg than in the two-feet stance",
        source="Dingenen 2014, PMID 23891143",
        region="trunk",
        seen=("trunk",),
        moved_by_turn=True,
        turn_share=-0.31,
        from_two_feet=True,
        moved_by_roll=True,
        roles=_MAIN | {Role.LIVE, Role.STANDING},
        finding=4,
        checklist_item=2,
        best_method="landmarks",
    ),
    Measure(
        id="trunk_lean_raw_deg",
        unit="deg",
        positive="towards the standing leg",
        source="Dingenen 2014, PMID 23891143",
        region="trunk",
        seen=("trunk",),
        moved_by_turn=True,
        turn_share=-0.37,
        moved_by_roll=True,
        roles=_IN_FRAMES,
        finding=12,
        error_shares=(("trunk_lean_deg", 1.0),),
    ),
    Measure(
        id="hip_adduction_deg",
        unit="deg",
        positive="adduction",
        source="Kingston, Murray, Norte, Glaviano 2020, Phys Ther Sport",
        region="hip",
        parts=("pelvic_drop_raw_deg", "thigh_deg"),
        roles=_JUDGED | {Role.REPORTED},
        finding=5,
        checklist_item=5,
        experimental=True,
    ),
    Measure(
        id="thigh_deg",
        unit="deg",
        positive="knee medial to the hip",
        source="Ageberg 2010, doi:10.1186/1471-2474-11-265",
        seen=("limb_knee",),
        moved_by_turn=True,
        turn_share=0.5,
        moved_by_roll=True,
        roles=_JUDGED,
        finding=8,
        hip_point="hip_joint",
        # The knee angle is the sum of the two segments' inclinations.
        error_shares=(("fppa_deg", 0.5),),
    ),
    Measure(
        id="shank_deg",
        unit="deg",
        positive="knee medial to the ankle",
        source="Ageberg 2010, doi:10.1186/1471-2474-11-265",
        seen=("limb_knee",),
        moved_by_turn=True,
        turn_share=0.5,
        moved_by_roll=True,
        roles=_JUDGED,
        finding=9,
        error_shares=(("fppa_deg", 0.5),),
    ),
    Measure(
        id="dvi_deg",
        unit="deg",
        positive="knee inwards and hip adducted",
        source="Scholtes & Salsich 2017, Int J Sports Phys Ther",
        parts=("fppa_deg", "hip_adduction_deg"),
        roles=_JUDGED,
        finding=7,
        experimental=True,
    ),
    Measure(
        id="knee_plus_trunk_deg",
        unit="deg",
        positive="knee inwards and trunk towards the standing leg",
        source="Park 2024, doi:10.1123/jsr.2024-0182",
        parts=("fppa_deg", "trunk_lean_deg"),
        roles=_JUDGED | {Role.REPORTED},
        finding=6,
    ),
    Measure(
        id="knee_medial_to_foot_ratio",
        unit="ratio",
        positive="knee medial to the forefoot",
        source="Ageberg 2010, doi:10.1186/1471-2474-11-265",
        region="knee",
        seen=("limb_knee", "foot"),
        moved_by_turn=True,
        roles=_IN_FRAMES,
        finding=10,
        checklist_item=8,
    ),
    Measure(
        id="fppa_asis_deg",
        unit="deg",
        positive="knee medial to the ASIS-ankle line (valgus)",
        source="Herrington 2014, Knee 21:514, doi:10.1016/j.knee.2013.11.011",
        region="knee",
        seen=("limb_knee", "hip_bone"),
        moved_by_turn=True,
        roles=_MAIN | {Role.KNEE_ANGLE},
        finding=2,
        best_method="stickers",
        hip_point="asis",
    ),
    Measure(
        id="fppa_plane_deg",
        unit="deg",
        positive="knee medial to the hip-ankle line (valgus)",
        source="the knee angle seen from infinitely far; geometry of a pinhole camera",
        region="knee",
        seen=("limb_knee",),
        moved_by_turn=True,
        roles=_IN_FRAMES | {Role.KNEE_ANGLE},
        finding=13,
        best_method="limb",
        experimental=True,
    ),
    Measure(
        id="pelvic_drop_hip_line_deg",
        unit="deg",
        positive="free side lower than in the two-feet stance",
        source="the pose model's hip line, for comparison",
        region="pelvis",
        seen=("hip_line",),
        from_two_feet=True,
        moved_by_roll=True,
        roles=_IN_FRAMES | {Role.BESIDE},
    ),
    Measure(
        id="fppa_landmarks_deg",
        unit="deg",
        positive="knee medial to the hip-ankle line (valgus)",
        source="the pose model's own knee, for comparison",
        region="knee",
        seen=("model_knee",),
        moved_by_turn=True,
        roles=_IN_FRAMES | {Role.BESIDE, Role.KNEE_ANGLE},
    ),
    Measure(
        id="depth_ratio",
        unit="ratio",
        source="cosine of half the knee flexion for segments of equal length",
        seen=("hip_height",),
        roles=frozenset({Role.VALIDITY, Role.EXPORTED}),
    ),
    Measure(
        id="knee_medial_shift_ratio",
        unit="ratio",
        positive="knee inwards",
        source="Uhlár 2021, doi:10.3390/app11125536",
        region="knee",
        seen=("model_knee",),
        moved_by_turn=True,
        roles=frozenset({Role.REPETITION}),
    ),
    Measure(
        id="knee_shake_ratio",
        unit="ratio",
        source="Ressman 2021, doi:10.1186/s13102-021-00289-x; as a spread: this tool",
        region="knee",
        seen=("model_knee",),
        moved_by_turn=True,
        roles=frozenset({Role.REPETITION}),
    ),
)

MEASURES: dict[str, Measure] = {measure.id: measure for measure in _DECLARED}
"""Every measure by its id, in the order of the columns of tables."""


@cache
def parts_of(measure: str) -> frozenset[str]:
    """Return a measure with all it is built from, and what that is built from.

    Parameters
    ----------
    measure
        Id of the measure.

    Examples
    --------
    >>> sorted(parts_of("hip_adduction_deg"))
    ['hip_adduction_deg', 'pelvic_drop_deg', 'pelvic_drop_raw_deg', 'thigh_deg']
    """
    parts = (parts_of(part) for part in MEASURES[measure].parts)
    return frozenset({measure}).union(*parts)


def error_shares(measure: str) -> tuple[tuple[str, float], ...]:
    """Return the measures whose tool error makes up that of a measure, with shares.

    Parameters
    ----------
    measure
        Id of the measure.

    Returns
    -------
    tuple
        Empty where the own error has to be known.
    """
    own = MEASURES.get(measure)
    if own is None:
        return ()
    return own.error_shares or tuple((part, 1.0) for part in own.parts)


def built_on(measures: Collection[str]) -> tuple[str, ...]:
    """Return every measure that is one of these or contains one of them.

    Parameters
    ----------
    measures
        Ids of measures; one that is not known contains nothing.

    Examples
    --------
    >>> built_on(["trunk_lean_deg"])
    ('trunk_lean_deg', 'knee_plus_trunk_deg')
    """
    return _for_people(m for m in MEASURES if not parts_of(m).isdisjoint(measures))


def hip_point_of(measure: str) -> HipPoint | None:
    """Return where the thigh of a measure begins, through its parts as well.

    Examples
    --------
    >>> hip_point_of("knee_plus_trunk_deg"), hip_point_of("trunk_lean_deg")
    ('hip_joint', None)
    """
    points = (MEASURES[part].hip_point for part in sorted(parts_of(measure)))
    return next((point for point in points if point is not None), None)


def with_role(role: Role) -> tuple[str, ...]:
    """Return the measures that appear somewhere, in the order of the columns."""
    return tuple(m.id for m in _DECLARED if role in m.roles)


def _for_people(measures: Iterable[str]) -> tuple[str, ...]:
    """Put measures into the order of a leg's findings, the others after them."""

    def place(name: str) -> tuple[bool, int]:
        finding = MEASURES[name].finding
        return finding is None, finding or 0

    return tuple(sorted(measures, key=place))


def _that_see(*seen: Seen) -> tuple[str, ...]:
    """Return every measure that is read from one of these, through parts as well."""
    return built_on([m.id for m in _DECLARED if not set(seen).isdisjoint(m.seen)])


PLANE = "fppa_plane_deg"
"""The knee angle without perspective."""

FRAME_MEASURES = with_role(Role.FRAME)
REPETITION_MEASURES = with_role(Role.REPETITION)
BESIDE_MEASURES = with_role(Role.BESIDE)
VALIDITY_MEASURES = with_role(Role.VALIDITY)
EXPORTED_MEASURES = with_role(Role.EXPORTED)
KNEE_ANGLES = with_role(Role.KNEE_ANGLE)

FOUND_MEASURES = _for_people(m.id for m in _DECLARED if m.finding is not None)
"""Every measure of a leg's findings, in the order of tables and reports."""

LEG_MEASURES = _for_people(with_role(Role.VERDICT))
LEG_KNEE_ANGLES = tuple(m for m in LEG_MEASURES if MEASURES[m].region == "knee")
"""Of these the knee angles; the first counts where a profile judges neither."""
REPORTED_MEASURES = _for_people(with_role(Role.REPORTED))
PROFILE_MEASURES = _for_people(with_role(Role.PROFILE))
STANDING_MEASURES = _for_people(with_role(Role.STANDING))
DRAWN_MEASURES = _for_people(with_role(Role.DRAWN))
PICTURED_MEASURES = _for_people(with_role(Role.PICTURED))
SQUAT_MEASURES = _for_people(with_role(Role.SQUAT))
LIVE_MEASURES = _for_people(with_role(Role.LIVE))

FROM_KNEE = _that_see("limb_knee")
"""Measures that contain the knee as it was seen in the limb."""

FROM_PELVIS = _that_see("pelvis")
"""Measures that contain the pelvic drop."""

FROM_HIP_BONE = _that_see("hip_bone")
"""Measures that contain the front hip bone."""

FROM_TWO_FEET = built_on([m.id for m in _DECLARED if m.from_two_feet])
"""Measures that cannot be read without the quiet stance on two feet."""

MOVED_BY_TURN = built_on([m.id for m in _DECLARED if m.moved_by_turn])
"""Measures that a turn of the person against the camera changes."""

MOVED_BY_ROLL = built_on([m.id for m in _DECLARED if m.moved_by_roll])
"""Measures that a roll of the camera changes, or may change through their parts."""

CONVENTIONS = {
    **{name: f"positive: {MEASURES[name].positive}" for name in FRAME_MEASURES},
    "proximal_landmark": "hip_joint_like",
    "proximal_landmark_of_fppa_asis_deg": "asis",
}
"""Signs of the measures, and what the upper end of the thigh is."""
