"""Invents assessments and resource maps of the demo families: deterministic, entered in bulk."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from chancennetz.access.context import working_as
from chancennetz.assessments import actions, queries, rules
from chancennetz.assessments.actions import BulkAssessment
from chancennetz.assessments.constants import NO, UNKNOWN, YES, QuestionKind, Stage
from chancennetz.assessments.definition import Form, Question
from chancennetz.assessments.models import FormDefinition
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.models import Case
from chancennetz.consent.constants import SpecialCategory
from chancennetz.consent.models import Consent
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.demo import content
from chancennetz.participation.models import Participant
from chancennetz.plans.models import Goal
from chancennetz.resourcemap.actions import BulkMap, enter_maps
from chancennetz.resourcemap.constants import Rater, ResourceLevel
from chancennetz.resourcemap.content import Area, Line, Resource

SEED = 2029
#: How often a question that need not be answered is answered, and how many families have been asked again.
ANSWERED, ASKED_AGAIN, MAPPED, COMPETENT = 0.6, 0.25, 0.5, 0.15
#: An update is made this many days after the first talk.
UPDATE_AFTER = 120


def load(by: Actor) -> int:
    """Enter assessments and maps for the families whose assessment is finished. Returns how many."""
    chooser = random.Random(SEED)  # noqa: S311 - invented data, not a secret
    texts = content.toml("assessments")
    with working_as(by):
        forms = {row.key: row for row in queries.forms_in_use()}
        health = set(
            Consent.objects.filter(special_categories__contains=[SpecialCategory.HEALTH.value]).values_list(
                "file_id", flat=True
            )
        )
        goals: dict[tuple[uuid.UUID, str], uuid.UUID] = {}
        for pk, file_id, area in Goal.objects.order_by("position").values_list("pk", "file_id", "life_area"):
            goals.setdefault((file_id, area), pk)
        persons = dict(Participant.objects.order_by("-created_at").values_list("file_id", "person_id"))
        assessments: list[BulkAssessment] = []
        maps: list[BulkMap] = []
        cases = Case.objects.filter(assessed_on__isnull=False).order_by("first_contact_on", "file__number")
        for file_id, day, exit_on in cases.values_list("file_id", "assessed_on", "exit_on"):
            invented = _Family(chooser, texts, file_id, day, file_id in health, goals)
            assessments += invented.talks(forms["anamnesis"], exit_on)
            if file_id in persons and chooser.random() < COMPETENT:
                assessments.append(invented.competences(forms["competences"], persons[file_id]))
            if chooser.random() < MAPPED:
                maps.append(invented.map())
        return actions.enter_bulk(by=by, assessments=assessments) + enter_maps(by=by, maps=maps)


class _Family:
    """Draws answers and resources of one family."""

    def __init__(
        self,
        chooser: random.Random,
        texts: Mapping[str, Any],
        file_id: uuid.UUID,
        day: dt.date,
        health: bool,
        goals: Mapping[tuple[uuid.UUID, str], uuid.UUID],
    ) -> None:
        self.random = chooser
        self.texts = texts
        self.file_id = file_id
        self.day = day
        self.health = health
        self.goals = goals

    def talks(self, definition: FormDefinition, exit_on: dt.date | None) -> Iterator[BulkAssessment]:
        """Yield the first talk and, for some families, a later one in which things have moved."""
        form = queries.form_of(definition)
        first = self._answers(form)
        yield BulkAssessment(self.file_id, definition, Stage.ENTRY, self.day, self.day, first)
        later = self.day + dt.timedelta(days=UPDATE_AFTER)
        if later <= (exit_on or time.today()) and self.random.random() < ASKED_AGAIN:
            yield BulkAssessment(self.file_id, definition, Stage.UPDATE, later, later, self._moved_on(form, first))

    def competences(self, definition: FormDefinition, person_id: uuid.UUID) -> BulkAssessment:
        """Return what one person can do."""
        answers = self._answers(queries.form_of(definition))
        return BulkAssessment(self.file_id, definition, Stage.ENTRY, self.day, self.day, answers, person_id)

    def _answers(self, form: Form) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for section, question in form.questions():
            if section.facet.value == "health" and not self.health:
                continue
            if question.key not in rules.asked(form, answers):
                continue
            if question.required or self.random.random() < ANSWERED:
                value = self._answer(question)
                if value is not None:
                    answers[question.key] = value
        return rules.relevant(form, answers)

    def _answer(self, question: Question) -> Any:
        kind, keys = question.kind, [option.key for option in question.options]
        if kind in {QuestionKind.TEXT, QuestionKind.LONG_TEXT}:
            known = self.texts["answers"].get(question.key)
            return self.random.choice(known) if known else None
        if kind is QuestionKind.YES_NO:
            unlikely = bool(question.urgent_if)
            value = YES if self.random.random() < (0.12 if unlikely else 0.5) else NO
            return {YES: NO, NO: YES}[value] if question.urgent_if == (NO,) else value
        if kind is QuestionKind.SCALE:
            return self.random.choice([one for one in question.steps if str(one) not in question.urgent_if])
        if kind is QuestionKind.CHOICE:
            return self.random.choice(keys)
        if kind is QuestionKind.SEVERAL:
            some = [key for key in keys if key not in {"none", UNKNOWN}]
            return sorted(self.random.sample(some, self.random.randint(1, min(3, len(some)))), key=keys.index)
        if kind is QuestionKind.NUMBER:
            return self.random.randint(int(question.min or 0) + 1, min(int(question.max or 6), 20))
        return None

    def _moved_on(self, form: Form, first: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers some months later: views mostly a step better, urgent things settled."""
        answers = dict(first)
        for _section, question in form.questions():
            value = answers.get(question.key)
            if question.kind is QuestionKind.SCALE and isinstance(value, int):
                answers[question.key] = min(max(value + self.random.choice([-1, 0, 1, 1, 2]), 2), question.steps[-1])
            elif question.kind is QuestionKind.YES_NO and value == YES and question.urgent_if == (YES,):
                answers[question.key] = NO
        return rules.relevant(form, answers)

    def map(self) -> BulkMap:
        """Return a map: most families name own resources first, some only offices."""
        day = self.day + dt.timedelta(days=7)
        begun = min(dt.datetime.combine(day, dt.time(14), time.BERLIN), time.now())
        open_areas = [area for area in LifeArea if area is not LifeArea.HEALTH or self.health]
        chosen = sorted(self.random.sample(open_areas, self.random.randint(3, len(open_areas))), key=open_areas.index)
        ratings = []
        for area in chosen:
            own = self.random.randint(1, 4)
            coach = min(max(own + self.random.choice([-1, 0, 1, 1, 2]), 1), 5)
            ratings += [(area, Rater.SELF, own, begun.date()), (area, Rater.COACH, coach, begun.date())]
        return BulkMap(self.file_id, {area: self._area(area) for area in chosen}, begun, ratings)

    def _area(self, area: LifeArea) -> Area:
        known = self.texts["resources"][area.value]
        some = sorted(self.random.sample(known, self.random.randint(2, len(known))), key=lambda one: int(one[1]))
        resources = tuple(Resource(self._id(), name, ResourceLevel(level), contact) for name, level, contact in some)
        lines = []
        for place, (goal, partners, timing) in enumerate(self.texts["lines"][area.value]):
            if self.random.random() < 0.7:
                near = self.random.sample(resources, min(len(resources), self.random.choice([0, 1, 1, 2])))
                goal_id = self.goals.get((self.file_id, area.value)) if place == 0 else None
                lines.append(
                    Line(
                        id=self._id(),
                        goal=goal,
                        resource_ids=tuple(one.id for one in near),
                        partners=partners,
                        timing=timing,
                        goal_id=str(goal_id or ""),
                        done_on=self.day + dt.timedelta(days=10)
                        if self.random.random() < 0.2 and not goal_id
                        else None,
                    )
                )
        return Area(self.random.choice(self.texts["state"][area.value]), resources, tuple(lines))

    def _id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
