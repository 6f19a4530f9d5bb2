"""Puts taxonomies into the database: those that ship after every migration, those of a county by an action."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from chancennetz.supportmap import rules
from chancennetz.supportmap.constants import SOURCE_LANGUAGE
from chancennetz.supportmap.models import Taxonomy, TaxonomyTerm, Translation
from chancennetz.supportmap.taxonomy_file import TaxonomyLine, TermLine, shipped


def ensure(using: str = "default") -> int:
    """Store the taxonomies that ship, and bring changed names up to date. Returns how many terms are new or changed."""
    return store(shipped(), using=using)


def store(lines: Iterable[TaxonomyLine], *, using: str = "default") -> int:
    """Store taxonomies by key and terms by code; nothing is deleted, since offers may carry the terms."""
    changes = 0
    with transaction.atomic(using=using):
        for line in lines:
            values = {"name": line.name, "description": line.description, "uri": line.uri}
            taxonomy, _made = Taxonomy.objects.using(using).update_or_create(key=line.key, defaults=values)
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
            taxonomy=taxonomy, code=line.code, defaults=values
        )
        stored[line.code] = term
    assert term is not None  # noqa: S101 - either stored before or just now
    for language, text in line.names:
        Translation.objects.using(using).get_or_create(
            table="taxonomy_term",
            object_id=term.pk,
            field="name",
            language=language,
            defaults={"text": text, "source_hash": rules.content_hash(line.name)},
        )
    return int(changed)
