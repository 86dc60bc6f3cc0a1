"""One client as a zip of open formats, to be taken to another computer.

The zip holds ``client.json`` and, for each screening, the files of its result in a
folder. Zips come from other people, too: names, sizes and kinds are checked before
anything is unpacked or written to the history.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from screening.errors import HistoryError, OutputError
from screening.history.records import Client
from screening.history.store import KEPT_FILES, History
from screening.judgement.pain import Pain
from screening.motion.landmarks import SIDES, Side
from screening.paths import shown
from screening.results.checked import UNREADABLE
from screening.results.files import ANNOTATED, SCREENING

VERSION = 2
CLIENT = "client.json"

_MOST_SCREENINGS = 2_000
_LARGEST_FILE = 1_000_000_000
_LARGEST_ALL = 20_000_000_000
_LARGEST_CLIENT = 4_000_000
_PIECE = 1 << 20

_Level = Annotated[int | None, Field(ge=0, le=10)]
_Id = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Pain(_Plain):
    before: _Level
    after: _Level


class _Screening(_Plain):
    id: _Id
    taken_on: dt.date
    note: Annotated[str, Field(max_length=100_000)]
    results: Annotated[int, Field(ge=1, le=len(SIDES))]
    pain: dict[Side, _Pain]


class _Client(_Plain):
    version: int
    id: _Id
    name: Annotated[str, Field(max_length=500)]
    note: Annotated[str, Field(max_length=100_000)]
    consent_on: dt.date | None
    screenings: Annotated[list[_Screening], Field(max_length=_MOST_SCREENINGS)]


def export_client(history: History, client: Client, path: Path) -> None:
    """Write a client and all screenings as one zip.

    Parameters
    ----------
    history
        Where they are kept.
    client
        Who.
    path
        Of the zip; replaced when the new one is whole.

    Raises
    ------
    HistoryError
        If it cannot be written.
    """
    kept = history.screenings(client)
    about = _Client(
        version=VERSION,
        id=client.id,
        name=client.name,
        note=client.note,
        consent_on=client.consent_on,
        screenings=[
            _Screening(
                id=one.id,
                taken_on=one.taken_on,
                note=one.note,
                results=len(history.files(one, [SCREENING])),
                pain={
                    leg: _Pain(before=pain.before, after=pain.after)
                    for leg, pain in one.pain.items()
                },
            )
            for one in kept
        ],
    )
    part = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(CLIENT, about.model_dump_json(indent=2))
            for one in kept:
                for number, files in enumerate(history.files(one)):
                    for name, content in files.items():
                        archive.writestr(
                            f"screenings/{one.id}/{number}/{name}", content
                        )
        part.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise HistoryError("not_exported", path=shown(path), why=why) from error
    finally:
        part.unlink(missing_ok=True)


def import_client(
    history: History, path: Path, *, name: str = "", mine: bool = False
) -> tuple[Client, int]:
    """Take the client of a zip into the history.

    Parameters
    ----------
    history
        Where to. A client who is known already gets the screenings that are missing.
    path
        Of a zip as :func:`export_client` writes it.
    name
        For a client who is new here, if it is to be another one. Somebody's own
        screenings come without a name.
    mine
        These are the user's own screenings.

    Returns
    -------
    Client
        As the history has it now.
    int
        How many screenings were added.

    Raises
    ------
    HistoryError
        If it is no such zip, holds anything else, or cannot be written. Nothing of a
        zip that is refused is kept.
    """
    try:
        with (
            zipfile.ZipFile(path) as archive,
            tempfile.TemporaryDirectory(prefix="screening-import-") as place,
        ):
            about = _about(archive)
            folders = _unpack(archive, about, Path(place))
            return _add(history, about, folders, name=name, mine=mine)
    except FileNotFoundError as error:
        raise HistoryError("no_archive", path=shown(path)) from error
    except (OutputError, ValidationError, zipfile.BadZipFile, *UNREADABLE) as error:
        why = str(error).split("\n", 1)[0]
        raise HistoryError("bad_archive", path=shown(path), why=why) from error


def _about(archive: zipfile.ZipFile) -> _Client:
    """Return what the zip says about itself, after a look at its table of contents."""
    sizes = [member.file_size for member in archive.infolist()]
    if max(sizes, default=0) > _LARGEST_FILE or sum(sizes) > _LARGEST_ALL:
        raise ValueError("it is larger than any history")
    if len({member.filename for member in archive.infolist()}) < len(sizes):
        raise ValueError("it holds a file twice")
    if archive.getinfo(CLIENT).file_size > _LARGEST_CLIENT:
        raise ValueError(f"{CLIENT} is too large")
    values = json.loads(archive.read(CLIENT))
    if isinstance(values, dict) and values.get("version") != VERSION:
        raise ValueError(f"format version {values.get('version')} is not known")
    about = _Client.model_validate(values)
    if len({one.id for one in about.screenings}) < len(about.screenings):
        raise ValueError("it holds a screening twice")
    return about


_Folders = dict[tuple[str, str], Path]
"""Folder of each result by its screening and its number."""


def _unpack(archive: zipfile.ZipFile, about: _Client, place: Path) -> _Folders:
    """Unpack the files that belong to a screening; any other name is refused."""
    folders = {
        (one.id, str(number)): place / one.id / str(number)
        for one in about.screenings
        for number in range(one.results)
    }
    for folder in folders.values():
        folder.mkdir(parents=True)
    for member in archive.infolist():
        if member.filename == CLIENT:
            continue
        parts = PurePosixPath(member.filename).parts
        known = (
            len(parts) == 4
            and parts[0] == "screenings"
            and parts[1:3] in folders
            and parts[3] in (*KEPT_FILES, ANNOTATED)
        )
        if not known or member.is_dir():
            raise ValueError(
                f"it holds {member.filename!r}, which does not belong there"
            )
        _write_member(archive, member, folders[parts[1], parts[2]] / parts[3])
    for (name, _), folder in folders.items():
        if not (folder / SCREENING).is_file():
            raise ValueError(f"screening {name} has no {SCREENING}")
    return folders


def _write_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path
) -> None:
    """Write one file, no more of it than the table of contents says."""
    left = member.file_size
    with archive.open(member) as source, path.open("wb") as target:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise ValueError(f"{member.filename} is larger than it says")
            target.write(piece)


def _add(
    history: History, about: _Client, folders: _Folders, *, name: str, mine: bool
) -> tuple[Client, int]:
    """Add the client, and the screenings that are not there, all or none."""
    with history.together():
        client = next((c for c in history.clients() if c.id == about.id), None)
        if client is None and mine:
            client = history.myself(id=about.id)
        if client is None:
            if not (name or about.name):
                raise HistoryError("name_needed")
            client = history.add_client(
                name or about.name,
                note=about.note,
                consent_on=about.consent_on,
                id=about.id,
            )
        there = {one.id for one in history.screenings(client)}
        new = [one for one in about.screenings if one.id not in there]
        for one in new:
            history.add(
                client,
                [folders[one.id, str(number)] for number in range(one.results)],
                taken_on=one.taken_on,
                note=one.note,
                pain={
                    leg: Pain(pain.before, pain.after) for leg, pain in one.pain.items()
                },
                with_video=True,
                id=one.id,
            )
    return history.client(client.id), len(new)
