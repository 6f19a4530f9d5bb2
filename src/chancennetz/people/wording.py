"""Persons in words: what their fields are called, and how a value is written."""

from __future__ import annotations

import datetime as dt

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.core import time
from chancennetz.people import rules
from chancennetz.people.constants import ContactWay, Gender
from chancennetz.people.models import Person

#: The fields of a person by their names, in the order in which they are asked and shown.
FIELDS = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "birth_date": _("Birth date"),
    "birth_name": _("Name at birth"),
    "gender": _("Gender"),
    "language": _("Language"),
    "interpreter": _("Needs an interpreter"),
    "street": _("Street and number"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "safe_contact": _("What to mind when getting in touch"),
    "preferred_contact": _("Best way to get in touch"),
    "no_contact_by": _("How must we not get in touch?"),
    "must_not_know": _("Who must not know about the counselling?"),
}
_LANGUAGES = (
    *("de", "en", "tr", "ar", "uk", "ru", "pl", "ro", "bg", "fa", "ckb", "sq", "sr", "bs", "it", "es", "pt"),
    *("fr", "el", "hr", "hu", "vi", "zh-hans"),
)


def language_choices() -> list[tuple[str, str]]:
    """Return languages by their name in the language of the page; German first."""
    named = [(code, gettext(LANG_INFO[code]["name"])) for code in _LANGUAGES]
    return [named[0], *sorted(named[1:], key=lambda pair: rules.words(pair[1])), ("other", gettext("Another language"))]


def named(person: Person, age: int | None) -> str:
    """Write a name with the age, when it is known: "Emre Yılmaz (14)"."""
    return person.full_name if age is None else f"{person.full_name} ({age})"


def shown(person: Person, name: str) -> str:
    """Write the value of a field as a page shows it; empty when not known."""
    value = getattr(person, name)
    if isinstance(value, dt.date):
        return time.format_date(value, weekday=False)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "gender":
        return str(Gender(value).label) if value else ""
    if name == "preferred_contact":
        return str(ContactWay(value).label) if value else ""
    if name == "no_contact_by":
        return ", ".join(str(way.label) for way in ContactWay if way in value)
    if name == "language":
        return dict(language_choices()).get(value, value)
    return str(value or "")
