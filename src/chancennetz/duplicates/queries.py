"""Which records may be one human being, and which were joined."""

from __future__ import annotations

import uuid

from django.db import connection
from django.db.models import Q

from chancennetz.core.actor import Actor
from chancennetz.duplicates.models import PersonMerge
from chancennetz.people.models import Person
from chancennetz.people.queries import Found, search


def possible_duplicates(actor: Actor, person: Person, *, limit: int = 5) -> list[Found]:
    """Return visible persons who are probably the same human being, without those that were once separated again."""
    separated = set(
        PersonMerge.objects.filter(Q(kept=person) | Q(merged=person), undone_at__isnull=False).values_list(
            "kept_id", "merged_id"
        )
    )
    apart = {one for pair in separated for one in pair}
    found = search(actor, person.full_name, birth_date=person.birth_date, limit=limit + 1 + len(apart))
    return [
        one for one in found if one.person.pk != person.pk and one.person.pk not in apart and one.match.is_probably_same
    ][:limit]


def merges_of(person: Person) -> list[PersonMerge]:
    """Return the merges in which a person is the kept record, newest first, the undone ones too."""
    found = PersonMerge.objects.filter(kept=person).select_related("merged", "file")
    return list(found.order_by("-created_at", "-id"))


def number_of_files(person_id: uuid.UUID) -> int:
    """Return to how many files a person belongs, also those the actor does not see (a number, nothing else)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_number_of_files(%s)", [person_id])
        return int(cursor.fetchone()[0])
