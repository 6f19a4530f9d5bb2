"""Keeping the map true: decisions about proposals, reports of visitors, reminders, checked links."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import check_length, clean_line, clean_text
from chancennetz.offerediting.actions.inbox import give, give_once, give_to_editors, keepers
from chancennetz.offerediting.actions.offers import set_last_day, write_values
from chancennetz.offerediting.constants import ChangeState
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.supportmap import rights, search
from chancennetz.supportmap.constants import LINE, REVIEW_CYCLE
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.queries.offers import stale_services
from chancennetz.tasks.hooks import owner_reference
from chancennetz.upkeep.constants import REVIEW_NOTICE, LinkOutcome, ReportKind
from chancennetz.upkeep.models import ErrorReport, LinkCheck

#: Reports from one place within a day, and from everywhere within an hour.
MOST_PER_SENDER = 5
MOST_PER_HOUR = 60
_TEXT_LIMIT = 1000
#: Owner of the task to go through the list of offers to be checked.
STALE = "upkeep.stale"


@action
def decide_change(*, by: Actor, request: ChangeRequest, release: bool, answer: str = "") -> ChangeRequest:
    """Release a proposed change, or refuse it with a reason for the provider."""
    rights.require_editor(by)
    if request.state != ChangeState.WAITING:
        raise Conflict("decided already")
    check_length(answer, LINE)
    if not release and not answer.strip():
        raise ValidationError({"answer": _("Please say why, so that the provider can mend it.")})
    service = Service.objects.get(pk=request.service_id)
    if release:
        values = dict(request.after)
        last_day = values.pop("valid_to", "")
        service.is_released = True
        service.save(update_fields=["is_released"])
        if request.kind == "change" and values:
            write_values(service, values)
        if last_day:
            set_last_day(service, dt.date.fromisoformat(last_day), service.version)
        search.refresh([service.pk])
    request.state = ChangeState.RELEASED if release else ChangeState.REFUSED
    request.answer = clean_line(answer)
    request.decided_at = time.now()
    request.save_version(expected=request.version, fields=["state", "answer", "decided_at"])
    verb = "release" if release else "refuse"
    record_write(by=by, action=f"supportmap.offer.{verb}", object_type="service", object_id=service.pk)
    if not release:
        give(service, _("Not released: “%(name)s”") % {"name": service.name}, keepers(service.organisation_id))
    return request


@action
def report_error(*, by: Actor, service: Service, kind: ReportKind, text: str = "", sender: str = "") -> ErrorReport:
    """Take a visitor's report that something is wrong; the editors get a task.

    `sender` is a keyed hash of where it came from (see `reporting.sender_mark`). Raises Conflict when too many came.
    """
    check_length(text, _TEXT_LIMIT)
    now = time.now()
    recent = ErrorReport.objects.filter(created_at__gt=now - dt.timedelta(hours=1)).count()
    if sender:
        same = ErrorReport.objects.filter(sender=sender, created_at__gt=now - dt.timedelta(days=1)).count()
    if recent >= MOST_PER_HOUR or (sender and same >= MOST_PER_SENDER):
        raise Conflict("too many reports")
    report = ErrorReport.objects.create(
        service=service, kind=ReportKind(kind).value, text=clean_text(text), sender=sender
    )
    record_write(by=by, action="supportmap.report", object_type="service", object_id=service.pk, changed=[report.kind])
    give_to_editors(service, _("A visitor reports a mistake: “%(name)s”") % {"name": service.name})
    return report


@action
def finish_report(*, by: Actor, report: ErrorReport) -> ErrorReport:
    """Say that a report is dealt with; its text is forgotten."""
    rights.require_editor(by)
    if report.done_at is None:
        report.done_at, report.text, report.sender = time.now(), "", ""
        report.save(update_fields=["done_at", "text", "sender"])
        record_write(by=by, action="supportmap.report.finish", object_type="service", object_id=report.service_id)
    return report


@action
def remind_stale(*, by: Actor, day: dt.date) -> int:
    """Give those who keep offers a task two weeks before nobody has called them correct for half a year.

    One offer gives a task of its own, several give one task that leads to the list. Returns how many tasks were given;
    running it again gives none while the first is open.
    """
    require(by, Action.UPDATE, ObjectType.SERVICE)
    waiting: dict[uuid.UUID, list[Service]] = {}
    known: dict[uuid.UUID, list[uuid.UUID]] = {}
    for service in stale_services(day, day - REVIEW_CYCLE + REVIEW_NOTICE):
        if service.organisation_id not in known:
            known[service.organisation_id] = keepers(service.organisation_id)
        for user_id in known[service.organisation_id]:
            waiting.setdefault(user_id, []).append(service)
    made = 0
    for user_id, services in waiting.items():
        if len(services) == 1:
            made += give(services[0], _("Is this still correct? “%(name)s”") % {"name": services[0].name}, [user_id])
        else:
            title = _("Please check %(count)s offers") % {"count": len(services)}
            made += give_once(owner_reference(STALE, user_id), title, [user_id])
    if made:
        record_write(by=by, action="supportmap.remind", object_type="service", changed=[str(made)])
    return made


@action
def keep_link_checks(*, by: Actor, results: Iterable[tuple[str, LinkOutcome, str]]) -> int:
    """Store what came out when links were tried: (address, outcome, detail). Returns how many do not work."""
    require(by, Action.UPDATE, ObjectType.SERVICE)
    now, failing = time.now(), 0
    for url, outcome, detail in results:
        works = outcome in {LinkOutcome.WORKS, LinkOutcome.MOVED}
        stored = LinkCheck.objects.filter(url=url).first()
        since = None if works else (stored.failing_since if stored and stored.failing_since else now)
        LinkCheck.objects.update_or_create(
            url=url,
            defaults={
                "checked_at": now,
                "outcome": LinkOutcome(outcome).value,
                "detail": detail[:LINE],
                "failing_since": since,
            },
        )
        failing += not works
    record_write(by=by, action="supportmap.links", object_type="service", changed=[str(failing)])
    return failing
