"""Checks of flat values: everything that comes in is tidied, and every mistake is named at its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chancennetz.core import time
from chancennetz.core.text import check_length, clean_line, clean_text
from chancennetz.offerediting import values as flat
from chancennetz.openinghours import HoursError, OpeningHours, parse
from chancennetz.openinghours.writer import write
from chancennetz.supportmap import rules
from chancennetz.supportmap.constants import ACCESSIBILITY, LINE, TEXT, BenefitKind, HouseholdForm, ServiceStatus
from chancennetz.supportmap.models import TaxonomyTerm
from chancennetz.supportmap.queries import installation

_LONG = {
    "description",
    "plain_description",
    "interpretation_services",
    "application_process",
    "fees_description",
    "eligibility_description",
    "alert",
    "transportation",
    "hours_notes",
}
_SHORT_LIMITS = {
    "postcode": 20,
    "town": 100,
    "phone": 60,
    "municipality_key": 8,
    "opening_hours": 1000,
    "email": 254,
    "url": 2000,
}
_PHONE = re.compile(r"[+0-9][0-9 ()/.\-–]{2,58}")
_WEB = URLValidator(schemes=["http", "https"])
MOST_ITEMS = 60


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError(_("This is not a text."))
    check_length(value, TEXT if name in _LONG else _SHORT_LIMITS.get(name, LINE))
    return clean_text(value) if name in _LONG else clean_line(value)


def _number(value: Any, low: float, high: float) -> str:
    text = str(value).strip().replace(",", ".")
    if not text:
        return ""
    try:
        number = float(text)
    except ValueError as error:
        raise ValidationError(_("This is not a number.")) from error
    if not low <= number <= high:
        message = _("Please enter a number between %(low)s and %(high)s.")
        raise ValidationError(message, params={"low": f"{low:g}", "high": f"{high:g}"})
    return flat.number_text(number)


def _amount(value: Any) -> str:
    text = str(value).strip().replace("€", "").strip().replace(",", ".")
    if not text:
        return ""
    try:
        amount = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValidationError(_("Please enter an amount like 12.50.")) from error
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 8:  # what is no number cannot be compared
        raise ValidationError(_("Please enter an amount like 12.50."))
    return str(amount)


def _hours(value: Any) -> str:
    text = _text("opening_hours", value)
    if not text:
        return ""
    try:
        return write(parse(text))
    except HoursError as error:
        raise ValidationError(error.message(get_language() or "de")) from error


def _url(value: Any) -> str:
    text = _text("url", value)
    if text and "://" not in text:
        text = f"https://{text}"
    if text:
        try:
            _WEB(text)
        except ValidationError as error:
            raise ValidationError(_("This is no address like https://www.example.org.")) from error
    return text


def _email(value: Any) -> str:
    text = _text("email", value)
    if text:
        validate_email(text)
    return text


def _phone(value: Any) -> str:
    text = _text("phone", value)
    if text and not _PHONE.fullmatch(text):
        raise ValidationError(_("Please write the phone number with digits, like 02303 123456."))
    return text


def _postcode(value: Any) -> str:
    text = _text("postcode", value)
    if text and not re.fullmatch(r"[0-9]{5}", text):
        raise ValidationError(_("A postcode has five digits."))
    return text


def _key(value: Any) -> str:
    text = _text("municipality_key", value)
    if text and not re.fullmatch(r"[0-9]{8}", text):
        raise ValidationError(_("The municipality key has 8 digits."))
    return text


def _items(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS or not all(isinstance(item, str) for item in value):
        raise ValidationError(_("This is not a list of words."))
    return [item for item in dict.fromkeys(clean_line(item) for item in value) if item]


def _codes(value: Any, known: set[str]) -> list[str]:
    items = _items(value)
    if unknown := sorted(set(items) - known):
        raise ValidationError(_("Unknown: %(words)s."), params={"words": ", ".join(unknown)[:200]})
    return items


def _list(name: str, value: Any) -> list[str]:
    if name in flat.TERMS:
        terms = TaxonomyTerm.objects.filter(taxonomy__key=flat.TERMS[name].value)
        return _codes(value, set(terms.values_list("code", flat=True)))
    if name == "households":
        return sorted(_codes(value, set(HouseholdForm.values)))
    if name == "benefits":
        return sorted(_codes(value, set(BenefitKind.values)))
    if name == "accessibility":
        return sorted(_codes(value, set(ACCESSIBILITY)))
    items = _items(value)
    pattern = {"areas": r"[0-9]{5}|[0-9]{8}", "languages": r"[a-z]{2,3}"}.get(name)
    if pattern and (wrong := [item for item in items if not re.fullmatch(pattern, item)]):
        raise ValidationError(_("Unknown: %(words)s."), params={"words": ", ".join(wrong)[:200]})
    for item in items:
        check_length(item, LINE)
    return sorted(items) if pattern else items


_SPECIAL: dict[str, Callable[[Any], Any]] = {
    "minimum_age": lambda value: _number(value, 0, 150),
    "maximum_age": lambda value: _number(value, 0, 150),
    "latitude": lambda value: _number(value, -90, 90),
    "longitude": lambda value: _number(value, -180, 180),
    "amount": _amount,
    "opening_hours": _hours,
    "url": _url,
    "email": _email,
    "phone": _phone,
    "postcode": _postcode,
    "municipality_key": _key,
}


def check(values: Mapping[str, Any]) -> flat.Values:
    """Return the values tidied. Raises ValidationError with a message at every field that is wrong."""
    if unknown := sorted(set(values) - set(flat.ALL)):
        raise TypeError(f"unknown values: {unknown}")
    tidy: flat.Values = {}
    errors: dict[str, Any] = {}
    for name, value in values.items():
        try:
            tidy[name] = _checked(name, value)
        except ValidationError as error:
            errors[name] = error
    if "name" in tidy and not tidy["name"]:
        errors["name"] = ValidationError(_("Please give the offer a name."))
    _check_pairs(tidy, errors)
    if errors:
        raise ValidationError(errors)
    return tidy


def _checked(name: str, value: Any) -> Any:
    if name in _SPECIAL:
        return _SPECIAL[name](value)
    if name in flat.LISTS or name == "accessibility":
        return _list(name, value)
    if name in (*flat.FLAGS, "confidential", "approximate"):
        return bool(value)
    text = _text(name, value)
    if name == "status" and text not in ServiceStatus.values:
        raise ValidationError(_("Unknown: %(words)s."), params={"words": text[:40]})
    return text


def _check_pairs(tidy: flat.Values, errors: dict[str, Any]) -> None:
    low, high = tidy.get("minimum_age", ""), tidy.get("maximum_age", "")
    if low and high and float(low) > float(high):
        errors["maximum_age"] = ValidationError(_("This age lies below the age from which the offer is meant."))
    if bool(tidy.get("latitude")) != bool(tidy.get("longitude")):
        errors["latitude"] = ValidationError(_("Latitude and longitude belong together."))
    if tidy.get("confidential"):
        tidy["latitude"] = tidy["longitude"] = tidy["transportation"] = ""
        tidy["approximate"] = False


def doubts(values: Mapping[str, Any]) -> list[str]:
    """Return what is possible but looks wrong: for the editors to look at, never a reason to refuse."""
    found = []
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude and longitude and not rules.lies_in_germany(float(latitude), float(longitude)):
        swapped = rules.lies_in_germany(float(longitude), float(latitude))
        found.append(
            _("Latitude and longitude seem to be swapped.") if swapped else _("This place lies outside of Germany.")
        )
    hours = values.get("opening_hours")
    if hours:
        found += _doubts_about_holidays(parse(hours))
    return found


def _doubts_about_holidays(hours: OpeningHours) -> list[str]:
    found = []
    if not hours.knows_public_holidays:
        found.append(_("The hours do not say what holds on public holidays. Add “; PH off” when it is closed then."))
    if hours.knows_school_holidays and not installation.calendar().knows_school(time.today()):
        found.append(
            _(
                "The platform does not know this year's school holidays (%(state)s), so families read “Please ask”. "
                "Whoever runs it can add them from a file."
            )
            % {"state": installation.state()}
        )
    return found
