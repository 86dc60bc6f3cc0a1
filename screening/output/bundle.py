"""Everything that belongs to one check, in one file to download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

_STORED = {".mp4", ".npz", ".png", ".jpg"}
"""Endings of files that do not get smaller any more."""


def bundle(folders: Mapping[str, Path], texts: Mapping[str, str]) -> bytes:
    """Put the files of results into a zip archive.

    Parameters
    ----------
    folders
        For each folder in the archive, the one with its files; empty for its top.
    texts
        Further files, their names in the archive and what is in them.

    Returns
    -------
    bytes
        The archive.
    """
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, folder in folders.items():
            for file in sorted(p for p in folder.iterdir() if p.is_file()):
                kind = zipfile.ZIP_STORED if file.suffix in _STORED else None
                archive.write(file, str(Path(name, file.name)), compress_type=kind)
        for name, text in texts.items():
            archive.writestr(name, text)
    return memory.getvalue()
