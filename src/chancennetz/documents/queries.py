"""Reading documents."""

from __future__ import annotations

import uuid

from chancennetz.core import crypto
from chancennetz.documents.models import Document


def documents_of(file_id: uuid.UUID) -> list[Document]:
    """Return the documents of a family file, newest first (two queries)."""
    crypto.preload_keys([file_id])
    return list(Document.objects.filter(file_id=file_id, deleted_at__isnull=True).order_by("-created_at"))


def find_document(file_id: uuid.UUID, document_id: uuid.UUID, *, removed: bool = False) -> Document | None:
    """Return a document of a file, with the file; `removed` finds those put aside."""
    found = Document.objects.filter(file_id=file_id, pk=document_id, deleted_at__isnull=not removed)
    document: Document | None = found.select_related("file").first()
    return document
