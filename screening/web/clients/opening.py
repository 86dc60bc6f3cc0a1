"""A kept screening, taken up in the visit so that it is shown as any other result."""

from __future__ import annotations

from screening.history.records import Client, KeptScreening, legs_of
from screening.history.store import History
from screening.language import say
from screening.web import session
from screening.web.items import Item, KeptAs, Kind
from screening.web.pain import note_if_new
from screening.words.clients import client_name
from screening.words.grammar import date_text


def open_screening(
    history: History, client: Client, screening: KeptScreening
) -> list[Item]:
    """Take a kept screening up in this visit; one that is there already is shown.

    Parameters
    ----------
    history
        Where it is kept.
    client, screening
        Whose it is, and which.

    Raises
    ------
    ScreeningError
        If it cannot be read, or there is no room for it.
    """
    work = session.work()
    there = [
        item
        for item in work.items
        if item.kept is not None and item.kept.screening_id == screening.id
    ]
    if there:
        note_if_new(there, screening.pain)
        return there
    files = history.files(screening)
    names = {"client": client_name(client.name), "day": date_text(screening.taken_on)}
    whole = say("kept.client.opened_title", **names)
    titles = [whole]
    if len(files) > 1:
        legs = {k.part: leg for leg, k in legs_of(history.results(screening)).items()}
        titles = [
            say("kept.client.opened_leg", leg=legs[part], **names)
            if part in legs
            else f"{whole} ({part + 1})"
            for part in range(len(files))
        ]
    kind: Kind = "clip" if client.name else "take"
    items = work.add_kept(
        dict(zip(titles, files, strict=True)),
        KeptAs(screening.id, client.id, client.name, screening.taken_on),
        kind=kind,
        group=whole if len(files) > 1 else "",
    )
    note_if_new(items, screening.pain)
    return items
