"""The only way to change documents."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import transaction

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.ids import new_id
from chancennetz.documents import content as contents
from chancennetz.documents import storage
from chancennetz.documents.constants import ORPHAN_AGE, DocumentKind
from chancennetz.documents.models import Document


def _log(by: Actor, what: str, document: Document, kind: EntryKind = EntryKind.WRITE) -> None:
    record(
        kind=kind,
        by=by,
        action=what,
        object_type="document",
        object_id=document.id,
        subjects=[document.file_id],
        facet=Facet.DOCUMENT,
    )


@action
def upload(
    *, by: Actor, file: FamilyFile, content: bytes, title: str, kind: DocumentKind = DocumentKind.OTHER, owner: str = ""
) -> Document:
    """Take a document into a family file. Raises `documents.rules.Refused` with what to do when it is not taken.

    The file is on disk before the row is committed; a crash between the two leaves an orphan that the sweeper removes.
    """
    require_in_file(by, Action.CREATE, Facet.DOCUMENT, file)
    prepared = contents.prepare(content)
    document = Document(
        file=file,
        kind=kind,
        title=title.strip() or str(kind.label),
        media_type=prepared.media_type,
        size=len(prepared.content),
        pages=prepared.pages,
        stored_as=new_id().hex[::-1],
        digest=hashlib.sha256(prepared.content).hexdigest(),
        owner=owner,
        uploaded_by=by.user_id,
    )
    storage.write(file.id, document.stored_as, prepared.content)
    document.save(force_insert=True)
    _log(by, "documents.upload", document)
    return document


@action
def remove(*, by: Actor, document: Document) -> Document:
    """Put a document aside; it can be brought back until the file's retention ends."""
    require_in_file(by, Action.END, Facet.DOCUMENT, document.file)
    document.deleted_at = time.now()
    document.save_version(expected=document.version, fields=["deleted_at"])
    _log(by, "documents.remove", document)
    return document


@action
def bring_back(*, by: Actor, document: Document) -> Document:
    """Undo `remove`."""
    require_in_file(by, Action.END, Facet.DOCUMENT, document.file)
    document.deleted_at = None
    document.save_version(expected=document.version, fields=["deleted_at"])
    _log(by, "documents.bring_back", document)
    return document


@action
def hand_out(*, by: Actor, document: Document) -> bytes:
    """Return the content for a download, logged as an export."""
    require_in_file(by, Action.EXPORT, Facet.DOCUMENT, document.file)
    _log(by, "documents.download", document, EntryKind.EXPORT)
    return storage.read(document.file_id, document.stored_as)


@action
def sweep_orphans(*, by: Actor, min_age: dt.timedelta = ORPHAN_AGE) -> int:
    """Remove files on disk that no row knows (a crash while uploading). Returns how many.

    Young files stay: the row of an upload that is just being saved is not to be seen yet.
    """
    known = set(Document.objects.values_list("stored_as", flat=True))
    orphans = storage.names(min_age) - known
    for name in orphans:
        storage.delete(name)
    if orphans:
        record_write(by=by, action="documents.sweep", object_type="document", changed=[str(len(orphans))])
    return len(orphans)


@action
def remove_contents(*, by: Actor, names: Iterable[str]) -> None:
    """Remove the files of rows that are deleted in this transaction, after its commit (room `retention`).

    What a kill in between leaves on disk belongs to no row any more: `sweep_orphans` removes it.
    """
    gone = [name for name in names if not Document.objects.filter(stored_as=name).exists()]
    if gone:
        record_write(by=by, action="documents.remove_contents", object_type="document", changed=[str(len(gone))])
    transaction.on_commit(lambda: _delete_from_disk(gone))


def _delete_from_disk(names: Iterable[str]) -> None:
    for name in names:
        storage.delete(name)
