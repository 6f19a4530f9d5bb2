"""Transfer to another organisation: only with the family's release, at once, and nothing stays open behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from chancennetz.access import actions as access
from chancennetz.access.constants import Action, Facet, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.access.queries import decide_in_file, team_of
from chancennetz.caseload import actions as caseload
from chancennetz.caseload.models import SupervisionNote
from chancennetz.casework import actions as casework
from chancennetz.casework.models import Case, EntrustedNote
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.ids import new_id
from chancennetz.handovers import actions
from chancennetz.handovers.models import Handover, Transfer
from chancennetz.handovers.queries import transfer as queries
from chancennetz.monitoring.models import Partner, Tally
from chancennetz.participation import actions as participation
from chancennetz.participation.models import Participant
from chancennetz.participation.queries import present_partners
from chancennetz.people.models import Person
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.models import Task
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import START, Universe


def release_to(
    world: World, organisation: str, facets: Sequence[Facet] = queries.TRANSFERRED
) -> ConfidentialityRelease:
    """The mother releases parts of the file to an organisation; nobody reads there by role."""
    with working_as(world.actor) as by:
        return consent.record_release(
            by=by,
            file=world.file,
            person=Person.objects.get(pk=world.person_ids[0]),
            recipient=world.universe.organisations[organisation],
            recipient_role="",
            facets=list(facets),
            special_categories=["health"] if Facet.HEALTH in facets else [],
            purpose=ReleasePurpose.COORDINATION,
            valid_to=time.today() + dt.timedelta(days=60),
        )


def offered(world: World) -> Transfer:
    release = release_to(world, "brueckenhaus")
    with working_as(world.actor) as by:
        return actions.offer(by=by, file=world.file, release=release, note="Zieht nach Kamen.")


def lead_at(universe: Universe, name: str, place: str) -> None:
    """Make somebody a team lead besides."""
    with working_as(system_actor()) as system:
        universe.memberships[name] = access.add_membership(
            by=system,
            user=universe.users[name],
            organisation=universe.organisations[place],
            role=Role.TEAM_LEAD,
            valid_from=START,
        )


def test_before_the_answer_nobody_there_sees_anything_of_the_file(world: World) -> None:
    transfer = offered(world)
    carla = world.universe.actor("carla")
    with working_as(carla):
        (seen,) = queries.offered_to(carla)
        assert (seen.pk, seen.persons, seen.from_organisation.name) == (transfer.pk, 3, "Werkhof Unna")
        assert not FamilyFile.objects.exists()
        assert not Person.objects.exists()
        assert not Case.objects.exists()
        assert not ConfidentialityRelease.objects.exists()
    for name in ("jan", "cora", "paul", "dora"):
        with working_as(world.universe.actor(name)):
            assert not Transfer.objects.exists(), name


def test_with_the_acceptance_the_file_has_one_home_again(world: World) -> None:
    universe = world.universe
    anna, ben, tina, carla = (universe.actor(name) for name in ("anna", "ben", "tina", "carla"))
    world.log(45)
    with working_as(anna):
        tasks.add_task(by=anna, user_id=anna.account_id, file=world.file, title="Amt anrufen")
        casework.add_entrusted_note(by=anna, file=world.file, text="Ganz vertraulich")
        access.add_to_team(by=anna, file=world.file, user=universe.users["ben"], kind=RelationKind.CASE_TEAM)
    with working_as(tina):
        caseload.add_note(by=tina, file=world.file, text="Bitte im Auge behalten.")
    transfer = offered(world)
    with working_as(carla):
        actions.accept(by=carla, transfer=transfer, lead=universe.users["carla"])
        file = FamilyFile.objects.get(pk=world.file.pk)
        assert file.organisation == universe.organisations["brueckenhaus"]
        assert [one.user_id for one in team_of(file.pk)] == [carla.user_id]
        assert ContactEntry.objects.count() == 1  # the history is there
        assert Handover.objects.get().note == "Zieht nach Kamen."
        titles = {task.title for task in Task.objects.filter(user_id=carla.user_id)}
        assert "Amt anrufen" in titles
        assert len(titles) == 2
        assert not EntrustedNote.objects.exists()
        assert not SupervisionNote.objects.exists()
        assert decide_in_file(carla, Action.UPDATE, Facet.PLAN, file).allowed
    for actor in (anna, ben, tina):
        with working_as(actor):
            assert not FamilyFile.objects.exists()
            assert not Person.objects.exists()
            assert not Task.objects.filter(file_id=world.file.pk).exists()
            assert not EntrustedNote.objects.exists()
            assert not SupervisionNote.objects.exists()
        assert not decide_in_file(actor, Action.READ, Facet.FRAME, file).allowed
    with working_as(tina):
        (sent,) = queries.sent_by(tina)
        assert sent.state == "accepted"
    lead_at(universe, "carla", "brueckenhaus")
    with working_as(universe.actor("carla")):
        assert not SupervisionNote.objects.exists()  # the other organisation's team lead neither


def _by_partner(world: World) -> dict[str, dict[str, int]]:
    """Counts by partner and kind, from the tallies without persons."""
    names = {partner.pk: name for name, partner in world.partners.items()}
    found: dict[str, dict[str, int]] = {name: {} for name in names.values()}
    for key, number in worlds.tallies().items():
        kinds = found[names[key.partner_id]]
        kinds[key.what] = kinds.get(key.what, 0) + number
    return found


def test_from_the_transfer_on_counts_go_to_the_new_partner(world: World) -> None:
    world.log(45)
    with working_as(world.actor) as by:
        participant = Participant.objects.get()
        participation.add_module(by=by, participant=participant, module="benefits", start=worlds.days_ago(3))
    transfer = offered(world)
    carla = world.universe.actor("carla")
    with working_as(carla):
        actions.accept(by=carla, transfer=transfer, lead=world.universe.users["carla"])
    before = {"entry": 1, "module": 1, "minutes": 45, "contact": 1, "reached": 1}
    assert _by_partner(world) == {"werkhof": before, "brueckenhaus": {}}
    assert not Tally.objects.filter(number__lt=0).exists()  # nothing was booked wrongly
    moved = World(world.universe, world.partners, carla, world.case)
    with working_as(carla):
        moved.case.file.refresh_from_db()
        participant = Participant.objects.select_related("file", "partner", "programme").get()
        assert [one.organisation.name for one in present_partners([participant]).values()] == ["Brückenhaus Kamen"]
    moved.log(30, happened_at=time.now())
    with working_as(carla) as by:
        participation.add_module(by=by, participant=participant, module="employment", start=time.today())
        participation.leave_programme(by=by, participant=participant, exit_on=time.today())
    after = {"module": 1, "minutes": 30, "contact": 1, "reached": 1, "exit": 1}
    assert _by_partner(world) == {"werkhof": before, "brueckenhaus": after}
    assert worlds.tallies() == worlds.recount()


def test_whoever_goes_to_an_organisation_outside_of_the_programme_takes_part_no_longer(world: World) -> None:
    with working_as(system_actor()):
        Partner.objects.filter(pk=world.partners["brueckenhaus"].pk).update(valid_to=worlds.days_ago(1))
    transfer = offered(world)
    carla = world.universe.actor("carla")
    with working_as(carla):
        actions.accept(by=carla, transfer=transfer, lead=world.universe.users["carla"])
        participant = Participant.objects.select_related("file", "programme").get()
        assert participant.exit_on == time.today()
        with pytest.raises(Conflict):
            participation.return_to_programme(by=carla, participant=participant)
    assert _by_partner(world) == {"werkhof": {"entry": 1, "exit": 1}, "brueckenhaus": {}}
    assert worlds.tallies() == worlds.recount()


def test_whoever_had_left_before_and_comes_back_counts_for_the_new_partner(world: World) -> None:
    with working_as(world.actor) as by:
        participant = Participant.objects.select_related("file", "programme").get()
        participation.leave_programme(by=by, participant=participant, exit_on=worlds.days_ago(1))
    transfer = offered(world)
    carla = world.universe.actor("carla")
    with working_as(carla) as by:
        actions.accept(by=by, transfer=transfer, lead=world.universe.users["carla"])
        participant = Participant.objects.select_related("file", "programme").get()
        participation.return_to_programme(by=by, participant=participant)
        world.case.file.refresh_from_db()
    moved = World(world.universe, world.partners, carla, world.case)
    moved.log(30, happened_at=time.now())
    assert _by_partner(world) == {"werkhof": {"entry": 1}, "brueckenhaus": {"minutes": 30, "contact": 1, "reached": 1}}
    assert worlds.tallies() == worlds.recount()


def test_a_release_that_is_withdrawn_stops_everything(world: World) -> None:
    transfer = offered(world)
    carla = world.universe.actor("carla")
    with working_as(world.actor) as by:
        release = ConfidentialityRelease.objects.select_related("file", "person").get(pk=transfer.release_id)
        consent.withdraw(by=by, declaration=release)
    with working_as(carla), pytest.raises(Conflict):
        actions.accept(by=carla, transfer=transfer, lead=world.universe.users["carla"])
    with working_as(carla):
        assert not FamilyFile.objects.exists()
    with working_as(world.actor):
        assert FamilyFile.objects.get().organisation == world.universe.organisations["werkhof"]


def test_the_release_must_name_the_whole_file_and_an_organisation_that_works_here(world: World) -> None:
    partly = release_to(world, "brueckenhaus", (Facet.IDENTITY, Facet.PLAN))
    nobody = release_to(world, "kreis")
    with working_as(world.actor) as by:
        assert Facet.CONTACT in queries.uncovered(partly)
        for release in (partly, nobody):
            with pytest.raises(ValidationError):
                actions.offer(by=by, file=world.file, release=release, note="")
        assert not Transfer.objects.exists()


def test_a_file_is_offered_once_and_by_its_lead(world: World) -> None:
    transfer = offered(world)
    tina = world.universe.actor("tina")
    with working_as(world.actor) as by:
        release = ConfidentialityRelease.objects.get(pk=transfer.release_id)
        with pytest.raises(Conflict):
            actions.offer(by=by, file=world.file, release=release, note="")
        with pytest.raises(Conflict):  # and it is not handed over meanwhile
            actions.hand_over(by=by, file=world.file, user=world.universe.users["ben"])
    with working_as(tina), pytest.raises(NotAllowed):
        actions.offer(by=tina, file=world.file, release=release, note="")


def test_no_says_why_and_changes_nothing(world: World) -> None:
    transfer = offered(world)
    carla = world.universe.actor("carla")
    with working_as(carla):
        with pytest.raises(ValidationError):
            actions.decline(by=carla, transfer=transfer, answer="  ")
        actions.decline(by=carla, transfer=transfer, answer="Wir sind voll.")
        with pytest.raises(Conflict):
            actions.decline(by=carla, transfer=transfer, answer="Wir sind voll.")
        with pytest.raises(Conflict):
            actions.accept(by=carla, transfer=transfer, lead=world.universe.users["carla"])
    with working_as(world.actor):
        assert Transfer.objects.get().answer == "Wir sind voll."
        assert FamilyFile.objects.exists()


def test_an_offer_can_be_withdrawn_until_it_is_answered(world: World) -> None:
    transfer = offered(world)
    carla = world.universe.actor("carla")
    with working_as(world.actor) as by:
        actions.withdraw(by=by, transfer=transfer)
        with pytest.raises(Conflict):
            actions.withdraw(by=by, transfer=transfer)
    with working_as(carla):
        assert queries.offered_to(carla) == []
        with pytest.raises(Conflict):
            actions.accept(by=carla, transfer=transfer, lead=world.universe.users["carla"])


def test_others_can_neither_accept_nor_choose_a_stranger_as_lead(world: World) -> None:
    transfer, universe = offered(world), world.universe
    for name in ("anna", "tina", "jan", "cora"):
        by = universe.actor(name)
        with working_as(by), pytest.raises(NotAllowed):
            actions.accept(by=by, transfer=transfer, lead=universe.users[name])
    carla = universe.actor("carla")
    with working_as(carla), pytest.raises(Conflict):
        actions.accept(by=carla, transfer=transfer, lead=universe.users["anna"])


def test_the_database_itself_refuses_what_python_would_let_through(world: World) -> None:
    transfer, universe = offered(world), world.universe

    def ask(name: str, lead: str, moment: dt.datetime | None = None) -> str:
        with working_as(universe.actor(name)), connection.cursor() as cursor:
            values = [transfer.pk, universe.users[lead].pk, new_id(), moment or time.now()]
            cursor.execute("SELECT handovers_accept_transfer(%s, %s, %s, %s)", values)
            return str(cursor.fetchone()[0])

    assert ask("jan", "jan") == "gone"
    assert ask("anna", "anna") == "gone"
    assert ask("carla", "anna") == "lead"
    assert ask("carla", "carla", time.now() - dt.timedelta(days=2)) == "gone"
    # An offer cannot be forged by the receiving side, nor turned to another file.
    with working_as(universe.actor("carla")), connection.cursor() as cursor:
        cursor.execute("UPDATE handovers_transfer SET state = 'withdrawn' WHERE id = %s", [transfer.pk])
        assert cursor.rowcount == 0
    forged = "INSERT INTO handovers_transfer SELECT (jsonb_populate_record(t, %s::jsonb)).* FROM handovers_transfer t"
    with working_as(universe.actor("carla")), connection.cursor() as cursor, transaction.atomic():
        with pytest.raises(Exception, match="row-level security"):
            cursor.execute(forged, [f'{{"id": "{new_id()}"}}'])
        transaction.set_rollback(True)


def test_a_transferred_family_can_come_back(world: World) -> None:
    transfer, universe = offered(world), world.universe
    carla, anna = universe.actor("carla"), universe.actor("anna")
    with working_as(anna):
        casework.add_entrusted_note(by=anna, file=world.file, text="Ganz vertraulich")
    with working_as(carla):
        actions.accept(by=carla, transfer=transfer, lead=universe.users["carla"])
    back = worlds.World(universe, world.partners, carla, world.case)
    with working_as(carla):
        back.case.file = FamilyFile.objects.get(pk=world.file.pk)
    release = release_to(back, "werkhof")
    with working_as(carla):
        returned = actions.offer(by=carla, file=back.file, release=release, note="")
    with working_as(anna):
        actions.accept(by=anna, transfer=returned, lead=universe.users["anna"])
        assert Relation.objects.at().filter(kind=RelationKind.CASE_LEAD).count() == 1
        assert EntrustedNote.objects.get().text == "Ganz vertraulich"  # bound to her in person all the time
    with working_as(carla):
        assert not FamilyFile.objects.exists()
