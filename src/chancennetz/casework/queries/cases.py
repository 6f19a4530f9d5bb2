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
from chancennetz.casework.models import Case
from chancennetz.casework.seams import Fact
from chancennetz.consent.models import Consent
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.people.models import FilePerson, Person
from chancennetz.people.queries import called_after, family_called


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

    found: QuerySet[Any] = (
        Case.objects.filter(file_id__in=file_ids)
        .annotate(
            consented=Exists(Consent.objects.filter(refused=False, **here)),
            enrolled=told(Fact.ENROLLED),
            agreed=told(Fact.AGREED),
            linked=told(Fact.LINKED),
            unfinished=told(Fact.UNFINISHED),
        )
        .values_list("file_id", "assessed_on", "exit_on", "consented", "enrolled", "agreed", "linked", "unfinished")
    )
    return found


def phase_of(file: FamilyFile) -> Phase:
    """Return the phase of a file's case today (one query); CONTACT when there is no case yet."""
    return rules.phase(facts_of_files([file.pk]).get(file.pk, rules.CaseFacts()), time.today())


def names_of(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what each family is called (two queries).

    Opens names: for readers only who may see the identity in these files, and each name gets its read row.
    """
    links = FilePerson.objects.filter(file_id__in=list(file_ids))
    return {file_id: family_called(found[0]) for file_id, found in _people(links, only_first=True).items()}


def visible_people(actor: Actor, file_ids: Iterable[uuid.UUID], *, everybody: bool) -> dict[uuid.UUID, list[Person]]:
    """Return the persons by file whom the actor may know, first the one after whom the family is called (two queries).

    With `everybody` those of the whole family, for searching; else only the first one.
    """
    links = FilePerson.objects.all().visible_to(actor, Facet.IDENTITY).filter(file_id__in=list(file_ids))
    return _people(links, only_first=not everybody)


def visible_names(actor: Actor, file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what families are called where the actor may know it (two queries)."""
    found = visible_people(actor, file_ids, everybody=False)
    return {file_id: family_called(people[0]) for file_id, people in found.items()}


def _people(links: QuerySet[FilePerson], *, only_first: bool) -> dict[uuid.UUID, list[Person]]:
    day = time.today()
    present = links.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    found = called_after(present.filter(person__merged_into__isnull=True).select_related("person"))
    if only_first:
        found = {file_id: people[:1] for file_id, people in found.items()}
    crypto.preload_keys(person.pk for people in found.values() for person in people)
    return found
