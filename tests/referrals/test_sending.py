"""Sending: exactly what was chosen leaves the file, only when and only as long as the family allows it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.actions import add_to_team
from chancennetz.access.constants import Facet, RelationKind
from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.casework import actions as casework
from chancennetz.casework.constants import LifeArea, Phase
from chancennetz.casework.queries import phase_of, timeline
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent, WithdrawalNotice
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.people import actions as people
from chancennetz.people.models import Person
from chancennetz.plans import actions as planning
from chancennetz.referrals import actions
from chancennetz.referrals.actions import Answer
from chancennetz.referrals.constants import CutReason, Manner, Outcome, ReferralState, SharedField
from chancennetz.referrals.models import Referral
from chancennetz.sharing.models import Disclosure
from tests.referrals.conftest import Desk


def test_exactly_what_was_chosen_leaves_the_file(desk: Desk) -> None:
    desk.release()
    handover = desk.send(fields=[SharedField.NAMES, SharedField.CHILDREN_AGES])
    born = dt.date(2018, 9, 1)
    age = time.today().year - born.year - ((time.today().month, time.today().day) < (born.month, born.day))
    assert desk.seen_by("carla", handover) == [
        ("names", ["Ayşe Kaya"]),
        ("children_ages", [f"{age} Jahre"]),
        ("message", ["Bitte bald anrufen."]),
    ]
    assert desk.seen_by("jan", handover) is None
    with working_as(desk.anna):
        stored = Referral.objects.get(pk=handover.pk)
        assert "Kaya" in stored.passed_on
        assert "Murat" not in stored.passed_on
        assert "Miete" not in stored.passed_on


def test_two_persons_are_told_apart_with_and_without_names(desk: Desk) -> None:
    desk.release()
    father = desk.world.person_ids[1]
    desk.release(person=father)
    with working_as(desk.anna) as by:
        for place, person in enumerate([desk.mother, father]):
            row = Person.objects.get(pk=person)
            people.change_person(by=by, file=desk.file, person=row, expected=row.version, phone=f"0221 4710-90{place}")
    both = [desk.mother, father]
    named = desk.send(person_ids=both, fields=[SharedField.NAMES, SharedField.PHONE], message="")
    assert desk.seen_by("carla", named) == [
        ("names", ["Ayşe Kaya", "Murat Kaya"]),
        ("phone", ["Ayşe Kaya: 0221 4710-900", "Murat Kaya: 0221 4710-901"]),
    ]
    unnamed = desk.send(person_ids=both, fields=[SharedField.PHONE], message="")
    assert desk.seen_by("carla", unnamed) == [("phone", ["1: 0221 4710-900", "2: 0221 4710-901"])]


def test_what_is_passed_on_is_as_the_file_stands_when_it_is_sent_and_stays_so(desk: Desk) -> None:
    desk.release()
    draft = desk.draft(fields=[SharedField.GOALS], message="")
    with working_as(desk.anna) as by:
        planning.add_goal(by=by, file=desk.file, title="Ein Schwimmkurs", life_area=LifeArea.SOCIAL, agreed=True)
        planning.add_goal(by=by, file=desk.file, title="Nur gedacht", life_area=LifeArea.WORK)
    handover = desk.send(draft)
    with working_as(desk.anna) as by:
        planning.add_goal(by=by, file=desk.file, title="Später", life_area=LifeArea.WORK, agreed=True)
    assert desk.seen_by("carla", handover) == [("goals", ["Ein Schwimmkurs"])]


@pytest.mark.parametrize("opened", [[], [Facet.IDENTITY], [Facet.IDENTITY, Facet.INTAKE]])
def test_without_a_release_for_every_part_nothing_is_sent(desk: Desk, opened: list[Facet]) -> None:
    if opened:
        desk.release(*opened)
    draft = desk.draft()
    with pytest.raises(Conflict):
        desk.send(draft)
    assert desk.inbox() == []
    with working_as(desk.anna):
        assert Referral.objects.get(pk=draft.pk).state is ReferralState.DRAFT
        assert not Disclosure.objects.exists()


def test_every_person_concerned_must_have_released_it(desk: Desk) -> None:
    desk.release()
    with pytest.raises(Conflict):
        desk.send(person_ids=desk.world.person_ids[:2])


def test_it_ends_with_the_release_even_when_a_longer_time_was_wished(desk: Desk) -> None:
    desk.release(days=10)
    handover = desk.send(valid_until=time.today() + dt.timedelta(days=100))
    last = time.today() + dt.timedelta(days=10)
    after = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), time.BERLIN)
    assert handover.ends_at == after


def test_a_withdrawn_release_ends_it_at_once_and_leaves_no_data_behind(desk: Desk) -> None:
    release = desk.release()
    handover = desk.send()
    assert desk.inbox() == [handover.pk]
    with working_as(desk.anna) as by:
        consent.withdraw(by=by, declaration=release)
    assert desk.inbox() == []
    row = desk.fresh(handover)
    assert (row.state, row.cut_reason) == (ReferralState.REVOKED, CutReason.WITHDRAWN)
    with working_as(desk.anna):
        assert row.snapshot == ""
        assert "Kaya" in row.referral.passed_on  # the family can still be told what was passed on
        assert [one.recipient for one in WithdrawalNotice.objects.all()] == [desk.service]


def test_without_consent_to_processing_nothing_is_sent_and_everything_sent_is_cut(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    draft = desk.draft()
    with working_as(desk.anna) as by:
        consent.withdraw(by=by, declaration=Consent.objects.get(file=desk.file))
    assert desk.inbox() == []
    assert desk.fresh(handover).cut_reason == CutReason.WITHDRAWN
    with pytest.raises(Conflict):
        desk.send(draft)


def test_who_takes_back_ends_it_at_once(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    with working_as(desk.anna) as by:
        actions.revoke_referral(by=by, referral=desk.fresh(handover).referral)
    assert desk.inbox() == []
    with working_as(desk.anna) as by, pytest.raises(Conflict):
        actions.revoke_referral(by=by, referral=desk.fresh(handover).referral)


def test_only_the_leading_counsellor_passes_data_on(desk: Desk) -> None:
    desk.release()
    ben = desk.universe.actor("ben")
    with working_as(desk.anna) as by:
        add_to_team(by=by, file=desk.file, user=desk.universe.users["ben"], kind=RelationKind.CASE_TEAM)
    row = desk.draft()
    with working_as(ben), pytest.raises(NotAllowed):
        actions.send_referral(by=ben, referral=row, expected=row.version)
    with working_as(ben):
        empty = actions.add_referral(
            by=ben, file=desk.file, values=desk.values(manner=Manner.ANONYMOUS, person_ids=[], fields=[], message="")
        )
        actions.send_referral(by=ben, referral=empty, expected=empty.version)
    assert desk.inbox() == [empty.pk]


def test_an_anonymous_referral_holds_nothing_whatever_was_ticked(desk: Desk) -> None:
    handover = desk.send(manner=Manner.ANONYMOUS)
    assert desk.seen_by("carla", handover) == []
    row = desk.fresh(handover)
    assert (row.person_ids, row.referral.fields, row.referral.person_ids) == ([], [], [])
    with working_as(desk.anna):
        assert row.referral.message == ""


def test_a_slip_reaches_nobody_on_the_platform_and_the_counsellor_enters_what_came(desk: Desk) -> None:
    handover = desk.send(manner=Manner.SLIP, organisation=None, place="Kinderarztpraxis am Markt")
    assert desk.inbox() == []
    with working_as(desk.anna) as by:
        row = Referral.objects.select_related("file").get(pk=handover.pk)
        actions.report(by=by, referral=row, answer=Answer(ReferralState.ACCEPTED))
        actions.report(by=by, referral=row, answer=Answer(ReferralState.DONE, outcome=Outcome.HELPED))
    assert desk.fresh(handover).state == ReferralState.DONE


def test_the_same_referral_is_sent_once_and_only_as_it_was_read(desk: Desk) -> None:
    desk.release()
    row = desk.draft()
    with working_as(desk.anna) as by:
        actions.change_referral(by=by, referral=row, values=desk.values(message="Anders."), expected=1)
        with pytest.raises(StaleVersion):
            actions.send_referral(by=by, referral=row, expected=1)
        actions.send_referral(by=by, referral=row, expected=2)
        with pytest.raises(Conflict):
            actions.send_referral(by=by, referral=row, expected=3)
        with pytest.raises(Conflict):
            actions.change_referral(by=by, referral=row, values=desk.values(), expected=3)
        with pytest.raises(Conflict):
            actions.remove_referral(by=by, referral=row)


def test_incomplete_referrals_are_refused_with_the_field(desk: Desk) -> None:
    desk.release()
    cases: list[tuple[dict[str, object], str]] = [
        ({"organisation": None}, "place"),
        ({"valid_until": time.today() - dt.timedelta(days=1)}, "valid_until"),
        ({"answer_by": time.today() + dt.timedelta(days=400)}, "answer_by"),
        ({"organisation": desk.universe.organisations["werkhof"]}, "unit"),
        ({"organisation": None, "place": "Praxis"}, "manner"),
    ]
    for changes, field in cases:
        with pytest.raises(ValidationError) as caught:
            desk.draft(**changes)
        assert list(caught.value.message_dict) == [field], changes
    for changes, field in [({"person_ids": []}, "person_ids"), ({"fields": [], "message": ""}, "fields")]:
        with pytest.raises(ValidationError) as caught:
            desk.send(**changes)
        assert list(caught.value.message_dict) == [field]
    with pytest.raises(ValidationError) as caught:  # nobody of the project office has an inbox
        desk.send(organisation=desk.universe.organisations["projekt"], manner=Manner.ANONYMOUS)
    assert list(caught.value.message_dict) == ["manner"]


def test_sending_is_logged_as_passed_on_without_its_content(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    entry = AuditEntry.objects.get(action="referrals.send")
    assert (entry.kind, entry.basis, entry.changed) == ("share", "release", ["concern", "message", "names"])
    assert set(entry.subject_ids) == {desk.file.pk, desk.mother}
    with working_as(desk.anna):
        note = Disclosure.objects.get()
        assert (note.owner, note.recipient) == (f"referrals.referral:{handover.pk}", desk.service)


def test_a_referral_leads_out_of_the_phase_of_linking_and_stands_in_the_timeline(desk: Desk) -> None:
    desk.release()
    with working_as(desk.anna) as by:
        case = desk.world.case
        casework.record_assessment(by=by, case=case, expected=case.version, assessment="", assessed_on=time.today())
        planning.add_goal(by=by, file=desk.file, title="Ein Platz", life_area=LifeArea.FAMILY, agreed=True)
        assert phase_of(desk.file) is Phase.LINKING
    handover = desk.send()
    with working_as(desk.carla) as by:
        actions.accept(by=by, handover_id=handover.pk)
    with working_as(desk.anna):
        assert phase_of(desk.file) is Phase.LINKING
    with working_as(desk.carla) as by:
        actions.book_first_contact(by=by, handover_id=handover.pk)
    with working_as(desk.anna):
        assert phase_of(desk.file) is Phase.MONITORING
        titles = [entry.title for entry in timeline(desk.file).entries]
    assert "Vermittelt an Brückenhaus Kamen" in titles
    assert "Erster Kontakt mit Brückenhaus Kamen" in titles
