"""Who lives with whom, and who is related to whom."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_many
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_line
from chancennetz.people.actions.common import BATCH, check_belongs, check_day, end_on, log_in_file, require_files
from chancennetz.people.constants import (
    LEAST_PARENT_YEARS,
    SYMMETRIC_KINDS,
    GroupKind,
    GroupType,
    RelationshipKind,
)
from chancennetz.people.models import (
    GroupMember,
    Person,
    PersonGroup,
    Relationship,
)


@dataclasses.dataclass(frozen=True, slots=True)
class NewGroup:
    """A group with its members: (person id, first day, last day or None)."""

    file_id: uuid.UUID
    kind: GroupKind
    members: Sequence[tuple[uuid.UUID, dt.date, dt.date | None]]
    type: GroupType | str = ""
    label: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class NewRelationship:
    """How two persons belong together, read from `person_id` to `other_id`."""

    file_id: uuid.UUID
    person_id: uuid.UUID
    other_id: uuid.UUID
    kind: RelationshipKind
    valid_from: dt.date
    valid_to: dt.date | None = None


@action
def create_group(
    *,
    by: Actor,
    file: FamilyFile,
    kind: GroupKind,
    members: Iterable[Person] = (),
    type: GroupType | str = "",  # noqa: A002 - the field is called so
    label: str = "",
    valid_from: dt.date | None = None,
) -> PersonGroup:
    """Make a household, benefit household or family with its first members."""
    first = valid_from or time.today()
    people = list(members)
    if people:
        check_belongs(file, *people)
    entries = [(person.pk, first, None) for person in people]
    return create_groups(by=by, groups=[NewGroup(file.pk, kind, entries, type, label)])[0]


@action
def create_groups(*, by: Actor, groups: Sequence[NewGroup]) -> list[PersonGroup]:
    """Make many groups with few statements; each gets its own row in the log."""
    require_files(by, Action.CREATE, Facet.HOUSEHOLD, (group.file_id for group in groups))
    made = [
        PersonGroup(
            file_id=group.file_id,
            kind=GroupKind(group.kind).value,
            type=GroupType(group.type).value if group.type else "",
            label=clean_line(group.label),
        )
        for group in groups
    ]
    members = [
        GroupMember(file_id=row.file_id, group=row, person_id=person, valid_from=first, valid_to=last)
        for row, group in zip(made, groups, strict=True)
        for person, first, last in group.members
    ]
    for member in members:
        check_day(member.valid_from)
    PersonGroup.objects.bulk_create(made, batch_size=BATCH)
    GroupMember.objects.bulk_create(members, batch_size=BATCH)
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": "people.group.create",
            "object_type": "group",
            "object_id": row.pk,
            "subjects": [row.file_id, *(person for person, _first, _last in group.members)],
            "facet": Facet.HOUSEHOLD,
        }
        for row, group in zip(made, groups, strict=True)
    )
    return made


@action
def change_group(*, by: Actor, group: PersonGroup, type: GroupType | str, label: str) -> PersonGroup:  # noqa: A002
    """Change what kind of household it is or how it is called."""
    require_in_file(by, Action.UPDATE, Facet.HOUSEHOLD, group.file)
    group.type = GroupType(type).value if type else ""
    group.label = clean_line(label)
    group.save(update_fields=["type", "label"])
    log_in_file(by, "group.change", "group", group.pk, group.file_id)
    return group


@action
def join_group(*, by: Actor, group: PersonGroup, person: Person, valid_from: dt.date | None = None) -> GroupMember:
    """Let a person move in. A child of separated parents may live in two households."""
    require_in_file(by, Action.UPDATE, Facet.HOUSEHOLD, group.file)
    check_belongs(group.file, person)
    first = valid_from or time.today()
    check_day(first)
    overlapping = GroupMember.objects.filter(group=group, person=person).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    )
    if overlapping.exists():
        raise Conflict(_("This person already lives here on this day."))
    member = GroupMember(file=group.file, group=group, person=person, valid_from=first)
    member.save(force_insert=True)
    log_in_file(by, "group.join", "group", group.pk, group.file_id, person.pk)
    return member


@action
def leave_group(*, by: Actor, group: PersonGroup, person: Person, last_day: dt.date) -> GroupMember:
    """Let a person move out; the period stays on record."""
    require_in_file(by, Action.UPDATE, Facet.HOUSEHOLD, group.file)
    member: GroupMember | None = GroupMember.objects.filter(group=group, person=person, valid_to__isnull=True).first()
    if member is None:
        raise Conflict(_("This person does not live here at the moment."))
    end_on(member, last_day)
    log_in_file(by, "group.leave", "group", group.pk, group.file_id, person.pk)
    return member


# --- relationships ---------------------------------------------------------------------------------------------------


def _check_ages(person: Person, other: Person, kind: RelationshipKind) -> None:
    if person.birth_date is None or other.birth_date is None:
        return
    if kind in {RelationshipKind.PARENT, RelationshipKind.GRANDPARENT}:
        years = time.age_on(person.birth_date, other.birth_date) if other.birth_date > person.birth_date else 0
        if years < LEAST_PARENT_YEARS:
            raise ValidationError(
                {"kind": _("By their birth dates the first person is too young for this. Please check the direction.")}
            )


@action
def relate(
    *,
    by: Actor,
    file: FamilyFile,
    person: Person,
    other: Person,
    kind: RelationshipKind,
    valid_from: dt.date | None = None,
) -> Relationship:
    """Enter how two persons of the file belong together, read from `person` to `other`."""
    require_in_file(by, Action.CREATE, Facet.HOUSEHOLD, file)
    if person.pk == other.pk:
        raise ValidationError({"other": _("Please choose two different persons.")})
    check_belongs(file, person, other)
    _check_ages(person, other, kind)
    new = NewRelationship(file.pk, person.pk, other.pk, kind, valid_from or time.today())
    return relate_many(by=by, rows=[new])[0]


@action
def relate_many(*, by: Actor, rows: Sequence[NewRelationship]) -> list[Relationship]:
    """Enter many relationships with few statements; each gets its own row in the log."""
    require_files(by, Action.CREATE, Facet.HOUSEHOLD, (row.file_id for row in rows))
    made = []
    for row in rows:
        check_day(row.valid_from)
        first, second = row.person_id, row.other_id
        if row.kind in SYMMETRIC_KINDS and second < first:
            first, second = second, first
        made.append(
            Relationship(
                file_id=row.file_id,
                person_id=first,
                other_id=second,
                kind=RelationshipKind(row.kind).value,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
        )
    open_ones = {(row.person_id, row.other_id, row.kind) for row in made if row.valid_to is None}
    known = Relationship.objects.filter(
        valid_to__isnull=True, person_id__in={one[0] for one in open_ones}, other_id__in={one[1] for one in open_ones}
    )
    if any((row.person_id, row.other_id, row.kind) in open_ones for row in known):
        raise Conflict(_("This relationship has been entered already."))
    Relationship.objects.bulk_create(made, batch_size=BATCH)
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": "people.relationship.create",
            "object_type": "relationship",
            "object_id": row.pk,
            "subjects": [row.file_id, row.person_id, row.other_id],
            "facet": Facet.HOUSEHOLD,
        }
        for row in made
    )
    return made


@action
def end_relationship(*, by: Actor, relationship: Relationship, last_day: dt.date) -> Relationship:
    """End a relationship; the period stays on record."""
    require_in_file(by, Action.UPDATE, Facet.HOUSEHOLD, relationship.file)
    end_on(relationship, last_day)
    people = (relationship.person_id, relationship.other_id)
    log_in_file(by, "relationship.end", "relationship", relationship.pk, relationship.file_id, *people)
    return relationship
