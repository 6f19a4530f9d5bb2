"""What holds for offers, without database: hashes of texts, who may use an offer, what is stale."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
from collections.abc import Iterable, Mapping

from chancennetz.core.text import clean_text
from chancennetz.supportmap.constants import GERMANY, REVIEW_CYCLE, EligibilityKind


def content_hash(text: str) -> str:
    """Return the hash by which a source text is recognised: blanks and line ends do not count, every word does."""
    return hashlib.sha256(" ".join(clean_text(text).split()).encode()).hexdigest()


def is_stale(assured_on: dt.date | None, day: dt.date, cycle: dt.timedelta = REVIEW_CYCLE) -> bool:
    """Tell whether nobody has said "still correct" for longer than the review cycle (or ever)."""
    return assured_on is None or day - assured_on > cycle


def lies_in_germany(latitude: float, longitude: float) -> bool:
    """Tell whether a point lies in the box around Germany (degrees, WGS84)."""
    west, south, east, north = GERMANY
    return south <= latitude <= north and west <= longitude <= east


class Fit(enum.StrEnum):
    """Whether an offer is meant for somebody, as far as one can say."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class Seeker:
    """What is known about who looks for help; None or empty means unknown. Nobody's data are kept for it.

    `household` holds HouseholdForm values, `benefits` BenefitKind values, `area_key` the official key of the town
    (8 digits), `age` is in years.
    """

    age: float | None = None
    household: frozenset[str] | None = None
    benefits: frozenset[str] | None = None
    area_key: str = ""


def _fits_age(minimum: float | None, maximum: float | None, age: float | None) -> Fit:
    if minimum is None and maximum is None:
        return Fit.YES
    if age is None:
        return Fit.UNKNOWN
    # "up to 14" includes everybody who is fourteen, up to the fifteenth birthday
    young = minimum is not None and age < minimum
    old = maximum is not None and age >= (maximum + 1 if float(maximum).is_integer() else maximum)
    return Fit.NO if young or old else Fit.YES


def _fits_kind(values: frozenset[str], known: frozenset[str] | None) -> Fit:
    if not values:
        return Fit.YES
    if known is None:
        return Fit.UNKNOWN
    return Fit.YES if values & known else Fit.NO


def fits(
    rules: Iterable[tuple[str, str]],
    seeker: Seeker,
    *,
    minimum_age: float | None = None,
    maximum_age: float | None = None,
) -> Mapping[str, Fit]:
    """Return for `age` and each EligibilityKind whether somebody meets it.

    `rules` are pairs (kind, value) of one offer. Within a kind any value suffices; a county key (5 digits) covers its
    towns.
    """
    values: dict[str, set[str]] = {kind.value: set() for kind in EligibilityKind}
    for kind, value in rules:
        values[kind].add(value)
    area = frozenset(values[EligibilityKind.AREA])
    towns = frozenset({seeker.area_key, seeker.area_key[:5]}) if seeker.area_key else None
    return {
        "age": _fits_age(minimum_age, maximum_age, seeker.age),
        EligibilityKind.HOUSEHOLD.value: _fits_kind(frozenset(values["household"]), seeker.household),
        EligibilityKind.BENEFIT.value: _fits_kind(frozenset(values["benefit"]), seeker.benefits),
        EligibilityKind.AREA.value: _fits_kind(area, towns),
    }


def overall(answers: Iterable[Fit]) -> Fit:
    """Return NO when one condition is not met, UNKNOWN when one is open, YES otherwise."""
    found = set(answers)
    if Fit.NO in found:
        return Fit.NO
    return Fit.UNKNOWN if Fit.UNKNOWN in found else Fit.YES
