"""The contact log."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.models import FamilyFile
from chancennetz.casework.actions.gates import check_consent, check_persons
from chancennetz.casework.actions.records import alter, check_day, insert, insert_many
from chancennetz.contacts import queries
from chancennetz.contacts.constants import LONGEST_CONTACT_MINUTES, Medium
from chancennetz.contacts.models import ContactEntry, ContactPerson
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.text import clean_text
from chancennetz.monitoring.constants import BASIC_MODULE
from chancennetz.participation import queries as participation
from chancennetz.participation import rules
from chancennetz.participation.actions import counting
from chancennetz.plans.actions.plan import add_step
from chancennetz.plans.constants import StepOwner
from chancennetz.plans.models import Goal
from chancennetz.tasks.actions import add_task
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference


@dataclasses.dataclass(frozen=True, slots=True)
class ContactValues:
    """What is said about a contact. `minutes` is the counselling, `travel_minutes` the way there and back.

    `topics` are life areas, `subjects` the blocks of topics of the county's evaluation; `meeting_id` is common to the
    contacts of one group meeting.
    """

    happened_at: dt.datetime
    minutes: int
    medium: Medium
    person_ids: Sequence[uuid.UUID]
    reached: bool = True
    place: str = ""
    topics: Sequence[str] = ()
    note: str = ""
    module: str = BASIC_MODULE
    travel_minutes: int = 0
    subjects: Sequence[str] = ()
    accompanied_to: str = ""
    meeting_id: uuid.UUID | None = None

    @property
    def fact(self) -> rules.ContactFact:
        """What of it counts."""
        return rules.ContactFact(
            day=self.happened_at.astimezone(time.BERLIN).date(),
            minutes=self.minutes,
            reached=self.reached,
            module=self.module,
            person_ids=frozenset(self.person_ids),
            medium=self.medium,
            at=self.happened_at,
        )

    @property
    def columns(self) -> dict[str, object]:
        """The columns of the contact."""
        return {
            "happened_at": self.happened_at,
            "minutes": self.minutes,
            "travel_minutes": self.travel_minutes,
            "medium": Medium(self.medium).value,
            "place": clean_text(self.place),
            "reached": self.reached,
            "module": self.module,
            "topics": sorted(set(self.topics)),
            "subjects": sorted(set(self.subjects)),
            "accompanied_to": clean_text(self.accompanied_to),
            "meeting_id": self.meeting_id,
            "note": clean_text(self.note),
        }


@dataclasses.dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next after a contact. With a goal it becomes a step of the plan, without one a task of `by`."""

    title: str
    due_on: dt.date | None = None
    owner_kind: StepOwner = StepOwner.COUNSELLOR
    goal: Goal | None = None


def _check(values: ContactValues) -> None:
    check_day(values.fact.day, "happened_at", past=True)
    if values.happened_at > time.now() + dt.timedelta(minutes=5):
        raise ValidationError({"happened_at": _("This moment lies in the future. Please check the time.")})
    for name in ("minutes", "travel_minutes"):
        if not 0 <= getattr(values, name) <= LONGEST_CONTACT_MINUTES:
            raise ValidationError({name: _("Please enter between 0 minutes and 16 hours.")})
    if not values.person_ids:
        raise ValidationError({"persons": _("Please choose who took part.")})


def _link(contact: ContactEntry, person_ids: Iterable[uuid.UUID]) -> list[ContactPerson]:
    return [ContactPerson(file_id=contact.file_id, contact=contact, person_id=one) for one in dict.fromkeys(person_ids)]


@action
def log_contact(
    *,
    by: Actor,
    file: FamilyFile,
    values: ContactValues,
    next_step: NextStep | None = None,
    counsellor_id: uuid.UUID | None = None,
) -> ContactEntry:
    """Write down a contact with one or several persons of a family, and count it.

    Raises ValidationError (field names of ContactValues), Conflict when consent was withdrawn meanwhile.
    """
    require_in_file(by, Action.CREATE, Facet.CONTACT, file)
    check_consent(file)
    _check(values)
    check_persons(file, values.person_ids)
    counsellor = counsellor_id or by.user_id
    if counsellor is None:
        raise ValidationError({"counsellor": _("Please say who counselled.")})
    contact = ContactEntry(file=file, counsellor_id=counsellor, **values.columns)
    insert(contact, by, persons=values.person_ids, person_ids=list(values.person_ids))
    ContactPerson.objects.bulk_create(_link(contact, values.person_ids))
    counting.write(by, counting.counts_of_contacts(file.id, [values.fact]))
    if next_step is not None and next_step.title.strip():
        _plan_next(by, file, contact, next_step)
    return contact


def _plan_next(by: Actor, file: FamilyFile, contact: ContactEntry, step: NextStep) -> None:
    check_day(step.due_on, "next_due", past=False)
    if step.goal is not None:
        if step.goal.file_id != file.id:
            raise ValidationError({"next_goal": _("This goal belongs to another family.")})
        add_step(by=by, goal=step.goal, title=step.title, due_on=step.due_on, owner_kind=step.owner_kind)
        return
    add_task(
        by=by,
        user_id=contact.counsellor_id,
        title=step.title,
        file=file,
        due_on=step.due_on,
        kind=TaskKind.FOLLOW_UP,
        owner=owner_reference("contacts.contact", contact.id),
    )


@action
def change_contact(*, by: Actor, contact: ContactEntry, values: ContactValues, expected: int) -> list[str]:
    """Change a contact and correct the counts. Raises StaleVersion when somebody saved meanwhile."""
    require_in_file(by, Action.UPDATE, Facet.CONTACT, contact.file)
    check_consent(contact.file)
    if contact.deleted_at is not None:
        raise Conflict(_("This contact was deleted. Bring it back before you change it."))
    _check(values)
    former = queries.contact_facts([contact.file_id], contact_id=contact.id)
    known = {one for fact in former for one in fact.person_ids}
    check_persons(contact.file, set(values.person_ids) - known)
    others = set(values.person_ids) != known
    before = counting.counts_of_contacts(contact.file_id, former)
    persons = known | set(values.person_ids)
    more = {"person_ids": list(values.person_ids)}
    changed = alter(contact, by, values.columns, expected=expected, persons=persons, more=more, force=others)
    if others:
        ContactPerson.objects.filter(contact=contact).delete()
        ContactPerson.objects.bulk_create(_link(contact, values.person_ids))
        changed = sorted({*changed, "persons"})
    counting.write_difference(by, before, counting.counts_of_contacts(contact.file_id, [values.fact]))
    return changed


@action
def delete_contact(*, by: Actor, contact: ContactEntry, expected: int | None = None) -> ContactEntry:
    """Take a contact out of the log; it can be brought back. Its counts are taken back by negative rows."""
    require_in_file(by, Action.UPDATE, Facet.CONTACT, contact.file)
    if contact.deleted_at is not None:
        return contact
    counted = counting.counts_of_contacts(
        contact.file_id, queries.contact_facts([contact.file_id], contact_id=contact.id)
    )
    alter(contact, by, {"deleted_at": time.now()}, expected=expected, verb="delete")
    counting.write_difference(by, counted, {})
    return contact


@action
def restore_contact(*, by: Actor, contact: ContactEntry) -> ContactEntry:
    """Bring a deleted contact back, and count it again."""
    require_in_file(by, Action.UPDATE, Facet.CONTACT, contact.file)
    if contact.deleted_at is None:
        return contact
    alter(contact, by, {"deleted_at": None}, verb="restore")
    facts = queries.contact_facts([contact.file_id], contact_id=contact.id)
    counting.write(by, counting.counts_of_contacts(contact.file_id, facts))
    return contact


@action
def log_contacts_bulk(
    *, by: Actor, contacts: Sequence[tuple[uuid.UUID, uuid.UUID, ContactValues]]
) -> list[ContactEntry]:
    """Enter many contacts, each as (file id, counsellor id, values); only the system itself may (demo, imports).

    Versions, log rows and counts are the same as for single ones; consent is the caller's to check.
    """
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    require(by, Action.CREATE, ObjectType.FILE)
    rows, links, more = [], [], {}
    facts: dict[uuid.UUID, list[rules.ContactFact]] = defaultdict(list)
    for file_id, counsellor_id, values in contacts:
        _check(values)
        contact = ContactEntry(file_id=file_id, counsellor_id=counsellor_id, **values.columns)
        rows.append(contact)
        links += _link(contact, values.person_ids)
        more[contact.id] = {"person_ids": [str(one) for one in values.person_ids]}
        facts[file_id].append(values.fact)
    insert_many(rows, by, more)
    ContactPerson.objects.bulk_create(links, batch_size=1000)
    counting.write(by, participation.contact_counts_by_file(facts))
    return rows
