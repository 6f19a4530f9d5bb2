"""A group meeting: one form, one contact in the file of each family that was there."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.models import FamilyFile
from chancennetz.contacts.actions.contacts import ContactValues, log_contact
from chancennetz.contacts.constants import Medium
from chancennetz.contacts.models import ContactEntry
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.ids import new_id

#: More families than this are no group but an event.
MOST_FAMILIES = 60


@action
def log_group_meeting(
    *, by: Actor, values: ContactValues, attendance: Mapping[FamilyFile, Sequence[uuid.UUID]]
) -> list[ContactEntry]:
    """Write one contact for each family of which somebody came; all or none.

    `values` are common to all (the persons in it are ignored); the way there counts once, in the first file. Raises
    ValidationError when nobody came, Conflict naming the file in which nothing may be written.
    """
    came = {file: list(ids) for file, ids in attendance.items() if ids}
    if not came:
        raise ValidationError({"attendance": _("Please tick who was there.")})
    if len(came) > MOST_FAMILIES:
        raise ValidationError({"attendance": _("Please enter at most %(most)d families.") % {"most": MOST_FAMILIES}})
    meeting_id = new_id()
    made = []
    for place, (file, person_ids) in enumerate(sorted(came.items(), key=lambda one: one[0].number)):
        own = dataclasses.replace(
            values,
            medium=Medium.GROUP,
            reached=True,
            person_ids=person_ids,
            travel_minutes=values.travel_minutes if place == 0 else 0,
            meeting_id=meeting_id,
        )
        try:
            made.append(log_contact(by=by, file=file, values=own))
        except Conflict as error:
            text = _("File %(number)s: %(reason)s") % {"number": file.number, "reason": error}
            raise Conflict(text) from error
    return made
