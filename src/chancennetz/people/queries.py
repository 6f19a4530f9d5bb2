"""Finding and reading persons. Lists cost the same number of queries for ten and for ten thousand persons."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import open_among
from chancennetz.audit.actions import record_read
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.core.text import sort_key
from chancennetz.people import rules
from chancennetz.people.constants import CANDIDATES, SHOWN_RESULTS, ContactWay, FileRole, GroupKind, RelationshipKind
from chancennetz.people.models import (
    FilePerson,
    GroupMember,
    Person,
    PersonGroup,
    Relationship,
)

# --- search ----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """One result of a search: the person, how well it fits, and the files in which the person may be seen."""

    person: Person
    match: rules.Match
    files: tuple[FamilyFile, ...]


def key_value(key: rules.Key) -> int:
    """Return the blind-index number of a key."""
    kind, value = key
    return crypto.blind_index(f"people.{kind}", value)


def search(
    actor: Actor, text: str = "", *, birth_date: dt.date | None = None, limit: int = SHOWN_RESULTS
) -> list[Found]:
    """Return the visible persons that fit best, best first. Four queries, whatever the number of persons.

    `text` may hold names in any order and spelling and a birth date among them.
    """
    query = rules.read_query(text, birth_date)
    if query.is_empty:
        return []
    files: dict[Person, list[FamilyFile]] = defaultdict(list)
    # First the few links of the candidates, then whether their files are open: the other way round a team lead's
    # query would go through all files of the organisation.
    links = FilePerson.objects.filter(person_id__in=_candidates(query)).select_related("person", "file")
    linked = list(links.order_by("valid_from", "id"))
    may_see = open_among(actor, Facet.IDENTITY, [link.file for link in linked])
    for link in linked:
        if link.file_id in may_see and link.file not in files[link.person]:
            files[link.person].append(link.file)
    crypto.preload_keys(person.pk for person in files)
    scorer = rules.Scorer(query)
    scored = [(scorer.score(facts_of(person)), person) for person in files]
    least = rules.worth_showing([match.score for match, _person in scored])
    shown = sorted((one for one in scored if one[0].score >= least), key=_best_first)[:limit]
    return [Found(person, match, tuple(files[person])) for match, person in shown]


def _best_first(one: tuple[rules.Match, Person]) -> tuple[float, list[str], list[str]]:
    match, person = one
    return -match.score, rules.words(person.family_name), rules.words(person.given_name)


def _candidates(query: rules.Query) -> list[uuid.UUID]:
    """Let the database rank the visible persons by matching keys."""
    keys = rules.query_keys(query)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM people_candidates(%s, %s, %s, %s)",
            [
                [key[0].value for key, _weight in keys],
                [key_value(key) for key, _weight in keys],
                [weight for _key, weight in keys],
                CANDIDATES,
            ],
        )
        return [row[0] for row in cursor.fetchall()]


def facts_of(person: Person) -> rules.Facts:
    """Return what scoring needs to know about a person (opens the names)."""
    return rules.Facts(person.given_name, person.family_name, person.birth_name, person.birth_date)


def probably_known_elsewhere(
    actor: Actor, *, given_name: str, family_name: str, birth_date: dt.date | None, birth_name: str = ""
) -> bool:
    """Tell whether this person probably has a file that the actor does not see. Yes or no, never who or where.

    The answer comes from a database function; the question is logged, because the answer itself tells something.
    """
    keys = rules.identity_keys(given_name, family_name, birth_name, birth_date)
    if not keys:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_known_elsewhere(%s)", [[key_value(key) for key in sorted(keys)]])
        known = bool(cursor.fetchone()[0])
    record_read(by=actor, object_type="person_search", action="people.known_elsewhere", basis="yes" if known else "no")
    return known


# --- persons of a file -----------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class InThisFile:
    """A person as he or she belongs to one file."""

    person: Person
    link: FilePerson
    age: int | None

    @property
    def is_child(self) -> bool:
        """Tell whether to treat the person as a child: the age decides, without one the role in the file."""
        return rules.counts_as_child(self.age, self.link.role == FileRole.CHILD)


def people_in_file(file: FamilyFile, day: dt.date | None = None, *, ever: bool = False) -> list[InThisFile]:
    """Return the persons of a file on a day (default today), with `ever` also those who have left or come later.

    Adults first, then children from the oldest; the main contact stands at the top. Two queries.
    """
    day = day or time.today()
    links = _links_ever(file_id=file.pk) if ever else _links_on(file_id=file.pk, day=day)
    latest = {link.person_id: link for link in links}
    crypto.preload_keys(latest)
    found = [InThisFile(link.person, link, rules.age_in_years(link.person.birth_date, day)) for link in latest.values()]
    return sorted(found, key=_in_order)


@dataclasses.dataclass(frozen=True, slots=True)
class ContactLine:
    """What to mind when getting in touch with a person: one warning for pages where somebody is about to."""

    title: str
    text: str


def contact_lines_of(people: Sequence[InThisFile]) -> list[ContactLine]:
    """Return a warning for each person for whom there is a rule of safe contact; no query."""
    found = []
    for one in people:
        person = one.person
        ways = ", ".join(str(way.label) for way in ContactWay if way in person.no_contact_by)
        facts = [
            _("Not by: %(ways)s.") % {"ways": ways} if ways else "",
            _("Must not know: %(names)s.") % {"names": person.must_not_know.rstrip(".")}
            if person.must_not_know
            else "",
            person.safe_contact,
        ]
        if any(facts):
            title = _("Before you get in touch with %(name)s") % {"name": person.given_name}
            found.append(ContactLine(title, " ".join(fact for fact in facts if fact)))
    return found


def contact_lines(file: FamilyFile) -> list[ContactLine]:
    """Return the warnings of a family (two queries). For readers who may see the identity."""
    return contact_lines_of(people_in_file(file))


@prepared
def _links_ever(*, file_id: uuid.UUID) -> QuerySet[FilePerson]:
    found: QuerySet[FilePerson] = FilePerson.objects.filter(file_id=file_id, person__merged_into__isnull=True)
    return found.select_related("person").order_by("valid_from", "id")


@prepared
def _links_on(*, file_id: uuid.UUID, day: dt.date) -> QuerySet[FilePerson]:
    present = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    found: QuerySet[FilePerson] = FilePerson.objects.filter(present, file_id=file_id, person__merged_into__isnull=True)
    return found.select_related("person").order_by("valid_from", "id")


def _in_order(one: InThisFile) -> tuple[bool, bool, bool, dt.date, str]:
    ended = one.link.valid_to is not None
    birth_date = one.person.birth_date or dt.date.max
    return ended, not one.link.is_main_contact, one.is_child, birth_date, one.person.given_name


def called_after(links: Iterable[FilePerson]) -> dict[uuid.UUID, list[Person]]:
    """Return the persons of each file, first the one after whom the family is called everywhere: the main contact.

    Without a main contact it is the adult who was entered first. Nothing is opened here.
    """
    found: dict[uuid.UUID, list[Person]] = {}
    for link in sorted(links, key=lambda one: (not one.is_main_contact, one.role != FileRole.ADULT, one.created_at)):
        found.setdefault(link.file_id, []).append(link.person)
    return found


def family_called(person: Person) -> str:
    """Return what a family is called that is called after this person, on every page, in every list and breadcrumb."""
    return person.full_name


def in_lists(person: Person) -> str:
    """Return by what a family stands in a list that is in the order of names: the family name first."""
    return sort_key(f"{person.family_name} {person.given_name}")


def family_name(file: FamilyFile) -> str:
    """Return what a family is called today; the number of the file when nobody belongs to it.

    Opens a name: only for readers who may see the identity (one query, one more for the key).
    """
    first = called_after(_links_on(file_id=file.pk, day=time.today())).get(file.pk)
    return family_called(first[0]) if first else file.number


def people_choices(file: FamilyFile) -> list[tuple[uuid.UUID, str]]:
    """Return who belongs to the family today as choices, by given name, adults first (two queries)."""
    return choices_of(people_in_file(file))


def choices_of(present: Sequence[InThisFile]) -> list[tuple[uuid.UUID, str]]:
    """Return persons that are loaded already as choices; the family name stands where a given name is there twice."""
    given = [one.person.given_name for one in present]
    return [
        (one.person.pk, one.person.full_name if given.count(one.person.given_name) > 1 else one.person.given_name)
        for one in present
    ]


def person_in_file(file: FamilyFile, person_id: uuid.UUID) -> InThisFile | None:
    """Return one person who belongs or belonged to a file, None when not."""
    links = FilePerson.objects.filter(file=file, person_id=person_id).select_related("person")
    link = links.order_by("valid_to", "-valid_from").first()
    if link is None:
        return None
    return InThisFile(link.person, link, rules.age_in_years(link.person.birth_date, time.today()))


def memberships_of(file: FamilyFile, person: Person) -> list[FilePerson]:
    """Return every period in which a person belonged to a file, newest first."""
    return list(FilePerson.objects.filter(file=file, person=person).order_by("-valid_from", "-id"))


# --- households and relationships ------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class MemberView:
    """One member of a group with the period of the membership."""

    person: Person
    membership: GroupMember
    age: int | None
    is_child: bool


@dataclasses.dataclass(frozen=True, slots=True)
class GroupView:
    """A household, benefit household or family on a day: who belongs to it, who did before, who will."""

    group: PersonGroup
    members: tuple[MemberView, ...]
    past: tuple[MemberView, ...]
    coming: tuple[MemberView, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class HouseholdPicture:
    """Who lives with whom on a day. `unplaced` are persons of the file who live in no known household."""

    day: dt.date
    groups: tuple[GroupView, ...]
    relationships: tuple[Relationship, ...]
    past_relationships: tuple[Relationship, ...]
    unplaced: tuple[InThisFile, ...]

    @property
    def households(self) -> tuple[GroupView, ...]:
        """The groups behind one front door."""
        return tuple(view for view in self.groups if view.group.kind == GroupKind.HOUSEHOLD)


def household_picture(file: FamilyFile, day: dt.date | None = None) -> HouseholdPicture:
    """Return households and relationships of a file on a day (default today). Five queries, whatever the size."""
    day = day or time.today()
    people = people_in_file(file, day, ever=True)
    roles = {one.person.pk: one for one in people}
    members = list(
        GroupMember.objects.filter(file=file, person__merged_into__isnull=True)
        .select_related("person")
        .order_by("valid_from", "id")
    )
    crypto.preload_keys({*(member.person_id for member in members), file.pk})
    views = [_member_view(member, roles.get(member.person_id), day) for member in members]
    groups = [
        _group_view(group, views, day) for group in PersonGroup.objects.filter(file=file).order_by("created_at", "id")
    ]
    ties = list(Relationship.objects.filter(file=file).select_related("person", "other").order_by("valid_from", "id"))
    at_home = {view.person.pk for one in groups if one.group.kind == GroupKind.HOUSEHOLD for view in one.members}
    return HouseholdPicture(
        day=day,
        groups=tuple(groups),
        relationships=tuple(tie for tie in ties if tie.is_valid_on(day)),
        past_relationships=tuple(tie for tie in ties if tie.valid_to is not None and tie.valid_to < day),
        unplaced=tuple(one for one in people if one.person.pk not in at_home and one.link.is_valid_on(day)),
    )


def _member_view(member: GroupMember, known: InThisFile | None, day: dt.date) -> MemberView:
    age = rules.age_in_years(member.person.birth_date, day)
    role_is_child = known is not None and known.link.role == FileRole.CHILD
    return MemberView(member.person, member, age, rules.counts_as_child(age, role_is_child))


def _group_view(group: PersonGroup, views: Sequence[MemberView], day: dt.date) -> GroupView:
    own = [view for view in views if view.membership.group_id == group.pk]
    present = sorted((view for view in own if view.membership.is_valid_on(day)), key=_oldest_first)
    past = [view for view in own if view.membership.valid_to is not None and view.membership.valid_to < day]
    coming = [view for view in own if view.membership.valid_from > day]
    return GroupView(group, tuple(present), tuple(reversed(past)), tuple(coming))


def _oldest_first(view: MemberView) -> tuple[bool, dt.date]:
    return view.is_child, view.person.birth_date or dt.date.max


def guardians_of(
    file: FamilyFile, person: Person, day: dt.date | None = None, *, appointed_only: bool = False
) -> list[Person]:
    """Return who has custody of a person on a day: guardians when any is entered, otherwise the parents.

    With `appointed_only` parents do not count (an adult has no custodians, only perhaps a guardian).
    """
    kinds = [RelationshipKind.GUARDIAN] if appointed_only else [RelationshipKind.GUARDIAN, RelationshipKind.PARENT]
    ties = list(
        Relationship.objects.filter(file=file, other=person, kind__in=kinds)
        .select_related("person")
        .order_by("valid_from", "id")
    )
    valid = [tie for tie in ties if tie.is_valid_on(day or time.today())]
    guardians = [tie.person for tie in valid if tie.kind == RelationshipKind.GUARDIAN]
    return guardians or [tie.person for tie in valid]


# --- joined records ---------------------------------------------------------------------------------------------------


def present_record(person: Person) -> Person:
    """Follow merges to the record that stands for a person today."""
    while person.merged_into_id is not None:
        person = Person.objects.get(pk=person.merged_into_id)
    return person


def whole_chain(person: Person) -> list[Person]:
    """Return every record that leads to this one, over any number of merges."""
    found: list[Person] = []
    waiting = [person.pk]
    while waiting:
        direct = list(Person.objects.filter(merged_into__in=waiting))
        found += direct
        waiting = [one.pk for one in direct]
    return found
