"""The field catalogue: every field of every table carries a decision about its protection.

A model names its fields inside an inner `class Catalogue` in one of five groups. From these decisions come the record
of processing activities (Art. 30 DSGVO), the data-protection notice, export, masking and deletion. A system check fails
on a field without a decision, so nobody can add one without thinking.

    class Catalogue:
        purpose = "counselling"            # why the data are there (key of PURPOSES)
        domain = LegalDomain.VOLUNTARY     # which part of the law rules them
        retention = Retention.CASE_CLOSED  # from which event the period for deletion runs
        open = ("organisation",)           # harmless on its own
        personal = ("name",)               # identifies a person or tells something about one
        sensitive = ("health",)            # special categories, Art. 9 DSGVO
        entrusted = ("note",)              # entrusted in confidence, s. 65 SGB VIII; bound to the counsellor in person
        secret = ("password",)             # keys and passwords

`id`, `created_at` and `version` are structure and need no entry.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

STRUCTURE = frozenset({"id", "created_at", "version"})


class Protection(enum.StrEnum):
    """How closely a field is guarded, in rising order."""

    OPEN = "open"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    ENTRUSTED = "entrusted"
    SECRET = "secret"  # noqa: S105 - the name of a class of protection


class LegalDomain(models.TextChoices):
    """Part of the law (Rechtskreis) that rules data and their disclosure."""

    SGB_II = "SGB_II", _("SGB II (basic income support)")
    SGB_III = "SGB_III", _("SGB III (employment promotion)")
    SGB_VIII = "SGB_VIII", _("SGB VIII (child and youth welfare)")
    SGB_IX = "SGB_IX", _("SGB IX (disability)")
    SGB_XII = "SGB_XII", _("SGB XII (social assistance)")
    PROJECT = "PROJECT", _("Funded project (ESF Plus)")
    VOLUNTARY = "VOLUNTARY", _("Voluntary counselling")
    STATISTICS = "STATISTICS", _("Municipal statistics")
    OPERATION = "OPERATION", _("Running the platform")


class Retention(models.TextChoices):
    """Event from which the retention period runs. Periods are configuration of the county, not code."""

    CASE_CLOSED = "case_closed", _("the counselling has ended")
    CONSENT_ENDED = "consent_ended", _("the consent has ended")
    MEMBERSHIP_ENDED = "membership_ended", _("the person has left the organisation")
    LAST_PAYMENT = "last_payment", _("the last payment of the funder (Art. 82 Regulation 2021/1060)")
    LOGGED = "logged", _("the entry in the log (12 months)")
    WITH_PERSON = "with_person", _("the data of the person are deleted")
    REPLACED = "replaced", _("a newer entry has replaced it")
    NONE = "none", _("no personal data: kept")


#: Why data are processed: key -> (text for the notice, legal basis).
PURPOSES: dict[str, tuple[Any, Any]] = {
    "counselling": (
        _("to counsel and accompany families"),
        _("Consent (Art. 6(1)(a), Art. 9(2)(a) DSGVO; s. 67b(2) SGB X)"),
    ),
    "cooperation": (
        _("to work together with other offices as the family wishes"),
        _("Consent and release from confidentiality (s. 67b(2) SGB X, s. 203 StGB)"),
    ),
    "project": (
        _("to prove the work of the funded project"),
        _("Legal obligation (Art. 6(1)(c) DSGVO; Art. 17 Regulation 2021/1057)"),
    ),
    "organisation": (
        _("to run organisations, teams and access rights"),
        _("Task in the public interest (Art. 6(1)(e) DSGVO)"),
    ),
    "information": (
        _("to show offers and contact points to the public"),
        _("Task in the public interest (Art. 6(1)(e) DSGVO)"),
    ),
    "monitoring": (
        _("to count results without personal data"),
        _("No personal data"),
    ),
    "security": (
        _("to protect the data and to show who has read them"),
        _("Legal obligation (Art. 6(1)(c), Art. 32 DSGVO)"),
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class FieldEntry:
    """The decision about one field."""

    model: str
    field: str
    protection: Protection
    purpose: str
    domain: LegalDomain
    retention: Retention
    sealed: bool


class CatalogueGap(Exception):
    """A model or field without a decision, or a decision about a field that does not exist."""


def _groups(declaration: Any) -> dict[str, Protection]:
    decided: dict[str, Protection] = {}
    for protection in Protection:
        for name in getattr(declaration, protection.value, ()):
            if name in decided:
                raise CatalogueGap(f"field {name} stands in two groups")
            decided[name] = protection
    return decided


def entries_of(model: type[models.Model]) -> list[FieldEntry]:
    """Return the decisions about all fields of a model.

    Raises CatalogueGap when a field has none, or a name in the catalogue is not a field.
    """
    declaration = model.__dict__.get("Catalogue")
    if declaration is None:
        raise CatalogueGap(f"{model.__name__} has no Catalogue")
    for needed in ("purpose", "domain", "retention"):
        if not hasattr(declaration, needed):
            raise CatalogueGap(f"{model.__name__}.Catalogue does not say its {needed}")
    if declaration.purpose not in PURPOSES:
        raise CatalogueGap(f"{model.__name__}.Catalogue names an unknown purpose {declaration.purpose!r}")
    decided = _groups(declaration)
    fields = {field.name: field for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    missing = sorted(set(fields) - set(decided) - STRUCTURE)
    unknown = sorted(set(decided) - set(fields))
    if missing or unknown:
        raise CatalogueGap(f"{model.__name__}: no decision for {missing}, no such field {unknown}")
    return [
        FieldEntry(
            model=model._meta.label,
            field=name,
            protection=decided.get(name, Protection.OPEN),
            purpose=declaration.purpose,
            domain=declaration.domain,
            retention=declaration.retention,
            sealed=bool(getattr(field, "is_sealed", False)),
        )
        for name, field in fields.items()
    ]


def own_models() -> Iterator[type[models.Model]]:
    """Yield the models of the platform (not those of libraries)."""
    for model in apps.get_models():
        if model.__module__.startswith("chancennetz."):
            yield model


def all_entries() -> list[FieldEntry]:
    """Return the whole catalogue."""
    return [entry for model in own_models() for entry in entries_of(model)]
