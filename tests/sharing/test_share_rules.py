"""The rules for passing on as data: versions, four eyes (also in the database), CSV there and back, differences."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.consentforms import hooks
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, ImportDefects, NotAllowed
from chancennetz.sharing import actions, queries, share_files
from chancennetz.sharing.constants import ShareVerdict, TableState
from chancennetz.sharing.models import ShareRule, ShareTable
from chancennetz.sharing.rules import RuleRow
from tests.consentforms.test_pages import signed_in
from tests.universe import Universe

NEW = RuleRow(ShareVerdict.STATUTE, "§ 1", recipient_kind="school", category="childcare", is_confirmed=True)


def draft(by: Actor, title: str = "Änderungen") -> ShareTable:
    with working_as(by):
        return actions.start_draft(by=by, title=title)


def test_the_shipped_table_is_in_force_and_says_what_is_not_confirmed(universe: Universe) -> None:
    table = queries.table_in_force()
    assert table is not None
    assert table.shipped
    rows = queries.rows_of(table)
    assert len(rows) == 35
    assert sum(not row.is_confirmed for row in rows) == 19
    assert all(row.basis for row in rows)
    assert share_files.ensure_default() is False
    assert table.content_hash == share_files.content_hash(rows)


def test_draft_propose_approve_by_somebody_else(universe: Universe) -> None:
    dora, admin = universe.actor("dora"), universe.actor("admin")
    before = queries.table_in_force()
    table = draft(dora)
    with working_as(dora):
        actions.save_rule(by=dora, table=table, row=NEW)
        actions.propose(by=dora, table=table)
        with pytest.raises(Conflict), transaction.atomic():
            actions.save_rule(by=dora, table=table, row=dataclasses.replace(NEW, category="plan"))
        with pytest.raises(Conflict), transaction.atomic():
            actions.approve(by=dora, table=table)
    assert queries.table_in_force() == before
    with working_as(admin):
        actions.approve(by=admin, table=table)
    assert queries.table_in_force() == table
    assert ShareTable.objects.get(pk=before.pk).state == TableState.RETIRED  # type: ignore[union-attr]
    changes = share_files.differences(queries.rows_of(before), queries.rows_of(table))  # type: ignore[arg-type]
    assert [(change.before, change.after) for change in changes] == [(None, NEW)]


def test_the_database_refuses_one_pair_of_eyes_too(universe: Universe) -> None:
    dora = universe.actor("dora")
    table = draft(dora)
    with working_as(dora), pytest.raises(IntegrityError), transaction.atomic():
        ShareTable.objects.filter(pk=table.pk).update(approved_by=dora.user_id)


def test_the_database_keeps_proposed_lines_as_they_are(universe: Universe) -> None:
    dora, admin = universe.actor("dora"), universe.actor("admin")
    table = draft(dora)
    with working_as(dora):
        actions.propose(by=dora, table=table)
        assert ShareRule.objects.filter(table=table).update(basis="anders") == 0
        assert ShareRule.objects.filter(table=queries.table_in_force()).delete()[0] == 0
    with working_as(admin):
        assert ShareRule.objects.filter(table=table).update(basis="anders") == 0
    with working_as(universe.actor("anna")):
        assert ShareTable.objects.filter(pk=table.pk).update(title="anders") == 0


@pytest.mark.parametrize("name", ["anna", "tina", "cora", "jan", "paul", "stefan", "admin"])
def test_nobody_else_writes_rules(universe: Universe, name: str) -> None:
    by = universe.actor(name)
    with working_as(by), pytest.raises(NotAllowed):
        actions.start_draft(by=by, title="Meine Regeln")


def test_a_draft_begun_before_others_came_in_force_is_begun_anew(universe: Universe) -> None:
    dora, admin = universe.actor("dora"), universe.actor("admin")
    first, second = draft(dora, "eins"), draft(dora, "zwei")
    with working_as(dora):
        for table in (first, second):
            actions.propose(by=dora, table=table)
    with working_as(admin):
        actions.approve(by=admin, table=first)
        with pytest.raises(Conflict), transaction.atomic():
            actions.approve(by=admin, table=second)
        actions.send_back(by=admin, table=second, note="Bitte neu beginnen")
    assert second.state == TableState.DRAFT
    assert "neu beginnen" in second.note
    with working_as(dora):
        actions.discard(by=dora, table=second)
    assert not ShareTable.objects.filter(title="zwei").exists()


def test_the_same_line_twice_is_refused(universe: Universe) -> None:
    dora = universe.actor("dora")
    table = draft(dora)
    with working_as(dora):
        saved = actions.save_rule(by=dora, table=table, row=NEW)
        with pytest.raises(ValidationError), transaction.atomic():
            actions.save_rule(by=dora, table=table, row=NEW)
        actions.delete_rule(by=dora, table=table, rule=saved)
        actions.save_rule(by=dora, table=table, row=NEW)


def test_csv_there_and_back(universe: Universe) -> None:
    rows = [
        *queries.rows_in_force(),
        dataclasses.replace(NEW, basis="=1+1", valid_from=dt.date(2027, 1, 1), valid_to=dt.date(2027, 6, 30)),
    ]
    content = share_files.write(rows)
    assert "'=1+1" in content.decode("utf-8-sig")
    assert "Jobcenter" in content.decode("utf-8-sig")
    again = share_files.read(content)
    assert share_files.content_hash(again) == share_files.content_hash(rows)


HEAD = ";".join(share_files.COLUMNS)
WRONG = [
    (b"", "erste Zeile"),
    (b"a;b;c\n", "erste Zeile"),
    (HEAD.encode(), "keine Regel"),
    (HEAD.encode("latin-1"), "UTF-8"),
    (f"{HEAD}\n;;;;vielleicht;§ 1;;;ja;;\n".encode(), "vielleicht"),
    (f"{HEAD}\n;Zirkus;;;consent;§ 1;;;ja;;\n".encode(), "Zirkus"),
    (f"{HEAD}\n;;;;consent;;;;ja;;\n".encode(), "Rechtsgrundlage"),
    (f"{HEAD}\n;;;;consent;§ 1;;;womöglich;;\n".encode(), "ja oder nein"),
    (f"{HEAD}\n;;;;consent;§ 1;;;ja;2027-02-30;\n".encode(), "31.12.2026"),
    (f"{HEAD}\n;;;;consent;§ 1;;;ja;01.02.2027;01.01.2027\n".encode(), "vor dem ersten"),
    (f"{HEAD}\n;;;;consent;§ 1;;;ja\n".encode(), "Zahl von Spalten"),
    (f"{HEAD}\n;;;;consent;{'x' * 201};;;ja;;\n".encode(), "zu lang"),
    (f"{HEAD}\n;;;;consent;§ 1;;;ja;;\n;;;;statute;§ 2;;;ja;;\n".encode(), "dasselbe zweimal"),
    (b"x" * 1_000_001, "zu gro"),
]


@pytest.mark.parametrize(("content", "word"), WRONG)
def test_a_table_with_defects_is_not_taken(universe: Universe, content: bytes, word: str) -> None:
    with pytest.raises(ImportDefects) as caught:
        share_files.read(content)
    assert word in " ".join(caught.value.messages)


def test_the_pages_of_the_officer(universe: Universe) -> None:
    client, other = signed_in(universe, "dora"), signed_in(universe, "admin")
    table = queries.table_in_force()
    assert table is not None
    page = client.get(reverse("sharing:rules_table", args=[table.pk]))
    assert "noch nicht am Gesetzestext geprüft" in page.content.decode()
    content = client.get(reverse("sharing:rules_table", args=[table.pk]) + "?file=csv").content
    text = content.decode("utf-8-sig").replace("Nur wer zur Bedarfsgemeinschaft gehört.", "Nur das Nötige.")
    upload = SimpleUploadedFile("regeln.csv", text.encode(), content_type="text/csv")
    begun = client.post(reverse("sharing:rules_new"), {"title": "Neu 2027", "note": "", "content": upload})
    assert begun.status_code == 302, begun.content.decode()
    new = ShareTable.objects.get(title="Neu 2027")
    changes = client.get(reverse("sharing:rules_changes", args=[new.pk])).content.decode()
    assert changes.count("<del>") == 1
    assert "Nur das Nötige." in changes
    broken = SimpleUploadedFile("regeln.csv", b"nichts", content_type="text/csv")
    refused = client.post(reverse("sharing:rules_new"), {"title": "Kaputt", "note": "", "content": broken})
    assert refused.status_code == 422
    assert "erste Zeile" in refused.content.decode()
    client.post(reverse("sharing:rules_propose", args=[new.pk]))
    client.post(reverse("sharing:rules_approve", args=[new.pk]))
    assert queries.table_in_force() == table
    assert "jemand anderes" in client.get(reverse("sharing:rules_table", args=[new.pk])).content.decode()
    other.post(reverse("sharing:rules_approve", args=[new.pk]))
    assert queries.table_in_force() == new
    assert other.get(reverse("sharing:rule_new", args=[new.pk])).status_code == 404


def test_changing_a_line_on_the_page(universe: Universe) -> None:
    client, dora = signed_in(universe, "dora"), universe.actor("dora")
    table = draft(dora)
    address = reverse("sharing:rule_new", args=[table.pk])
    values = {"category": "childcare", "recipient_kind": "school", "verdict": "statute", "basis": "§ 5 SchulG"}
    assert client.post(address, values).status_code == 302
    rule = ShareRule.objects.get(table=table, basis="§ 5 SchulG")
    edit = reverse("sharing:rule", args=[table.pk, rule.pk])
    assert client.post(edit, values | {"valid_from": "2027-02-01", "valid_to": "2027-01-01"}).status_code == 422
    assert client.post(edit, values | {"basis": "§ 6 SchulG", "is_confirmed": "on"}).status_code == 302
    assert ShareRule.objects.get(pk=rule.pk).is_confirmed
    assert client.post(edit, values | {"delete": "1"}).status_code == 302
    assert not ShareRule.objects.filter(pk=rule.pk).exists()


def test_the_answer_follows_the_table_in_force_at_once(universe: Universe) -> None:
    """No copy is kept anywhere."""
    dora, admin = universe.actor("dora"), universe.actor("admin")
    file = universe.open_file("anna")
    school = universe.organisations["jobcenter"]
    with working_as(universe.actor("anna")):
        assert not queries.sharing_answer(file, school, Role.JOB_CENTRE, categories=["childcare"])["childcare"].allowed
    table = draft(dora)
    with working_as(dora):
        row = RuleRow(ShareVerdict.STATUTE, "§ 7", recipient_kind="job_centre", category="childcare")
        actions.save_rule(by=dora, table=table, row=row)
        actions.propose(by=dora, table=table)
    with working_as(admin):
        actions.approve(by=admin, table=table)
    with working_as(universe.actor("anna")):
        answer = queries.sharing_answer(file, school, Role.JOB_CENTRE, categories=["childcare"])["childcare"]
    assert (answer.answer, answer.rule.basis) == ("statute", "§ 7")
    # The form of a release, one room below, says that none is needed.
    with working_as(universe.actor("anna")):
        assert hooks.statutes(file, school, "job_centre", ["childcare", "plan"]) == ["Kita und Schule: § 7"]
