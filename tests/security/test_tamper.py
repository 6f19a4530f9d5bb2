"""Somebody with every right in the database edits the log: each edit is found.

The edits run as superuser with triggers switched off, on a database of its own, and are committed. Some are made by an
attacker who knows how the chain is built and mends all hashes; those are found through the signed head outside.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from psycopg import sql
from psycopg.rows import dict_row

from chancennetz.audit import actions, queries, rules
from chancennetz.audit.constants import GENESIS
from chancennetz.audit.models import AuditLink
from chancennetz.core.actor import system_actor

ROWS = 24
TABLES = ("audit_auditentry", "audit_auditlink")
Database = psycopg.Connection[dict[str, Any]]
Edit = Callable[[Database, random.Random], None]


@pytest.fixture(scope="module")
def head_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = django_settings.AUDIT_HEAD_FILE
    django_settings.AUDIT_HEAD_FILE = tmp_path_factory.mktemp("heads") / "heads.jsonl"
    yield django_settings.AUDIT_HEAD_FILE
    django_settings.AUDIT_HEAD_FILE = before


@pytest.fixture(scope="module")
def database(live_database: str, head_file: Path) -> Iterator[Database]:
    """A log of some rows with a signed head, open to a superuser whose edits fire no trigger."""
    by = system_actor()
    for number in range(ROWS):
        subjects = [uuid.UUID(int=number + 1), uuid.UUID(int=number + 1000)]
        actions.record_write(
            by=by,
            action="test.write",
            object_type="thing",
            object_id=str(number),
            subjects=subjects,
            changed=["a", "b"],
        )
    actions.sign_head()
    with psycopg.connect(
        django_settings.INSTALLATION.admin_dsn(database=live_database), autocommit=True, row_factory=dict_row
    ) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(_kept(table), sql.Identifier(table)))
        yield connection


def _kept(table: str) -> sql.Identifier:
    return sql.Identifier(f"kept_{table}")


def _put_back(database: Database) -> None:
    for table in TABLES:
        database.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
        database.execute(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(sql.Identifier(table), _kept(table)))


def _any_seq(chance: random.Random) -> int:
    return chance.randint(1, ROWS)


def _entry_of(database: Database, seq: int) -> uuid.UUID:
    found = database.execute("SELECT entry_id FROM audit_auditlink WHERE seq = %s", [seq]).fetchone()
    assert found is not None
    entry: uuid.UUID = found["entry_id"]
    return entry


def _mend(database: Database) -> None:
    """Compute every hash anew and number the links without gaps, as the trigger would have done."""
    previous = GENESIS
    links = database.execute("SELECT seq, entry_id FROM audit_auditlink ORDER BY seq").fetchall()
    for number, link in enumerate(links, start=1):
        row = database.execute("SELECT * FROM audit_auditentry WHERE id = %s", [link["entry_id"]]).fetchone()
        assert row is not None
        content = rules.content_hash(row)
        previous = rules.link_hash(previous, content)
        database.execute("UPDATE audit_auditentry SET content_hash = %s WHERE id = %s", [content, row["id"]])
        database.execute(
            "UPDATE audit_auditlink SET seq = %s, hash = %s WHERE seq = %s", [number, previous, link["seq"]]
        )


_NEW_VALUES = {
    "id": "gen_random_uuid()",
    "user_id": "gen_random_uuid()",
    "organisation_id": "gen_random_uuid()",
    "created_at": "created_at + interval '1 microsecond'",
    "kind": "'read'",
    "subject_ids": "subject_ids[2:2] || subject_ids[1:1]",
    "changed": "changed[2:]",
    "content_hash": "sha256(content_hash)",
}


def change(database: Database, chance: random.Random) -> None:
    """Give a field of a row another value."""
    field = chance.choice([*rules.HASHED_FIELDS, "content_hash"])
    value = sql.SQL(_NEW_VALUES.get(field, "{} || 'x'")).format(sql.Identifier(field))
    statement = sql.SQL("UPDATE audit_auditentry SET {} = {} WHERE id = %s").format(sql.Identifier(field), value)
    database.execute(statement, [_entry_of(database, _any_seq(chance))])


def change_and_mend(database: Database, chance: random.Random) -> None:
    """Give a field another value and compute all hashes anew."""
    entry = _entry_of(database, _any_seq(chance))
    database.execute("UPDATE audit_auditentry SET user_name = 'somebody else' WHERE id = %s", [entry])
    _mend(database)


def change_the_link(database: Database, chance: random.Random) -> None:
    """Give a link another hash or another place."""
    value = chance.choice(["hash = sha256(hash)", "seq = seq + 1000", "entry_id = gen_random_uuid()"])
    database.execute(sql.SQL("UPDATE audit_auditlink SET {} WHERE seq = %s").format(sql.SQL(value)), [_any_seq(chance)])


def delete(database: Database, chance: random.Random) -> None:
    """Take out an entry, its link, or both."""
    seq = _any_seq(chance)
    entry = _entry_of(database, seq)
    which = chance.choice(["entry", "link", "both"])
    if which != "link":
        database.execute("DELETE FROM audit_auditentry WHERE id = %s", [entry])
    if which != "entry":
        database.execute("DELETE FROM audit_auditlink WHERE seq = %s", [seq])


def delete_and_mend(database: Database, chance: random.Random) -> None:
    """Take out an entry with its link, close the gap, compute all hashes anew."""
    seq = _any_seq(chance)
    database.execute("DELETE FROM audit_auditentry WHERE id = %s", [_entry_of(database, seq)])
    database.execute("DELETE FROM audit_auditlink WHERE seq = %s", [seq])
    _mend(database)


def _copy_of(database: Database, seq: int) -> uuid.UUID:
    """Insert a copy of an entry under a new id, its content hash right, and return the id."""
    row = database.execute("SELECT * FROM audit_auditentry WHERE id = %s", [_entry_of(database, seq)]).fetchone()
    assert row is not None
    row |= {"id": uuid.uuid4()}
    row["content_hash"] = rules.content_hash(row)
    statement = sql.SQL("INSERT INTO audit_auditentry ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join([sql.Placeholder()] * len(row))
    )
    database.execute(statement, list(row.values()))
    entry: uuid.UUID = row["id"]
    return entry


def insert(database: Database, chance: random.Random) -> None:
    """Put in an entry without a link, with a link whose hash or number is made up, or a link to nothing."""
    which = chance.choice(["bare", "made up", "to nothing"])
    entry = uuid.uuid4() if which == "to nothing" else _copy_of(database, _any_seq(chance))
    if which != "bare":
        made_up = chance.randbytes(32)
        seq = chance.choice([ROWS + 1, 0, -5])
        database.execute("INSERT INTO audit_auditlink VALUES (%s, %s, %s)", [seq, entry, made_up])


def insert_and_mend(database: Database, chance: random.Random) -> None:
    """Put in an entry somewhere before the end and compute all hashes anew."""
    entry, seq = _copy_of(database, _any_seq(chance)), _any_seq(chance)
    database.execute("UPDATE audit_auditlink SET seq = -seq - 1 WHERE seq >= %s", [seq])
    database.execute("UPDATE audit_auditlink SET seq = -seq WHERE seq < 0")
    database.execute("INSERT INTO audit_auditlink VALUES (%s, %s, '')", [seq, entry])
    _mend(database)


def swap(database: Database, chance: random.Random) -> None:
    """Let two entries change places: by their ids, or by what their links point to."""
    one, two = chance.sample(range(1, ROWS + 1), 2)
    ids = _entry_of(database, one), _entry_of(database, two)
    table, column = chance.choice([("audit_auditentry", "id"), ("audit_auditlink", "entry_id")])
    statement = sql.SQL("UPDATE {0} SET {1} = %s WHERE {1} = %s").format(sql.Identifier(table), sql.Identifier(column))
    between = uuid.uuid4()
    for new, old in ((between, ids[0]), (ids[0], ids[1]), (ids[1], between)):
        database.execute(statement, [new, old])


def swap_and_mend(database: Database, chance: random.Random) -> None:
    """Let two entries change places and compute all hashes anew."""
    swap(database, chance)
    _mend(database)


def cut_off(database: Database, chance: random.Random) -> None:
    """Take off the end of the log, or all of it."""
    kept = chance.randint(0, ROWS - 1)
    database.execute(
        "DELETE FROM audit_auditentry WHERE id IN (SELECT entry_id FROM audit_auditlink WHERE seq > %s)", [kept]
    )
    database.execute("DELETE FROM audit_auditlink WHERE seq > %s", [kept])


EDITS: list[Edit] = [
    change,
    change_and_mend,
    change_the_link,
    delete,
    delete_and_mend,
    insert,
    insert_and_mend,
    swap,
    swap_and_mend,
    cut_off,
]


def _missed(database: Database, count: int) -> list[str]:
    """Make many edits, one at a time, and return those that nobody noticed."""
    missed = []
    for number in range(count):
        edit = EDITS[number % len(EDITS)]
        try:
            with database.transaction():
                edit(database, random.Random(number))
            if queries.verify_chain().ok:
                missed.append(f"{edit.__name__} {number}")
        finally:
            _put_back(database)
    return missed


def test_the_log_is_whole_before_and_after(database: Database) -> None:
    assert queries.verify_chain().ok
    assert AuditLink.objects.count() == ROWS
    _put_back(database)
    assert queries.verify_chain().ok


def test_every_edit_is_found(database: Database) -> None:
    assert _missed(database, 60) == []


def test_without_the_signed_head_a_mended_chain_looks_whole(database: Database, head_file: Path) -> None:
    """The knowing edits really mend the chain: only the head outside the database gives them away."""
    heads = head_file.read_text(encoding="utf-8")
    head_file.write_text("", encoding="utf-8")
    try:
        with database.transaction():
            delete_and_mend(database, random.Random(1))
        assert queries.verify_chain().ok
    finally:
        head_file.write_text(heads, encoding="utf-8")
        _put_back(database)


@pytest.mark.slow
def test_a_thousand_edits_are_found(database: Database) -> None:
    assert _missed(database, 1000) == []
