"""Old months of the log go, each with a signed root; what stays is still proven."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg import sql
from psycopg.rows import dict_row

from chancennetz.audit import actions, commands, queries, rules
from chancennetz.audit.models import AuditEntry, AuditLink
from chancennetz.core.actor import system_actor

#: Rows by month; the test acts on 15 March 2027, so January and February 2026 are over twelve months old.
MONTHS = {(2026, 1): 7, (2026, 2): 5, (2026, 3): 6, (2027, 3): 4}
TODAY = dt.datetime(2027, 3, 15, 12, tzinfo=dt.UTC)
FIRST_KEPT, ROWS = 13, 22
TABLES = ("audit_auditentry", "audit_auditlink")
Database = psycopg.Connection[dict[str, Any]]


def test_a_month_goes_when_its_last_row_is_twelve_months_old() -> None:
    assert rules.first_kept_month(dt.date(2027, 3, 31), 12) == dt.date(2026, 3, 1)
    assert rules.first_kept_month(dt.date(2027, 1, 1), 12) == dt.date(2026, 1, 1)
    assert rules.first_kept_month(dt.date(2027, 1, 1), 14) == dt.date(2025, 11, 1)
    assert rules.next_month(dt.date(2026, 12, 1)) == dt.date(2027, 1, 1)


def _shift(clock: dt.timedelta) -> None:
    """Let the database believe that its rows are older than they are: it has no clock that a test could set."""
    with psycopg.connect(
        django_settings.INSTALLATION.admin_dsn(database=connection.settings_dict["NAME"]), autocommit=True
    ) as admin:
        found = admin.execute("SELECT pg_get_functiondef('audit_prune(bigint,bytea)'::regprocedure)").fetchone()
        assert found is not None
        text = str(found[0]).replace("clock_timestamp()", f"(clock_timestamp() + interval '{clock.total_seconds()} s')")
        admin.execute(text)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def head_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = django_settings.AUDIT_HEAD_FILE
    django_settings.AUDIT_HEAD_FILE = tmp_path_factory.mktemp("heads") / "heads.jsonl"
    yield django_settings.AUDIT_HEAD_FILE
    django_settings.AUDIT_HEAD_FILE = before


@pytest.fixture(scope="module")
def log(live_database: str, head_file: Path) -> Iterator[Path]:
    """A log of 22 rows in four months, on 15 March 2027; its head was signed in every month."""
    patch = pytest.MonkeyPatch()
    _shift(TODAY - dt.datetime.now(dt.UTC))
    for (year, month), number in MONTHS.items():
        for day in range(1, number + 1):
            moment = dt.datetime(year, month, day, 9, tzinfo=dt.UTC)
            patch.setattr(timezone, "now", lambda moment=moment: moment)
            actions.record_write(
                by=system_actor(),
                action="test.write",
                object_type="thing",
                object_id=str(day),
                subjects=[uuid.UUID(int=day), uuid.UUID(int=day + 1000)],
                changed=["a", "b"],
            )
        actions.sign_head()
    patch.setattr(timezone, "now", lambda: TODAY)
    yield head_file
    patch.undo()


def _prune_in_database(last: int, chain_hash: bytes | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        found = AuditLink.objects.get(seq=last).hash if chain_hash is None else chain_hash
        cursor.execute("SELECT audit_prune(%s, %s)", [last, bytes(found)])


def test_1_the_months_that_are_over_are_named_and_nothing_happens(log: Path) -> None:
    answer = CliRunner().invoke(commands.group, ["prune", "--dry-run", "--format", "json"])
    assert answer.exit_code == 0
    months = [(one["month"], one["first_seq"], one["last_seq"]) for one in json.loads(answer.output)["months"]]
    assert months == [("2026-01", 1, 7), ("2026-02", 8, 12)]
    assert AuditLink.objects.count() == ROWS


def test_2_the_database_refuses_what_is_younger_out_of_order_or_the_newest(log: Path) -> None:
    for last, chain_hash, reason in (
        (13, None, "keeps rows from"),
        (18, None, "keeps rows from"),
        (ROWS, None, "newest row"),
        (7, bytes(32), "another hash"),
        (0, bytes(32), "no row 0"),
    ):
        with pytest.raises(DatabaseError, match=reason):
            _prune_in_database(last, chain_hash)
    assert AuditLink.objects.count() == ROWS


def test_3_the_application_can_not_delete_even_when_it_calls_itself_pruning(log: Path) -> None:
    for table in TABLES:
        statement = f"SELECT set_config('chancennetz.pruning', 'on', true); DELETE FROM {table}"  # noqa: S608
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert AuditLink.objects.count() == ROWS


def test_4_a_run_that_was_killed_between_root_and_rows_goes_on(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(**_event: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.prune(by=system_actor())
    assert AuditLink.objects.count() == ROWS  # the root of January is written, its rows are all there
    assert [root["segment"] for root in queries.roots(log)] == ["2026-01"]
    assert queries.verify_chain().ok


def test_5_old_months_are_deleted_and_the_rest_is_still_proven(log: Path) -> None:
    answer = CliRunner().invoke(commands.group, ["prune"])
    assert answer.exit_code == 0
    assert answer.output.splitlines()[:2] == ["2026-01: rows 1 to 7 (7)", "2026-02: rows 8 to 12 (5)"]
    assert AuditEntry.objects.filter(created_at__lt=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)).count() == 0
    assert AuditLink.objects.order_by("seq").first().seq == FIRST_KEPT  # type: ignore[union-attr]
    result = queries.verify_chain()
    assert (result.ok, result.rows) == (True, ROWS - 12 + 2)  # each month that went has left a row
    assert AuditEntry.objects.filter(action="audit.prune").count() == 2
    assert actions.prune(by=system_actor()) == []
    assert len(queries.roots(log)) == 2


# --- and it is still found when somebody edits ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(log: Path) -> Iterator[Database]:
    """The pruned log, open to a superuser whose edits fire no trigger."""
    actions.sign_head()
    dsn = django_settings.INSTALLATION.admin_dsn(database=connection.settings_dict["NAME"])
    with psycopg.connect(dsn, autocommit=True, row_factory=dict_row) as admin:
        admin.execute("SET session_replication_role = replica")
        for table in TABLES:
            admin.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(_kept(table), sql.Identifier(table)))
        yield admin


def _kept(table: str) -> sql.Identifier:
    return sql.Identifier(f"kept_{table}")


def _put_back(database: Database) -> None:
    for table in TABLES:
        database.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
        database.execute(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(sql.Identifier(table), _kept(table)))


def _seqs(database: Database) -> list[int]:
    return [row["seq"] for row in database.execute("SELECT seq FROM audit_auditlink ORDER BY seq").fetchall()]


def _delete(database: Database, condition: str, seq: int) -> None:
    where = sql.SQL(condition)  # type: ignore[arg-type]
    entries = sql.SQL("DELETE FROM audit_auditentry WHERE id IN (SELECT entry_id FROM audit_auditlink WHERE {})")
    database.execute(entries.format(where), [seq])
    database.execute(sql.SQL("DELETE FROM audit_auditlink WHERE {}").format(where), [seq])


def _mend(database: Database, first: int, previous: bytes) -> None:
    """Compute every hash anew and number without gaps, beginning where the log says that it begins."""
    links = database.execute("SELECT seq, entry_id FROM audit_auditlink ORDER BY seq").fetchall()
    for number, link in enumerate(links, start=first):
        row = database.execute("SELECT * FROM audit_auditentry WHERE id = %s", [link["entry_id"]]).fetchone()
        assert row is not None
        content = rules.content_hash(row)
        previous = rules.link_hash(previous, content)
        database.execute("UPDATE audit_auditentry SET content_hash = %s WHERE id = %s", [content, row["id"]])
        database.execute(
            "UPDATE audit_auditlink SET seq = %s, hash = %s WHERE seq = %s", [number, previous, link["seq"]]
        )


def change(database: Database, chance: random.Random, heads: Path) -> None:
    """Give a field of a row another value."""
    field = chance.choice(["action", "user_name", "object_id", "facet", "basis"])
    statement = sql.SQL(
        "UPDATE audit_auditentry SET {0} = {0} || 'x' WHERE id = (SELECT entry_id FROM audit_auditlink WHERE seq = %s)"
    ).format(sql.Identifier(field))
    database.execute(statement, [chance.choice(_seqs(database))])


def delete_one(database: Database, chance: random.Random, heads: Path) -> None:
    """Take out one row."""
    _delete(database, "seq = %s", chance.choice(_seqs(database)))


def cut_the_beginning(database: Database, chance: random.Random, heads: Path) -> None:
    """Take off the beginning, as if another month were over."""
    _delete(database, "seq <= %s", chance.choice(_seqs(database)))


def cut_the_beginning_and_mend(database: Database, chance: random.Random, heads: Path) -> None:
    """Take off the beginning and let the rest follow from the root."""
    root = queries.roots(heads)[-1]
    _delete(database, "seq <= %s", chance.choice(_seqs(database)[:-1]))
    _mend(database, root["seq"] + 1, bytes.fromhex(root["hash"]))


def cut_the_end(database: Database, chance: random.Random, heads: Path) -> None:
    """Take off the end."""
    _delete(database, "seq >= %s", chance.choice(_seqs(database)))


def renumber_from_one(database: Database, chance: random.Random, heads: Path) -> None:
    """Pretend that nothing was ever deleted."""
    _mend(database, 1, bytes(32))


def lose_a_root(database: Database, chance: random.Random, heads: Path) -> None:
    """Take a root out of the head file."""
    lines = heads.read_text(encoding="utf-8").splitlines()
    gone = chance.choice([line for line in lines if "segment" in line])
    heads.write_text("\n".join(line for line in lines if line != gone) + "\n", encoding="utf-8")


def change_a_root(database: Database, chance: random.Random, heads: Path) -> None:
    """Change a root in the head file."""
    lines = heads.read_text(encoding="utf-8").splitlines()
    place = chance.choice([number for number, line in enumerate(lines) if "segment" in line])
    root = json.loads(lines[place])
    name = chance.choice(["seq", "first_seq", "hash", "segment", "at"])
    root[name] = root[name] + 1 if isinstance(root[name], int) else "ab" + root[name][2:]
    lines[place] = json.dumps(root)
    heads.write_text("\n".join(lines) + "\n", encoding="utf-8")


EDITS: list[Callable[[Database, random.Random, Path], None]] = [
    change,
    delete_one,
    cut_the_beginning,
    cut_the_beginning_and_mend,
    cut_the_end,
    renumber_from_one,
    lose_a_root,
    change_a_root,
]


def test_6_every_edit_of_a_pruned_log_is_found(database: Database, log: Path) -> None:
    assert queries.verify_chain().ok
    heads, missed = log.read_text(encoding="utf-8"), []
    for number in range(80):
        edit = EDITS[number % len(EDITS)]
        try:
            with database.transaction():
                edit(database, random.Random(number), log)
            if queries.verify_chain().ok:
                missed.append(f"{edit.__name__} {number}")
        finally:
            _put_back(database)
            log.write_text(heads, encoding="utf-8")
    assert missed == []
    assert queries.verify_chain().ok


def test_7_a_broken_log_is_not_pruned(database: Database, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: TODAY + dt.timedelta(days=40))
    change(database, random.Random(1), log)
    try:
        answer = CliRunner().invoke(commands.group, ["prune"])
        assert answer.exit_code == 1
        assert "Nothing was deleted" in answer.output
    finally:
        _put_back(database)
