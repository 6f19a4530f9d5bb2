"""Keeps the counts of `monitoring` equal to what is here. Rows there carry no person and no file.

Whoever changes something that counts takes the counts before and after, and the difference is written: what fell away
as a negative row. So the counts are append-only and still equal a recount at every moment.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from chancennetz.casework.models import Case
from chancennetz.core.actor import Actor
from chancennetz.monitoring import actions as monitoring
from chancennetz.participation import queries, rules, seams


def case_type_of(file_id: uuid.UUID) -> str:
    """Return what the case is mainly about, as the counts name it; empty when nobody has said."""
    return Case.objects.filter(file_id=file_id).values_list("case_type", flat=True).first() or ""


def counts_of_file(file_id: uuid.UUID) -> Counter[rules.CountKey]:
    """Return everything that a file adds to the counts at this moment (four queries)."""
    participations = queries.participations_of([file_id])
    contacts = seams.contact_facts([file_id]).get(file_id, [])
    case_type = case_type_of(file_id)
    counts = rules.participation_counts(participations, case_type)
    counts.update(rules.contact_counts(participations, contacts, case_type))
    return counts


@contextlib.contextmanager
def recounted(by: Actor, file_id: uuid.UUID) -> Iterator[None]:
    """Write what changes in the counts of a file inside the block."""
    before = counts_of_file(file_id)
    yield
    write_difference(by, before, counts_of_file(file_id))


def counts_of_contacts(file_id: uuid.UUID, contacts: Iterable[rules.ContactFact]) -> Counter[rules.CountKey]:
    """Return what some contacts of a file add to the counts."""
    return rules.contact_counts(queries.participations_of([file_id]), contacts, case_type_of(file_id))


def write_difference(by: Actor, before: Mapping[rules.CountKey, int], after: Mapping[rules.CountKey, int]) -> None:
    """Write the rows that turn the counts before into the counts after."""
    write(by, rules.correction(before, after))


def write(by: Actor, counts: Mapping[rules.CountKey, int]) -> None:
    """Add counts to `monitoring`, in the order of their days."""
    rows = sorted((key, number) for key, number in counts.items() if number)
    if rows:
        monitoring.add_tallies(by=by, rows=[_tally(key, number) for key, number in rows])


def _tally(key: rules.CountKey, number: int) -> monitoring.NewTally:
    return {
        "day": key.day,
        "programme_id": key.programme_id,
        "partner_id": key.partner_id,
        "what": key.what,
        "number": number,
        "module": key.module,
        "case_type": key.case_type,
    }
