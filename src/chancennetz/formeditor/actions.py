"""Forms: importing a new version, taking it into use, retiring it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.assessments.constants import FormState
from chancennetz.assessments.definition import Form, page_language, text
from chancennetz.assessments.models import FormDefinition
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.imports import ImportReport
from chancennetz.formeditor.checking import load
from chancennetz.formeditor.definition_file import content_hash, read


def _log(by: Actor, row: FormDefinition, verb: str) -> None:
    record_write(by=by, action=f"assessments.form.{verb}", object_type="form_definition", object_id=row.id)


@action
def import_form(*, by: Actor, data: bytes, dry_run: bool = False) -> ImportReport:
    """Take a form from a TOML or JSON file in as a draft; an older draft of the same form is replaced.

    Raises ImportDefects with everything that is wrong; then nothing is written.
    """
    require(by, Action.CREATE, ObjectType.FORM_DEFINITION)
    form = read(data)
    mark = content_hash(form)
    known = FormDefinition.objects.filter(key=form.key)
    name = text(form.title, page_language())
    questions = sum(1 for _pair in form.questions())
    size = _("%(sections)s sections, %(questions)s questions") % {
        "sections": len(form.sections),
        "questions": questions,
    }
    same = known.filter(content_hash=mark).exclude(state=FormState.RETIRED).first()
    if same is not None:
        note = _("This form is the same as version %(number)s.") % {"number": same.number}
        return ImportReport(dry_run=dry_run, unchanged=1, notes=(note,))
    draft = known.select_for_update().filter(state=FormState.DRAFT).first()
    entry = f"{name}: {size}"
    report = ImportReport(
        dry_run=dry_run,
        created=() if draft else (entry,),
        changed=(entry,) if draft else (),
        notes=(_("It becomes a draft. Nothing changes for the counsellors before you take it into use."),),
    )
    if dry_run:
        return report
    if draft is None:
        newest = known.aggregate(newest=Max("number"))["newest"] or 0
        draft = FormDefinition(key=form.key, number=newest + 1)
    draft.content, draft.content_hash = form.as_data(), mark
    draft.save()
    _log(by, draft, "import")
    return report


@action
def begin_draft(*, by: Actor, definition: FormDefinition) -> FormDefinition:
    """Return the draft of this form to change it: the one that is there, else a copy of this version."""
    require(by, Action.CREATE, ObjectType.FORM_DEFINITION)
    versions = list(FormDefinition.objects.select_for_update().filter(key=definition.key).order_by("number"))
    draft = next((row for row in versions if row.state == FormState.DRAFT), None)
    if draft is None:
        draft = FormDefinition(
            key=definition.key,
            number=versions[-1].number + 1,
            content=definition.content,
            content_hash=definition.content_hash,
        )
        draft.save()
        _log(by, draft, "begin")
    return draft


@action
def change_draft(
    *, by: Actor, definition: FormDefinition, expected: str, change: Callable[[Form], dict[str, Any]]
) -> FormDefinition:
    """Change a draft by one step of `editing`; the result is checked like a file.

    `expected` is the mark of what the reader saw. Raises ImportDefects with everything that is wrong, Conflict when it
    is no draft or was changed meanwhile; then nothing is written.
    """
    require(by, Action.UPDATE, ObjectType.FORM_DEFINITION)
    row = FormDefinition.objects.select_for_update().get(pk=definition.pk)
    if row.state != FormState.DRAFT:
        raise Conflict(_("Only a draft can be changed. Please begin a new one."))
    if row.content_hash != expected:
        raise Conflict(_("Somebody has changed this draft meanwhile. Please look at it and change it again."))
    form = load(change(Form.model_validate(row.content)))
    row.content, row.content_hash = form.as_data(), content_hash(form)
    row.save(update_fields=["content", "content_hash"])
    _log(by, row, "change")
    return row


@action
def publish(*, by: Actor, definition: FormDefinition) -> FormDefinition:
    """Take a draft into use; the version in use until now is retired. Answers that exist keep their version."""
    require(by, Action.APPROVE, ObjectType.FORM_DEFINITION)
    versions = {row.pk: row for row in FormDefinition.objects.select_for_update().filter(key=definition.key)}
    row = versions.get(definition.pk)
    if row is None or row.state != FormState.DRAFT:
        raise Conflict(_("Only a draft can be taken into use. Please look at the list again."))
    now = time.now()
    for other in versions.values():
        if other.state == FormState.PUBLISHED:
            other.state, other.retired_at = FormState.RETIRED, now
            other.save(update_fields=["state", "retired_at"])
    row.state, row.published_at = FormState.PUBLISHED, now
    row.save(update_fields=["state", "published_at"])
    _log(by, row, "publish")
    return row


@action
def retire(*, by: Actor, definition: FormDefinition) -> FormDefinition:
    """Take a form out of use. What was filled in stays readable, and what was begun can be finished."""
    require(by, Action.APPROVE, ObjectType.FORM_DEFINITION)
    row = FormDefinition.objects.select_for_update().get(pk=definition.pk)
    if row.state != FormState.PUBLISHED:
        raise Conflict(_("This version is not in use."))
    row.state, row.retired_at = FormState.RETIRED, time.now()
    row.save(update_fields=["state", "retired_at"])
    _log(by, row, "retire")
    return row


@action
def delete_draft(*, by: Actor, definition: FormDefinition) -> None:
    """Delete a draft. Versions that were in use are never deleted."""
    require(by, Action.END, ObjectType.FORM_DEFINITION)
    row = FormDefinition.objects.select_for_update().get(pk=definition.pk)
    if row.state != FormState.DRAFT:
        raise Conflict(_("Only a draft can be deleted."))
    _log(by, row, "delete")
    row.delete()
