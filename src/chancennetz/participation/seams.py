"""What the room of the contacts tells this one: the contacts that count.

Contacts lie above, because they need participants. What counts of them is registered at start-up
(``AppConfig.ready`` -> ``hooks.py``)::

    seams.register_contacts(contact_facts_by_file, minutes_by_stretch)
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping

from chancennetz.participation.rules import ContactFact

#: (person, module, number of the stretch of days, minutes)
Stretch = tuple[uuid.UUID, str, int, int]
FindFacts = Callable[[Iterable[uuid.UUID]], Mapping[uuid.UUID, list[ContactFact]]]
FindStretches = Callable[[uuid.UUID, list[dt.date]], Iterable[Stretch]]
_contacts: list[tuple[FindFacts, FindStretches]] = []


def register_contacts(facts: FindFacts, stretches: FindStretches) -> None:
    """Name the functions that return what counts of contacts: each one by file, and summed by stretches of days."""
    _contacts[:] = [(facts, stretches)]


def contact_facts(file_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, list[ContactFact]]:
    """Return what counts of the contacts in some files, by file (one query)."""
    return _contacts[0][0](file_ids) if _contacts else {}


def minutes_by_stretch(file_id: uuid.UUID, borders: list[dt.date]) -> Iterable[Stretch]:
    """Return the minutes of the contacts that reached somebody, by person, module and stretch between the borders."""
    return _contacts[0][1](file_id, borders) if _contacts else []
