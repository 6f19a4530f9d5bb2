"""The team at a glance, for its lead: who leads how many families in which phase, what is late, hours of a period."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import Count, Min, Sum

from chancennetz.access.constants import Facet, FileState, RelationKind
from chancennetz.access.models import Relation, User
from chancennetz.access.queries import colleagues, visible_files
from chancennetz.caseload.constants import CONTACT_AFTER
from chancennetz.caseload.rules.periods import Period, month_of
from chancennetz.casework import rules as case_rules
from chancennetz.casework.constants import Phase
from chancennetz.casework.queries.cases import facts_of_files, visible_names
from chancennetz.closure.models import AftercareContact
from chancennetz.contacts.models import ContactEntry
from chancennetz.contacts.queries.contacts import last_contacts
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.handovers.constants import CASE_WORKERS
from chancennetz.handovers.queries.loads import weekly_hours
from chancennetz.handovers.rules import ratio
from chancennetz.plans.constants import OPEN_GOALS
from chancennetz.plans.models import Step


@dataclasses.dataclass(frozen=True, slots=True)
class CoachRow:
    """A counsellor with the families that he or she leads. Minutes are those of contacts in the chosen period."""

    user_id: uuid.UUID
    name: str
    families: int
    ratio: float | None
    phases: Mapping[Phase, int]
    overdue: int
    silent: int
    minutes: int
    works_here: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class LateFamily:
    """A family with overdue steps: how many, since when, who leads."""

    file_id: uuid.UUID
    title: str
    lead: str
    steps: int
    since: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class Team:
    """The whole page. `without_lead` are open families whose lead no longer works here."""

    coaches: list[CoachRow]
    families: int
    phases: Mapping[Phase, int]
    overdue: int
    silent: int
    minutes: int
    without_lead: int
    aftercare_late: int
    late: list[LateFamily]

    @property
    def ratio(self) -> float | None:
        """Families per counsellor who leads any, whatever the hours."""
        leading = sum(coach.families > 0 for coach in self.coaches)
        return self.families / leading if leading else None


def team(actor: Actor, period: Period | None = None, *, late_shown: int = 10) -> Team:
    """Return the team of the actor's organisation; twelve queries whatever its size. For its lead only.

    The hours are those of a month or quarter (default: the present month), in files that are closed by now too;
    whoever has worked them stands in the list, even if gone meanwhile. Everything else is as of today.

    Counts of the team's own files; they never leave the case area without `smallarea`.
    """
    assert actor.organisation_id is not None  # noqa: S101 - a team lead works for an organisation
    files = visible_files(actor, Facet.FRAME).filter(organisation_id=actor.organisation_id, state=FileState.OPEN)
    numbers = dict(files.values_list("pk", "number"))
    ids = list(numbers)
    today = time.today()
    facts = facts_of_files(ids)
    phase_of = {file_id: case_rules.phase(facts.get(file_id, case_rules.CaseFacts()), today) for file_id in ids}
    leads = _leads(ids)
    steps = _overdue(ids, today)
    silent = _silent(ids, facts, today)
    present = {user.pk: user for user in colleagues(actor.organisation_id, CASE_WORKERS)}
    minutes = _minutes(actor, actor.organisation_id, period or month_of(today))
    gone = {user.pk: user for user in User.objects.filter(pk__in={*leads.values(), *minutes} - set(present))}
    hours = weekly_hours(actor.organisation_id)
    by_lead: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for file_id, user_id in leads.items():
        by_lead[user_id].append(file_id)
    coaches = [
        CoachRow(
            user_id=user.pk,
            name=user.display_name,
            families=len(by_lead[user.pk]),
            ratio=ratio(len(by_lead[user.pk]), hours.get(user.pk)),
            phases=Counter(phase_of[one] for one in by_lead[user.pk]),
            overdue=sum(steps.get(one, (0, today))[0] for one in by_lead[user.pk]),
            silent=sum(one in silent for one in by_lead[user.pk]),
            minutes=minutes.get(user.pk, 0),
            works_here=user.pk in present,
        )
        for user in (present | gone).values()
    ]
    return Team(
        coaches=sorted(coaches, key=lambda row: row.name),
        families=len(ids),
        phases=Counter(phase_of.values()),
        overdue=sum(number for number, _since in steps.values()),
        silent=len(silent),
        minutes=sum(minutes.values()),
        without_lead=sum(leads.get(one) not in present for one in ids),
        aftercare_late=AftercareContact.objects.filter(file_id__in=ids, held_on=None, due_on__lt=today).count(),
        late=_late(actor, numbers, steps, leads, present | gone, late_shown),
    )


def _leads(ids: list[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    rows = Relation.objects.at().filter(file_id__in=ids, kind=RelationKind.CASE_LEAD, user__isnull=False)
    return dict(rows.values_list("file_id", "user_id"))


def _overdue(ids: list[uuid.UUID], today: dt.date) -> dict[uuid.UUID, tuple[int, dt.date]]:
    late = Step.objects.filter(file_id__in=ids, done_on__isnull=True, due_on__lt=today, goal__state__in=OPEN_GOALS)
    rows = late.values_list("file_id").annotate(number=Count("pk"), since=Min("due_on")).order_by()
    return {file_id: (number, since) for file_id, number, since in rows}


def _silent(ids: list[uuid.UUID], facts: Mapping[uuid.UUID, case_rules.CaseFacts], today: dt.date) -> set[uuid.UUID]:
    """Return the running families whom nobody has reached for six weeks (or ever)."""
    last = last_contacts(ids)
    running = [one for one in ids if one in facts and facts[one].exit_on is None]
    edge = today - CONTACT_AFTER
    return {one for one in running if one not in last or last[one].astimezone(time.BERLIN).date() < edge}


def _minutes(actor: Actor, organisation_id: uuid.UUID, period: Period) -> dict[uuid.UUID, int]:
    """Return the minutes of counselling by counsellor, whatever has become of the files since (one query)."""
    begin = dt.datetime.combine(period.first, dt.time(), time.BERLIN)
    end = dt.datetime.combine(period.last + dt.timedelta(days=1), dt.time(), time.BERLIN)
    files = visible_files(actor, Facet.CONTACT).filter(organisation_id=organisation_id)
    found = ContactEntry.objects.filter(
        file__in=files, deleted_at__isnull=True, happened_at__gte=begin, happened_at__lt=end
    )
    return dict(found.values_list("counsellor_id").annotate(total=Sum("minutes")).order_by())


def _late(
    actor: Actor,
    numbers: Mapping[uuid.UUID, str],
    steps: Mapping[uuid.UUID, tuple[int, dt.date]],
    leads: Mapping[uuid.UUID, uuid.UUID],
    users: Mapping[uuid.UUID, User],
    shown: int,
) -> list[LateFamily]:
    worst = sorted(steps, key=lambda one: (steps[one][1], numbers[one]))[:shown]
    names = visible_names(actor, worst)
    return [
        LateFamily(
            file_id,
            names.get(file_id, numbers[file_id]),
            users[leads[file_id]].display_name if file_id in leads else "",
            *steps[file_id],
        )
        for file_id in worst
    ]
