"""The log: chained at commit, append-only, and every tampering is found."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from chancennetz.audit import actions, queries
from chancennetz.audit.models import AuditEntry, AuditLink
from chancennetz.core.actor import system_actor
from tests.universe import Universe


def _chain() -> None:
    """Run the deferred trigger now, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def rows(db: None, settings: object, tmp_path: object) -> list[AuditEntry]:
    settings.AUDIT_HEAD_FILE = tmp_path / "heads.jsonl"  # type: ignore[attr-defined, operator]
    by = system_actor()
    made = [
        actions.record_write(by=by, action="test.write", object_type="thing", object_id=str(number))
        for number in range(5)
    ]
    _chain()
    return made


def test_rows_are_linked_in_order_without_gaps(rows: list[AuditEntry]) -> None:
    # Another test of this process may have committed rows before: the chain goes on from there.
    links = list(AuditLink.objects.order_by("seq"))
    assert [link.entry_id for link in links[-5:]] == [row.id for row in rows]
    assert [link.seq for link in links] == list(range(1, len(links) + 1))
    result = queries.verify_chain()
    assert (result.ok, result.rows) == (True, len(links))


def test_the_application_can_neither_change_nor_delete_rows(rows: list[AuditEntry]) -> None:
    for statement in (
        "UPDATE audit_auditentry SET action = 'x'",
        "DELETE FROM audit_auditentry",
        "DELETE FROM audit_auditlink",
        "INSERT INTO audit_auditlink VALUES (99, gen_random_uuid(), '')",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_cut_off_end_is_found_through_the_signed_head(rows: list[AuditEntry], settings: object) -> None:
    head = actions.sign_head()
    assert head is not None
    assert queries.verify_chain().ok
    path, last = actions.head_file(), int(head["seq"])
    path.write_text(path.read_text().replace(f'"seq": {last}', f'"seq": {last + 1}'), encoding="utf-8")
    result = queries.verify_chain()
    assert (result.ok, result.broken_at) == (False, last + 1)


def test_the_small_world_is_in_the_log(universe: Universe) -> None:
    assert AuditEntry.objects.filter(action="access.membership.add").count() == 13
