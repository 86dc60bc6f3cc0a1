"""The codebook as a page, made from the columns that the code writes."""

from __future__ import annotations

from collections.abc import Iterable

from screening.codebook.columns import describe
from screening.export.curves import CURVE_COLUMNS, LONG_COLUMNS
from screening.judgement.trust import WITHHELD_COLUMNS
from screening.language import words
from screening.motion.repetition_table import STANDING_COLUMNS
from screening.study.summary import summary_columns
from screening.study.tables import FRAMES_COLUMNS, LABELS, LEG_COLUMNS, REPS_COLUMNS

TABLES = {
    "`frames.csv`, `frames/*.parquet`: one row per frame": FRAMES_COLUMNS,
    "`reps.csv`, `reps.parquet`: one row per repetition": REPS_COLUMNS,
    "`standing.csv`: one row per leg that stood quietly without a squat": (
        STANDING_COLUMNS | WITHHELD_COLUMNS["standing"]
    ),
    "`legs.parquet`: one row per clip and leg": LEG_COLUMNS,
    "`curves.csv`: one row per repetition and percent of its duration": CURVE_COLUMNS,
    "`long.csv`: one row per frame and measure": LONG_COLUMNS,
    "`failures.csv`: one row per clip that could not be measured": {
        "error": "str",
        "traceback": "str",
    },
}
"""Columns of each table, after the labels."""

_LABELS = {"subject": "", "session": ""}

_HEAD = """# Codebook

Every column of every table: unit, meaning of a positive number, possible values.
This page is written from the code by `make codebook`; a test checks that it is current.

- An empty cell (NaN in Parquet and in Python) is a value that was not measured. It is
  never a zero, and never the last value carried on.
- A number that cannot be trusted is withheld on screens, in pictures and in plots. In
  the tables of frames and repetitions and in exported ones it stays, and the column of
  its name with `_withheld_because` says why; the reason holds for its `max_…` and
  `matched_…` as well. The table of legs leaves it out, with the code in `reason_…`. A
  repetition that is not `valid` keeps its numbers where its leg can be judged.
- Left and right are the person's own. Angles are those in the picture, in degrees;
  lengths are relative to the person's own leg (`_ratio`), pixels (`_px`) or, in a
  `.trc` with a body height, metres.
- `proximal_landmark: hip_joint_like`: thigh and hip line start at the pose model's hip,
  which is a point near the hip joint, not the anterior superior iliac spine. Angles
  from markers on that spine differ by several degrees.
- `--sign willson` inverts the sign of `fppa_deg` and `fppa_landmarks_deg` in exported
  files, and the column `fppa_sign` says so. Sums that contain the knee angle keep
  their own.
- Tables of a batch and exported tables start with `clip`, `subject`, `session` and the
  other columns of the manifest. `reps.csv` of a single clip ends before `task`.
"""


def codebook() -> str:
    """Return the whole page as Markdown."""
    parts = [_HEAD, "## Labels\n", _table(dict.fromkeys(LABELS, "str"))]
    for title, columns in TABLES.items():
        parts += [f"## {title}\n", _table(columns)]
    parts += ["## `summary.csv`: one row per clip and leg, in words\n", _summary()]
    parts += ["## OpenSim files\n", _OPENSIM, "## Codes\n", _codes()]
    return "\n".join(parts)


_OPENSIM = """`angles_left.mot` and `angles_right.mot` have `time` (s) and each measure
in degrees while that leg stands, for example `left_fppa_deg`. Frames in which an angle
is missing are left out, because OpenSim's older reader stops at a missing value
without a message; `export.json` says how many.

`landmarks.trc` has joints, feet and nose at even times: x forwards (always 0, as one
camera sees no depth), y up, z to the person's right, from the midpoint between the
ankles. Units are `m` when a body height was given, which is then compared with the
distance from eyes to ankles on both feet (0.897 of the body height, Drillis & Contini
1966), otherwise `px`. Unevenly spaced frames are interpolated linearly, never across
more than 0.2 s; `export.json` says whether that was done. A missing marker is empty.
`landmarks_dlc.csv` has the landmarks as they were detected, in pixels, with the model's
visibility as likelihood.
"""


_ABOUT_CODES = "`pelvic_drop_doubt` has them without `pelvis_`.\n"


def _table(columns: Iterable[str]) -> str:
    """Return the columns of one table as a Markdown table."""
    lines = [
        "| column | unit | positive | range | meaning |",
        "|---|---|---|---|---|",
    ]
    for name in columns:
        each = describe(name)
        cells = (f"`{name}`", each.unit, each.positive, each.range, each.meaning)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _summary() -> str:
    """Return the columns of the summary, which has the values of other tables."""
    names = [f"`{name}`" for name in summary_columns(_LABELS)]
    return (
        "The columns of `legs.parquet` that are read first, and `quality`, rounded to "
        "a tenth of a degree, with verdicts, patterns and reasons in words instead of "
        "codes: " + ", ".join(names) + ".\n"
    )


def _codes() -> str:
    """Return the codes that appear in columns, and their words."""
    lines = ["| code | in words |", "|---|---|"]
    for code, known in sorted(words("checks").items()):
        lines.append(f"| `{code}` | {known['problem']} |")
    return "\n".join([_ABOUT_CODES, *lines]) + "\n"
