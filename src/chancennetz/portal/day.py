"""My day: what a counsellor needs between two visits, in a fixed number of queries."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse

from chancennetz.access.constants import FileState, RelationKind, Role
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.access.queries import visible_files
from chancennetz.casework.models import Case
from chancennetz.contacts.models import ContactEntry
from chancennetz.contacts.queries.contacts import minutes_this_week
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.monitoring.models import Staffing, Target
from chancennetz.plans.queries.plan import DueStep, steps_due
from chancennetz.portal.names import family_names
from chancennetz.tasks import queries as tasks
from chancennetz.tasks.models import Appointment, Task

#: A family without contact for this long waits for its counsellor.
WAITING_AFTER = dt.timedelta(days=21)
_SHOWN_WAITING = 5
#: Weekly hours of a full post (TVöD).
FULL_POST = Decimal(39)
#: Function in the staffing plan whose posts carry the contact hours.
COUNSELLING_FUNCTION = "Beratung"


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """A family that waits: since when nobody has spoken with it (None: never yet)."""

    file_id: uuid.UUID
    last_contact: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class ToDo:
    """A step of a plan or a task, whichever, in one list by day. `finish_url` takes a POST, `url` is its page."""

    title: str
    file_id: uuid.UUID | None
    due_on: dt.date | None
    finish_url: str
    url: str = ""

    @property
    def is_overdue(self) -> bool:
        """Tell whether its day has passed."""
        return self.due_on is not None and self.due_on < time.today()


def _todo(steps: list[DueStep], due: list[Task]) -> list[ToDo]:
    """Put steps and tasks into one list, the most urgent first."""
    rows = [
        ToDo(
            title=one.step.title,
            file_id=one.step.file_id,
            due_on=one.step.due_on,
            finish_url=reverse("plans:step_finish", args=[one.step.file_id, one.step.pk]),
            url=reverse("plans:goals", args=[one.step.file_id]),
        )
        for one in steps
    ]
    rows += [
        ToDo(
            title=task.title,
            file_id=task.file_id,
            due_on=task.due_on,
            finish_url=reverse("tasks:finish", args=[task.pk]),
            url=reverse("tasks:edit", args=[task.pk]),
        )
        for task in due
    ]
    return sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.title))


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """Everything on the page. `plan_minutes` is None when no target names this organisation."""

    appointments: list[Appointment]
    todo: list[ToDo]
    waiting: list[Waiting]
    families: int
    minutes: int
    plan_minutes: int | None
    names: dict[uuid.UUID, tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is planned or due."""
        return not (self.appointments or self.todo or self.waiting)


def _own_files(actor: Actor) -> list[Any]:
    """Return one's own open files whose counselling runs, with the last contact, longest silence first (one query)."""
    if actor.role in {Role.COUNSELLOR, Role.TEAM_LEAD} and actor.user_id is not None:
        return _led_files(user_id=actor.user_id, moment=time.now())
    return list(_with_last_contact(visible_files(actor).filter(state=FileState.OPEN)))


@prepared
def _led_files(*, user_id: uuid.UUID, moment: dt.datetime) -> QuerySet[Any]:
    led = Relation.objects.at(moment).filter(user_id=user_id, kind=RelationKind.CASE_LEAD)
    return _with_last_contact(FamilyFile.objects.filter(state=FileState.OPEN, pk__in=led.values("file_id")))


def _with_last_contact(found: QuerySet[FamilyFile]) -> QuerySet[Any]:
    last = (
        ContactEntry.objects.filter(file_id=OuterRef("pk"), deleted_at__isnull=True, reached=True)
        .order_by()
        .values("file_id")
        .annotate(last=Max("happened_at"))
        .values("last")
    )
    running = Exists(Case.objects.filter(file_id=OuterRef("pk"), exit_on__isnull=True))
    rows = found.filter(running).annotate(last_contact=Subquery(last)).values_list("pk", "last_contact")
    return rows.order_by(F("last_contact").asc(nulls_first=True))


def _weekly_plan(actor: Actor, weekly_hours: Decimal | None) -> int | None:
    """Return the contact minutes planned for one's own post and week.

    The hours of the organisation's targets, spread evenly over the weeks of the programme and the counselling posts of
    the staffing plan (reference seed-arithmetic H10: 854 hours per post and year, 16.4 a week). One query.
    """
    if actor.organisation_id is None:
        return None
    rows = _targets(organisation_id=actor.organisation_id, today=time.today())
    row = rows[0] if rows else None
    if row is None or not row["fte"] or row["programme__valid_to"] is None:
        return None
    weeks = ((row["programme__valid_to"] - row["programme__valid_from"]).days + 1) / 7
    share = float((weekly_hours or FULL_POST) / FULL_POST)
    return round(row["all_hours"] * 60 / weeks / float(row["fte"]) * share)


@prepared
def _targets(*, organisation_id: uuid.UUID, today: dt.date) -> QuerySet[Any]:
    """Return the hours planned at an organisation, with the dates of the programme and the counselling posts."""
    posts = (
        Staffing.objects.filter(partner_id=OuterRef("partner_id"), function=COUNSELLING_FUNCTION)
        .values("partner_id")
        .annotate(fte=Sum("fte"))
        .values("fte")
    )
    valid = Q(programme__valid_from__lte=today) & (
        Q(programme__valid_to__isnull=True) | Q(programme__valid_to__gte=today)
    )
    return (
        Target.objects.filter(valid, partner__organisation_id=organisation_id)
        .values("partner_id", "programme__valid_from", "programme__valid_to")
        .annotate(all_hours=Sum("hours"), fte=Subquery(posts))
        .order_by("partner_id")[:1]
    )


def my_day(actor: Actor, *, weekly_hours: Decimal | None = None) -> Day:
    """Return one's day. Team leads see their own cases here; their team has a page of its own."""
    files = _own_files(actor)
    crypto.preload_keys([file_id for file_id, _last in files] + ([actor.user_id] if actor.user_id else []))
    border = time.now() - WAITING_AFTER
    silent = [Waiting(file_id, last) for file_id, last in files if last is None or last < border]
    appointments = tasks.appointments_on(actor, time.today())
    due = tasks.tasks_due(actor, days=7, limit=12)
    steps = steps_due(actor, days=7, limit=12)
    mentioned = {row.file_id for row in (*appointments, *due) if row.file_id}
    mentioned |= {one.step.file_id for one in steps} | {one.file_id for one in silent[:_SHOWN_WAITING]}
    names = family_names(mentioned)  # before anything else is opened: so all keys of the page come with one query
    return Day(
        appointments=appointments,
        todo=_todo(steps, due),
        waiting=silent[:_SHOWN_WAITING],
        families=len(files),
        minutes=minutes_this_week(actor),
        plan_minutes=_weekly_plan(actor, weekly_hours),
        names=names,
    )
