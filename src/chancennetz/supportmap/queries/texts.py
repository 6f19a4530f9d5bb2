"""Texts of records in the language of the reader, with one query for a whole page."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import QuerySet

from chancennetz.core.prepared import prepared
from chancennetz.supportmap import rules
from chancennetz.supportmap.constants import SOURCE_LANGUAGE
from chancennetz.supportmap.models import (
    Accessibility,
    CostOption,
    Location,
    OrganisationProfile,
    RequiredDocument,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    Translation,
)

#: Tables (by their HSDS names) and the fields of them that are translated.
TRANSLATED: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "service": (
        Service,
        (
            "name",
            "alternate_name",
            "description",
            "application_process",
            "fees_description",
            "eligibility_description",
            "interpretation_services",
            "wait_time",
            "alert",
        ),
    ),
    "organization": (OrganisationProfile, ("description",)),
    "location": (Location, ("name", "description", "transportation")),
    "service_at_location": (ServiceAtLocation, ("description",)),
    "accessibility": (Accessibility, ("description", "details")),
    "cost_option": (CostOption, ("option", "amount_description")),
    "required_document": (RequiredDocument, ("document",)),
    "taxonomy_term": (TaxonomyTerm, ("name", "description")),
}
TABLE_OF = {model: table for table, (model, _fields) in TRANSLATED.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class ShownText:
    """A text as shown: in which language it is, and whether the source has changed since it was translated."""

    text: str
    language: str
    outdated: bool = False

    def __str__(self) -> str:
        return self.text


@prepared
def _translations(language: str, *, ids: list[uuid.UUID]) -> QuerySet[Translation]:
    return Translation.objects.filter(object_id__in=ids, language=language)


class Texts:
    """The texts of some records in one language (BCP 47, such as "tr", "en" or "de-simple")."""

    def __init__(self, language: str, records: Iterable[models.Model]) -> None:
        self.language = language
        self._found: dict[tuple[uuid.UUID, str], Translation] = {}
        ids = [record.pk for record in records]
        if language != SOURCE_LANGUAGE and ids:
            for row in _translations(language, ids=ids):
                self._found[row.object_id, row.field] = row

    def shown(self, record: models.Model, field: str) -> ShownText:
        """Return a field's text in the language; the German one when there is no translation or it is outdated.

        An outdated translation may send a family to the wrong door, so the German text is shown instead and says so.
        """
        source = str(getattr(record, field) or "")
        row = self._found.get((record.pk, field))
        if row is None:
            return ShownText(source, SOURCE_LANGUAGE)
        if row.source_hash != rules.content_hash(source):
            return ShownText(source, SOURCE_LANGUAGE, outdated=True)
        return ShownText(row.text, self.language)

    def text(self, record: models.Model, field: str) -> str:
        """Return only the words of `shown`."""
        return self.shown(record, field).text


def translations_of(record: models.Model) -> list[tuple[Translation, bool]]:
    """Return all translations of a record, each with whether it is outdated; by language and field."""
    rows = Translation.objects.filter(object_id=record.pk).order_by("language", "field")
    return [(row, row.source_hash != rules.content_hash(str(getattr(record, row.field, "") or ""))) for row in rows]


def languages_in_use() -> list[str]:
    """Return the languages in which at least one text is there, German first."""
    used = Translation.objects.values_list("language", flat=True).distinct().order_by("language")
    return [SOURCE_LANGUAGE, *used]
