"""The flat values of an offer: read from the database, compared, put into words.

All values are plain JSON (texts, numbers as text, lists of codes), so a proposal can be kept and shown later. A value
that is not named is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.places.models import Area
from chancennetz.supportmap.constants import (
    ACCESSIBILITY,
    PLAIN_GERMAN,
    BenefitKind,
    EligibilityKind,
    HouseholdForm,
    ServiceStatus,
    TermUse,
)
from chancennetz.supportmap.models import (
    Address,
    Attribute,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    Translation,
)
from chancennetz.ui.formats import number

Values = dict[str, Any]

SERVICE_TEXTS = (
    "name",
    "alternate_name",
    "description",
    "url",
    "email",
    "status",
    "interpretation_services",
    "application_process",
    "fees_description",
    "eligibility_description",
    "wait_time",
    "alert",
    "legal_basis",
)
AGES = ("minimum_age", "maximum_age")
FLAGS = ("by_appointment", "urgent_help")
TERMS = {
    "life_areas": TermUse.LIFE_AREA,
    "life_phases": TermUse.LIFE_PHASE,
    "target_groups": TermUse.TARGET_GROUP,
    "offer_types": TermUse.OFFER_TYPE,
}
ELIGIBILITY = {"households": EligibilityKind.HOUSEHOLD, "benefits": EligibilityKind.BENEFIT}
LISTS = (*TERMS, *ELIGIBILITY, "areas", "languages", "required_documents")
ADDRESS = {"street": "address_1", "postcode": "postal_code", "town": "city"}
LOCATION = {
    "location_name": "name",
    "transportation": "transportation",
    "municipality_key": "municipality_key",
    "confidential": "confidential",
    "approximate": "approximate",
    "latitude": "latitude",
    "longitude": "longitude",
}
PLACE = (*LOCATION, *ADDRESS, "accessibility", "opening_hours", "hours_notes")
OTHER = ("plain_description", "phone", "amount", "amount_description")
ALL = (*SERVICE_TEXTS, *AGES, *FLAGS, *LISTS, *PLACE, *OTHER)

LABELS: dict[str, Any] = {
    "name": gettext_lazy("Name of the offer"),
    "alternate_name": gettext_lazy("Other name"),
    "description": gettext_lazy("Description"),
    "plain_description": gettext_lazy("The same in plain words"),
    "url": gettext_lazy("Page on the internet"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone"),
    "status": gettext_lazy("Is it running?"),
    "interpretation_services": gettext_lazy("Help with interpreting"),
    "application_process": gettext_lazy("The way to it"),
    "fees_description": gettext_lazy("What does it cost? In words"),
    "amount": gettext_lazy("Price in euros"),
    "amount_description": gettext_lazy("Price for what"),
    "eligibility_description": gettext_lazy("For whom? In words"),
    "minimum_age": gettext_lazy("From age"),
    "maximum_age": gettext_lazy("Up to age"),
    "wait_time": gettext_lazy("How long do I wait?"),
    "alert": gettext_lazy("Important at present"),
    "legal_basis": gettext_lazy("Legal basis"),
    "by_appointment": gettext_lazy("Only by appointment"),
    "urgent_help": gettext_lazy("Help in an emergency"),
    "life_areas": gettext_lazy("What is it about?"),
    "life_phases": gettext_lazy("Phases of life"),
    "target_groups": gettext_lazy("Meant especially for"),
    "offer_types": gettext_lazy("Kind of help"),
    "households": gettext_lazy("Only for these households"),
    "benefits": gettext_lazy("Only with one of these benefits"),
    "areas": gettext_lazy("For people from"),
    "languages": gettext_lazy("We speak"),
    "required_documents": gettext_lazy("Please bring along"),
    "location_name": gettext_lazy("Name of the place"),
    "street": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "town": gettext_lazy("Town"),
    "municipality_key": gettext_lazy("Municipality"),
    "transportation": gettext_lazy("How do I get there?"),
    "confidential": gettext_lazy("Keep the address secret"),
    "approximate": gettext_lazy("Position is approximate"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "accessibility": gettext_lazy("Barrier-free"),
    "opening_hours": gettext_lazy("Opening hours"),
    "hours_notes": gettext_lazy("Note on the hours"),
}
#: Languages that offices speak, by ISO 639-1, in their own name.
LANGUAGES = {
    "de": "Deutsch",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "uk": "Українська",
    "ru": "Русский",
    "pl": "Polski",
    "ro": "Română",
    "bg": "Български",
    "sq": "Shqip",
    "sr": "Srpski",
    "fa": "فارسی",
    "ku": "Kurdî",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "el": "Ελληνικά",
    "ti": "ትግርኛ",
}


def main_place(service: Service) -> ServiceAtLocation | None:
    """Return the place that the offer's own form shows: the oldest one that still holds."""
    return (
        ServiceAtLocation.objects.on()
        .filter(service=service)
        .select_related("location")
        .order_by("created_at", "id")
        .first()
    )


def number_text(value: float | None) -> str:
    """Write an age or coordinate without needless zeros; empty when there is none."""
    return "" if value is None else f"{value:g}" if abs(value) < 1000 and value == round(value, 3) else repr(value)


def snapshot(service: Service, *, with_secret: bool = True) -> Values:
    """Return the flat values of an offer as stored. Without `with_secret` a confidential address is left out."""
    values: Values = {name: getattr(service, name) for name in (*SERVICE_TEXTS, *FLAGS)}
    values |= {name: number_text(getattr(service, name)) for name in AGES}
    values |= _terms(service)
    rules = list(service.eligibility.order_by("value"))
    for name, kind in ELIGIBILITY.items():
        values[name] = [rule.value for rule in rules if rule.kind == kind]
    values["areas"] = sorted(filter(None, service.areas.values_list("area_key", flat=True)))
    values["languages"] = sorted(filter(None, service.languages.values_list("code", flat=True)))
    values["required_documents"] = [row.document for row in service.required_documents.order_by("created_at", "id")]
    phone = service.phones.order_by("created_at", "id").first()
    cost = service.cost_options.order_by("created_at", "id").first()
    plain = Translation.objects.filter(object_id=service.pk, field="description", language=PLAIN_GERMAN).first()
    values["phone"] = phone.number if phone else ""
    values["amount"] = "" if cost is None or cost.amount is None else str(cost.amount)
    values["amount_description"] = cost.amount_description if cost else ""
    values["plain_description"] = plain.text if plain else ""
    place = main_place(service)
    return values | (place_snapshot(place, with_secret=with_secret) if place else dict(EMPTY_PLACE))


def _terms(service: Service) -> Values:
    uses = Attribute.objects.filter(link_entity="service", link_id=service.pk, term__isnull=False).select_related(
        "term"
    )
    ordered = sorted((use for use in uses if use.term), key=lambda use: (use.term.position, use.term.code))  # type: ignore[union-attr]  # only uses with a term
    return {
        name: [use.term.code for use in ordered if use.term and use.link_type == kind] for name, kind in TERMS.items()
    }


EMPTY_PLACE: Values = dict.fromkeys(PLACE, "") | {"accessibility": [], "confidential": False, "approximate": False}


def schedule_of(place: ServiceAtLocation) -> Schedule | None:
    """Return the row with the regular hours that the form edits."""
    return place.schedules.filter(valid_to__isnull=True).order_by("created_at", "id").first()


def address_of(place: ServiceAtLocation) -> Address | None:
    """Return the first address of a place, of a confidential one too: for editing alone."""
    return Address.guarded.filter(location_id=place.location_id).order_by("created_at", "id").first()


def place_snapshot(place: ServiceAtLocation, *, with_secret: bool = True) -> Values:
    """Return the flat values of one place of an offer."""
    location = place.location
    values: Values = {name: getattr(location, field) for name, field in LOCATION.items()}
    values |= {name: number_text(getattr(location, name)) for name in ("latitude", "longitude")}
    address = address_of(place) if with_secret or not location.confidential else None
    values |= {name: getattr(address, field) if address else "" for name, field in ADDRESS.items()}
    values["accessibility"] = sorted(filter(None, location.accessibility.values_list("kind", flat=True)))
    schedule = schedule_of(place)
    values["opening_hours"] = schedule.opening_hours if schedule else ""
    values["hours_notes"] = schedule.notes if schedule else ""
    return values


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the values in `after` that differ from `before`, in the order of the form."""
    known = [name for name in ALL if name in after]
    return [name for name in known if after[name] != before.get(name)]


def in_words(name: str, value: Any) -> str:
    """Write one value as people read it, for the comparison of before and after."""
    if value in ("", None, []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "status":
        return str(ServiceStatus(value).label)
    if name == "amount":
        return _("%(amount)s euros") % {"amount": number(float(value), 2)} if float(value) else _("free of charge")
    choices: dict[str, Any] = {}
    if name == "households":
        choices = dict(HouseholdForm.choices)
    elif name == "benefits":
        choices = dict(BenefitKind.choices)
    elif name == "accessibility":
        choices = ACCESSIBILITY
    elif name == "languages":
        choices = LANGUAGES
    elif name == "areas":
        choices = dict(Area.objects.on().filter(key__in=value).values_list("key", "name"))
    elif name in TERMS:
        choices = dict(TaxonomyTerm.objects.filter(taxonomy__key=TERMS[name].value).values_list("code", "name"))
    if isinstance(value, list):
        return ", ".join(str(choices.get(item, item)) for item in value)
    return str(value)
