"""Entrusted notes, readable by the counsellor to whom they were entrusted."""

from __future__ import annotations

from chancennetz.access.models import FamilyFile
from chancennetz.casework.models import EntrustedNote
from chancennetz.core import crypto
from chancennetz.core.actor import Actor


def own_notes(actor: Actor, file: FamilyFile) -> list[EntrustedNote]:
    """Return the notes of a file that were entrusted to this very person, newest first; nobody else has any."""
    if actor.user_id is None:
        return []
    found = list(EntrustedNote.objects.filter(file=file, bound_to_id=actor.user_id).order_by("-created_at"))
    crypto.preload_keys([file.pk] if found else [])
    return found
