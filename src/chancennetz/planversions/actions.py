"""Versions of the plan: prepare, propose, approve or send back, agree with the family, replace."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import colleagues
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import check_day, check_text
from chancennetz.casework.models import Case
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_text
from chancennetz.planversions import plan_content, queries
from chancennetz.planversions.constants import PLAN_TRANSITIONS, PlanAgreement, PlanState
from chancennetz.planversions.models import PlanVersion
from chancennetz.tasks.actions import add_task, finish_task
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Task

OWNER = "planversions.plan_version"


def lock_plan(file: FamilyFile) -> None:
    """Let one at a time change the versions of a family's plan: the others wait until the transaction has ended."""
    list(Case.objects.select_for_update(no_key=True).filter(file=file).values_list("pk", flat=True))


def _log(by: Actor, row: PlanVersion, verb: str) -> None:
    record_write(
        by=by,
        action=f"planversions.plan.{verb}",
        object_type="plan_version",
        object_id=row.pk,
        subjects=[row.file_id],
        facet=Facet.PLAN,
        changed=["state"],
    )


def _fresh(row: PlanVersion, target: PlanState) -> PlanVersion:
    """Return a version as it is after we waited for the others; raises Conflict when the step is not open."""
    lock_plan(row.file)
    current: PlanVersion = PlanVersion.objects.select_related("file").get(pk=row.pk)
    if target not in PLAN_TRANSITIONS[current.state]:
        raise Conflict(
            _("Version %(number)d of the plan stands differently by now: %(state)s.")
            % {"number": current.number, "state": PlanState(current.state).label}
        )
    return current


def _set(by: Actor, row: PlanVersion, state: PlanState, **more: object) -> PlanVersion:
    columns = {"state": state.value, **more}
    for name, value in columns.items():
        setattr(row, name, value)
    row.save_version(expected=row.version, fields=list(columns))
    _log(by, row, state.value)
    return row


@action
def start_plan_version(*, by: Actor, file: FamilyFile) -> PlanVersion:
    """Begin the next version of the plan. Raises Conflict when one is on its way already."""
    require_in_file(by, Action.CREATE, Facet.PLAN, file)
    check_consent(file)
    lock_plan(file)
    if queries.coming_plan(file) is not None:
        raise Conflict(_("The next version of the plan is on its way already."))
    newest = PlanVersion.objects.filter(file=file).order_by("-number").values_list("number", flat=True).first()
    row = PlanVersion(file=file, number=(newest or 0) + 1, written_by_id=by.user_id)
    row.save(force_insert=True)
    _log(by, row, "start")
    return row


@action
def propose_plan(*, by: Actor, file: FamilyFile) -> PlanVersion:
    """Freeze the goals and steps as they stand now, and ask the team lead to look at them.

    Begins the next version when none is being prepared. Raises Conflict when there is no goal, or one waits already.
    """
    require_in_file(by, Action.UPDATE, Facet.PLAN, file)
    check_consent(file)
    lock_plan(file)
    row = queries.coming_plan(file) or start_plan_version(by=by, file=file)
    row = _fresh(row, PlanState.PROPOSED)
    content = queries.present_content(file)
    if not content:
        raise Conflict(_("There are no goals yet. Write down the first one together with the family."))
    text = plan_content.to_text(content)
    _set(by, row, PlanState.PROPOSED, content=text, proposed_at=time.now(), written_by_id=by.user_id, comment="")
    _ask_team_leads(by, row)
    return row


def _ask_team_leads(by: Actor, row: PlanVersion) -> None:
    title = _("Look at the plan of file %(number)s") % {"number": row.file.number}
    for lead in colleagues(row.file.organisation_id, [Role.TEAM_LEAD]):
        if lead.pk != by.user_id:
            add_task(
                by=by,
                user_id=lead.pk,
                title=title,
                file=row.file,
                due_on=time.today() + dt.timedelta(days=7),
                kind=TaskKind.REVIEW,
                owner=owner_reference(OWNER, row.pk),
            )


def _finish_tasks(by: Actor, row: PlanVersion) -> None:
    for task in Task.objects.filter(owner=owner_reference(OWNER, row.pk), done_at__isnull=True).select_related("file"):
        if by.is_system or task.user_id == by.user_id:
            finish_task(by=by, task=task)


def _check_other_eyes(by: Actor, row: PlanVersion) -> None:
    if row.written_by_id is not None and row.written_by_id == by.user_id:
        raise Conflict(_("Somebody else looks at a plan that you have proposed."))


@action
def approve_plan(*, by: Actor, version: PlanVersion, comment: str = "") -> PlanVersion:
    """Approve a proposal as team lead. Whoever proposed it does not approve it."""
    require_in_file(by, Action.APPROVE, Facet.PLAN, version.file)
    row = _fresh(version, PlanState.APPROVED)
    _check_other_eyes(by, row)
    decided = {"decided_at": time.now(), "decided_by_id": by.user_id, "comment": clean_text(comment)}
    _set(by, row, PlanState.APPROVED, **decided)
    _finish_tasks(by, row)
    return row


@action
def send_plan_back(*, by: Actor, version: PlanVersion, comment: str) -> PlanVersion:
    """Send a proposal back with a word about what is missing; the counsellor proposes it again."""
    require_in_file(by, Action.APPROVE, Facet.PLAN, version.file)
    row = _fresh(version, PlanState.DRAFT)
    text = check_text(comment, "comment", _("Please say in a sentence what is missing."))
    _set(by, row, PlanState.DRAFT, decided_at=time.now(), decided_by_id=by.user_id, comment=text)
    _finish_tasks(by, row)
    return row


@action
def take_plan_back(*, by: Actor, version: PlanVersion) -> PlanVersion:
    """Take a proposal or an approved version back, to change goals before the family agrees."""
    require_in_file(by, Action.UPDATE, Facet.PLAN, version.file)
    return _set(by, _fresh(version, PlanState.DRAFT), PlanState.DRAFT)


@action
def put_plan_in_force(*, by: Actor, version: PlanVersion, agreed_on: dt.date, agreement: PlanAgreement) -> PlanVersion:
    """Note that the family has agreed; from now on this version is in force, and the one before is replaced."""
    require_in_file(by, Action.UPDATE, Facet.PLAN, version.file)
    check_consent(version.file)
    check_day(agreed_on, "agreed_on", past=True)
    row = _fresh(version, PlanState.ACTIVE)
    before = PlanVersion.objects.filter(file=row.file, state=PlanState.ACTIVE).select_related("file").first()
    if before is not None:
        _set(by, before, PlanState.REVISED, revised_at=time.now())
    agreed = {"agreed_on": agreed_on, "agreement": PlanAgreement(agreement).value}
    return _set(by, row, PlanState.ACTIVE, active_from=time.now(), **agreed)


@action
def record_plan_printed(*, by: Actor, file: FamilyFile, large_print: bool) -> None:
    """Log that the plan was made as a PDF to hand over. Raises NotAllowed for those who may not print it."""
    decision = require_in_file(by, Action.EXPORT, Facet.PLAN, file)
    record(
        kind=EntryKind.EXPORT,
        by=by,
        action="planversions.plan.print",
        object_type="plan",
        object_id=file.id,
        subjects=[file.id],
        facet=Facet.PLAN,
        basis=decision.reason,
        changed=["large_print"] if large_print else [],
    )
