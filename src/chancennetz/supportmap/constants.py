"""Vocabulary of the support map. Where HSDS 3.0 names a value, the value here is the same."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Longest texts, in characters. Longer ones are refused with a message, never cut.
LINE = 300
TEXT = 20_000
#: After this time without "still correct" an offer counts as stale, and its keeper gets a task.
REVIEW_CYCLE = dt.timedelta(days=180)
#: Language tags (BCP 47) of the source texts and of German in plain words.
SOURCE_LANGUAGE = "de"
PLAIN_GERMAN = "de-simple"
#: West, south, east, north around Germany in degrees; a place beyond is reported to the editors.
GERMANY = (5.8, 47.2, 15.1, 55.1)


class ServiceStatus(models.TextChoices):
    """State of a service (HSDS service.status)."""

    ACTIVE = "active", _("Open")
    TEMPORARILY_CLOSED = "temporarily closed", _("Closed for some time")
    INACTIVE = "inactive", _("Not running at present")
    DEFUNCT = "defunct", _("Given up")


class LocationType(models.TextChoices):
    """Kind of a place (HSDS location.location_type)."""

    PHYSICAL = "physical", _("Place to go to")
    POSTAL = "postal", _("Postal address")
    VIRTUAL = "virtual", _("Online or by phone")


class AddressType(models.TextChoices):
    """Kind of an address (HSDS address.address_type)."""

    PHYSICAL = "physical", _("Street address")
    POSTAL = "postal", _("Address for letters")
    VIRTUAL = "virtual", _("Address on the internet")


class TermUse(models.TextChoices):
    """What a term says about an offer (HSDS attribute.link_type)."""

    LIFE_AREA = "life_area", _("Life area")
    LIFE_PHASE = "life_phase", _("Phase of life")
    TARGET_GROUP = "target_group", _("For whom")
    OFFER_TYPE = "offer_type", _("Kind of help")


class EligibilityKind(models.TextChoices):
    """What a rule of eligibility looks at. Within one kind any value suffices, and every kind must be met."""

    HOUSEHOLD = "household", _("Household")
    BENEFIT = "benefit", _("Benefit received")
    AREA = "area", _("Lives in")


class HouseholdForm(models.TextChoices):
    """Households for whom an offer may be meant."""

    WITH_CHILDREN = "with_children", _("Families with children")
    SINGLE_PARENT = "single_parent", _("Single parents")
    PREGNANT = "pregnant", _("Expectant mothers")
    COUPLE = "couple", _("Couples")
    ALONE = "alone", _("People living alone")


class BenefitKind(models.TextChoices):
    """Benefits that open an offer to those who receive them."""

    SGB_II = "sgb_ii", _("Basic income support (SGB II)")
    SGB_III = "sgb_iii", _("Unemployment benefit (SGB III)")
    SGB_XII = "sgb_xii", _("Social assistance (SGB XII)")
    HOUSING = "housing", _("Housing benefit")
    CHILD_SUPPLEMENT = "child_supplement", _("Child supplement")
    ASYLUM = "asylum", _("Benefits for asylum seekers")


#: Keys of the county profile for accessibility, with the words in which they are shown and exported.
ACCESSIBILITY: dict[str, Promise] = {
    "step_free": _("Entrance without steps"),
    "lift": _("Lift"),
    "wheelchair_toilet": _("Toilet for wheelchair users"),
    "disabled_parking": _("Parking space for people with disabilities"),
    "guidance": _("Guidance for blind people"),
    "hearing_loop": _("Hearing loop"),
    "sign_language": _("Sign language"),
    "plain_language": _("Plain language"),
    "pushchair": _("Space for pushchairs"),
}
