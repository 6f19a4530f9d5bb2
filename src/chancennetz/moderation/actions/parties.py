"""Who sits at the table."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.models import Relation
from chancennetz.conferences.actions.common import log
from chancennetz.conferences.constants import RECEIVING_ROLES, TOOK_PLACE, PartyKind
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_line
from chancennetz.moderation.actions.common import check_harmless, check_persons, writable
from chancennetz.moderation.actions.conferences import sync_appointments
from chancennetz.organisations.models import Organisation


def _check_contact(conference: Conference, contact: str, function: str, seen: str) -> tuple[str, str]:
    contact, function = clean_line(contact)[:200], clean_line(function)[:120]
    check_harmless(conference, "contact", contact, seen)
    check_harmless(conference, "function", function, seen)
    return contact, function


def _add(by: Actor, conference: Conference, party: ConferenceParty, *, same: dict[str, object]) -> ConferenceParty:
    if conference.parties.filter(**same).exists():
        raise Conflict(_("This party sits at the table already."))
    party.save(force_insert=True)
    log(by, party, "add")
    return party


@action
def add_colleague(*, by: Actor, conference: Conference, user_id: uuid.UUID, function: str = "") -> ConferenceParty:
    """Add somebody of the case team; gets an appointment."""
    current = writable(by, conference)
    if not Relation.objects.at().filter(file=current.file, user_id=user_id).exists():
        raise ValidationError({"user": _("This person does not belong to the case team.")})
    _none, function = _check_contact(current, "", function, "")
    party = ConferenceParty(
        file=current.file, conference=current, kind=PartyKind.TEAM, user_id=user_id, function=function
    )
    made = _add(by, current, party, same={"user_id": user_id})
    sync_appointments(by, current)
    return made


@action
def add_family_member(*, by: Actor, conference: Conference, person_id: uuid.UUID) -> ConferenceParty:
    """Let somebody of the family take part."""
    current = writable(by, conference)
    check_persons(current.file, [person_id])
    party = ConferenceParty(file=current.file, conference=current, kind=PartyKind.FAMILY, person_id=person_id)
    return _add(by, current, party, same={"person_id": person_id})


@action
def add_office(
    *,
    by: Actor,
    conference: Conference,
    organisation: Organisation,
    role: str,
    contact: str = "",
    function: str = "",
    seen: str = "",
) -> ConferenceParty:
    """Add another organisation in one role; the empty role gets its papers by letter or by hand."""
    current = writable(by, conference)
    if organisation.pk == current.organisation_id:
        raise ValidationError({"organisation": _("Colleagues are added as the case team.")})
    if role and role not in {one.value for one in RECEIVING_ROLES}:
        raise ValidationError({"role": _("This role does not work with families and receives no data about them.")})
    contact, function = _check_contact(current, contact, function, seen)
    party = ConferenceParty(
        file=current.file,
        conference=current,
        kind=PartyKind.ORGANISATION,
        organisation=organisation,
        role=role,
        contact=contact,
        function=function,
    )
    return _add(by, current, party, same={"organisation": organisation, "role": role})


@action
def change_party(
    *, by: Actor, party: ConferenceParty, contact: str, function: str, expected: int, seen: str = ""
) -> ConferenceParty:
    """Change whom one talks to there, and in which function. Raises StaleVersion when somebody was faster."""
    current = writable(by, party.conference)
    party.contact, party.function = _check_contact(current, contact, function, seen)
    party.save_version(expected=expected, fields=["contact", "function"])
    log(by, party, "change", ["contact", "function"])
    return party


@action
def set_presence(*, by: Actor, party: ConferenceParty, present: bool) -> ConferenceParty:
    """Note who was there."""
    writable(by, party.conference)
    party.present = present
    party.save_version(expected=party.version, fields=["present"])
    log(by, party, "presence", ["present"])
    return party


@action
def remove_party(*, by: Actor, party: ConferenceParty) -> bool:
    """Take somebody from the table. Returns True when the row is gone, False when it stays without access.

    Somebody who was invited, has written something or has a task stays in the list, but reads nothing any more.
    """
    current = writable(by, party.conference)
    if current.state in TOOK_PLACE:
        raise Conflict(_("The conference has taken place. Who was there stays as it is."))
    if party.kind == PartyKind.TEAM and party.user_id == current.moderator_id:
        raise Conflict(_("The moderator stays at the table."))
    if ConferenceTask.objects.filter(owner=party, state="open").exists():
        raise Conflict(_("This party has an open task. Please finish, drop or move it first."))
    has_traces = (
        party.invited_at is not None
        or ConferenceItem.objects.filter(author=party).exists()
        or ConferenceTask.objects.filter(owner=party).exists()
    )
    if has_traces and party.kind != PartyKind.TEAM:
        party.cut_at = time.now()
        party.save_version(expected=party.version, fields=["cut_at"])
        log(by, party, "cut")
        return False
    if ConferenceTask.objects.filter(owner=party).exists():
        raise Conflict(_("This party has had tasks here and stays in the list."))
    log(by, party, "remove")
    party.delete()
    sync_appointments(by, current)
    return True
