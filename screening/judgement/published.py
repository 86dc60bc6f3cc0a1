"""How common a value is in published groups: from their means and deviations.

The groups stand in ``published.toml``. A value is compared only with a group that was
measured from the same hip point.
"""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass
from importlib import resources
from statistics import NormalDist
from typing import Any, Literal

from screening.judgement.findings import MeasureFinding

People = Literal["adults", "women"]


@dataclass(frozen=True)
class Group:
    """People in whom a measure was published.

    Parameters
    ----------
    mean_deg, sd_deg
        Mean and standard deviation, degrees.
    """

    mean_deg: float
    sd_deg: float

    def share_from(self, value_deg: float) -> float:
        """Return the share of such people who reach a value, from 0 to 1.

        Parameters
        ----------
        value_deg
            This much or more, degrees.

        Notes
        -----
        Values of people are taken to be normally distributed; the papers give no more
        than mean and standard deviation.

        Examples
        --------
        >>> Group(7.4, 3.8).share_from(7.4)
        0.5
        """
        return 1.0 - NormalDist(self.mean_deg, self.sd_deg).cdf(value_deg)


@dataclass(frozen=True)
class Published:
    """A measure in people with and without pain around the kneecap.

    Parameters
    ----------
    people
        Who they are.
    healthy, pain
        The two groups.
    source
        Where they were published.
    """

    people: People
    healthy: Group
    pain: Group
    source: str


def published(measure: str) -> Published | None:
    """Return the published groups of a measure; None where there are none.

    Parameters
    ----------
    measure
        Column name; a knee angle has the groups of its own hip point only.
    """
    values = _data().get(measure)
    if values is None:
        return None
    healthy, pain = Group(**values["healthy"]), Group(**values["pain"])
    return Published(values["people"], healthy, pain, values["source"])


def healthy_share(finding: MeasureFinding) -> tuple[float, float] | None:
    """Return what share of healthy people shows as much as this leg, or more.

    Parameters
    ----------
    finding
        Of the leg.

    Returns
    -------
    tuple of float or None
        Lowest and highest share, from 0 to 1, for the value with one typical error to
        either side; None without a value or a published group.
    """
    known = published(finding.measure)
    if known is None or math.isnan(finding.value) or math.isnan(finding.sem):
        return None
    low = known.healthy.share_from(finding.value + finding.sem)
    return low, known.healthy.share_from(finding.value - finding.sem)


def sign_shares(finding: MeasureFinding) -> tuple[float, float] | None:
    """Return how often this check would find a sign in the published groups.

    Parameters
    ----------
    finding
        Knows cut-off and typical error of the measure on this leg.

    Returns
    -------
    tuple of float or None
        Shares, from 0 to 1, of healthy people and of people with pain whose value
        reaches the cut-off plus one typical error; None where nothing is judged or
        published.
    """
    known = published(finding.measure)
    if known is None or finding.cut is None or math.isnan(finding.sem):
        return None
    at_deg = finding.cut + finding.sem
    return known.healthy.share_from(at_deg), known.pain.share_from(at_deg)


@functools.cache
def _data() -> dict[str, dict[str, Any]]:
    file = resources.files("screening.judgement") / "published.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
