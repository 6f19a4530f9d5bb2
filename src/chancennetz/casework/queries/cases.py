"""The case of a file, the facts its phase depends on, and the names a file is known by."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile
from chancennetz.casework import rules, seams
from chancennetz.casework.constants import Phase
from chancennetz.casework.models import Case, Participant
from chancennetz.casework.seams import Fact
from chancennetz.consent.models import Consent
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.people.models import FilePerson


def case_of(file: FamilyFile) -> Case | None:
    """Return the case of a file, None when it has none yet."""
    found: Case | None = Case.objects.select_related("file").filter(file=file).first()
    return found


def facts_of_files(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, rules.CaseFacts]:
    """Return the facts from which phases are computed, by file; one query whatever the number of files."""
    return {
        row[0]: rules.CaseFacts(
            assessed=row[1] is not None,
            exit_on=row[2],
            consented=row[3],
            enrolled=row[4],
            agreed=row[5],
            linked=row[6],
            unfinished=row[7],
        )
        for row in _facts(seams.all_rows(), file_ids=list(file_ids))
    }


@prepared
def _facts(above: tuple[seams.Rows, ...], *, file_ids: list[uuid.UUID]) -> QuerySet[Any]:
    here = {"file_id": OuterRef("file_id")}

    def told(fact: Fact) -> Any:
        """Return the condition that a room above has a row that says so."""
        found: Any = Value(value=False, output_field=BooleanField())
        for place, one in enumerate(one for one in above if one.fact is fact):
            exists = Exists(one.model._default_manager.filter(one.condition, **here))
            found = exists if place == 0 else found | exists
        return found

    present = Exists(Participant.objects.filter(exit_on__isnull=True, **here))
    unfinished = [one for one in above if one.fact is Fact.UNFINISHED]
    found: QuerySet[Any] = (
        Case.objects.filter(file_id__in=file_ids)
        .annotate(
            consented=Exists(Consent.objects.filter(refused=False, **here)),
            enrolled=Exists(Participant.objects.filter(**here)),
            agreed=told(Fact.AGREED),
            linked=told(Fact.LINKED),
            unfinished=told(Fact.UNFINISHED) | present if unfinished else present,
        )
        .values_list("file_id", "assessed_on", "exit_on", "consented", "enrolled", "agreed", "linked", "unfinished")
    )
    return found


def phase_of(file: FamilyFile) -> Phase:
    """Return the phase of a file's case today (one query); CONTACT when there is no case yet."""
    return rules.phase(facts_of_files([file.pk]).get(file.pk, rules.CaseFacts()), time.today())


def names_of(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the name by which each file is known: its main contact, else an adult, else anybody (two queries).

    Opens names: for readers only who may see the identity in these files, and each name gets its read row.
    """
    links = FilePerson.objects.filter(file_id__in=list(file_ids))
    return {file_id: names[0] for file_id, names in _names(links, only_first=True).items()}


def visible_names(actor: Actor, file_ids: Iterable[uuid.UUID], *, everybody: bool) -> dict[uuid.UUID, list[str]]:
    """Return names by file where the actor may see them, the main contact first (two queries).

    With `everybody` those of all persons, for searching; else only the first one is opened.
    """
    links = FilePerson.objects.all().visible_to(actor, Facet.IDENTITY).filter(file_id__in=list(file_ids))
    return _names(links, only_first=not everybody)


def _names(links: QuerySet[FilePerson], *, only_first: bool) -> dict[uuid.UUID, list[str]]:
    day = time.today()
    present = links.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    chosen: dict[uuid.UUID, list[FilePerson]] = {}
    for link in present.select_related("person").order_by("-is_main_contact", "role", "created_at"):
        if link.file_id not in chosen or not only_first:
            chosen.setdefault(link.file_id, []).append(link)
    crypto.preload_keys(link.person_id for found in chosen.values() for link in found)
    return {file_id: [_listed(link) for link in found] for file_id, found in chosen.items()}


def _listed(link: FilePerson) -> str:
    """Write a name as lists do, family name first."""
    person = link.person
    return " ".join(part for part in (f"{person.family_name},", person.given_name) if part.strip(", "))
