"""Writing the rules for passing on: draft, proposed, in force, retired. Whoever writes does not approve."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.sharing import queries, share_files
from chancennetz.sharing.constants import TableState
from chancennetz.sharing.models import ShareRule, ShareTable
from chancennetz.sharing.rules import RuleRow


@action
def start_draft(*, by: Actor, title: str, note: str = "", rows: Iterable[RuleRow] | None = None) -> ShareTable:
    """Begin a new table: a copy of the one in force, or the lines of an imported file."""
    require(by, Action.CREATE, ObjectType.SHARE_RULE)
    if not title.strip():
        raise ValidationError({"title": _("Please say in a few words what is new.")})
    present = queries.table_in_force()
    table = ShareTable.objects.create(
        number=(ShareTable.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=title.strip()[:120],
        note=note,
        based_on=present,
        editors=_with(by, []),
    )
    lines = queries.rows_of(present) if rows is None and present is not None else list(rows or [])
    share_files.store_rows(table, lines)
    _log(by, "start", table)
    return table


@action
def save_rule(*, by: Actor, table: ShareTable, row: RuleRow, rule: ShareRule | None = None) -> ShareRule:
    """Add a line to a draft, or change one. Raises ValidationError when the table says the same thing already."""
    require(by, Action.UPDATE, ObjectType.SHARE_RULE)
    _check_draft(table)
    saved = rule or ShareRule(table=table)
    for name, value in dataclasses.asdict(row).items():
        setattr(saved, name, value)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise ValidationError(_("The table says this already. Please change that line instead.")) from error
    _edited(by, table)
    _log(by, "line", table, ["rule"])
    return saved


@action
def delete_rule(*, by: Actor, table: ShareTable, rule: ShareRule) -> None:
    """Take a line out of a draft."""
    require(by, Action.UPDATE, ObjectType.SHARE_RULE)
    _check_draft(table)
    rule.delete()
    _edited(by, table)
    _log(by, "line_delete", table, ["rule"])


@action
def propose(*, by: Actor, table: ShareTable) -> ShareTable:
    """Hand a draft to the second pair of eyes. From now on its lines stay as they are."""
    require(by, Action.UPDATE, ObjectType.SHARE_RULE)
    _check_draft(table)
    rows = queries.rows_of(table)
    if not rows:
        raise Conflict(_("The table holds no rule."))
    table.state, table.proposed_by, table.proposed_at = TableState.PROPOSED, by.user_id, time.now()
    table.content_hash = share_files.content_hash(rows)
    table.save_version(expected=table.version, fields=["state", "proposed_by", "proposed_at", "content_hash"])
    _log(by, "propose", table)
    return table


@action
def send_back(*, by: Actor, table: ShareTable, note: str = "") -> ShareTable:
    """Make a proposed table a draft again, with a word why."""
    require(by, Action.APPROVE, ObjectType.SHARE_RULE)
    _check_state(table, TableState.PROPOSED)
    table.state, table.proposed_by, table.proposed_at = TableState.DRAFT, None, None
    table.note = "\n".join(part for part in (table.note, note.strip()) if part)[:2000]
    table.save_version(expected=table.version, fields=["state", "proposed_by", "proposed_at", "note"])
    _log(by, "send_back", table)
    return table


@action
def approve(*, by: Actor, table: ShareTable) -> ShareTable:
    """Put a proposed table in force; the one before retires in the same moment.

    Raises Conflict for whoever wrote in it or proposed it (the database refuses it too), and when another table has
    come in force since it was begun.
    """
    require(by, Action.APPROVE, ObjectType.SHARE_RULE)
    _check_state(table, TableState.PROPOSED)
    if by.user_id is None or by.user_id in table.editors or by.user_id == table.proposed_by:
        raise Conflict(_("Two pairs of eyes: somebody else has to approve what you have written."))
    if share_files.content_hash(queries.rows_of(table)) != table.content_hash:
        raise Conflict(_("The lines are not those that were proposed."))
    present = queries.table_in_force()
    if present is not None and present.pk != table.based_on_id:
        raise Conflict(_("Other rules have come in force since this draft was begun. Please begin it anew from those."))
    now = time.now()
    if present is not None:
        present.state, present.retired_at = TableState.RETIRED, now
        present.save_version(expected=present.version, fields=["state", "retired_at"])
    table.state, table.approved_by, table.approved_at = TableState.IN_FORCE, by.user_id, now
    table.save_version(expected=table.version, fields=["state", "approved_by", "approved_at"])
    _log(by, "approve", table)
    return table


@action
def discard(*, by: Actor, table: ShareTable) -> None:
    """Throw a draft away."""
    require(by, Action.END, ObjectType.SHARE_RULE)
    _check_draft(table)
    _log(by, "discard", table)
    table.delete()


def _with(by: Actor, editors: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    return [*editors] if by.user_id is None or by.user_id in editors else [*editors, by.user_id]


def _check_state(table: ShareTable, state: TableState) -> None:
    if ShareTable.objects.select_for_update(no_key=True).get(pk=table.pk).state != state:
        raise Conflict(_("Somebody has taken the next step already. Please look at the table again."))


def _check_draft(table: ShareTable) -> None:
    _check_state(table, TableState.DRAFT)


def _edited(by: Actor, table: ShareTable) -> None:
    table.editors = _with(by, table.editors)
    table.save_version(expected=table.version, fields=["editors"])


def _log(by: Actor, what: str, table: ShareTable, changed: Iterable[str] = ()) -> None:
    record_write(by=by, action=f"consent.rules.{what}", object_type="share_table", object_id=table.pk, changed=changed)
