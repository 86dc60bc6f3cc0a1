"""Clips as one lazy table for notebooks; a clip is measured when its rows are used."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import dask
import dask.dataframe as dd
import pandas as pd

from screening.errors import ScreeningError
from screening.language import say
from screening.motion.landmarks import AskedLeg
from screening.settings import DEFAULT, Settings
from screening.study.clips import BatchClip, find_clips
from screening.study.measure_clip import measured_in_child
from screening.study.plan import Plan
from screening.study.tables import no_rows, rows_of

if TYPE_CHECKING:
    from distributed import Client

TableName = Literal["frames", "reps", "legs"]


def screen_clips(
    paths: str | Path | Sequence[str | Path | BatchClip],
    *,
    client: Client | None = None,
    table: TableName = "frames",
    leg: AskedLeg = "auto",
    mirrored: bool = False,
    model: str | Path = "full",
    profile: str | Path = "adult",
    settings: Settings = DEFAULT,
    skip_failures: bool = False,
) -> dd.DataFrame:
    """Return the measurements of many clips as one table that is not computed yet.

    Parameters
    ----------
    paths
        Clips, folders or patterns as for ``screening batch``, or what
        :func:`screening.study.manifest.read_manifest` returned.
    client
        Measure on this Dask cluster, from now on the one that Dask computes on; its
        workers must have the same version of the tool. Without one the table is
        computed as any other Dask table: on the client that is current, else in
        threads of this process.
    table
        ``frames`` (a row per picture), ``reps`` (per repetition) or ``legs``.
    leg, mirrored
        For clips that are given by path.
    model, profile, settings
        As for :func:`screening.screen_clip`.
    skip_failures
        A clip that cannot be measured has no rows, and a warning says why. Unless
        given, computing it raises the error.

    Returns
    -------
    dask.dataframe.DataFrame
        A partition per clip, which is measured in a process of its own each time that
        the partition is computed: ``persist`` it, or write it to a file, to measure
        once. The columns are known beforehand.

    Raises
    ------
    ScreeningError
        If there are no clips, or the model, the profile or the cluster cannot be
        used.

    Examples
    --------
    ::

        frames = screen_clips("study/**/*.mp4", model="lite")
        frames.groupby("clip")["fppa_deg"].max().compute()
    """
    plan = Plan.of("results", model=model, profile=profile, settings=settings)
    clips = _clips(paths, leg, mirrored)
    # Text stays what it is in the tables of pandas and of `screening batch`.
    with dask.config.set({"dataframe.convert-string": False}):
        frames = dd.from_map(
            _partition,
            clips,
            meta=no_rows(table, clips[0].labels),
            label="screen-clip",
            plan=plan,
            table=table,
            skip_failures=skip_failures,
        )
    if client is not None:
        _compute_on(client)
    return frames


def _compute_on(client: Client) -> None:
    """Make sure that tables are computed on this cluster, and with equal numbers."""
    from distributed import get_client

    from screening.batch.cluster import check_versions

    check_versions(client)
    try:
        current = get_client()
    except ValueError:
        current = None
    if current is not client:
        dask.config.set(scheduler=client)


def _clips(
    paths: str | Path | Sequence[str | Path | BatchClip], leg: AskedLeg, mirrored: bool
) -> list[BatchClip]:
    """Return the clips behind what was given."""
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    clips = [each for each in given if isinstance(each, BatchClip)]
    rest = [each for each in given if not isinstance(each, BatchClip)]
    if rest:
        clips += find_clips(rest, leg=leg, mirrored=mirrored)
    return clips


def _partition(
    clip: BatchClip, plan: Plan, table: TableName, skip_failures: bool
) -> pd.DataFrame:
    """Measure one clip in a folder that does not outlast it."""
    with tempfile.TemporaryDirectory(prefix="screening-") as folder:
        job = replace(plan.job(clip), out=Path(folder))
        try:
            screening = measured_in_child(job)
        except ScreeningError as error:
            if not skip_failures:
                raise
            message = say("commands.batch.left_out", clip=clip.name, error=error)
            warnings.warn(message, stacklevel=2)
            return no_rows(table, clip.labels)
    plan.check(screening)
    return rows_of(table, screening, clip)
