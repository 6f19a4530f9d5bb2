"""The log row that every action of this room writes, and of those above it that go on with the life of a case."""

from __future__ import annotations

from collections.abc import Iterable

from chancennetz.access.constants import Facet
from chancennetz.access.protected import InFile
from chancennetz.audit.actions import record_write
from chancennetz.core.actor import Actor


def log(row: InFile, by: Actor, verb: str, facet: Facet, *, changed: Iterable[str] = (), basis: str = "") -> None:
    """Write the log row of a change to a record in a file; its name says the room of the record."""
    name = str(row._meta.model_name)
    record_write(
        by=by,
        action=f"{row._meta.app_label}.{name}.{verb}",
        object_type=name,
        object_id=row.id,
        subjects=[row.file_id],
        facet=facet,
        changed=changed,
        basis=basis,
    )
