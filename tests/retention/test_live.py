"""On a database whose changes are committed: nothing of the family is readable anywhere, kills, two at once.

One deletion is carried out; what is looked at afterwards is looked at by the application and by a superuser.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection
from psycopg import sql
from psycopg.rows import dict_row

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.core import catalogue, crypto, time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict
from chancennetz.documents import storage
from chancennetz.monitoring.models import Programme
from chancennetz.people.models import FilePerson
from chancennetz.retention import actions, queries
from chancennetz.retention.actions import deleting
from chancennetz.retention.models import Certificate, Hold, Proposal
from tests.retention.conftest import Deletion, second_officer
from tests.security.canaries import Canary
from tests.security.live import at_once, two_families
from tests.universe import STAFF, Universe

Family = tuple[Universe, Canary, Canary]


@pytest.fixture(scope="module")
def families(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    """Two families full of canary words; the one of Werkhof is closed, and a second officer works."""
    staff = dict(STAFF)
    with two_families(tmp_path_factory.mktemp("live")) as (universe, own, other):
        second_officer(universe)
        Deletion(None).close(own.file)  # type: ignore[arg-type]
        with working_as(universe.actor("dora")) as by:
            for programme in Programme.objects.all():
                actions.enter_payment(by=by, programme=programme, paid_on=time.today().replace(year=2015), source="x")
            for hold in Hold.objects.filter(file=own.file):
                actions.lift_hold(by=by, hold=hold)
            for asked in Proposal.objects.filter(file=own.file):
                actions.decline(by=by, proposal=asked, reason="Die ganze Akte geht.")
        yield universe, own, other
    STAFF.clear()
    STAFF.update(staff)


def _superuser() -> psycopg.Connection[dict[str, Any]]:
    dsn = django_settings.INSTALLATION.admin_dsn(database=connection.settings_dict["NAME"])
    return psycopg.connect(dsn, autocommit=True, row_factory=dict_row)


def _rows(admin: psycopg.Connection[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    return admin.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()


def _everything(admin: psycopg.Connection[dict[str, Any]]) -> str:
    """All rows of all tables as text, and all sealed values that a key still opens: what a thief of both would read."""
    found = []
    names = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for row in names:
        found += [str(one) for one in _rows(admin, row["tablename"])]
    with working_as(system_actor()):
        for model in catalogue.own_models():
            sealed = [field for field in model._meta.local_fields if getattr(field, "is_sealed", False)]
            if sealed:
                found += [_opened(model, sealed, row) for row in _rows(admin, model._meta.db_table)]
    return "\n".join(found)


def _opened(model: Any, sealed: list[Any], row: dict[str, Any]) -> str:
    values = []
    instance = model.from_db("default", [one.attname for one in model._meta.concrete_fields], list(_cells(model, row)))
    for field in sealed:
        try:
            values.append(str(getattr(instance, field.attname)))
        except crypto.Unreadable:
            values.append("(unreadable)")
    return " ".join(values)


def _cells(model: Any, row: dict[str, Any]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        value = row[field.column]
        yield field.from_db_value(value, None, None) if getattr(field, "is_sealed", False) else value


def _shown_to_the_app() -> str:
    """All that the application can read as the system, of every table."""
    with working_as(system_actor()):
        return "\n".join(
            str({field.attname: _safe(row, field.attname) for field in model._meta.concrete_fields})
            for model in catalogue.own_models()
            for row in model._default_manager.all()
        )


def _safe(row: Any, name: str) -> str:
    try:
        return str(getattr(row, name))
    except crypto.Unreadable:
        return "(unreadable)"


def _counts(admin: psycopg.Connection[dict[str, Any]], file_id: uuid.UUID) -> dict[str, int]:
    """How many rows of a file lie in each table, as the superuser sees them."""
    found = {}
    for model in catalogue.own_models():
        for field in model._meta.local_fields:
            if field.related_model is FamilyFile:
                statement = sql.SQL("SELECT count(*) AS n FROM {} WHERE {} = %s").format(
                    sql.Identifier(model._meta.db_table), sql.Identifier(field.column)
                )
                counted = admin.execute(statement, [file_id]).fetchone()
                assert counted is not None
                found[model._meta.label] = counted["n"]
    return found


def _proposal(universe: Universe, file: FamilyFile) -> Proposal:
    """Return the released proposal of the family, made when there is none."""
    with working_as(universe.actor("dora")) as by:
        found = Proposal.objects.filter(file=file, person=None).exclude(state="declined").first()
        made = found or actions.request_deletion(by=by, file_id=file.pk, reason="Schreiben vom 3. Mai")
        return made if made.state == "released" else actions.release(by=by, proposal=made)


def test_1_the_family_fills_nearly_every_table(families: Family) -> None:
    """Otherwise the tests below would prove little: a new table of a file is to be filled by the canaries."""
    _universe, own, _other = families
    with _superuser() as admin:
        empty = {label for label, number in _counts(admin, own.file.pk).items() if not number}
        assert own.word in _everything(admin)
    few = {"consent.Signature", "handovers.PlannedHandover", "assessments.AnswerVersion", "plans.GoalNote"}
    assert sorted(empty - few) == []


def test_1_every_single_person_but_the_main_contact_can_be_taken_out(families: Family) -> None:
    """Also of a family with conferences, referrals and declarations; and looking changes nothing."""
    _universe, _own, other = families
    with _superuser() as admin:
        before = _counts(admin, other.file.pk)
        with working_as(system_actor()):
            links = FilePerson.objects.filter(file=other.file).order_by("created_at")
            found = {link.person_id: queries.preview(other.file.pk, link.person_id) for link in links}
        assert len(found) >= 4
        assert all(counts and counts["people_person"] >= 1 for counts in found.values()), found
        assert _counts(admin, other.file.pk) == before


def _execute(universe: Universe, name: str, proposal: Proposal) -> None:
    with working_as(universe.actor(name)) as by:
        actions.execute(by=by, proposal=Proposal.objects.get(pk=proposal.pk))


def test_2_killed_in_the_middle_nothing_is_half_done(families: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    universe, own, _other = families
    released = _proposal(universe, own.file)
    with _superuser() as admin:
        before, uploads = _everything(admin), _uploads()

        def killed(*_arguments: Any, **_values: Any) -> None:
            raise KeyboardInterrupt

        for step in ("_certify", "record"):
            with monkeypatch.context() as patch:
                patch.setattr(deleting, step, killed)
                with pytest.raises(KeyboardInterrupt):
                    _execute(universe, "dirk", released)
        assert _everything(admin) == before
    assert _uploads() == uploads
    assert uploads


def _uploads() -> set[str]:
    return {str(path) for path in Path(django_settings.UPLOADS_DIR).glob("??/*")}


def test_3_of_two_at_once_one_deletes_and_the_other_is_told(families: Family) -> None:
    universe, own, other = families
    released = _proposal(universe, own.file)
    with _superuser() as admin:
        strangers = _counts(admin, other.file.pk)
        uploads = _uploads()

        def delete(number: int, barrier: threading.Barrier) -> str:
            with working_as(universe.actor(["dirk", "tina"][number])) as by:
                proposal = Proposal.objects.get(pk=released.pk)
                barrier.wait()
                try:
                    return str(actions.execute(by=by, proposal=proposal).number)
                except Conflict as conflict:
                    return str(conflict)

        answers = sorted(at_once(2, delete))
        assert answers[0] == "1"
        assert len(answers[1]) > 10
        assert sum(_counts(admin, own.file.pk).values()) == 0
        assert _counts(admin, other.file.pk) == strangers
    assert len(uploads - _uploads()) >= 1


def test_4_no_word_of_the_family_is_readable_for_the_app_or_a_superuser(families: Family) -> None:
    _universe, own, other = families
    with _superuser() as admin:
        everything = _everything(admin)
    assert own.word not in everything
    assert own.word not in _shown_to_the_app()
    assert other.word in everything  # the other family is untouched and readable
    for path in _uploads():
        with working_as(system_actor()), pytest.raises(crypto.Unreadable):
            storage.read(own.file.pk, Path(path).name)


def test_5_no_id_of_the_family_is_left_but_in_the_log(families: Family) -> None:
    _universe, own, _other = families
    with working_as(system_actor()) as by:
        subjects = list(queries.deleted_subjects().values())
        assert own.file.pk in subjects
        assert len(subjects) >= 4
        assert queries.traces(subjects) == {}
        (check,) = actions.check_again(by=by, everything=True)
        assert check.is_clean
    with _superuser() as admin:
        held = {
            row["tablename"]
            for row in admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            if any(str(own.file.pk) in str(one) for one in _rows(admin, row["tablename"]))
        }
    assert held == {"audit_auditentry", "core_datakey"}


def test_6_the_other_family_still_works(families: Family) -> None:
    universe, _own, other = families
    with working_as(universe.actor("carla")):
        people = [
            link.person.given_name for link in FilePerson.objects.filter(file=other.file).select_related("person")
        ]
    assert f"Mutter{other.word}" in people
    with working_as(universe.actor("dora")):
        assert Certificate.objects.count() == 1
