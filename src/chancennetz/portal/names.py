"""What families are called, for every page that mentions one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from chancennetz.access.constants import Facet
from chancennetz.access.queries import few_visible_files
from chancennetz.core import actor as actors
from chancennetz.core import crypto
from chancennetz.core.prepared import prepared
from chancennetz.people.models import FilePerson


def _in_order(found: QuerySet[FilePerson]) -> QuerySet[FilePerson]:
    return found.select_related("person").order_by("-is_main_contact", "role", "created_at")


@prepared
def _links(*, file_ids: list[uuid.UUID]) -> QuerySet[FilePerson]:
    return _in_order(FilePerson.objects.filter(file_id__in=file_ids))


def family_names(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Return {file: (name of the family, address of its page)} for the files one may see (two queries).

    A family is called by its main contact, else by its first adult.
    """
    actor = actors.current()
    wanted = set(file_ids)
    if actor is None or not wanted:
        return {}
    visible = few_visible_files(actor, Facet.IDENTITY)
    if visible is None:
        links = list(_in_order(FilePerson.objects.filter(file_id__in=wanted).visible_to(actor, Facet.IDENTITY)))
    else:
        links = _links(file_ids=list(wanted.intersection(visible)))
    first: dict[uuid.UUID, FilePerson] = {}
    for link in links:
        first.setdefault(link.file_id, link)
    crypto.preload_keys(link.person_id for link in first.values())
    return {
        file_id: (link.person.full_name, reverse("portal:family", args=[file_id])) for file_id, link in first.items()
    }
