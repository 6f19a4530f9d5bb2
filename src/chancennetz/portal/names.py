"""What families are called, for every page that mentions one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from chancennetz.access.constants import Facet
from chancennetz.access.queries import few_visible_files
from chancennetz.core import actor as actors
from chancennetz.core import crypto, time
from chancennetz.core.prepared import prepared
from chancennetz.people.models import FilePerson
from chancennetz.people.queries import called_after, family_called


@prepared
def _links(*, file_ids: list[uuid.UUID], day: dt.date) -> QuerySet[FilePerson]:
    return _present(FilePerson.objects.filter(file_id__in=file_ids), day)


def _present(found: QuerySet[FilePerson], day: dt.date) -> QuerySet[FilePerson]:
    today = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return found.filter(today, person__merged_into__isnull=True).select_related("person")


def family_names(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Return {file: (what the family is called, address of its page)} for the files one may see (two queries)."""
    actor = actors.current()
    wanted = set(file_ids)
    if actor is None or not wanted:
        return {}
    visible, day = few_visible_files(actor, Facet.IDENTITY), time.today()
    if visible is None:
        links = FilePerson.objects.filter(file_id__in=wanted).visible_to(actor, Facet.IDENTITY)
        found = called_after(_present(links, day))
    else:
        found = called_after(_links(file_ids=list(wanted.intersection(visible)), day=day))
    crypto.preload_keys(people[0].pk for people in found.values())
    return {
        file_id: (family_called(people[0]), reverse("portal:family", args=[file_id]))
        for file_id, people in found.items()
    }
