"""The law of consent and release as functions. Pure: no database, no clock, no request.

Sources: s. 67b(2) SGB X (form, purpose, consequence of refusal), s. 36 SGB I (own capacity from 15), Art. 7 and 9
DSGVO, s. 203 StGB (release from confidentiality), s. 1629 BGB (parents act together).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet, Role
from chancennetz.consent.constants import (
    ADULT_AGE,
    AGE_OF_INSIGHT,
    ALWAYS_OPEN,
    ENDING_SOON,
    LATEST_ENTRY,
    LONGEST_RELEASE_MONTHS,
    RECIPIENT_ROLES,
    RELEASABLE,
    SHORTEST_NOTE,
    SPECIAL_FACETS,
    ConsentState,
    GivenBy,
    SingleAuthority,
    SpecialCategory,
)
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.time import BERLIN, EARLIEST_DAY, add_months
from chancennetz.organisations.constants import OrganisationKind

# --- state -----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """What the state of a declaration depends on. Days are days in Berlin, both inclusive."""

    valid_from: dt.date
    valid_to: dt.date | None = None
    refused: bool = False
    withdrawn: bool = False


def state_on(period: Period, day: dt.date) -> ConsentState:
    """Return the state on a day. A refusal or a withdrawal is stronger than any date."""
    if period.refused:
        return ConsentState.REFUSED
    if period.withdrawn:
        return ConsentState.WITHDRAWN
    if day < period.valid_from:
        return ConsentState.UPCOMING
    if period.valid_to is None:
        return ConsentState.VALID
    if day > period.valid_to:
        return ConsentState.EXPIRED
    return ConsentState.ENDING if ends_soon(period.valid_to, day) else ConsentState.VALID


def ends_soon(last_day: dt.date, day: dt.date) -> bool:
    """Tell whether a declaration that is still valid ends within the next weeks."""
    return day <= last_day <= day + ENDING_SOON


def is_in_force(period: Period, day: dt.date) -> bool:
    """Tell whether something may rest on the declaration on a day."""
    return state_on(period, day) in {ConsentState.VALID, ConsentState.ENDING}


def access_window(period: Period, now: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
    """Return from when until when a release opens access: never before now, until midnight after the last day.

    None when it opens nothing (refused, withdrawn, over).
    """
    if period.refused or period.withdrawn or period.valid_to is None:
        return None
    start = max(now, midnight(period.valid_from))
    end = midnight(period.valid_to + dt.timedelta(days=1))
    return (start, end) if start < end else None


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins in Berlin."""
    return dt.datetime.combine(day, dt.time(), BERLIN).astimezone(dt.UTC)


# --- who signs -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Signing:
    """Who must sign: the person, and how many of those who have custody."""

    given_by: GivenBy
    person_signs: bool
    guardians: int


def who_signs(age: int | None, *, is_child: bool, custodians: int, single_authority: str = "") -> Signing:
    """Return who must sign for a person of an age; without a birth date the role in the file decides.

    Below 15 those who have custody, from 15 to 17 the young person and they, from 18 the person alone. With shared
    custody both sign (s. 1629 BGB); `custodians` is how many are known, and at least one is always needed. With a
    stated `single_authority` (a SingleAuthority) one of them signs alone.
    """
    if age is None:
        age = 0 if is_child else ADULT_AGE
    guardians = 1 if single_authority else min(max(custodians, 1), 2)
    if age >= ADULT_AGE:
        return Signing(GivenBy.SELF, person_signs=True, guardians=0)
    if age >= AGE_OF_INSIGHT:
        return Signing(GivenBy.BOTH, person_signs=True, guardians=guardians)
    return Signing(GivenBy.GUARDIAN, person_signs=False, guardians=guardians)


@dataclasses.dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs for another: who it is, of age or not (None = unknown), with custody or not."""

    person_id: object
    age: int | None
    has_custody: bool


def check_signatures(
    needed: Signing, given_by: GivenBy, signers: Collection[Signer], person_id: object, *, legal_guardian: bool = False
) -> None:
    """Raise a ValidationError, by field, when somebody's signature is missing or counts for nothing.

    `legal_guardian`: an adult has a guardian appointed by the court, who may sign instead (s. 1814 BGB).
    """
    if needed.given_by is GivenBy.SELF and given_by is not GivenBy.SELF and not legal_guardian:
        raise ValidationError({"given_by": _("An adult signs in person.")})
    if needed.given_by is not GivenBy.SELF and given_by is not needed.given_by:
        raise ValidationError({"given_by": _wrong_giver(needed)})
    wanted = needed.guardians if given_by is not GivenBy.SELF else 0
    if given_by is not GivenBy.SELF:
        wanted = max(wanted, 1)
    names = ["guardian", "second_guardian"]
    for name, signer in zip(names, signers, strict=False):
        _check_signer(name, signer, person_id)
    if len({signer.person_id for signer in signers}) < len(signers):
        raise ValidationError({"second_guardian": _("The same person cannot sign twice.")})
    if len(signers) < wanted:
        missing = names[len(signers)]
        text = (
            _("With shared custody both sign. Please enter the second person.")
            if missing == "second_guardian"
            else _("Please enter who signs as the person with custody.")
        )
        raise ValidationError({missing: text})
    if given_by is GivenBy.SELF and signers:
        raise ValidationError({"guardian": _("Nobody else signs for an adult.")})


def _check_signer(field: str, signer: Signer, person_id: object) -> None:
    if signer.person_id == person_id:
        raise ValidationError({field: _("The person cannot sign as his or her own guardian.")})
    if signer.age is not None and signer.age < ADULT_AGE:
        raise ValidationError({field: _("Whoever signs for a child must be of age.")})
    if not signer.has_custody:
        raise ValidationError(
            {field: _("It is not entered that this person has custody. Please enter the relationship first.")}
        )


def _wrong_giver(needed: Signing) -> str:
    if needed.given_by is GivenBy.BOTH:
        return _("From 15 years on the young person signs, and a person with custody too.")
    return _("Below 15 years a person with custody signs.")


# --- period and content ----------------------------------------------------------------------------------------------


def check_signed(signed_on: dt.date, valid_from: dt.date, today: dt.date) -> None:
    """Raise a ValidationError when a declaration is signed in the future or would work backwards."""
    if signed_on > today:
        raise ValidationError({"signed_on": _("The day of the signature lies in the future.")})
    if signed_on < EARLIEST_DAY.replace(year=2000):
        raise ValidationError({"signed_on": _("Please check the year of the signature.")})
    if valid_from < signed_on:
        raise ValidationError(
            {"valid_from": _("A declaration cannot work backwards: it begins on the day of the signature or later.")}
        )
    if valid_from > add_months(today, LONGEST_RELEASE_MONTHS):
        raise ValidationError({"valid_from": _("Please check the year in which it begins.")})


def check_entry(signed_on: dt.date, today: dt.date, *, has_text: bool) -> None:
    """Raise a ValidationError when a sheet is entered too long after it was signed, or its wording did not exist yet.

    Later approval heals nothing (s. 67b SGB X: consent comes before), so nobody signs for yesterday.
    """
    if signed_on < today - LATEST_ENTRY:
        raise ValidationError(
            {"signed_on": _("It was signed more than four weeks ago. Please let the person sign again.")}
        )
    if not has_text:
        raise ValidationError({"signed_on": _("On this day the wording of this sheet did not exist yet.")})


def check_authority(single_authority: str, note: str, custodians: int) -> None:
    """Raise a ValidationError when somebody signs alone although two share custody and nobody says why."""
    if not single_authority:
        return
    if custodians < 2:
        raise ValidationError({"single_authority": _("Only one person with custody is entered. No reason is needed.")})
    if single_authority not in SingleAuthority.values:
        raise ValidationError({"single_authority": _("Please choose from the list.")})
    if len(note.strip()) < SHORTEST_NOTE:
        raise ValidationError(
            {"authority_note": _("Please say in a few words what you have seen, for example the authority of 3 May.")}
        )


def latest_end(valid_from: dt.date) -> dt.date:
    """Return the last day that a release may name."""
    return add_months(valid_from, LONGEST_RELEASE_MONTHS)


def check_end(valid_from: dt.date, valid_to: dt.date | None, today: dt.date, *, needed: bool) -> None:
    """Raise a ValidationError when the end is missing, lies in the past, or too far away (releases)."""
    if valid_to is None:
        if needed:
            raise ValidationError({"valid_to": _("A release needs a last day.")})
        return
    if valid_to < valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first day.")})
    if valid_to < today:
        raise ValidationError({"valid_to": _("The last day lies in the past.")})
    if needed and valid_to > latest_end(valid_from):
        raise ValidationError(
            {"valid_to": _("A release lasts twelve months at most. It can be given again before it ends.")}
        )


def read_special(values: Iterable[str]) -> list[SpecialCategory]:
    """Return the ticked special categories in stable order; raises ValidationError for an unknown one."""
    try:
        ticked = {SpecialCategory(value) for value in values}
    except ValueError as error:
        raise ValidationError({"special_categories": _("Please choose from the list.")}) from error
    return [category for category in SpecialCategory if category in ticked]


def facets_to_open(facets: Iterable[str], special: Collection[SpecialCategory]) -> list[Facet]:
    """Return what a release opens, in stable order, or raise a ValidationError that says why it cannot.

    Nothing outside of RELEASABLE, never everything at once, and special categories only when ticked one by one.
    """
    try:
        chosen = {Facet(value) for value in facets} - {ALWAYS_OPEN}
    except ValueError as error:
        raise ValidationError({"facets": _("Please choose from the list.")}) from error
    if not chosen:
        raise ValidationError({"facets": _("Please choose what the recipient may know.")})
    if chosen - set(RELEASABLE):
        raise ValidationError({"facets": _("This part of the file is never passed on.")})
    if chosen == set(RELEASABLE):
        raise ValidationError(
            {"facets": _("A release for everything is not valid. Please choose what the recipient needs.")}
        )
    for facet, category in SPECIAL_FACETS.items():
        if facet in chosen and category not in special:
            raise ValidationError(
                {"special_categories": _("Health data need a tick of their own (Art. 9(2)(a) DSGVO).")}
            )
    return [facet for facet in Facet if facet in chosen | {ALWAYS_OPEN}]


def check_recipient(recipient_id: object, released_id: object, role: str) -> None:
    """Raise a ValidationError when the recipient is the releasing organisation itself or a role without case work."""
    if recipient_id == released_id:
        raise ValidationError({"recipient": _("Within your own organisation no release is needed.")})
    if role and role not in {recipient_role.value for recipient_role in RECIPIENT_ROLES}:
        raise ValidationError(
            {"recipient_role": _("This role does not work with families and receives no data about them.")}
        )


def usual_domain(organisation_kind: str) -> LegalDomain:
    """Return the part of the law under which a recipient usually works."""
    usual = {
        OrganisationKind.JOB_CENTRE: LegalDomain.SGB_II,
        OrganisationKind.MUNICIPALITY: LegalDomain.SGB_VIII,
        OrganisationKind.COUNTY: LegalDomain.SGB_VIII,
    }
    return usual.get(OrganisationKind(organisation_kind), LegalDomain.VOLUNTARY)


# --- texts -----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A heading with the paragraphs below it; lines that begin with a dash are points of a list."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


def text_blocks(body: str) -> list[Block]:
    """Read the stored wording: headings begin with "# ", points with "- ", paragraphs are separated by empty lines."""
    blocks: list[Block] = []
    heading = ""
    paragraphs: list[str] = []
    points: list[str] = []
    for line in [*body.splitlines(), "# "]:
        line = line.strip()
        # A paragraph after a list begins a block without heading, so that it stays below the list.
        if line.startswith("#") or (line and points and not line.startswith("- ")):
            if heading or paragraphs or points:
                blocks.append(Block(heading, tuple(paragraphs), tuple(points)))
            heading, paragraphs, points = "", [], []
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("- "):
            points.append(line[2:])
        elif line:
            paragraphs.append(line)
    return blocks


def may_receive(role: str) -> bool:
    """Tell whether a release to this role opens something on the platform (other recipients get a letter or a call)."""
    return role in {Role(recipient).value for recipient in RECIPIENT_ROLES}
