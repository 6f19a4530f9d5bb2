"""Two families of two organisations, full of canary words, and the ids of everything in them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import uuid
from typing import Any

from PIL import Image

from chancennetz.access.actions import add_to_team
from chancennetz.access.constants import Facet, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, User
from chancennetz.caseopening import actions as opening
from chancennetz.caseopening.actions import NewConsent, NewEnrolment, NewFamily, NewGroup, NewPerson
from chancennetz.casework import actions as casework
from chancennetz.casework.constants import Channel, LifeArea
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.models import ConsentText, WithdrawalNotice
from chancennetz.contacts import actions as contact_log
from chancennetz.contacts.actions import ContactValues
from chancennetz.contacts.constants import Medium
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.documents import actions as documents
from chancennetz.dossier import actions as dossier
from chancennetz.duplicates import actions as duplicates
from chancennetz.participation.models import Participant
from chancennetz.people import actions as people
from chancennetz.people.constants import FileRole
from chancennetz.people.models import FilePerson, Person, PersonGroup, Relationship
from chancennetz.plans import actions as planning
from chancennetz.plans.constants import StepOwner
from chancennetz.planversions.actions import propose_plan
from chancennetz.referrals import actions as referrals
from chancennetz.referrals.actions import ReferralValues
from chancennetz.referrals.constants import Manner, SharedField
from chancennetz.referrals.models import Referral
from chancennetz.sharing import actions as sharing
from chancennetz.sharing.models import ShareRule, ShareTable
from chancennetz.tasks import actions as tasks
from tests.assessments import canary as assessments
from tests.caseload import canary as caseload
from tests.casework.world import build_programme
from tests.closure import canary as closure
from tests.conferences import canary as conferences
from tests.handovers import canary as handovers
from tests.resourcemap import canary as resourcemap
from tests.retention import canary as retention
from tests.security.offers import offer_ids
from tests.universe import Universe


@dataclasses.dataclass
class Canary:
    """A family: the word that stands in everything of it, who leads it, and ids by the names used in addresses."""

    word: str
    file: FamilyFile
    lead: str
    ids: dict[str, Any]


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 90, 20)).save(out, "JPEG")
    return out.getvalue()


def _open(universe: Universe, lead: str, word: str, partner: Any) -> FamilyFile:
    by = universe.actor(lead)
    family = NewFamily(
        persons=[
            NewPerson(f"Mutter{word}", f"Name{word}", dt.date(1990, 5, 17)),
            NewPerson(f"Vater{word}", f"Name{word}", dt.date(1988, 2, 3)),
            NewPerson(f"Kind{word}", f"Name{word}", dt.date(2018, 9, 1), FileRole.CHILD, parents=[0, 1]),
        ],
        households=[NewGroup(members=[0, 1, 2], type="couple_children")],
    )
    case = opening.open_case(
        by=by,
        family=family,
        channel=Channel.OUTREACH,
        first_contact_on=time.today() - dt.timedelta(days=40),
        consents=[NewConsent(person=0, signed_on=time.today())],
        concern=f"Anliegen {word}",
        enrolments=[NewEnrolment(person=0, partner=partner, entry_on=time.today() - dt.timedelta(days=30))],
    )
    return case.file


def _refer(by: Actor, file: FamilyFile, person: Person, universe: Universe, word: str) -> Referral:
    """Refer the family, with its name, to the job centre, whose worker may see something of it anyhow."""
    recipient = universe.organisations["jobcenter"]
    consent.record_release(
        by=by,
        file=file,
        person=person,
        recipient=recipient,
        recipient_role="",
        facets=[Facet.IDENTITY, Facet.REFERRAL],
        purpose=ReleasePurpose.REFERRAL,
        valid_to=time.today() + dt.timedelta(days=90),
    )
    values = ReferralValues(
        Manner.DATA, recipient, person_ids=[person.pk], fields=[SharedField.NAMES], message=f"Vermittlung {word}"
    )
    referral = referrals.add_referral(by=by, file=file, values=values)
    referrals.send_referral(by=by, referral=referral, expected=referral.version)
    return referral


def _told_and_withdrawn(
    by: Actor, file: FamilyFile, persons: list[Person], universe: Universe, word: str
) -> dict[str, Any]:
    """Tell the youth office of a danger, and withdraw a release, so that there is a report and a notice."""
    report = sharing.report_danger(
        by=by,
        file=file,
        recipient=universe.organisations["kreis"],
        persons=[persons[2].pk],
        categories=[],
        reason=f"Beobachtung {word} am Vormittag",
        weighed_with=f"Fachkraft {word}",
        family_told=True,
    )
    release = consent.record_release(
        by=by,
        file=file,
        person=persons[1],
        recipient=universe.organisations["unna"],
        recipient_role=Role.COORDINATOR,
        facets=[Facet.IDENTITY],
        purpose=ReleasePurpose.COORDINATION,
        valid_to=time.today() + dt.timedelta(days=30),
    )
    consent.withdraw(by=by, declaration=release, note=f"Widerruf {word}")
    return {"disclosure_id": report.pk, "notice_id": WithdrawalNotice.objects.get(file=file).pk}


def _written(by: Actor, file: FamilyFile, person: Person, word: str) -> dict[str, Any]:
    """Write a letter, and look through the whole file for the person."""
    letter = dossier.write_letter(
        by=by, file=file, person=person, address=f"Straße {word}", subject=f"Betreff {word}", body=f"Brief {word}"
    )
    asked = dossier.open_request(by=by, file=file, person=person, asked_on=time.today())
    dossier.decide(by=by, request=asked, decisions={}, expected=asked.version, finish=True)
    lacking = dossier.MissingValues(what=f"Nachweis {word}", needed_for=f"Antrag {word}", asked_on=time.today())
    missing = dossier.note_missing(by=by, file=file, values=lacking)
    return {"letter_id": letter.pk, "request_id": asked.pk, "missing_id": missing.pk}


def plant(universe: Universe, lead: str, word: str, partner: Any) -> Canary:
    """Build a family in which every text carries the word."""
    by, me = universe.actor(lead), universe.users[lead].pk
    with working_as(by):
        file = _open(universe, lead, word, partner)
        links = list(FilePerson.objects.filter(file=file).order_by("created_at").select_related("person"))
        persons: list[Person] = [link.person for link in links]
        goal = planning.add_goal(by=by, file=file, title=f"Ziel {word}", life_area=LifeArea.WORK, agreed=True)
        part = planning.add_sub_goal(by=by, goal=goal, title=f"Teilziel {word}")
        step = planning.add_step(
            by=by,
            goal=goal,
            title=f"Schritt {word}",
            owner_kind=StepOwner.COUNSELLOR,
            owner_user_id=by.user_id,
            due_on=time.today(),
        )
        values = ContactValues(
            time.now() - dt.timedelta(hours=3), 45, Medium.OFFICE, [persons[0].pk], note=f"Notiz {word}", place=word
        )
        contact = contact_log.log_contact(by=by, file=file, values=values)
        note = casework.add_entrusted_note(by=by, file=file, text=f"Anvertraut {word}")
        task = tasks.add_task(by=by, user_id=me, file=file, title=f"Aufgabe {word}", due_on=time.today())
        appointment = tasks.add_appointment(
            by=by, user_id=me, file=file, title=f"Termin {word}", starts_at=time.now() + dt.timedelta(hours=1)
        )
        document = documents.upload(by=by, file=file, content=_photo(), title=f"Dokument {word}")
        release = consent.record_release(
            by=by,
            file=file,
            person=persons[0],
            recipient=universe.organisations["jobcenter"],
            recipient_role=Role.JOB_CENTRE,
            facets=[Facet.FRAME, Facet.PLAN],
            purpose=ReleasePurpose.PLACEMENT,
            valid_to=time.today() + dt.timedelta(days=90),
        )
        twin = people.register_person(
            by=by, file=file, given_name=f"Mutter{word}", family_name=f"Name{word}", birth_date=dt.date(1990, 5, 17)
        )
        third = people.register_person(by=by, file=file, given_name=f"Doppel{word}", family_name=f"Name{word}")
        merge = duplicates.merge(by=by, file=file, kept=persons[1], merged=third, take=[])
        referral = _refer(by, file, persons[0], universe, word)
        plan = propose_plan(by=by, file=file)
        told = _told_and_withdrawn(by, file, persons, universe, word)
        written = _written(by, file, persons[0], word)
        ids = (
            told
            | written
            | {
                "version_id": plan.pk,
                "referral_id": referral.pk,
                "handover_id": referral.pk,
                "person_id": persons[0].pk,
                "kept_id": persons[0].pk,
                "merged_id": twin.pk,
                "merge_id": merge.pk,
                "goal_id": goal.pk,
                "sub_goal_id": part.pk,
                "step_id": step.pk,
                "contact_id": contact.pk,
                "note_id": note.pk,
                "task_id": task.pk,
                "appointment_id": appointment.pk,
                "document_id": document.pk,
                "declaration_id": release.pk,
                "participant_id": Participant.objects.get(file=file).pk,
                "group_id": PersonGroup.objects.filter(file=file).first().pk,
                "relationship_id": Relationship.objects.filter(file=file).first().pk,
                "object_id": goal.pk,
                "page": 0,
                **assessments.plant(by, file, word),
                **resourcemap.plant(by, file, word),
                **closure.plant(by, file, word),
                **handovers.MISSING,
                **caseload.MISSING,
                **conferences.plant(by, file, persons[0], universe.organisations["jobcenter"], word),
            }
        )
    ids |= retention.plant(universe, lead, file, persons[1])
    if lead == "anna":
        ids |= handovers.plant_at_home(universe, file, persons[0], word)
        ids |= caseload.plant_at_home(universe, file, word)
        with working_as(by):
            ben: User = universe.users["ben"]
            relation = add_to_team(by=by, file=file, user=ben, kind=RelationKind.CASE_TEAM)
            ids["relation_id"] = relation.pk
    return Canary(word, file, lead, ids | {"file_id": file.pk})


def plant_two(universe: Universe) -> tuple[Canary, Canary]:
    """One family at Werkhof (Anna, with Ben in the team), one at Brückenhaus (Carla)."""
    partners = build_programme(universe)
    return (
        plant(universe, "anna", "Kanarienwerkhof", partners["werkhof"]),
        plant(universe, "carla", "Kanarienbruecke", partners["brueckenhaus"]),
    )


#: Ids that stand in no family; the crawl asks for them with values that exist.
def common_ids(universe: Universe) -> dict[str, Any]:
    """Return ids of things outside of families."""
    return {
        "user_id": universe.users["anna"].pk,
        "table_id": ShareTable.objects.get().pk,
        "rule_id": ShareRule.objects.first().pk,
        "text_id": ConsentText.objects.first().pk,
        "membership_id": universe.memberships["anna"].pk,
        "organisation_id": universe.organisations["werkhof"].pk,
        "relation_id": uuid.uuid4(),
        "kind": "goal",
        "key": "MQ:1",
        "token": "no-such-token",
        "uidb36": "1",
        "pk": 1,
        **offer_ids(universe),
    }
