"""What a choice of fields means for one family: the lines that would leave the file, and nothing besides."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Sequence

from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chancennetz.access.models import FamilyFile
from chancennetz.casework.queries import case_of
from chancennetz.core import time
from chancennetz.people.models import Person
from chancennetz.people.queries import InThisFile, people_in_file
from chancennetz.plans.constants import GoalState
from chancennetz.plans.models import Goal
from chancennetz.referrals import rules
from chancennetz.referrals.constants import SharedField

Lines = list[tuple[SharedField, list[str]]]


def lines_of(file: FamilyFile, person_ids: Sequence[uuid.UUID], fields: Iterable[str], message: str) -> Lines:
    """Return field by field the lines that are passed on, in the order of the fields; empty fields are left out.

    Written in German, the language in which the services of the county work.
    """
    with translation.override("de"):
        everybody = people_in_file(file)
        chosen = [one for one in everybody if one.person.pk in set(person_ids)]
        wanted = {SharedField(field) for field in fields}
        found = []
        for field in SharedField:
            if field not in wanted:
                continue
            if field in _OF_PERSONS:
                lines = _person_lines(field, chosen, named=SharedField.NAMES in wanted)
            else:
                lines = _file_lines(field, file, everybody, message)
            if lines:
                found.append((field, lines))
        return found


def _person_lines(field: SharedField, chosen: list[InThisFile], *, named: bool) -> list[str]:
    names = {one.person.pk: one.person.full_name for one in chosen}
    if field is SharedField.NAMES:
        return list(names.values())
    values = {one.person.pk: _OF_PERSONS[field](one.person) for one in chosen}
    return rules.lines_by_person(names, values, named=named)


def _file_lines(field: SharedField, file: FamilyFile, everybody: list[InThisFile], message: str) -> list[str]:
    if field is SharedField.CHILDREN_AGES:
        ages = sorted(one.age for one in everybody if one.is_child and one.age is not None)
        return [", ".join(_age(age) for age in ages)] if ages else []
    if field is SharedField.HOUSEHOLD:
        return [_people(everybody)] if everybody else []
    if field is SharedField.CONCERN:
        case = case_of(file)
        return [case.concern] if case is not None and case.concern else []
    if field is SharedField.GOALS:
        goals = Goal.objects.filter(file=file, state=GoalState.AGREED).order_by("position", "created_at")
        return [goal.title for goal in goals]
    return [message] if message else []


def _age(age: int) -> str:
    return ngettext("%(age)d year", "%(age)d years", age) % {"age": age} if age else _("under one year")


def _people(everybody: list[InThisFile]) -> str:
    children = sum(one.is_child for one in everybody)
    adults = len(everybody) - children
    grown = ngettext("%(number)d adult", "%(number)d adults", adults) % {"number": adults}
    small = ngettext("%(number)d child", "%(number)d children", children) % {"number": children}
    return f"{grown}, {small}" if children else grown


def _birth_date(person: Person) -> str:
    return time.format_date(person.birth_date, weekday=False) if person.birth_date else ""


def _address(person: Person) -> str:
    town = f"{person.postcode} {person.town}".strip()
    return ", ".join(part for part in (person.street, town) if part)


#: The names of languages are messages of Django itself.
_of_django = translation.gettext


def _language(person: Person) -> str:
    info = LANG_INFO.get(person.language, {})
    name = info.get("name", person.language)
    language = _of_django(name)
    needed = _("an interpreter is needed")
    return f"{language}, {needed}" if person.interpreter else language


_OF_PERSONS: dict[SharedField, Callable[[Person], str]] = {
    SharedField.NAMES: lambda person: person.full_name,
    SharedField.BIRTH_DATES: _birth_date,
    SharedField.PHONE: lambda person: person.phone,
    SharedField.SAFE_CONTACT: lambda person: person.safe_contact,
    SharedField.EMAIL: lambda person: person.email,
    SharedField.ADDRESS: _address,
    SharedField.LANGUAGE: _language,
}


def sealed_text(lines: Lines) -> str:
    """Return the lines as the JSON text that is kept."""
    return json.dumps([[field.value, text] for field, text in lines], ensure_ascii=False)


def read(text: str) -> Lines:
    """Return the lines of a stored text; nothing for an emptied one."""
    return [(SharedField(field), list(lines)) for field, lines in json.loads(text)] if text else []
