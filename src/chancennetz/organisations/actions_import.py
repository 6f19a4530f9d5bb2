"""Bringing organisations from a file."""

from __future__ import annotations

from django.db import transaction

from chancennetz.core import gate
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.imports import ImportReport
from chancennetz.organisations.actions import change_organisation, create_organisation
from chancennetz.organisations.models import Organisation
from chancennetz.organisations.organisation_file import read


class _DryRun(Exception):
    """Undoes everything that a dry run has written."""


@action
def import_organisations(*, by: Actor, data: bytes, dry_run: bool = False) -> ImportReport:
    """Create organisations from a CSV file (see `organisation_file`), or bring them up to date by name. All or nothing.

    Only columns that the file has are changed. The same file again changes nothing. With `dry_run` everything is tried
    and undone. Raises ImportDefects with every defect, its row and column.
    """
    gate.require(by, "create", "organisation")
    gate.require(by, "update", "organisation")
    lines = read(data)
    created: list[str] = []
    changed: list[str] = []
    unchanged = 0
    try:
        with transaction.atomic():
            known = {one.name.casefold(): one for one in Organisation.objects.all()}
            for line in lines:
                stored = known.get(line.name.casefold())
                if stored is None:
                    create_organisation(by=by, valid_from=line.valid_from, **line.values)
                    created.append(line.name)
                    continue
                fields = change_organisation(by=by, organisation=stored, expected=stored.version, **line.values)
                if fields:
                    changed.append(f"{line.name}: {', '.join(fields)}")
                else:
                    unchanged += 1
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return ImportReport(dry_run=dry_run, created=tuple(created), changed=tuple(changed), unchanged=unchanged)
