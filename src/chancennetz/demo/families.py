"""Invents the families of the demo county: pure, deterministic from a seed, nothing real.

Sizes follow the published facts of the project: 605 participants at five providers, hours in three modules.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

PARTICIPANTS = 605
FAMILIES = 420
#: Participants who also take up benefits, and who also take up work (published targets).
BENEFIT_PARTICIPANTS, EMPLOYMENT_PARTICIPANTS = 300, 230
PROJECT_START = dt.date(2024, 1, 8)
#: Contacts that one family has with its counsellor over the whole time, on average.
CONTACTS_PER_FAMILY = 37

CASE_TYPES = (
    "existence",
    "health",
    "care",
    "language",
    "single_parent",
    "near_work",
    "working_poor",
    "unseen",
    "young_parent",
    "disability",
)
CHANNELS = ("outreach", "contact_point", "recommendation", "day_care", "school", "job_centre", "other_service", "self")
MEDIA = ("office", "home_visit", "phone", "accompaniment", "message", "outreach", "video")
MEDIA_WEIGHTS = (34, 24, 20, 9, 7, 4, 2)
LIFE_AREAS = ("money", "work", "home", "health", "family", "social")


@dataclasses.dataclass(frozen=True, slots=True)
class InventedPerson:
    """A member of a family. `participant` tells whether the person takes part in the programme."""

    given_name: str
    family_name: str
    birth_date: dt.date
    gender: str
    is_child: bool
    participant: bool
    modules: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class InventedContact:
    """A contact: when, how long, with which members (positions in the family)."""

    at: dt.datetime
    minutes: int
    medium: str
    reached: bool
    persons: tuple[int, ...]
    topics: tuple[str, ...]
    module: str
    note: str
    place: str


@dataclasses.dataclass(frozen=True, slots=True)
class InventedStep:
    """A small step of a goal."""

    title: str
    owner: str
    due_on: dt.date | None
    done_on: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True)
class InventedGoal:
    """A goal with its steps."""

    area: str
    title: str
    why: str
    state: str
    agreed_on: dt.date | None
    due_on: dt.date | None
    closed_on: dt.date | None
    steps: tuple[InventedStep, ...]
    hurdles: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class InventedFamily:
    """A family with everything that has happened so far. `site` is the place of its provider in the list of sites."""

    number: int
    site: int
    counsellor: int
    language: str
    persons: tuple[InventedPerson, ...]
    street: str
    phone: str
    first_contact: dt.date
    exit_on: dt.date | None
    channel: str
    place: str
    case_type: str
    concern: str
    assessed_on: dt.date | None
    contacts: tuple[InventedContact, ...]
    goals: tuple[InventedGoal, ...]
    release: str


class Inventor:
    """Draws families one after the other from one seeded generator."""

    def __init__(
        self, seed: int, today: dt.date, names: dict[str, Any], texts: dict[str, Any], zone: dt.tzinfo, sites: int = 5
    ) -> None:
        self.random = random.Random(seed)  # noqa: S311 - invented data, not a secret
        self.today = today
        self.names = names
        self.texts = texts
        self.zone = zone
        self.sites = sites
        self.two_participants = set(self.random.sample(range(FAMILIES), PARTICIPANTS - FAMILIES))
        order = self.random.sample(range(PARTICIPANTS), PARTICIPANTS)
        self.with_benefits = set(order[:BENEFIT_PARTICIPANTS])
        self.with_employment = set(order[200 : 200 + EMPLOYMENT_PARTICIPANTS])
        self.participants = 0

    def families(self) -> list[InventedFamily]:
        """Return all families."""
        return [self._family(number) for number in range(FAMILIES)]

    # --- people ------------------------------------------------------------------------------------------------------

    def _modules(self) -> tuple[str, ...]:
        number = self.participants
        self.participants += 1
        extra = [("benefits", self.with_benefits), ("employment", self.with_employment)]
        return ("basic", *(module for module, chosen in extra if number in chosen))

    def _birthday(self, youngest: int, oldest: int) -> dt.date:
        days = self.random.randint(youngest * 365 + 10, oldest * 365)
        return self.today - dt.timedelta(days=days)

    def _near(self, birth_date: dt.date) -> dt.date:
        """Return a partner's birth date: a few years around, of age at the beginning of the project."""
        near = birth_date - dt.timedelta(days=self.random.randint(-900, 2200))
        return min(near, self.today - dt.timedelta(days=21 * 365 + 10))

    def _persons(self, number: int, origin: dict[str, Any], case_type: str) -> tuple[InventedPerson, ...]:
        pick = self.random.choice
        family_name = pick(origin["families"])
        two = number in self.two_participants
        couple = two or (case_type != "single_parent" and self.random.random() < 0.35)
        youngest, oldest = (21, 27) if case_type == "young_parent" else (25, 48)
        mother = InventedPerson(
            pick(origin["women"]), family_name, self._birthday(youngest, oldest), "f", False, True, self._modules()
        )
        adults = [mother]
        if couple:
            modules = self._modules() if two else ()
            other_name = pick(origin["families"]) if self.random.random() < 0.15 else family_name
            adults.append(
                InventedPerson(pick(origin["men"]), other_name, self._near(mother.birth_date), "m", False, two, modules)
            )
        eldest = max(1, (self.today - mother.birth_date).days // 365 - 18)
        children = []
        for _child in range(self.random.choices((1, 2, 3, 4), (38, 37, 18, 7))[0]):
            girl = self.random.random() < 0.5
            name = pick(origin["girls"] if girl else origin["boys"])
            gender = "f" if girl else "m"
            born = self._birthday(0, max(1, min(16, eldest)))
            children.append(InventedPerson(name, family_name, born, gender, True, False))
        return (*adults, *sorted(children, key=lambda child: child.birth_date))

    # --- work --------------------------------------------------------------------------------------------------------

    def _begin(self, number: int) -> dt.date:
        """Spread the beginnings from the start of the project to last week, a few more in spring and autumn."""
        span = (self.today - PROJECT_START).days - 7
        share = (number + self.random.random()) / FAMILIES
        day = PROJECT_START + dt.timedelta(days=int(span * min(share**0.96, 1)))
        return day - dt.timedelta(days=max(day.weekday() - 4, 0))

    def _moments(self, first: dt.date, last: dt.date) -> list[dt.datetime]:
        days = max((last - first).days, 1)
        wanted = max(2, round(self.random.gauss(CONTACTS_PER_FAMILY, 7) * min(1.0, (days + 20) / 260)))
        found = [first, *(first + dt.timedelta(days=int(days * self.random.random() ** 0.85)) for _ in range(wanted))]
        moments = []
        for day in sorted(found):
            workday = day - dt.timedelta(days=max(day.weekday() - 4, 0))
            clock = dt.time(self.random.randint(8, 17), self.random.choice((0, 15, 30, 45)))
            moments.append(dt.datetime.combine(max(workday, first), clock, self.zone))
        return moments

    def _contact(self, at: dt.datetime, persons: Sequence[InventedPerson]) -> InventedContact:
        pick = self.random.choice
        medium = self.random.choices(MEDIA, MEDIA_WEIGHTS)[0]
        reached = self.random.random() > (0.16 if medium in {"phone", "home_visit"} else 0.03)
        short = medium in {"phone", "message"} or not reached
        minutes = pick((5, 10, 15, 20)) if short else pick((30, 45, 45, 60, 60, 60, 75, 90, 120))
        taking_part = [place for place, person in enumerate(persons) if person.participant]
        chosen = taking_part if self.random.random() < 0.55 else [pick(taking_part)]
        modules = sorted({module for place in chosen for module in persons[place].modules})
        weights = [4 if module == "basic" else 2 for module in modules]
        return InventedContact(
            at=at,
            minutes=minutes,
            medium=medium,
            reached=reached,
            persons=tuple(chosen),
            topics=tuple(sorted(self.random.sample(LIFE_AREAS, self.random.choice((1, 1, 2))))),
            module=self.random.choices(modules, weights)[0],
            note=self._note(reached),
            place=pick(self.texts["notes"]["places"]) if medium not in {"phone", "message", "video"} else "",
        )

    def _note(self, reached: bool) -> str:
        if not reached:
            return str(self.random.choice(self.texts["notes"]["unreached"]))
        return str(self.random.choice(self.texts["notes"]["all"])) if self.random.random() < 0.8 else ""

    def _steps(self, titles: Sequence[str], agreed: dt.date, state: str, ends: dt.date) -> tuple[InventedStep, ...]:
        steps = []
        for place, title in enumerate(titles):
            due = agreed + dt.timedelta(days=21 * (place + 1) + self.random.randint(-4, 6))
            finished = state == "reached" or (due < self.today and self.random.random() < 0.82)
            done = min(due + dt.timedelta(days=self.random.randint(-6, 5)), ends, self.today) if finished else None
            if not finished and due < self.today - dt.timedelta(days=30):
                due = self.today + dt.timedelta(days=self.random.randint(-6, 21))
            owner = self.random.choices(("family", "counsellor", "partner"), (60, 30, 10))[0]
            steps.append(InventedStep(title, owner, due, max(done, agreed) if done else None))
        return tuple(steps)

    def _goals(self, begin: dt.date, end: dt.date | None) -> tuple[InventedGoal, ...]:
        goals = []
        for chosen in self.random.sample(self.texts["goal"], self.random.choice((1, 2, 2, 3))):
            agreed = begin + dt.timedelta(days=self.random.randint(14, 45))
            if agreed >= (end or self.today):
                goals.append(
                    InventedGoal(chosen["area"], chosen["title"], chosen["why"], "draft", None, None, None, ())
                )
                continue
            states = ("reached", "partly", "dropped") if end else ("agreed", "agreed", "agreed", "reached")
            state = self.random.choices(states, (62, 26, 12) if end else (30, 30, 20, 20))[0]
            closed = None
            if state != "agreed":
                last = end or self.today
                closed = agreed + dt.timedelta(days=self.random.randint(0, max((last - agreed).days, 1)))
                closed = min(closed, last)
            steps = self._steps(chosen["steps"], agreed, state, closed or self.today)
            due = agreed + dt.timedelta(days=180)
            words, hurdles = (chosen["area"], chosen["title"], chosen["why"]), tuple(chosen["hurdles"])
            goals.append(InventedGoal(*words, state, agreed, due, closed, steps, hurdles))
        return tuple(goals)

    def _family(self, number: int) -> InventedFamily:
        pick = self.random.choice
        origins = self.names["origin"]
        origin = self.random.choices(origins, [one["weight"] for one in origins])[0]
        case_type = pick(CASE_TYPES)
        begin = self._begin(number)
        planned_end = begin + dt.timedelta(days=self.random.randint(210, 420))
        end = planned_end if planned_end < self.today - dt.timedelta(days=10) else None
        persons = self._persons(number, origin, case_type)
        moments = self._moments(begin, end or self.today - dt.timedelta(days=1))
        assessed = begin + dt.timedelta(days=self.random.randint(7, 30))
        release = self.random.choices(("", "job_centre", "coordinator"), (62, 22, 16))[0]
        return InventedFamily(
            number=number,
            site=number % self.sites,
            counsellor=0 if self.random.random() < 0.66 else 1,
            language=origin["language"],
            persons=persons,
            street=f"{pick(self.names['streets']['names'])} {self.random.randint(1, 98)}",
            phone=f"0152 {self.random.randint(1000000, 9999999)}",
            first_contact=begin,
            exit_on=end,
            channel=pick(CHANNELS),
            place=pick(self.texts["notes"]["places"]),
            case_type=case_type,
            concern=pick(self.texts["concerns"][case_type]),
            assessed_on=assessed if assessed < self.today else None,
            contacts=tuple(self._contact(at, persons) for at in moments),
            goals=self._goals(begin, end),
            release=release,
        )
