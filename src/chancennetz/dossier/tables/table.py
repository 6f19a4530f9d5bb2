"""What is said about one table, and the words that several of them use."""

from __future__ import annotations

import dataclasses

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """One table: its title, its fields with their words, when an entry is from, whom it is about.

    `persons` are the fields that hold persons (foreign keys or lists of ids); without one an entry is about the family.
    """

    title: Promise
    facet: Facet
    fields: dict[str, Promise]
    moment: str = "created_at"
    persons: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()


WHO = _("Who")
FROM, TO = _("From"), _("To")
TEXT, NOTE, STATE, KIND = _("Text"), _("Note"), _("State"), _("Kind")
BY = _("Written by")
