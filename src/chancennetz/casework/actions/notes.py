"""Entrusted notes (s. 65 SGB VIII): bound to one counsellor in person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_write
from chancennetz.casework.actions.records import check_text
from chancennetz.casework.models import EntrustedNote
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed


@action
def add_entrusted_note(*, by: Actor, file: FamilyFile, text: str) -> EntrustedNote:
    """Write down something entrusted in confidence. Only `by` can ever read it; it has no versions.

    A version would be a second copy that the case team could read, so there is none: what changes is written anew.
    """
    require_in_file(by, Action.CREATE, Facet.ENTRUSTED, file, bound_to=by.user_id)
    if by.user_id is None:
        raise NotAllowed("an entrusted note is bound to a person")
    note = EntrustedNote(file=file, bound_to_id=by.user_id, text=check_text(text, "text", _("Please write something.")))
    note.save(force_insert=True)
    _log(by, note, "add")
    return note


@action
def remove_entrusted_note(*, by: Actor, note: EntrustedNote) -> None:
    """Delete a note for good; only the person to whom it was entrusted may."""
    require_in_file(by, Action.UPDATE, Facet.ENTRUSTED, note.file, bound_to=note.bound_to_id)
    _log(by, note, "remove")
    note.delete()


def _log(by: Actor, note: EntrustedNote, verb: str) -> None:
    record_write(
        by=by,
        action=f"casework.entrusted.{verb}",
        object_type="entrusted_note",
        object_id=note.id,
        subjects=[note.file_id],
        facet=Facet.ENTRUSTED,
        basis="s. 65 SGB VIII",
    )
