"""From the nightly proposal to the certificate, through pages, actions and commands."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.models import AuditEntry
from chancennetz.casework import actions as casework
from chancennetz.casework.models import Case, EntrustedNote
from chancennetz.core import crypto, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor, system_actor
from chancennetz.core.catalogue import Retention
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.models import DataKey
from chancennetz.documents import actions as documents
from chancennetz.documents import storage
from chancennetz.duplicates import actions as duplicates
from chancennetz.monitoring.models import Tally
from chancennetz.participation import actions as participation
from chancennetz.people import actions as people
from chancennetz.people.models import FilePerson, Person
from chancennetz.people.queries import people_in_file
from chancennetz.retention import actions, commands, queries
from chancennetz.retention.constants import HoldReason, ProposalState
from chancennetz.retention.models import Certificate, Hold, Proposal, RetentionRule, SecondCheck
from chancennetz.tasks.models import Draft, Task
from tests.casework import world as worlds
from tests.casework.world import World
from tests.retention.conftest import LONG_AGO, Deletion
from tests.security.canaries import _photo

pytestmark = pytest.mark.django_db


def _client(deletion: Deletion, name: str, *, fresh: bool = True) -> Client:
    client = Client()
    client.force_login(deletion.universe.users[name])
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
        session["second_factor_seen"] = True
        session.save()
    return client


def _left() -> dict[str, int]:
    with working_as(system_actor()):
        return {model.__name__: model._default_manager.count() for model in (FamilyFile, Person, FilePerson, Case)}


def _enrol(world: World, person: Person) -> None:
    partner = world.partners["werkhof"]
    participation.enrol(
        by=world.actor, file=world.file, person_id=person.pk, partner=partner, entry_on=worlds.days_ago(9)
    )


NOTHING = {"FamilyFile": 0, "Person": 0, "FilePerson": 0, "Case": 0}


# --- proposing -----------------------------------------------------------------------------------------------------


def test_the_job_proposes_what_is_due_and_takes_back_what_is_not(deletion: Deletion) -> None:
    assert deletion.propose() == []  # the case is open
    deletion.close(deletion.world.file)
    (made,) = deletion.propose()
    assert (made.anchor_on, made.due_since, made.state) == (LONG_AGO, dt.date(2023, 1, 1), "proposed")
    assert made.counts["people_person"] == 3
    assert made.counts["access_familyfile"] == 1
    assert [one.pk for one in deletion.propose()] == [made.pk]  # a second night changes nothing
    deletion.close(deletion.world.file, time.today())
    assert deletion.propose() == []


def test_looking_what_would_go_changes_nothing(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    before = _left()
    deletion.propose()
    assert _left() == before
    with working_as(deletion.actor("anna")):
        assert Person.objects.exclude(pk=uuid.uuid4()).first().given_name in {"Ayşe", "Murat", "Elif"}


def test_a_declined_file_is_not_proposed_again_for_the_same_period(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    (made,) = deletion.propose()
    with working_as(deletion.actor("dora")) as by:
        actions.decline(by=by, proposal=made, reason="Wird noch gebraucht.")
    assert [one.state for one in deletion.propose()] == ["declined"]
    deletion.close(deletion.world.file, dt.date(2018, 1, 1))
    assert sorted(one.state for one in deletion.propose()) == ["declined", "proposed"]


def test_participants_stay_until_five_years_after_the_last_payment(deletion: Deletion) -> None:
    world = deletion.world
    with working_as(world.actor):
        person = people_in_file(world.file)[0].person
        _enrol(world, person)
    deletion.close(world.file)
    assert deletion.propose() == []  # nobody has entered a day
    programme = world.partners["werkhof"].programme
    year = time.today().year
    for paid, due in ((dt.date(year - 5, 3, 12), None), (dt.date(year - 6, 3, 12), dt.date(year, 1, 1))):
        with working_as(deletion.actor("dora")) as by:
            actions.enter_payment(by=by, programme=programme, paid_on=paid, source="Schreiben der Behörde")
        assert [one.due_since for one in deletion.propose()] == ([due] if due else [])


# --- four eyes -----------------------------------------------------------------------------------------------------


def test_two_accounts_delete_through_pages_and_nothing_is_left(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    (made,) = deletion.propose()
    dora, dirk = _client(deletion, "dora"), _client(deletion, "dirk")
    listed = dora.get("/retention/").content.decode()
    assert made.number in listed
    assert "Kaya" not in listed
    page = dora.get(f"/retention/{made.pk}/").content.decode()
    assert "Kaya" not in page
    assert dora.post(f"/retention/{made.pk}/release/").status_code == 302
    assert dora.post(f"/retention/{made.pk}/delete/").status_code == 302
    assert _left()["Person"] == 3  # the same account alone is refused
    answer = dirk.post(f"/retention/{made.pk}/delete/")
    assert answer["Location"].startswith("/retention/certificates/")
    assert _left() == NOTHING
    assert dirk.get(answer["Location"]).status_code == 200
    assert dora.get(f"/retention/{made.pk}/").status_code == 404


def test_the_same_account_alone_is_refused_by_rule_and_by_the_database(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    released = deletion.release(deletion.propose()[0])
    with pytest.raises(Conflict, match="Vier Augen"):
        deletion.execute(released, "dora")
    with working_as(deletion.actor("dora")), connection.cursor() as cursor:
        cursor.execute("SELECT retention_erase(%s)", [released.pk])
        assert json.loads(cursor.fetchone()[0]) == {"answer": "person"}
    with working_as(deletion.actor("dora")) as by, pytest.raises(DatabaseError), transaction.atomic():
        # releasing in the name of somebody else
        actions_update(by=by, proposal=released, released_by=deletion.universe.users["dirk"].pk)
    dora = deletion.universe.users["dora"].pk
    with working_as(deletion.actor("dora")), pytest.raises(IntegrityError), transaction.atomic():
        Certificate(
            number=1, organisation_id=released.organisation_id, kind="period", rows=1, subjects=[], content="",
            signature="", released_by_id=dora, executed_by_id=dora,
        ).save(force_insert=True)  # fmt: skip
    assert _left()["Person"] == 3


@action
def actions_update(*, by: Actor, proposal: Proposal, released_by: uuid.UUID) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(released_by_id=released_by)


def test_the_team_lead_of_the_organisation_may_delete_and_nobody_else(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    released = deletion.release(deletion.propose()[0])
    for name in ("anna", "carla", "paul", "admin", "cora", "pia"):
        assert _client(deletion, name).get(f"/retention/{released.pk}/").status_code == 404
        with working_as(deletion.actor(name)) as by, pytest.raises(NotAllowed):
            actions.execute(by=by, proposal=released)
        with working_as(deletion.actor(name)), connection.cursor() as cursor:
            cursor.execute("SELECT retention_erase(%s)", [released.pk])
            assert json.loads(cursor.fetchone()[0]) == {"answer": "role"}
    assert deletion.execute(released, "tina").executed_by_id == deletion.universe.users["tina"].pk
    assert _left() == NOTHING


def test_deleting_asks_again_who_is_there(deletion: Deletion, settings: Any) -> None:
    settings.DEMO = False
    deletion.close(deletion.world.file)
    (made,) = deletion.propose()
    client = _client(deletion, "dora")
    session = client.session
    long_ago = (timezone.now() - dt.timedelta(hours=2)).timestamp()
    session["account_authentication_methods"] = [{"method": "password", "at": long_ago}]
    session.save()
    answer = client.post(f"/retention/{made.pk}/release/")
    assert "reauthenticate" in answer["Location"]
    with working_as(system_actor()):
        assert Proposal.objects.get(pk=made.pk).state == ProposalState.PROPOSED


def test_without_a_release_and_after_thirty_days_nothing_is_deleted(
    deletion: Deletion, monkeypatch: pytest.MonkeyPatch
) -> None:
    deletion.close(deletion.world.file)
    (made,) = deletion.propose()
    with pytest.raises(Conflict):
        deletion.execute(made)
    past = timezone.now() - dt.timedelta(days=31)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: past)
        released = deletion.release(made)
    with pytest.raises(Conflict, match="30"):
        deletion.execute(released)
    assert _left()["Person"] == 3


def test_the_team_lead_is_told_by_a_task_that_goes_with_the_file(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    released = deletion.release(deletion.propose()[0])
    with working_as(system_actor()) as by:
        assert (actions.tell_team_leads(by=by), actions.tell_team_leads(by=by)) == (1, 0)
    day = _client(deletion, "tina").get("/tasks/").content.decode()
    assert f"/retention/{released.pk}/" in day
    assert released.number not in day
    with working_as(deletion.actor("dora")) as by:
        actions.decline(by=by, proposal=Proposal.objects.get(pk=released.pk), reason="Doch noch gebraucht.")
    with working_as(system_actor()) as by:
        assert actions.tell_team_leads(by=by) == 0
        assert Task.objects.get().done_at is not None


# --- holds ---------------------------------------------------------------------------------------------------------


def test_a_hold_stops_a_deletion_even_one_that_is_released(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    released = deletion.release(deletion.propose()[0])
    dora = _client(deletion, "dora")
    values = {"number": released.number.lower(), "reason": "claim", "note": "Klage, 3 K 12/26", "ends_on": "2099-01-01"}
    assert dora.post("/retention/holds/new/", values).status_code == 302
    with pytest.raises(Conflict):
        deletion.execute(released)
    assert "3 K 12/26" in dora.get("/retention/holds/").content.decode()
    assert "3 K 12/26" in dora.get(f"/retention/{released.pk}/").content.decode()
    with working_as(deletion.actor("dora")):
        hold = Hold.objects.get()
    assert dora.post(f"/retention/holds/{hold.pk}/lift/").status_code == 302
    deletion.execute(released)
    assert _left() == NOTHING


def test_a_hold_ends_with_its_day(deletion: Deletion, monkeypatch: pytest.MonkeyPatch) -> None:
    deletion.close(deletion.world.file)
    (made,) = deletion.propose()
    with working_as(deletion.actor("dora")) as by:
        actions.place_hold(
            by=by, file_id=made.file_id, reason=HoldReason.FUNDER, note="Prüfung vor Ort", ends_on=time.today()
        )
        assert [one.value for one in queries.keeps(made)] == ["hold"]
        with pytest.raises(ValidationError):
            actions.place_hold(by=by, file_id=made.file_id, reason=HoldReason.FUNDER, note="kurz", ends_on=time.today())
    with working_as(deletion.actor("tina")) as by, pytest.raises(NotAllowed):
        actions.place_hold(
            by=by, file_id=made.file_id, reason=HoldReason.OTHER, note="Noch gebraucht.", ends_on=time.today()
        )


# --- on request ----------------------------------------------------------------------------------------------------


def test_what_the_law_keeps_is_said_to_who_asks(deletion: Deletion) -> None:
    anna = _client(deletion, "anna")
    address = f"/retention/file/{deletion.world.file.pk}/"
    answer = anna.post(address, {"who": "file", "reason": "Frau Kaya hat geschrieben."})
    assert answer.status_code == 422  # the case is open
    assert _client(deletion, "ben").get(address).status_code == 404
    assert _client(deletion, "carla").get(address).status_code == 404
    deletion.close(deletion.world.file, time.today())
    assert anna.post(address, {"who": "file", "reason": "Frau Kaya hat geschrieben."}).status_code == 302
    with working_as(deletion.actor("dora")):
        made = Proposal.objects.get()
    assert (made.kind, made.proposed_by_id) == ("request", deletion.universe.users["anna"].pk)
    assert "Frau Kaya hat geschrieben." in _client(deletion, "dora").get(f"/retention/{made.pk}/").content.decode()
    deletion.execute(deletion.release(made))
    assert _left() == NOTHING


def test_the_officer_proposes_by_number_and_cannot_delete_alone(deletion: Deletion) -> None:
    deletion.close(deletion.world.file, time.today())
    dora = _client(deletion, "dora")
    values = {"number": deletion.world.file.number, "reason": "Schreiben vom 3. Mai"}
    assert dora.post("/retention/new/", values | {"number": "AAAA-AAAA"}).status_code == 422
    assert dora.post("/retention/new/", values).status_code == 302
    assert dora.post("/retention/new/", values).status_code == 422  # proposed already
    with working_as(deletion.actor("dora")):
        made = Proposal.objects.get()
    released = deletion.release(made, "dirk")
    for name in ("dora", "dirk"):  # who proposed, who released
        with pytest.raises(Conflict):
            deletion.execute(released, name)
    deletion.execute(released, "tina")
    assert _left() == NOTHING


def test_one_person_goes_and_the_family_stays(deletion: Deletion) -> None:
    world = deletion.world
    with working_as(world.actor) as by:
        murat = people_in_file(world.file)[1].person
        made = actions.request_deletion(
            by=by, file_id=world.file.pk, file=world.file, person=murat, reason="Herr Kaya ist ausgezogen."
        )
        with pytest.raises(Conflict):  # the main contact stays as long as the family does
            actions.request_deletion(
                by=by,
                file_id=world.file.pk,
                file=world.file,
                person=people_in_file(world.file)[0].person,
                reason="Frau Kaya möchte gehen.",
            )
    certificate = deletion.execute(deletion.release(made))
    assert len(certificate.subjects) == 1
    assert _left() == {"FamilyFile": 1, "Person": 2, "FilePerson": 2, "Case": 1}
    with working_as(world.actor):
        assert [one.person.given_name for one in people_in_file(world.file)] == ["Ayşe", "Elif"]
        crypto.data_key(world.file.pk)
        with pytest.raises(crypto.Unreadable):
            crypto.data_key(murat.pk)


def test_a_person_of_another_living_file_stays_there(deletion: Deletion) -> None:
    other = worlds.open_case(deletion.universe, "ben", worlds.FAMILY)
    with working_as(system_actor()) as by:
        ayse = FilePerson.objects.filter(file=deletion.world.file).order_by("created_at").first().person
        share(by=by, file=other.file, person=ayse)
    certificate = deletion.delete()
    assert len(certificate.subjects) == 3  # the file, Murat, Elif
    with working_as(deletion.actor("ben")):
        assert Person.objects.get(pk=ayse.pk).given_name == "Ayşe"
        assert Person.objects.count() == 4


@action
def share(*, by: Actor, file: FamilyFile, person: Person) -> None:
    FilePerson(file=file, person=person, role="adult").save()


# --- what goes, what stays -----------------------------------------------------------------------------------------


def test_records_joined_with_a_person_go_too(deletion: Deletion) -> None:
    world = deletion.world
    with working_as(world.actor) as by:
        kept = people_in_file(world.file)[0].person
        twin = people.register_person(by=by, file=world.file, given_name="Ayse", family_name="Kaya")
        duplicates.merge(by=by, file=world.file, kept=kept, merged=twin, take=[])
    certificate = deletion.delete()
    assert certificate.subjects == sorted(certificate.subjects)
    assert _left() == NOTHING


def test_entrusted_notes_of_somebody_else_go_too(deletion: Deletion) -> None:
    with working_as(deletion.world.actor) as by:
        casework.add_entrusted_note(by=by, file=deletion.world.file, text="Nur für Anna")
    deletion.close(deletion.world.file)
    (made,) = deletion.propose()
    assert made.counts["casework_entrustednote"] == 1
    deletion.execute(deletion.release(made))
    with working_as(deletion.actor("anna")):
        assert EntrustedNote.objects.count() == 0


def test_uploads_leave_the_disk_after_the_commit_and_drafts_and_jobs_go(
    deletion: Deletion, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.UPLOADS_DIR = tmp_path
    file = deletion.world.file
    with working_as(deletion.world.actor) as by:
        documents.upload(by=by, file=file, content=_photo(), title="Bescheid")
    anna = deletion.universe.users["anna"]
    with working_as(system_actor()), connection.cursor() as cursor:
        Draft.objects.create(user=anna, key=f"contact:{file.pk}", content="Was ich gerade schreibe")
        Draft.objects.create(user=anna, key="contact:anderes", content="Bleibt")
        for subject in (file.pk, uuid.uuid4()):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'x', %s)",
                [json.dumps({"file_id": str(subject)})],
            )
    with django_capture_on_commit_callbacks(execute=True):
        deletion.delete()
        assert len(list(tmp_path.glob("??/*"))) == 1  # not before the commit
    assert list(tmp_path.glob("??/*")) == []
    with working_as(system_actor()), connection.cursor() as cursor:
        assert [one.key for one in Draft.objects.all()] == ["contact:anderes"]
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone()[0] == 1


def test_what_a_kill_leaves_on_disk_is_swept_up(deletion: Deletion, settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path
    with working_as(deletion.world.actor) as by:
        documents.upload(by=by, file=deletion.world.file, content=_photo(), title="Bescheid")
    deletion.delete()  # the test never commits, so the files stay, as after a kill
    assert len(storage.names(dt.timedelta())) == 1
    with working_as(system_actor()) as by:
        documents.sweep_orphans(by=by, min_age=dt.timedelta())
    assert storage.names(dt.timedelta()) == set()


def test_the_figures_of_the_project_are_the_same_before_and_after(deletion: Deletion) -> None:
    world = deletion.world
    with working_as(world.actor):
        person = people_in_file(world.file)[0].person
        _enrol(world, person)
    world.log(45)
    programme = world.partners["werkhof"].programme
    with working_as(deletion.actor("dora")) as by:
        actions.enter_payment(by=by, programme=programme, paid_on=dt.date(2015, 1, 1), source="Schreiben")
    paul = _client(deletion, "paul")
    before, tallies = paul.get("/monitoring/").content, Tally.objects.count()
    assert tallies > 0
    deletion.delete()
    assert _left() == NOTHING
    assert Tally.objects.count() == tallies
    assert _page(paul.get("/monitoring/").content) == _page(before)


def _page(content: bytes) -> str:
    text = content.decode()
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*|X-CSRFToken": "[^"]*|nonce-[^"\']*|chart-[0-9a-f]{8}', "", text)


def test_the_log_keeps_random_ids_and_no_word_about_anybody(deletion: Deletion) -> None:
    words = ("Kaya", "Ayşe", "Murat", "Elif", "Miete", deletion.world.file.number)
    deletion.delete()
    for entry in AuditEntry.objects.all():
        text = " ".join(str(getattr(entry, field.name)) for field in AuditEntry._meta.fields)
        assert not any(word in text for word in words), text


# --- proof ---------------------------------------------------------------------------------------------------------


def test_the_certificate_names_nobody_and_verifies(deletion: Deletion, tmp_path: Path) -> None:
    file, persons = deletion.world.file, deletion.world.person_ids
    number = file.number
    certificate = deletion.delete()
    text = certificate.content
    for secret in ("Kaya", "Ayşe", number, str(file.pk), *map(str, persons)):
        assert secret not in text
    said = json.loads(text)
    assert (said["released_by"], said["executed_by"], said["proposed_by"]) == ("Dora", "Dirk", None)
    assert said["due_since"] == "2023-01-01"
    assert said["subjects"] == sorted(queries.fingerprint(one) for one in [file.pk, *persons])
    dora = _client(deletion, "dora")
    saved = dora.get(f"/retention/certificates/{certificate.pk}/json/")
    path = tmp_path / "nachweis.json"
    path.write_bytes(saved.content)
    good = CliRunner().invoke(commands.group, ["verify", str(path)])
    assert (good.exit_code, "genuine" in good.output) == (0, True)
    path.write_text(path.read_text().replace("Dirk", "Dora"))
    assert CliRunner().invoke(commands.group, ["verify", str(path)]).exit_code == 1
    pdf = pypdfium2.PdfDocument(dora.get(f"/retention/certificates/{certificate.pk}/pdf/").content)
    printed = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert certificate.subjects[0] in printed
    assert "Kaya" not in printed
    assert dora.get("/retention/certificates/").status_code == 200
    assert _client(deletion, "tina").get(f"/retention/certificates/{certificate.pk}/").status_code == 200
    assert _client(deletion, "tina").get(f"/retention/certificates/{certificate.pk}/pdf/").status_code == 404
    assert _client(deletion, "carla").get(f"/retention/certificates/{certificate.pk}/").status_code == 404


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_certificates_are_written_once(deletion: Deletion) -> None:
    certificate = deletion.delete()
    for statement in ("UPDATE retention_certificate SET rows = 0", "DELETE FROM retention_certificate"):
        with working_as(system_actor()), pytest.raises(DatabaseError), transaction.atomic():
            _run(statement)
    assert queries.is_genuine(certificate)


def test_thirty_days_later_somebody_looks_again(deletion: Deletion, monkeypatch: pytest.MonkeyPatch) -> None:
    persons = deletion.world.person_ids
    certificate = deletion.delete()
    with working_as(system_actor()) as by:
        assert actions.check_again(by=by) == []  # too early
        assert len(queries.deleted_subjects()) == 4
        assert queries.traces(persons) == {}
        Draft.objects.create(user=deletion.universe.users["anna"], key=f"contact:{persons[0]}", content="")
    later = timezone.now() + dt.timedelta(days=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with working_as(system_actor()) as by:
        (found,) = actions.check_again(by=by)
        assert (found.is_clean, found.findings) == (False, {"tasks_draft": 1})
        assert DataKey.objects.filter(destroyed_at__isnull=False).count() == 4
        Draft.objects.all().delete()
        (found,) = actions.check_again(by=by)
        assert (found.is_clean, found.findings) == (True, {})
        assert DataKey.objects.filter(destroyed_at__isnull=False).count() == 0  # the last trace
        assert actions.check_again(by=by) == []
    assert SecondCheck.objects.filter(certificate=certificate).count() == 2


def test_what_came_back_with_an_old_backup_is_found(deletion: Deletion, certificates: Path) -> None:
    number = deletion.world.file.pk
    certificate = deletion.delete()
    assert CliRunner().invoke(commands.group, ["check", "--now"]).exit_code == 0
    kept = certificates / "000001.json"  # outside of the database, where no backup brings an older state back
    assert CliRunner().invoke(commands.group, ["verify", str(kept)]).exit_code == 0
    assert [one["number"] for one in queries.kept_certificates()] == [1]
    with working_as(system_actor()) as by:
        bring_back(by=by, pk=number, organisation=certificate.organisation_id)
        assert queries.returned() == [1]
    answer = CliRunner().invoke(commands.group, ["check", "--now", "--format", "json"])
    assert answer.exit_code == 1
    assert json.loads(answer.output)["returned"] == [1]


@action
def bring_back(*, by: Actor, pk: uuid.UUID, organisation: uuid.UUID) -> None:
    FamilyFile(pk=pk, organisation_id=organisation).save(force_insert=True)


def test_the_command_lists_what_is_due(deletion: Deletion) -> None:
    deletion.close(deletion.world.file)
    answer = CliRunner().invoke(commands.group, ["due", "--format", "json"])
    (row,) = json.loads(answer.output)
    assert (row["file"], row["due_since"], row["held"]) == (deletion.world.file.number, "2023-01-01", False)
    assert "1 proposals." in CliRunner().invoke(commands.group, ["due"]).output


# --- periods -------------------------------------------------------------------------------------------------------


def test_a_period_changes_with_four_eyes_and_the_one_before_stays(deletion: Deletion) -> None:
    dora, admin = _client(deletion, "dora"), _client(deletion, "admin")
    values = {
        "anchor": "case_closed", "domain": "", "months": "120", "from_year_end": "on", "source": "Beschluss vom 1. Mai",
        "is_confirmed": "on", "valid_from": time.today().isoformat(),
    }  # fmt: skip
    assert dora.post("/retention/periods/new/", values).status_code == 302
    made = RetentionRule.objects.get(state="proposed")
    assert dora.post(f"/retention/periods/{made.pk}/decide/", {"answer": "yes"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "proposed"  # not by whoever proposed it
    deletion.close(deletion.world.file)
    assert len(deletion.propose()) == 1
    assert admin.post(f"/retention/periods/{made.pk}/decide/", {"answer": "yes"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_by_id) == ("in_force", deletion.universe.users["admin"].pk)
    assert deletion.propose() == []  # ten years now
    page = dora.get("/retention/periods/").content.decode()
    assert "Beschluss vom 1. Mai" in page
    assert RetentionRule.objects.filter(anchor="case_closed", domain="").count() == 2


def test_no_rule_in_the_past_and_no_log_below_twelve_months(deletion: Deletion) -> None:
    values: dict[str, Any] = {"domain": "", "from_year_end": False, "source": "x", "is_confirmed": False}
    with working_as(deletion.actor("dora")) as by:
        with pytest.raises(ValidationError):
            actions.propose_rule(by=by, anchor=Retention.LOGGED, months=11, valid_from=time.today(), **values)
        with pytest.raises(ValidationError):
            actions.propose_rule(by=by, anchor=Retention.CASE_CLOSED, months=3, valid_from=worlds.days_ago(1), **values)


def test_the_shipped_periods_say_where_they_are_from() -> None:
    for rule in RetentionRule.objects.filter(shipped=True):
        assert len(rule.source) > 20
        if "Gedächtnis" in rule.source or "Kommentar" in rule.source:
            assert not rule.is_confirmed
    assert queries.log_months() == 12
