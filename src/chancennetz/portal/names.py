"""What families are called, for every page that mentions one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.urls import reverse

from chancennetz.core import actor as actors
from chancennetz.core import crypto
from chancennetz.people.models import FilePerson


def family_names(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Return {file: (name of the family, address of its page)} for the files one may see (two queries).

    A family is called by its main contact, else by its first adult.
    """
    actor = actors.current()
    wanted = list(file_ids)
    if actor is None or not wanted:
        return {}
    links = FilePerson.objects.filter(file_id__in=wanted).visible_to(actor, "identity")
    first: dict[uuid.UUID, FilePerson] = {}
    for link in links.select_related("person").order_by("-is_main_contact", "role", "created_at"):
        first.setdefault(link.file_id, link)
    crypto.preload_keys(link.person_id for link in first.values())
    return {
        file_id: (link.person.full_name, reverse("portal:family", args=[file_id])) for file_id, link in first.items()
    }
