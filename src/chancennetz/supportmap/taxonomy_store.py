"""Puts taxonomies into the database: those that ship after every migration, those of a county by an action."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from chancennetz.supportmap import rules
from chancennetz.supportmap.constants import SOURCE_LANGUAGE
from chancennetz.supportmap.models import Taxonomy, TaxonomyTerm, Translation
from chancennetz.supportmap.taxonomy_file import TaxonomyLine, TermLine, shipped

#: Names the ids of terms: the same in every installation, so that what one gives out in HSDS the next one knows.
_NAMESPACE = uuid.UUID("0d7b1c52-3a51-5d0e-9a3e-6f0f5a4b8c21")


def lasting_id(*parts: str) -> uuid.UUID:
    """Return the id of a taxonomy (its key), of a term (key, code) or of a term's name in a language (all three)."""
    return uuid.uuid5(_NAMESPACE, "/".join(parts))


def ensure(using: str = "default") -> int:
    """Store the taxonomies that ship, and bring changed names up to date. Returns how many terms are new or changed."""
    return store(shipped(), using=using)


def store(lines: Iterable[TaxonomyLine], *, using: str = "default") -> int:
    """Store taxonomies by key and terms by code; nothing is deleted, since offers may carry the terms."""
    changes = 0
    with transaction.atomic(using=using):
        for line in lines:
            values = {"name": line.name, "description": line.description, "uri": line.uri}
            taxonomy, _made = Taxonomy.objects.using(using).update_or_create(
                key=line.key, defaults=values, create_defaults={**values, "id": lasting_id(line.key)}
            )
            stored = {term.code: term for term in TaxonomyTerm.objects.using(using).filter(taxonomy=taxonomy)}
            for position, term in enumerate(line.terms, 1):
                changes += _store_term(taxonomy, term, position, stored, using)
    return changes


def _store_term(taxonomy: Taxonomy, line: TermLine, position: int, stored: dict[str, TaxonomyTerm], using: str) -> int:
    values = {
        "name": line.name,
        "description": line.description or line.name,
        "icon": line.icon,
        "position": position,
        "language": SOURCE_LANGUAGE,
        "parent": stored.get(line.parent),
    }
    term = stored.get(line.code)
    changed = term is None or any(getattr(term, name) != value for name, value in values.items())
    if changed:
        term, _made = TaxonomyTerm.objects.using(using).update_or_create(
            taxonomy=taxonomy,
            code=line.code,
            defaults=values,
            create_defaults={**values, "id": lasting_id(taxonomy.key, line.code)},
        )
        stored[line.code] = term
    assert term is not None  # noqa: S101 - either stored before or just now
    for language, text in line.names:
        Translation.objects.using(using).get_or_create(
            table="taxonomy_term",
            object_id=term.pk,
            field="name",
            language=language,
            defaults={
                "id": lasting_id(taxonomy.key, line.code, language),
                "text": text,
                "source_hash": rules.content_hash(line.name),
            },
        )
    return int(changed)
