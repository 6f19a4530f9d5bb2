"""The discharge card: made from the catalogue, changed line by line, printed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet, RelationKind
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import check_day
from chancennetz.closure.actions.reminders import task_of
from chancennetz.closure.catalogue_file import lines_for
from chancennetz.closure.constants import CARD_FACETS, CardReason, CardSection
from chancennetz.closure.models import CardLine, DischargeCard
from chancennetz.closure.rules import card_day
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_text
from chancennetz.handovers.actions.records import log
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference


def _require(by: Actor, what: Action, file: FamilyFile) -> None:
    for facet in CARD_FACETS:
        require_in_file(by, what, facet, file)


@action
def make_card(
    *, by: Actor, file: FamilyFile, reason: CardReason, starts_on: dt.date, keys: Collection[str] | None = None
) -> DischargeCard:
    """Make the card of a family from the lines of the catalogue that fit (with `keys`: only these).

    `starts_on` is the first day of the job or the last day of the benefits; days are counted from there. Lines that
    remind give the lead a task. Raises Conflict when the family has a card already.
    """
    _require(by, Action.CREATE, file)
    check_consent(file)
    check_day(starts_on, "starts_on", past=False)
    if DischargeCard.objects.filter(file=file).exists():
        raise Conflict(_("This family has a discharge card already."))
    card = DischargeCard(file=file, reason=CardReason(reason).value, starts_on=starts_on)
    card.save(force_insert=True)
    log(card, by, "make", Facet.BENEFITS)
    for line in lines_for(CardReason(reason), keys):
        day = card_day(starts_on, line.days)
        remind = line.remind and day is not None and day >= time.today()
        _add(by, card, line.section, line.text, day, key=line.key, remind=remind)
    return card


def _add(
    by: Actor, card: DischargeCard, section: CardSection, text: str, day: dt.date | None, *, key: str, remind: bool
) -> CardLine:
    last = CardLine.objects.filter(card=card, section=section).aggregate(last=Max("position"))["last"]
    line = CardLine(
        file_id=card.file_id,
        card=card,
        section=section.value,
        key=key,
        text=text,
        due_on=day,
        position=0 if last is None else last + 1,
    )
    if remind:
        line.task_id = _reminder(by, card.file, line)
    line.save(force_insert=True)
    log(line, by, "add", Facet.BENEFITS)
    return line


def _reminder(by: Actor, file: FamilyFile, line: CardLine) -> uuid.UUID | None:
    """Give the lead a task to call the family on the day of a line (R284)."""
    lead = Relation.objects.at().filter(file=file, kind=RelationKind.CASE_LEAD).first()
    if lead is None or lead.user_id is None:
        return None
    title = _("Call and remind: %(text)s") % {"text": line.text}
    task = tasks.add_task(
        by=by,
        user_id=lead.user_id,
        file=file,
        title=title[:300],
        due_on=line.due_on,
        kind=TaskKind.FOLLOW_UP,
        owner=owner_reference("closure.card", line.id),
    )
    return task.id


def _checked(text: str, due_on: dt.date | None, *, remind: bool) -> str:
    tidy = clean_text(text)
    if not tidy:
        raise ValidationError({"text": _("Please write down the sentence for the card.")})
    check_day(due_on, "due_on", past=False)
    if remind and (due_on is None or due_on < time.today()):
        raise ValidationError({"due_on": _("To remind you need a day that is still to come.")})
    return tidy


@action
def add_line(
    *,
    by: Actor,
    card: DischargeCard,
    section: CardSection,
    text: str,
    due_on: dt.date | None = None,
    remind: bool = False,
) -> CardLine:
    """Add a line of one's own to the card."""
    _require(by, Action.UPDATE, card.file)
    check_consent(card.file)
    tidy = _checked(text, due_on, remind=remind)
    return _add(by, card, CardSection(section), tidy, due_on, key="", remind=remind)


@action
def change_line(
    *, by: Actor, line: CardLine, text: str, due_on: dt.date | None, remind: bool, expected: int
) -> CardLine:
    """Change wording and day of a line; its reminder moves along, begins or ends. Raises StaleVersion."""
    file = line.file
    _require(by, Action.UPDATE, file)
    check_consent(file)
    line.text, line.due_on = _checked(text, due_on, remind=remind), due_on
    task = task_of(line)
    running = task is not None and task.done_at is None
    if task is not None and running and remind:
        title = _("Call and remind: %(text)s") % {"text": line.text}
        tasks.change_task(by=by, task=task, title=title[:300], due_on=due_on, note=task.note)
    elif task is not None and running:
        tasks.finish_task(by=by, task=task)
        line.task_id = None
    elif remind:
        line.task_id = _reminder(by, file, line)
    line.save_version(expected=expected, fields=["text", "due_on", "task_id"])
    log(line, by, "change", Facet.BENEFITS, changed=["text", "due_on"])
    return line


@action
def tick_line(*, by: Actor, line: CardLine, done: bool) -> CardLine:
    """Tick a line off, or take that back; its reminder is finished with it."""
    _require(by, Action.UPDATE, line.file)
    line.done_on = time.today() if done else None
    line.save_version(expected=line.version, fields=["done_on"])
    task = task_of(line)
    if task is not None:
        (tasks.finish_task if done else tasks.reopen_task)(by=by, task=task)
    log(line, by, "tick" if done else "untick", Facet.BENEFITS)
    return line


@action
def remove_line(*, by: Actor, line: CardLine) -> None:
    """Take a line off the card; its reminder falls away."""
    _require(by, Action.UPDATE, line.file)
    task = task_of(line)
    if task is not None:
        tasks.finish_task(by=by, task=task)
    log(line, by, "remove", Facet.BENEFITS)
    line.delete()


@action
def record_card_printed(*, by: Actor, card: DischargeCard, paper: str) -> None:
    """Log that the card was printed to hand over, and on which paper."""
    decision = require_in_file(by, Action.EXPORT, Facet.PLAN, card.file)
    _require(by, Action.READ, card.file)
    if card.file.state == "open":
        card.printed_at = time.now()
        card.save(update_fields=["printed_at"])
    record(
        kind=EntryKind.EXPORT,
        by=by,
        action="closure.card.print",
        object_type="dischargecard",
        object_id=card.id,
        subjects=[card.file_id],
        facet=Facet.BENEFITS,
        basis=decision.reason,
        changed=[paper],
    )
