"""A family, a table with five parties and five different releases, and one text per category; built through actions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid

import pypdfium2
from django.test import Client

from chancennetz.access import queries as access
from chancennetz.access.actions import add_membership, create_user
from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.conferences import queries
from chancennetz.conferences.constants import CATEGORIES, Audience, ItemKind
from chancennetz.conferences.models import Conference, ConferenceParty
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose, SpecialCategory
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.moderation import actions
from chancennetz.moderation.actions import ConferenceValues, ItemValues, TaskValues
from chancennetz.people import actions as people
from chancennetz.people.constants import FileRole, RelationshipKind
from chancennetz.people.models import Person
from tests.universe import PASSWORD, START, Universe


def canary(name: str) -> str:
    """A word that stands nowhere else."""
    return f"Kanarie{name.replace('_', '')}"


@dataclasses.dataclass
class Family:
    """Aylin and Murat Yılmaz with their daughter Defne, counselled by Anna at Werkhof."""

    universe: Universe
    file: FamilyFile
    by: Actor
    mother: Person
    father: Person
    child: Person

    def release(
        self, to: str, role: Role | str, facets: list[Facet], person: Person | None = None, **changes: object
    ) -> ConfidentialityRelease:
        """Let a person of the family release something to an office."""
        person = person or self.mother
        how: dict[str, object] = {"guardian": self.mother, "second_guardian": self.father}
        special = [SpecialCategory.HEALTH] if Facet.HEALTH in facets else []
        values: dict[str, object] = {
            "person": person,
            "recipient": self.universe.organisations[to],
            "recipient_role": role,
            "facets": facets,
            "purpose": ReleasePurpose.CONFERENCE,
            "special_categories": special,
            "valid_to": time.today() + dt.timedelta(days=120),
            **(how if person is self.child else {}),
        }
        with working_as(self.by):
            return consent.record_release(by=self.by, file=self.file, **(values | changes))  # type: ignore[arg-type]

    def values(self, **changes: object) -> ConferenceValues:
        """A conference tomorrow about the mother."""
        base: dict[str, object] = {
            "question": f"Wie geht es weiter? {canary('question')}",
            "about": [self.mother.pk],
            "starts_at": time.now() + dt.timedelta(days=1),
            "place": "Rathaus, Raum 3",
        }
        return ConferenceValues(**(base | changes))  # type: ignore[arg-type]

    def plan(self, *, anonymised: bool = False, previous: Conference | None = None, **changes: object) -> Conference:
        """Plan a conference."""
        with working_as(self.by):
            return actions.plan_conference(
                by=self.by, file=self.file, values=self.values(**changes), anonymised=anonymised, previous=previous
            )

    def office(self, conference: Conference, to: str, role: Role | str) -> ConferenceParty:
        """Add an office to the table."""
        with working_as(self.by):
            return actions.add_office(
                by=self.by, conference=conference, organisation=self.universe.organisations[to], role=str(role)
            )

    def member(self, conference: Conference, person: Person) -> ConferenceParty:
        """Let somebody of the family take part."""
        with working_as(self.by):
            return actions.add_family_member(by=self.by, conference=conference, person_id=person.pk)

    def item(self, conference: Conference, kind: ItemKind, text: str, **values: object) -> uuid.UUID:
        """Add a text."""
        with working_as(self.by):
            made = actions.add_item(
                by=self.by,
                conference=conference,
                kind=kind,
                values=ItemValues(text, **values),  # type: ignore[arg-type]
            )
            return made.pk

    def task(self, conference: Conference, owner: ConferenceParty, title: str, **values: object) -> uuid.UUID:
        """Give a task."""
        base: dict[str, object] = {"owner_id": owner.pk, "due_on": time.today() + dt.timedelta(days=10)}
        with working_as(self.by):
            given = TaskValues(title, **(base | values))  # type: ignore[arg-type]
            return actions.give_task(by=self.by, conference=conference, values=given).pk

    def team_place(self, conference: Conference) -> ConferenceParty:
        """Anna's place at the table."""
        with working_as(self.by):
            return ConferenceParty.objects.get(conference=conference, user=self.universe.users["anna"])

    def invite(self, conference: Conference) -> None:
        """Invite everybody who may be invited."""
        with working_as(self.by):
            actions.invite(by=self.by, conference=conference)

    def packet(self, party: ConferenceParty) -> queries.Packet:
        """What a party may know, as the case team sees it."""
        with working_as(self.by):
            found = queries.whole(Conference.objects.select_related("file", "organisation").get(pk=party.conference_id))
            view = found.party(party.pk)
            assert view is not None
            return queries.packet(found, view)

    def received(self, name: str, party: ConferenceParty) -> queries.Packet | None:
        """What an office gets from its own inbox, None when there is nothing for it."""
        actor = actor_of(self.universe, name)
        with working_as(actor):
            place = queries.place_of(actor, party.pk)
            return queries.packet_for_guest(actor, place) if place is not None else None


def enter_family(universe: Universe) -> Family:
    """Open a file with parents and a child; the mother has consented to processing."""
    file = universe.open_file("anna")
    by = universe.actor("anna")
    since = dt.date(2025, 1, 1)
    with working_as(by):
        mother, father, child = (
            people.register_person(
                by=by,
                file=file,
                given_name=given,
                family_name="Yılmaz",
                birth_date=born,
                role=role,
                gender=gender,
                is_main_contact=given == "Aylin",
                valid_from=since,
                street="Lindenstraße 7",
                postcode="59423",
                town="Unna",
            )
            for given, born, role, gender in (
                ("Aylin", dt.date(1990, 4, 12), FileRole.ADULT, "f"),
                ("Murat", dt.date(1988, 2, 3), FileRole.ADULT, "m"),
                ("Defne", dt.date(2019, 5, 7), FileRole.CHILD, "f"),
            )
        )
        for parent in (mother, father):
            people.relate(by=by, file=file, person=parent, other=child, kind=RelationshipKind.PARENT)
        consent.record_consent(by=by, file=file, person=mother)
    return Family(universe, file, by, mother, father, child)


def fresh(family: Family, conference: Conference) -> Conference:
    """Read a conference anew."""
    with working_as(family.by):
        return Conference.objects.select_related("file__organisation", "organisation").get(pk=conference.pk)


def sign_in(family: Family, name: str = "anna") -> Client:
    """Sign somebody in."""
    client = Client()
    client.force_login(family.universe.users[name])
    return client


def provider(universe: Universe) -> Actor:
    """Petra keeps the offers of Brückenhaus."""
    by = system_actor()
    with working_as(by):
        user = create_user(by=by, email="petra@example.org", display_name="Petra", password=PASSWORD)
        universe.users["petra"] = user
        universe.memberships["petra"] = add_membership(
            by=by,
            user=user,
            organisation=universe.organisations["brueckenhaus"],
            role=Role.PROVIDER,
            valid_from=START,
        )
    return actor_of(universe, "petra")


def actor_of(universe: Universe, name: str) -> Actor:
    """Return a member of staff as actor, Petra included."""
    if name != "petra":
        return universe.actor(name)
    membership = universe.memberships[name]
    membership.user, membership.organisation = universe.users[name], universe.organisations["brueckenhaus"]
    return access.actor_from(membership, request_id="test")


#: Five parties: what each has been released, beside the part "conference" itself.
RELEASED: dict[str, tuple[str, Role | str, list[Facet]]] = {
    "jobcenter": ("jobcenter", Role.JOB_CENTRE, [Facet.IDENTITY, Facet.EMPLOYMENT, Facet.BENEFITS, Facet.PLAN]),
    "unna": ("unna", Role.COORDINATOR, [Facet.CHILDCARE, Facet.HOUSEHOLD]),
    "brueckenhaus": ("brueckenhaus", Role.PROVIDER, [Facet.HEALTH]),
    "kreis": ("kreis", "", [Facet.INTAKE, Facet.CONTACT, Facet.REFERRAL]),
    "projekt": ("projekt", "", []),
}


@dataclasses.dataclass
class Table:
    """A conference with five offices, the mother, and for each category a text of each kind."""

    family: Family
    conference: Conference
    parties: dict[str, ConferenceParty]
    mother: ConferenceParty


def set_table(universe: Universe) -> Table:
    """Build the table of five."""
    family = enter_family(universe)
    provider(universe)
    conference = family.plan()
    parties = {}
    for key, (office, role, facets) in RELEASED.items():
        family.release(office, role if role in {Role.JOB_CENTRE, Role.COORDINATOR} else "", [*facets, Facet.CONFERENCE])
        parties[key] = family.office(conference, office, role)
    mother = family.member(conference, family.mother)
    team = family.team_place(conference)
    for facet in CATEGORIES:
        for kind in ItemKind:
            text = f"Text {canary(facet.value + kind.value)}"
            family.item(conference, kind, text, facet=facet.value)
        family.task(conference, team, f"Aufgabe {canary(facet.value + 'task')}", facet=facet.value)
    family.item(conference, ItemKind.RESULT, canary("teamonly"), audience=Audience.TEAM.value)
    family.item(conference, ItemKind.RESULT, canary("fatheronly"), persons=[family.father.pk])
    family.invite(conference)
    return Table(family, conference, parties, mother)


def hold(table: Table) -> None:
    """Let the conference take place today and hand over the minutes."""
    family = table.family
    with working_as(family.by):
        conference = Conference.objects.select_related("file").get(pk=table.conference.pk)
        values = family.values(starts_at=time.now() - dt.timedelta(hours=1))
        actions.change_conference(by=family.by, conference=conference, values=values, expected=conference.version)
        actions.hold(by=family.by, conference=conference)
        actions.send_minutes(by=family.by, conference=conference)


def words_of(content: bytes) -> str:
    """Return the text of a PDF without spaces and hyphens at line ends."""
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"[\s\u00ad\ufffe\u2010-]+", "", text)


def canaries_in(text: str) -> set[str]:
    """Return the canaries that sing in a text."""
    plain = re.sub(r"[\s\u00ad\ufffe\u2010-]+", "", text)
    return set(re.findall(r"Kanarie[a-z]+", plain))
