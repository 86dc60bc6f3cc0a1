"""How far readings are from the truth: one row of numbers for each way of reading."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from screening.motion.pelvis_error import expected_error_deg

LEGS = ("left", "right")
THIRDS = ["lowest third", "middle third", "highest third"]
CROSSTALK = ("trunk_lean_deg", "pelvic_drop_deg")


def scores(readings: pd.DataFrame) -> pd.DataFrame:
    """Score every measure by the method it was read with, and what stands beside it.

    Parameters
    ----------
    readings
        Of :func:`against_truth.compare`, several clips, one model.

    Returns
    -------
    DataFrame
        Rows (measure, method): of the judged repetitions. ``share`` is their part of
        all true repetitions; the other columns are those of :func:`score`.
    """
    rows = []
    for measure, all_of_it in readings.groupby("measure", sort=False):
        judged = all_of_it[all_of_it["judged"]]
        total = len(all_of_it.drop_duplicates(["clip", "leg", "rep"]))
        for method, part in judged.groupby("method"):
            rows.append(_row(measure, method, part, part["value"], total))
        known = all_of_it[all_of_it["beside"].notna()]
        known = known[known["judged"]] if len(judged) else known
        if len(known):
            rows.append(_row(measure, "beside", known, known["beside"], total))
    return pd.DataFrame(rows)


def score(readings: pd.DataFrame, value: pd.Series) -> dict[str, float]:
    """Score values against the truth.

    Parameters
    ----------
    readings
        With ``clip``, ``leg``, ``truth`` and the other true angles.
    value : Series, degrees
        What was read.

    Returns
    -------
    dict
        ``slope``, ``intercept``, ``residual_sd`` of the value on the truth; ``mae``,
        ``p90``, ``rms`` and ``bias`` of the error; ``legs``, the mean absolute error
        of a leg's mean; ``left_right``, the mean error of left minus right, absolute;
        ``kept_aside``, the mean absolute error when the mean error of all other clips
        is taken off (a constant fitted without the clip); ``per_lean`` and
        ``per_drop``, what a degree of true trunk lean or pelvic drop adds.
    """
    error = value - readings["truth"]
    by_leg = error.groupby([readings["clip"], readings["leg"]]).mean().unstack()
    by_leg = by_leg.reindex(columns=LEGS)
    fit = _line(readings["truth"], value)
    return {
        "n": len(value),
        **fit,
        "mae": error.abs().mean(),
        "p90": error.abs().quantile(0.9),
        "rms": float(np.sqrt((error**2).mean())),
        "bias": error.mean(),
        "legs": by_leg.stack().abs().mean(),
        "left_right": (by_leg["left"] - by_leg["right"]).abs().mean(),
        "kept_aside": _kept_aside(error, readings["clip"]),
        **_crosstalk(readings, value),
    }


def root_mean_square(readings: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the root mean square error of each (measure, method) that was judged."""
    judged = readings[readings["judged"]]
    square = (judged["value"] - judged["truth"]) ** 2
    mean = square.groupby([judged["measure"], judged["method"]]).mean()
    return {key: float(np.sqrt(value)) for key, value in mean.items()}


def by_confidence(readings: pd.DataFrame) -> pd.DataFrame:
    """Lay the error of the pelvic drop beside what its confidence promised.

    Parameters
    ----------
    readings
        Of one model, several clips.

    Returns
    -------
    DataFrame
        A row per third of the confidence of the judged repetitions, and one for all:
        their number, the expected, the mean absolute and the largest error in degrees,
        and the shares within one and within two expected errors. If the expected error
        is a standard deviation, these are about 68 and 95 %.
    """
    known = readings[readings["judged"] & readings["confidence"].notna()]
    if len(known) < 3:
        return pd.DataFrame()
    third = pd.qcut(known["confidence"].rank(method="first"), 3, labels=THIRDS)
    expected = expected_error_deg(known["confidence"])
    error = (known["value"] - known["truth"]).abs()
    each = pd.DataFrame(
        {
            "expected error": expected,
            "mean abs. error": error,
            "largest error": error,
            "within one": (error <= expected).astype(float),
            "within two": (error <= 2 * expected).astype(float),
        }
    )
    how = dict.fromkeys(each.columns, "mean") | {"largest error": "max"}
    table = each.groupby(third, observed=True).agg(how)
    table.loc["all"] = each.agg(how)
    table.insert(0, "n", [*third.value_counts(sort=False), len(known)])
    return table.rename_axis("confidence").reset_index()


def over_clips(readings: pd.DataFrame) -> pd.DataFrame:
    """How far the accuracy of each measure depends on which clips were at hand.

    Parameters
    ----------
    readings
        Of one model, several clips.

    Returns
    -------
    DataFrame
        A row per measure and half of the clips: repetitions, ``mae`` and ``slope`` as
        in :func:`score`, whatever method they were read with, and the bounds of their
        95 % intervals (percentile bootstrap over whole clips, since repetitions of a
        clip share their error).
    """
    judged = readings[readings["judged"]]
    rows = []
    for measure, own in judged.groupby("measure", sort=False):
        for half, part in [("all", own), *halves(own)]:
            clips = _sums_of_clips(part)
            if len(clips) < 3:
                continue
            found = stats.bootstrap(
                (np.arange(len(clips)),),
                lambda chosen, axis, clips=clips: _mae_and_slope(clips, chosen),
                n_resamples=2000,
                vectorized=True,
                method="percentile",
                rng=np.random.default_rng(1),
            ).confidence_interval
            value = _mae_and_slope(clips, np.arange(len(clips)))
            row = {"measure": measure, "clips": half, "n": len(part)}
            for i, name in enumerate(("mae", "slope")):
                row |= {name: float(value[i])}
                row |= {f"{name}_low": found.low[i], f"{name}_high": found.high[i]}
            rows.append(row)
    return pd.DataFrame(rows)


def halves(readings: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the readings of the clips whose names begin with odd and even numbers.

    The constants of the pelvis were chosen on the odd ones.
    """
    number = pd.to_numeric(readings["clip"].str.extract(r"^(\d+)_")[0])
    parts = [("odd", readings[number % 2 == 1]), ("even", readings[number % 2 == 0])]
    return [(name, part) for name, part in parts if part["judged"].sum() >= 3]


def _row(
    measure: str, method: str, part: pd.DataFrame, value: pd.Series, total: int
) -> dict[str, object]:
    share = len(value) / total if total else float("nan")
    return {"measure": measure, "method": method, "share": share, **score(part, value)}


def _line(truth: pd.Series, value: pd.Series) -> dict[str, float]:
    """Straight line of the value on the truth."""
    if len(value) < 3 or np.ptp(truth) == 0:
        return dict.fromkeys(("slope", "intercept", "residual_sd"), float("nan"))
    slope, intercept = np.polyfit(truth, value, 1)
    left = value - (slope * truth + intercept)
    return {"slope": slope, "intercept": intercept, "residual_sd": float(left.std())}


def _sums_of_clips(readings: pd.DataFrame) -> NDArray[np.float64]:
    """Per clip: repetitions, sums of truth, value, their products, absolute error."""
    x, y = (readings[name].to_numpy(float) for name in ("truth", "value"))
    each = pd.DataFrame({"n": 1.0, "x": x, "y": y, "xx": x * x, "xy": x * y})
    each["error"] = np.abs(y - x)
    return each.groupby(readings["clip"].to_numpy()).sum().to_numpy()


def _mae_and_slope(
    clips: NDArray[np.float64], chosen: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Mean absolute error and slope over chosen clips, (2, ...)."""
    n, x, y, xx, xy, error = np.moveaxis(clips[chosen].sum(axis=-2), -1, 0)
    return np.stack([error / n, (n * xy - x * y) / (n * xx - x * x)])


def _kept_aside(error: pd.Series, clip: pd.Series) -> float:
    """Mean absolute error without the mean error of all other clips."""
    names = clip.unique()
    if len(names) < 2:
        return float("nan")
    rest = {name: error[clip != name].mean() for name in names}
    return float((error - clip.map(rest)).abs().mean())


def _crosstalk(readings: pd.DataFrame, value: pd.Series) -> dict[str, float]:
    """What other true angles add to the value, beside its own truth."""
    measure = readings["measure"].iloc[0]
    others = [name for name in CROSSTALK if name != measure]
    known = {"per_lean": float("nan"), "per_drop": float("nan")}
    if len(value) < 12:
        return known
    own = np.column_stack([np.ones(len(value)), readings["truth"]])
    table = np.column_stack([own, *(readings[name] for name in others)])
    weights = np.linalg.lstsq(table, value.to_numpy(dtype=float), rcond=None)[0]
    found = dict(zip(others, weights[2:], strict=True))
    return {
        "per_lean": found.get("trunk_lean_deg", float("nan")),
        "per_drop": found.get("pelvic_drop_deg", float("nan")),
    }
