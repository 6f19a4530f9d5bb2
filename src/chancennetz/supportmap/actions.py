"""The county's own taxonomies."""

from __future__ import annotations

from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.supportmap import rights, taxonomy_store
from chancennetz.supportmap.taxonomy_file import read as read_taxonomies


@action
def import_taxonomies(*, by: Actor, data: bytes) -> int:
    """Load taxonomies of a county from a TOML file; returns how many terms are new or changed."""
    rights.require_editor(by)
    return taxonomy_store.store(read_taxonomies(data))
