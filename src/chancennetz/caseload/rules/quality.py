"""What is missing, late or contradictory in a file. Each check is a pure function of facts and today."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from chancennetz.caseload.constants import (
    ASSESSMENT_AFTER,
    CONSENT_WARNING,
    CONTACT_AFTER,
    HOURS_WARNING,
    PLAN_AFTER,
)
from chancennetz.casework.quality import Check, Severity, Text
from chancennetz.handovers.constants import INFORM_WITHIN


class Hours(NamedTuple):
    """Hours of one module of a family."""

    label: str
    used_minutes: int
    planned_minutes: int


class OpenGoal(NamedTuple):
    """A goal that is being worked on."""

    id: uuid.UUID
    agreed: bool
    steps: int


class OverdueStep(NamedTuple):
    """A step that should be done already."""

    id: uuid.UUID
    due_on: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class FileFacts:
    """What the checks need to know about an open file; nothing of it was sealed.

    first_contact_on is None when there is no case. consent_until: the last day on which some consent to processing
    holds (date.max: without end; None: none holds today). leads: how many lead now; lead_works: and work here today.
    aftercare_due: days of aftercare contacts not held yet.
    """

    file_id: uuid.UUID
    leads: int = 1
    lead_works: bool = True
    first_contact_on: dt.date | None = None
    assessed_on: dt.date | None = None
    exit_on: dt.date | None = None
    exit_reason: str = ""
    consent_until: dt.date | None = None
    last_contact_on: dt.date | None = None
    future_contacts: tuple[uuid.UUID, ...] = ()
    goals: tuple[OpenGoal, ...] = ()
    goals_ever: int = 0
    overdue_steps: tuple[OverdueStep, ...] = ()
    without_birth_date: tuple[uuid.UUID, ...] = ()
    without_guardian: tuple[uuid.UUID, ...] = ()
    hours: tuple[Hours, ...] = ()
    without_module: int = 0
    participants: int = 0
    participants_present: int = 0
    last_exit_on: dt.date | None = None
    aftercare: int = 0
    aftercare_due: tuple[dt.date, ...] = ()
    not_informed_since: dt.date | None = None


class Gap(NamedTuple):
    """What a check found: which page mends it, the object there, and a day, number or word to show."""

    check: str
    page: str
    object_id: uuid.UUID | None = None
    day: dt.date | None = None
    number: int | None = None
    word: str = ""


_Rule = Callable[[FileFacts, dt.date], Iterator[Gap]]
_rules: list[_Rule] = []
CHECKS: dict[str, Check] = {}


def _check(key: str, label: Text, why: Text, severity: Severity) -> Callable[[_Rule], _Rule]:
    def enter(rule: _Rule) -> _Rule:
        CHECKS[key] = Check(key, label, why, severity)
        _rules.append(rule)
        return rule

    return enter


def gaps_of(facts: FileFacts, today: dt.date) -> list[Gap]:
    """Return everything that the checks find in a file today."""
    return [gap for rule in _rules for gap in rule(facts, today)]


def _running(facts: FileFacts) -> bool:
    return facts.first_contact_on is not None and facts.exit_on is None


# --- who is in charge ------------------------------------------------------------------------------------------------


@_check("two_leads", _("Two counsellors lead the case"), _("One person is in charge of a case."), Severity.URGENT)
def two_leads(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """More than one lead at the same time."""
    if facts.leads > 1:
        yield Gap("two_leads", "casework:team", number=facts.leads)


@_check("no_lead", _("Nobody is in charge"), _("Whoever led the case no longer works here."), Severity.URGENT)
def no_lead(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """No lead, or one whose membership has ended."""
    if facts.leads == 0 or not facts.lead_works:
        yield Gap("no_lead", "handovers:handover")


@_check(
    "not_informed",
    _("The family does not know its new counsellor"),
    _("Tell them who is there for them now."),
    Severity.IMPORTANT,
)
def not_informed(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """A handover of which the family has not heard within a week."""
    if facts.not_informed_since is not None and today - facts.not_informed_since > INFORM_WITHIN:
        yield Gap("not_informed", "handovers:overview", day=facts.not_informed_since)


# --- consent ---------------------------------------------------------------------------------------------------------


@_check("no_consent", _("No consent in force"), _("Without consent nothing may be written down."), Severity.URGENT)
def no_consent(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """Nobody of the family has a consent to processing that holds today."""
    if facts.consent_until is None:
        yield Gap("no_consent", "consentforms:list")


@_check("consent_ends", _("The consent ends soon"), _("Ask for a new one in good time."), Severity.IMPORTANT)
def consent_ends(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """The last consent in force ends within 30 days."""
    if facts.consent_until is not None and facts.consent_until - today <= CONSENT_WARNING:
        yield Gap("consent_ends", "consentforms:list", day=facts.consent_until)


# --- persons ---------------------------------------------------------------------------------------------------------


@_check("no_birth_date", _("Birth date missing"), _("Age decides on signatures, benefits and offers."), Severity.HINT)
def no_birth_date(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """A person of the family without birth date."""
    for person_id in facts.without_birth_date:
        yield Gap("no_birth_date", "people:person_edit", person_id)


@_check(
    "no_guardian",
    _("Child without parent or guardian"),
    _("Who signs for the child? Enter the relationship."),
    Severity.IMPORTANT,
)
def no_guardian(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """A child to whom nobody stands as parent or guardian."""
    for person_id in facts.without_guardian:
        yield Gap("no_guardian", "people:person", person_id)


# --- the course of the case ------------------------------------------------------------------------------------------


@_check(
    "no_assessment",
    _("No assessment yet"),
    _("Six weeks after the first contact it should be there."),
    Severity.IMPORTANT,
)
def no_assessment(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """No finished assessment six weeks after the first contact."""
    begun = facts.first_contact_on
    if _running(facts) and facts.assessed_on is None and begun is not None and today - begun > ASSESSMENT_AFTER:
        yield Gap("no_assessment", "casework:assessment", day=begun)


@_check("no_contact", _("No contact for six weeks"), _("Call, or say why the case rests."), Severity.IMPORTANT)
def no_contact(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """Nobody was reached for six weeks."""
    last = facts.last_contact_on or facts.first_contact_on
    if _running(facts) and last is not None and today - last > CONTACT_AFTER:
        yield Gap("no_contact", "contacts:contact_new", day=last)


@_check("future_contact", _("Contact lies in the future"), _("Somebody mistyped the date."), Severity.URGENT)
def future_contact(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """A contact that cannot have taken place yet."""
    for contact_id in facts.future_contacts:
        yield Gap("future_contact", "contacts:contact", contact_id)


@_check(
    "no_goal", _("No goal yet"), _("Three months after the first contact the family should have a plan."), Severity.HINT
)
def no_goal(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """No goal three months after the first contact."""
    begun = facts.first_contact_on
    if _running(facts) and facts.goals_ever == 0 and begun is not None and today - begun > PLAN_AFTER:
        yield Gap("no_goal", "plans:goal_new", day=begun)


@_check(
    "goal_without_step", _("Goal without a step"), _("What is the next small step, and who takes it?"), Severity.HINT
)
def goal_without_step(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """An agreed goal that has no step."""
    for goal in facts.goals:
        if goal.agreed and goal.steps == 0:
            yield Gap("goal_without_step", "plans:step_new", goal.id)


@_check("step_overdue", _("Step overdue"), _("Done? Then tick it. Else agree on a new day."), Severity.IMPORTANT)
def step_overdue(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """A step whose day has passed."""
    for step in facts.overdue_steps:
        yield Gap("step_overdue", "plans:step", step.id, day=step.due_on)


# --- participation and hours -----------------------------------------------------------------------------------------


@_check("no_module", _("Participant without module"), _("Hours count in no module."), Severity.URGENT)
def no_module(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """Somebody takes part in the programme, but in no module."""
    if facts.without_module:
        yield Gap("no_module", "participation:overview", number=facts.without_module)


@_check("hours_used", _("Hours used up"), _("Every further hour is beyond the plan."), Severity.IMPORTANT)
def hours_used(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """All planned hours of a module are used."""
    for one in facts.hours if _running(facts) else ():
        if one.planned_minutes and one.used_minutes >= one.planned_minutes:
            yield Gap("hours_used", "participation:overview", word=one.label)


@_check("hours_nearly_used", _("Hours nearly used up"), _("Plan the rest, or another module."), Severity.HINT)
def hours_nearly_used(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """Nine tenths of the planned hours of a module are used."""
    for one in facts.hours if _running(facts) else ():
        if HOURS_WARNING * one.planned_minutes <= one.used_minutes < one.planned_minutes:
            yield Gap("hours_nearly_used", "participation:overview", word=one.label)


# --- the end ---------------------------------------------------------------------------------------------------------


@_check(
    "all_left",
    _("Everybody has left, but the case is open"),
    _("End the case, or let somebody begin again."),
    Severity.HINT,
)
def all_left(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """All participants left two weeks ago or longer, and the case still runs."""
    left = facts.participants > 0 and facts.participants_present == 0 and facts.last_exit_on is not None
    if _running(facts) and left and facts.last_exit_on is not None and (today - facts.last_exit_on).days > 14:
        yield Gap("all_left", "closure:end", day=facts.last_exit_on)


@_check(
    "no_exit_reason", _("End without a reason"), _("The reason is missing in every evaluation."), Severity.IMPORTANT
)
def no_exit_reason(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """The case has ended, and nobody said why."""
    if facts.exit_on is not None and not facts.exit_reason:
        yield Gap("no_exit_reason", "closure:end", day=facts.exit_on)


@_check(
    "unfinished_after_end",
    _("Ended, but something is still open"),
    _("Goals and participation end with the case."),
    Severity.IMPORTANT,
)
def unfinished_after_end(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """A goal or a participation goes on after the last day of the case."""
    if facts.exit_on is not None and facts.exit_on < today and (facts.goals or facts.participants_present):
        page = "plans:goals" if facts.goals else "participation:overview"
        yield Gap("unfinished_after_end", page, day=facts.exit_on)


@_check("aftercare_late", _("Aftercare is due"), _("Call and ask how it is."), Severity.IMPORTANT)
def aftercare_late(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """An aftercare contact whose day has passed."""
    for day in facts.aftercare_due:
        if day < today:
            yield Gap("aftercare_late", "closure:aftercare", day=day)


@_check(
    "aftercare_over",
    _("Aftercare is over, but the file is open"),
    _("Close the file, or plan a further contact."),
    Severity.HINT,
)
def aftercare_over(facts: FileFacts, today: dt.date) -> Iterator[Gap]:
    """The case has ended and no aftercare contact is left."""
    if facts.exit_on is not None and facts.exit_on < today and not facts.aftercare_due:
        yield Gap("aftercare_over", "closure:aftercare", day=facts.exit_on)
