"""A measured clip turned out to be mirrored: left and right swapped in its result.

Done from the landmarks; the clip is not needed. Its annotated clip goes, because the
names of the legs are drawn on it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from screening.errors import OutputError
from screening.motion.analysis import analyse
from screening.motion.mirror_image import mirror_image
from screening.paths import shown
from screening.pipeline import screen
from screening.results.files import ANGLES, SCREENING
from screening.results.folder import WrittenResult, write_result
from screening.results.migrations import RECORD
from screening.results.result_file import read_basis
from screening.takes import saved_settings, saved_take


def swap_sides(folder: Path) -> WrittenResult:
    """Swap left and right in a saved result, and write it.

    Parameters
    ----------
    folder
        Of one result, as ``screening clip`` writes it.

    Returns
    -------
    WrittenResult
        Measured again from the mirror image of its landmarks, judged as it was.

    Raises
    ------
    ScreeningError
        If the result cannot be used; nothing has changed then.
    """
    from screening.output.plots import write_angles

    basis = read_basis(folder)
    if basis.profile is None:
        raise OutputError("no_profile", origin=shown(folder / SCREENING))
    take = mirror_image(saved_take(folder, basis.provenance))
    settings, _ = saved_settings(folder, basis.provenance, version=basis.version)
    after = screen(analyse(take, settings), profile=basis.profile)
    if record := basis.provenance.get(RECORD):
        after = replace(after, provenance={**after.provenance, RECORD: record})
    pictures = {ANGLES: lambda path: write_angles(path, after)}
    return write_result(folder, after, take, pictures=pictures)
