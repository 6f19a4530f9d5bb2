"""When an office at the table reads, until when, what stands for names; what it does from its inbox; who prints."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.conferences import actions as inbox
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import Attendance, Audience, ConferenceTaskState, ConsentCheck, ItemKind
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.moderation import actions
from chancennetz.moderation.actions import ItemValues
from chancennetz.tasks.constants import AppointmentState
from chancennetz.tasks.models import Appointment
from tests.conferences.tables import Family, fresh


def test_an_office_without_release_is_not_invited_and_reads_nothing(family: Family) -> None:
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    with pytest.raises(Conflict):
        family.invite(conference)
    family.member(conference, family.mother)
    with working_as(family.by):
        invited, missing = actions.invite(by=family.by, conference=conference)
    assert [party.person_id for party in invited if party.person_id] == [family.mother.pk]
    assert [party.pk for party in missing] == [office.pk]
    assert missing[0].check_result == ConsentCheck.MISSING
    assert family.received("jan", office) is None


@pytest.mark.parametrize(
    ("changes", "sees"),
    [
        ({}, True),
        ({"purpose": ReleasePurpose.COORDINATION}, True),
        ({"purpose": ReleasePurpose.PLACEMENT}, False),
        ({"purpose": ReleasePurpose.BENEFIT}, False),
        ({"facets": [Facet.PLAN]}, False),
        ({"recipient_role": Role.COORDINATOR}, False),
        ({"valid_from": dt.date(2099, 1, 1)}, None),
    ],
)
def test_a_release_covers_a_conference_only_for_office_role_purpose_part_and_day(
    family: Family, changes: dict[str, object], sees: bool | None
) -> None:
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    family.member(conference, family.mother)
    if sees is None:
        changes = {"valid_from": time.today() + dt.timedelta(days=1)}
    with working_as(family.by):
        base: dict[str, object] = {
            "person": family.mother,
            "recipient": family.universe.organisations["jobcenter"],
            "recipient_role": Role.JOB_CENTRE,
            "facets": [Facet.CONFERENCE],
            "purpose": ReleasePurpose.CONFERENCE,
            "valid_to": time.today() + dt.timedelta(days=30),
        }
        consent.record_release(by=family.by, file=family.file, **(base | changes))  # type: ignore[arg-type]
    family.invite(conference)
    assert (family.received("jan", office) is not None) is bool(sees)


def test_each_person_the_conference_is_about_has_to_agree(family: Family) -> None:
    conference = family.plan(about=[family.mother.pk, family.father.pk])
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    family.member(conference, family.mother)
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    family.invite(conference)
    assert family.received("jan", office) is None
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE], person=family.father)
    family.invite(conference)
    assert family.received("jan", office) is not None


def test_access_ends_with_its_last_day_and_with_the_calling_off(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    first = family.plan()
    office = family.office(first, "jobcenter", Role.JOB_CENTRE)
    family.invite(first)
    assert family.received("jan", office) is not None
    with working_as(family.by):
        party = ConferenceParty.objects.get(pk=office.pk)
        assert party.access_until is not None
        assert party.access_until - first.starts_at == dt.timedelta(days=60)
        actions.cancel(by=family.by, conference=first, reason="Alle krank")
        assert Appointment.objects.get(file=family.file).state == AppointmentState.CANCELLED
    assert family.received("jan", office) is None


def test_access_ends_when_its_time_is_over(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    monkeypatch.setattr(rules, "readable_until", lambda *_args: time.now() - dt.timedelta(seconds=1))
    family.invite(conference)
    assert family.received("jan", office) is None
    with working_as(family.universe.actor("jan")):
        assert not Conference.objects.exists()
        assert not ConferenceParty.objects.exists()


def test_who_may_not_know_names_reads_roles_in_their_place(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    family.release("unna", Role.COORDINATOR, [Facet.CONFERENCE, Facet.IDENTITY])
    conference = family.plan(question="Was braucht Aylin?", place="bei Familie Yılmaz, Lindenstr. 7")
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    town = family.office(conference, "unna", Role.COORDINATOR)
    family.item(conference, ItemKind.INFORMATION, "Murats Tochter geht zur Schule.")
    family.invite(conference)
    task_id = family.task(conference, office, "Frau Yılmaz anrufen")
    without, named = family.received("jan", office), family.received("cora", town)
    assert without is not None
    assert named is not None
    assert (without.question, without.place) == ("Was braucht [Mutter]?", "bei [Familie], [Adresse]")
    assert [one.text for one in without.information] == ["[Vater] Tochter geht zur Schule."]
    assert [(one.id, one.title) for one in without.tasks] == [(task_id, "[Mutter] anrufen")]
    assert (named.question, named.place) == ("Was braucht Aylin?", "bei Familie Yılmaz, Lindenstr. 7")
    assert [one.text for one in named.information] == ["Murats Tochter geht zur Schule."]


def test_a_party_taken_off_after_the_invitation_reads_nothing_and_can_be_invited_again(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    family.invite(conference)
    with working_as(family.by):
        party = conference.parties.get(pk=office.pk)
        assert actions.remove_party(by=family.by, party=party) is False
    assert family.received("jan", office) is None
    family.invite(conference)
    assert family.received("jan", office) is not None


# --- the inbox of others ---------------------------------------------------------------------------------------------


def test_an_office_ticks_its_own_task_and_no_other(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    family.invite(conference)
    own = family.task(conference, office, "Antrag prüfen")
    team = family.task(conference, family.team_place(conference), "Kita anrufen")
    jan = family.universe.actor("jan")
    with working_as(jan):
        inbox.set_own_task(by=jan, party_id=office.pk, task_id=own, done=True)
        with pytest.raises(NotAllowed):
            inbox.set_own_task(by=jan, party_id=office.pk, task_id=team, done=True)
    with working_as(family.by):
        assert ConferenceTask.objects.get(pk=own).state == ConferenceTaskState.DONE
    cora = family.universe.actor("cora")
    with working_as(cora), pytest.raises(NotAllowed):
        inbox.set_own_task(by=cora, party_id=office.pk, task_id=own, done=False)


def test_an_office_answers_and_writes_its_own_view(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE, Facet.EMPLOYMENT])
    family.release("unna", Role.COORDINATOR, [Facet.CONFERENCE])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    town = family.office(conference, "unna", Role.COORDINATOR)
    family.invite(conference)
    jan = family.universe.actor("jan")
    with working_as(jan):
        inbox.note_opened(by=jan, party_id=office.pk)
        inbox.answer(by=jan, party_id=office.pk, attendance=Attendance.CONFIRMED)
        shared = inbox.contribute(
            by=jan, party_id=office.pk, text="Zuschuss möglich", facet="conference", audience=Audience.ALL
        )
        inbox.contribute(by=jan, party_id=office.pk, text="Probezeit", facet="employment", audience=Audience.ALL)
        inbox.contribute(by=jan, party_id=office.pk, text="Nur für Anna", facet="conference", audience=Audience.TEAM)
        with pytest.raises(ValidationError):
            inbox.contribute(by=jan, party_id=office.pk, text=" ", facet="conference", audience=Audience.ALL)
        assert ConferenceItem.objects.count() == 3
    own, other = family.received("jan", office), family.received("cora", town)
    assert own is not None
    assert other is not None
    assert {one.text for one in own.information} == {"Zuschuss möglich", "Probezeit", "Nur für Anna"}
    assert {one.text for one in other.information} == {"Zuschuss möglich"}
    with working_as(family.by):
        found = queries.whole(fresh(family, conference))
        assert {view.item.text for view in found.informations} == {"Zuschuss möglich", "Probezeit", "Nur für Anna"}
        party = found.party(office.pk)
        assert party is not None
        assert party.party.attendance == Attendance.CONFIRMED
        assert party.party.opened_at is not None
        with pytest.raises(Conflict):
            actions.change_item(
                by=family.by,
                item=ConferenceItem.objects.select_related("conference__file").get(pk=shared.pk),
                values=ItemValues("Umgeschrieben"),
                expected=1,
            )
    cora = family.universe.actor("cora")
    with working_as(cora):
        for what in (
            lambda: inbox.answer(by=cora, party_id=office.pk, attendance=Attendance.DECLINED),
            lambda: inbox.own_contribution(cora, town.pk, shared.pk),
            lambda: inbox.take_back_contribution(by=cora, party_id=town.pk, item_id=shared.pk),
        ):
            with pytest.raises(NotAllowed):
                what()
    with working_as(jan):
        inbox.change_contribution(
            by=jan,
            party_id=office.pk,
            item_id=shared.pk,
            text="Doch nicht",
            facet="conference",
            audience="all",
            expected=1,
        )
        inbox.take_back_contribution(by=jan, party_id=office.pk, item_id=shared.pk)
    after = family.received("cora", town)
    assert after is not None
    assert after.information == []


def test_every_look_of_an_office_names_the_persons_in_the_log(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE, Facet.IDENTITY])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    family.invite(conference)
    client = Client()
    client.force_login(family.universe.users["jan"])
    client.get(reverse("conferences:place", args=[office.pk]))
    row = AuditEntry.objects.filter(kind="read", user_name="Jan").latest("created_at")
    assert family.mother.pk in row.subject_ids
    assert family.file.pk in row.subject_ids
    client.get(reverse("conferences:place_paper", args=[office.pk]))
    row = AuditEntry.objects.filter(kind="export").latest("created_at")
    assert (row.action, row.user_name) == ("conferences.invitation.print", "Jan")


def test_only_those_who_may_export_print(family: Family) -> None:
    conference = family.plan()
    party = family.team_place(conference)
    tina = family.universe.actor("tina")
    with working_as(tina), pytest.raises(NotAllowed):
        inbox.note_print(by=tina, conference=fresh(family, conference), party=party, what="minutes")
    with working_as(family.by):
        inbox.note_print(by=family.by, conference=fresh(family, conference), party=party, what="minutes")
