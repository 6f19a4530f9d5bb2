"""Planning, inviting, holding, handing over the minutes, closing, calling off."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.conferences import queries, rules
from chancennetz.conferences.actions.common import OWNER_CONFERENCE, check_category, check_text, log, require_own
from chancennetz.conferences.constants import (
    BEFORE_IT,
    PREINFO_BEFORE,
    ConferenceState,
    ConferenceTaskState,
    ConsentCheck,
    ItemKind,
    PartyKind,
)
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.consent.queries import require_processing_consent
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.moderation.actions.common import check_harmless, check_persons, writable
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import AppointmentState
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Appointment


@dataclasses.dataclass(frozen=True, slots=True)
class ConferenceValues:
    """What a conference is about, when and where. `about` holds ids of persons of the file."""

    question: str
    about: Sequence[uuid.UUID]
    starts_at: dt.datetime
    minutes: int = 60
    place: str = ""
    preinfo_due: dt.date | None = None
    question_facet: str = Facet.CONFERENCE.value
    seen: str = ""


_FIELDS = ("question", "about", "starts_at", "minutes", "place", "preinfo_due", "question_facet")


def default_preinfo_due(starts_at: dt.datetime, today: dt.date) -> dt.date:
    """Return until when information beforehand should be there: a week before, never in the past."""
    return max(starts_at.astimezone(time.BERLIN).date() - PREINFO_BEFORE, today)


def _fill(conference: Conference, values: ConferenceValues) -> None:
    """Put the values in; raises ValidationError by field."""
    file = conference.file
    conference.about = check_persons(file, values.about)
    if not conference.about:
        raise ValidationError({"about": _("Please choose whom it is about.")})
    conference.question = check_text(values.question, "question", _("Please write down the question."))
    conference.question_facet = check_category(values.question_facet, "question_facet")
    day = values.starts_at.astimezone(time.BERLIN).date()
    if not time.EARLIEST_DAY.replace(year=2000) <= day <= time.add_months(time.today(), 24):
        raise ValidationError({"day": _("Please check the year.")})
    if not 15 <= values.minutes <= 480:
        raise ValidationError({"minutes": _("Please choose a length between 15 minutes and 8 hours.")})
    if values.preinfo_due is not None and values.preinfo_due > day:
        raise ValidationError({"preinfo_due": _("This lies after the conference. Please choose an earlier day.")})
    conference.starts_at, conference.minutes = values.starts_at, values.minutes
    conference.place = values.place.strip()
    conference.preinfo_due = values.preinfo_due or default_preinfo_due(values.starts_at, time.today())
    if conference.preinfo_due > day:
        conference.preinfo_due = day
    check_harmless(conference, "question", conference.question, values.seen)
    check_harmless(conference, "place", conference.place, values.seen)


@action
def plan_conference(
    *,
    by: Actor,
    file: FamilyFile,
    values: ConferenceValues,
    anonymised: bool = False,
    previous: Conference | None = None,
    moderator_id: uuid.UUID | None = None,
) -> Conference:
    """Plan a case conference with the usual agenda; after an earlier one the same parties are proposed.

    Whether it is anonymised is decided here and stays so. Raises ValidationError by field, Conflict without consent.
    """
    require_own(by, file, Action.CREATE)
    require_processing_consent(file)
    moderator = moderator_id or by.user_id
    if moderator is None:
        raise NotAllowed("a conference needs a moderator")
    if previous is not None and previous.file_id != file.pk:
        raise Conflict(_("This conference belongs to another family."))
    conference = Conference(
        file=file,
        organisation=file.organisation,
        moderator_id=moderator,
        anonymised=anonymised,
        previous=previous,
    )
    _fill(conference, values)
    conference.save(force_insert=True)
    _first_parties(conference, moderator, previous)
    is_first = not Conference.objects.filter(file=file).exclude(pk=conference.pk).exists()
    for place, text in enumerate(rules.agenda(is_first=is_first)):
        point = ConferenceItem(
            file=file, conference=conference, kind=ItemKind.AGENDA, text=text, position=place, harmless=True
        )
        point.save(force_insert=True)
    log(by, conference, "plan")
    sync_appointments(by, conference)
    return conference


def _first_parties(conference: Conference, moderator: uuid.UUID, previous: Conference | None) -> None:
    earlier = list(previous.parties.order_by("created_at", "id")) if previous is not None else []
    if not any(party.user_id == moderator for party in earlier):
        earlier.insert(0, ConferenceParty(kind=PartyKind.TEAM, user_id=moderator))
    for one in earlier:
        party = ConferenceParty(
            file=conference.file,
            conference=conference,
            kind=one.kind,
            user_id=one.user_id,
            person_id=one.person_id,
            organisation_id=one.organisation_id,
            role=one.role,
        )
        if one.file_id:  # from the last conference: the same person to talk to
            party.contact, party.function = one.contact, one.function
        party.save(force_insert=True)


@action
def change_conference(*, by: Actor, conference: Conference, values: ConferenceValues, expected: int) -> Conference:
    """Change question, persons, day or place. Raises StaleVersion when somebody was faster."""
    current = writable(by, conference)
    if current.state not in BEFORE_IT and values.starts_at != current.starts_at:
        raise ValidationError({"day": _("The conference has taken place. Its day stays as it is.")})
    if set(values.about) != set(current.about) and current.state not in BEFORE_IT:
        raise ValidationError({"about": _("The conference has taken place. Whom it was about stays as it is.")})
    _fill(current, values)
    current.save_version(expected=expected, fields=_FIELDS)
    for party in current.parties.filter(kind=PartyKind.ORGANISATION, invited_at__isnull=False):
        party.access_until = _until(current, party)
        party.save_version(expected=party.version, fields=["access_until"])
    log(by, current, "change", _FIELDS)
    sync_appointments(by, current)
    return current


def _until(conference: Conference, party: ConferenceParty) -> dt.datetime:
    due = ConferenceTask.objects.filter(owner=party, state=ConferenceTaskState.OPEN, due_on__isnull=False)
    last = max(due.values_list("due_on", flat=True), default=None)
    return rules.readable_until(max(conference.starts_at, time.now()), last)


@action
def invite(*, by: Actor, conference: Conference) -> tuple[list[ConferenceParty], list[ConferenceParty]]:
    """Invite everybody who is not invited yet; returns (invited now, not invited because a release is missing).

    The consent check is asked for each party at this moment and its answer kept. Without a release, the very
    invitation would tell that the family is counselled. Raises Conflict when nobody can be invited.
    """
    current = writable(by, conference)
    rules.check_transition(current.state, ConferenceState.INVITED)
    circle, table = queries.circle_of(current.file), queries.table_of(current)
    now = time.now()
    invited: list[ConferenceParty] = []
    missing: list[ConferenceParty] = []
    for party in current.parties.select_related("organisation", "user").order_by("created_at", "id"):
        if party.invited_at is not None and party.cut_at is None:
            continue
        party.cut_at = None
        result = rules.check(queries.fact_of(party, circle), table)
        party.check_result, party.checked_at = result, now
        if result is ConsentCheck.MISSING:
            missing.append(party)
            party.save_version(expected=party.version, fields=["check_result", "checked_at"])
            continue
        party.invited_at, party.access_until = now, rules.readable_until(max(current.starts_at, now))
        fields = ["check_result", "checked_at", "invited_at", "access_until", "cut_at"]
        party.save_version(expected=party.version, fields=fields)
        log(by, party, "invite", basis=result.value)
        invited.append(party)
    guests = [party for party in current.parties.all() if party.kind != PartyKind.TEAM and party.invited_at]
    if not guests:
        raise Conflict(
            _("Nobody can be invited yet: add somebody to the table, and ask the family for a release to each office.")
        )
    current.state = ConferenceState.INVITED
    current.invited_at = current.invited_at or now
    current.save_version(expected=current.version, fields=["state", "invited_at"])
    log(by, current, "invite")
    sync_appointments(by, current)
    return invited, missing


@action
def hold(*, by: Actor, conference: Conference) -> Conference:
    """Note that the conference took place; whoever was not marked as absent was there."""
    current = writable(by, conference)
    rules.check_transition(current.state, ConferenceState.HELD)
    if current.starts_at.astimezone(time.BERLIN).date() > time.today():
        raise Conflict(_("The conference lies in the future. If it took place earlier, change its day first."))
    for party in current.parties.filter(present__isnull=True):
        if party.attendance != "declined":
            party.present = True
            party.save_version(expected=party.version, fields=["present"])
    current.state, current.held_at = ConferenceState.HELD, time.now()
    current.save_version(expected=current.version, fields=["state", "held_at"])
    log(by, current, "hold")
    _set_appointments(by, current, AppointmentState.HELD)
    return current


@action
def send_minutes(*, by: Actor, conference: Conference) -> list[ConferenceParty]:
    """Hand the minutes over: in the inbox of offices that read here, on paper for all others.

    Each party gets what it may know at the moment it reads or prints. Returns who got them.
    """
    current = writable(by, conference)
    rules.check_transition(current.state, ConferenceState.SENT)
    circle, table = queries.circle_of(current.file), queries.table_of(current)
    now = time.now()
    told = []
    for party in current.parties.exclude(kind=PartyKind.TEAM).select_related("organisation"):
        fact = queries.fact_of(party, circle)
        if fact.is_cut or rules.check(fact, table) is ConsentCheck.MISSING:
            continue
        party.minutes_at = now
        party.invited_at = party.invited_at or now
        party.access_until = max(_until(current, party), party.access_until or now)
        party.save_version(expected=party.version, fields=["minutes_at", "invited_at", "access_until"])
        told.append(party)
    current.state, current.sent_at = ConferenceState.SENT, now
    current.save_version(expected=current.version, fields=["state", "sent_at"])
    log(by, current, "send", basis=", ".join(sorted({party.kind for party in told})))
    return told


@action
def close(*, by: Actor, conference: Conference) -> Conference:
    """Close a conference. Open tasks stay open; the next conference begins with them."""
    current = writable(by, conference)
    rules.check_transition(current.state, ConferenceState.CLOSED)
    current.state, current.closed_at = ConferenceState.CLOSED, time.now()
    current.save_version(expected=current.version, fields=["state", "closed_at"])
    log(by, current, "close")
    return current


@action
def cancel(*, by: Actor, conference: Conference, reason: str) -> Conference:
    """Call a conference off, with the reason. Nobody outside reads anything of it any more.

    Raises Conflict while a task is open: it would be forgotten with the conference.
    """
    current = writable(by, conference)
    rules.check_transition(current.state, ConferenceState.CANCELLED)
    if ConferenceTask.objects.filter(conference=current, state=ConferenceTaskState.OPEN).exists():
        raise Conflict(_("There are open tasks. Please finish or drop them first, or move them on."))
    current.cancel_reason = check_text(reason, "reason", _("Please say in a few words why."))
    current.state = ConferenceState.CANCELLED
    current.save_version(expected=current.version, fields=["state", "cancel_reason"])
    log(by, current, "cancel")
    _set_appointments(by, current, AppointmentState.CANCELLED)
    return current


# --- appointments of the case team -----------------------------------------------------------------------------------


def _appointments(conference: Conference) -> list[Appointment]:
    reference = owner_reference(OWNER_CONFERENCE, conference.pk)
    found = Appointment.objects.filter(owner=reference, state=AppointmentState.PLANNED)
    return list(found.select_related("file"))


def _set_appointments(by: Actor, conference: Conference, state: AppointmentState) -> None:
    for appointment in _appointments(conference):
        tasks.set_appointment_state(by=by, appointment=appointment, state=state)


def sync_appointments(by: Actor, conference: Conference) -> None:
    """Give each colleague at the table an appointment; an old one is called off when day or length have changed."""
    if conference.state not in BEFORE_IT:
        return
    ends_at = conference.starts_at + dt.timedelta(minutes=conference.minutes)
    users = set(conference.parties.filter(kind=PartyKind.TEAM).values_list("user_id", flat=True))
    for appointment in _appointments(conference):
        fits = (appointment.starts_at, appointment.ends_at) == (conference.starts_at, ends_at)
        if fits and appointment.user_id in users:
            users.discard(appointment.user_id)
        else:
            tasks.set_appointment_state(by=by, appointment=appointment, state=AppointmentState.CANCELLED)
    for user_id in users:
        tasks.add_appointment(
            by=by,
            user_id=user_id,
            file=conference.file,
            title=_("Case conference"),
            starts_at=conference.starts_at,
            minutes=conference.minutes,
            place=conference.place,
            owner=owner_reference(OWNER_CONFERENCE, conference.pk),
        )
