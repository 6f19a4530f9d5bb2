"""HSDS in: checked, tried, written as a whole or not at all."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chancennetz.audit.actions import record_write
from chancennetz.core.action import action
from chancennetz.core.actor import Actor, system_actor
from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import ImportReport
from chancennetz.hsds.incoming import Importer
from chancennetz.hsds.nesting import Tables
from chancennetz.hsds.validation import validate
from chancennetz.supportmap import rights, search


class _DryRun(Exception):
    """Undoes everything that a dry run has written."""


def _contradiction(error: IntegrityError) -> Defect:
    """Say which record of the file is there already under another id."""
    cause = getattr(error.__cause__, "diag", None)
    detail = str(getattr(cause, "message_detail", "") or error).splitlines()[0]
    table = str(getattr(cause, "table_name", "") or "").removeprefix("supportmap_")
    return Defect(None, table, _("This is stored here already under another id. (%(detail)s)") % {"detail": detail})


@action
def import_hsds(
    *, by: Actor, tables: Tables, tabular: bool = False, source: str = "", dry_run: bool = False
) -> ImportReport:
    """Write HSDS tables (see `packages.read`). Records are found by id; nothing is deleted.

    Raises ImportDefects when the tables break HSDS 3.0 or the county profile. With `dry_run` all is tried and undone.
    """
    rights.require_editor(by)
    report = validate(tables, tabular=tabular)
    if report.errors:
        raise ImportDefects(
            [Defect(None, f"{one.table} {one.record_id} {one.field}", one.message) for one in report.errors]
        )
    importer = Importer(system_actor(name=by.display_name or "Chancennetz"), source)
    try:
        with transaction.atomic():
            result = importer.load(tables)
            search.refresh(result.services)
            if not dry_run:
                changes = [str(len(result.created)), str(len(result.changed))]
                record_write(by=by, action="supportmap.hsds.import", object_type="service", changed=changes)
            else:
                raise _DryRun
    except _DryRun:
        pass
    except IntegrityError as error:
        raise ImportDefects([_contradiction(error)]) from error
    notes = [str(warning) for warning in report.warnings]
    return ImportReport(
        dry_run=dry_run,
        created=tuple(result.created),
        changed=tuple(result.changed),
        unchanged=result.unchanged,
        notes=tuple(notes),
    )
