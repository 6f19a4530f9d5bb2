"""The file that describes a programme: partners, roles, posts and targets as JSON.

::

    {"name": "…", "title": "…", "period": ["2024", "2026"], "start": "01.01.2024",
     "funding": {"programme": "…", "funders": ["…"]},
     "partners": [{"name": "…", "role": "Teilvorhabenpartner Träger", "short": "…", "municipality": "…"}],
     "staffing": [{"partner": "…", "function": "Beratung", "fte": 1.5}],
     "staffing_totals": {"beratung": 7.5, "all": 13.25},
     "targets": [{"key": "participants", "label": "…", "participants": 605, "hours_each": 23, "hours_total": 13915}]}

Other keys are left alone. Reading is pure: every defect is reported with its path ("partners[3].role"), and what can be
recomputed is recomputed; figures that do not agree are kept as printed and reported as differences.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.text import clean_line
from chancennetz.core.time import EARLIEST_DAY, LATEST_DAY
from chancennetz.monitoring.constants import BASIC_MODULE, PartnerRole
from chancennetz.organisations.constants import OrganisationKind

#: The words of the funded project's documents for the roles; our own values are understood too.
ROLE_WORDS = {
    "vorhabenträger": PartnerRole.LEAD,
    "teilvorhabenpartner kreis": PartnerRole.COUNTY,
    "teilvorhabenpartner kommune": PartnerRole.MUNICIPALITY,
    "teilvorhabenpartner träger": PartnerRole.PROVIDER,
    "kooperationspartner": PartnerRole.COOPERATION,
    "assoziierte kommune": PartnerRole.ASSOCIATED,
} | {role.value: role for role in PartnerRole}
KINDS = {
    PartnerRole.LEAD: OrganisationKind.PROVIDER,
    PartnerRole.COUNTY: OrganisationKind.COUNTY,
    PartnerRole.MUNICIPALITY: OrganisationKind.MUNICIPALITY,
    PartnerRole.PROVIDER: OrganisationKind.PROVIDER,
    PartnerRole.COOPERATION: OrganisationKind.AUTHORITY,
    PartnerRole.ASSOCIATED: OrganisationKind.MUNICIPALITY,
}
#: Function of a post -> the sum under which a plan prints it.
FUNCTION_GROUPS = {
    "koordination": "koordination",
    "beratung": "beratung",
    "gesamtleitung": "leitung",
    "leitung": "leitung",
    "verwaltung": "verwaltung",
    "zentrale abrechnung": "verwaltung",
}
#: The file's key of the target that everybody counts towards.
_BASIC_KEY = "participants"
_KEY = re.compile(r"^[a-z][a-z0-9_-]{0,19}$")


@dataclasses.dataclass(frozen=True, slots=True)
class PartnerLine:
    """An organisation in a role."""

    name: str
    role: PartnerRole
    short: str
    site: str

    @property
    def kind(self) -> OrganisationKind:
        """What the organisation is, as far as its role tells."""
        if self.role is PartnerRole.COOPERATION and self.name.casefold().startswith("jobcenter"):
            return OrganisationKind.JOB_CENTRE
        return KINDS[self.role]


@dataclasses.dataclass(frozen=True, slots=True)
class PostLine:
    """Posts of a partner by function, in full-time equivalents."""

    partner: str
    function: str
    fte: Decimal


@dataclasses.dataclass(frozen=True, slots=True)
class TargetLine:
    """The target of one module."""

    module: str
    label: str
    participants: int
    hours_each: int

    @property
    def hours(self) -> int:
        """Hours of all participants together."""
        return self.participants * self.hours_each


@dataclasses.dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """A file without defects; `differences` are figures that do not agree with their parts."""

    name: str
    title: str
    funding: str
    start: dt.date
    end: dt.date
    partners: tuple[PartnerLine, ...]
    posts: tuple[PostLine, ...]
    targets: tuple[TargetLine, ...]
    differences: tuple[str, ...]


class _Reader:
    """Takes values out of the file and notes every defect on the way."""

    def __init__(self) -> None:
        self.defects: list[Defect] = []

    def fail(self, path: str, message: str, cure: str = "") -> None:
        self.defects.append(Defect(None, path, message, cure))

    def text(self, source: dict[str, Any], key: str, path: str, limit: int, *, needed: bool = True) -> str:
        value = source.get(key, "")
        if not isinstance(value, str):
            self.fail(f"{path}{key}", _("Here must stand a text."))
            return ""
        value = clean_line(value)
        if needed and not value:
            self.fail(f"{path}{key}", _("This is missing."))
        if len(value) > limit:
            self.fail(f"{path}{key}", _("At most %(limit)s characters fit here.") % {"limit": limit})
        return value

    def whole(self, source: dict[str, Any], key: str, path: str, most: int) -> int:
        value = source.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= most:
            self.fail(f"{path}{key}", _("Here must stand a whole number from 1 to %(most)s.") % {"most": most})
            return 0
        return value

    def rows(self, source: dict[str, Any], key: str, *, needed: bool = True) -> list[tuple[str, dict[str, Any]]]:
        value = source.get(key, [])
        if not isinstance(value, list) or (needed and not value):
            self.fail(key, _("Here must stand a list with at least one entry.") if needed else _("This is no list."))
            return []
        found = []
        for index, row in enumerate(value):
            if isinstance(row, dict):
                found.append((f"{key}[{index}].", row))
            else:
                self.fail(f"{key}[{index}]", _("Here must stand an object in braces."))
        return found


def read(content: Any) -> ProgrammeFile:
    """Return the programme that a parsed JSON file describes. Raises ImportDefects with all defects at once."""
    reader = _Reader()
    if not isinstance(content, dict):
        raise ImportDefects([Defect(None, "", _("The file must hold one object in braces."))])
    start, end = _period(reader, content)
    partners = _partners(reader, content)
    posts = _posts(reader, content, {partner.name for partner in partners})
    targets, differences = _targets(reader, content)
    name = reader.text(content, "name", "", 80)
    title = reader.text(content, "title", "", 200, needed=False)
    funding = _funding(reader, content)
    if reader.defects:
        raise ImportDefects(reader.defects)
    differences += _staffing_differences(content, posts) + _printed_differences(content)
    return ProgrammeFile(
        name, title, funding, start, end, tuple(partners), tuple(posts), tuple(targets), tuple(differences)
    )


def _period(reader: _Reader, content: dict[str, Any]) -> tuple[dt.date, dt.date]:
    years = content.get("period")
    if not (isinstance(years, list) and len(years) == 2 and all(str(year).isdigit() for year in years)):
        reader.fail("period", _('Here must stand two years, for example ["2024", "2026"].'))
        return EARLIEST_DAY, LATEST_DAY
    first, last = (int(year) for year in years)
    if not EARLIEST_DAY.year <= first <= last <= LATEST_DAY.year:
        reader.fail("period", _("The years must lie between 1900 and 2100, the first one before the last."))
        return EARLIEST_DAY, LATEST_DAY
    start, end = dt.date(first, 1, 1), dt.date(last, 12, 31)
    written = content.get("start")
    if written is not None:
        try:
            start = dt.datetime.strptime(str(written), "%d.%m.%Y").date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            reader.fail("start", _("Write the first day like 01.01.2024."))
        if not dt.date(first, 1, 1) <= start <= end:
            reader.fail("start", _("The first day lies outside of the period."))
    return start, end


def _funding(reader: _Reader, content: dict[str, Any]) -> str:
    funding = content.get("funding", {})
    if not isinstance(funding, dict):
        reader.fail("funding", _("Here must stand an object in braces."))
        return ""
    funders = funding.get("funders", [])
    if not isinstance(funders, list) or not all(isinstance(funder, str) for funder in funders):
        reader.fail("funding.funders", _("Here must stand a list of texts."))
        return ""
    programme = reader.text(funding, "programme", "funding.", 200, needed=False)
    text = "; ".join(part for part in (programme, ", ".join(clean_line(funder) for funder in funders)) if part)
    if len(text) > 400:
        reader.fail("funding", _("At most %(limit)s characters fit here.") % {"limit": 400})
    return text


def _partners(reader: _Reader, content: dict[str, Any]) -> list[PartnerLine]:
    found: list[PartnerLine] = []
    seen: dict[tuple[str, PartnerRole], str] = {}
    for path, row in reader.rows(content, "partners"):
        name = reader.text(row, "name", path, 200)
        word = reader.text(row, "role", path, 80)
        role = ROLE_WORDS.get(word.casefold())
        if word and role is None:
            known = ", ".join(sorted(ROLE_WORDS))
            reader.fail(f"{path}role", _("Unknown role: %(role)s.") % {"role": word}, _("Known: %(k)s.") % {"k": known})
        if role is None or not name:
            continue
        first = seen.setdefault((name.casefold(), role), path)
        if first != path:
            reader.fail(
                f"{path}name", _("%(name)s has this role already in %(place)s.") % {"name": name, "place": first[:-1]}
            )
            continue
        short = reader.text(row, "short", path, 60, needed=False)
        site = reader.text(row, "municipality", path, 80, needed=False)
        found.append(PartnerLine(name, role, "" if short == name else short, site))
    return found


def _posts(reader: _Reader, content: dict[str, Any], names: set[str]) -> list[PostLine]:
    found: list[PostLine] = []
    seen: dict[tuple[str, str], str] = {}
    for path, row in reader.rows(content, "staffing", needed=False):
        partner = reader.text(row, "partner", path, 200)
        if partner and partner not in names:
            reader.fail(f"{path}partner", _("%(name)s is no partner of this file.") % {"name": partner})
        function = reader.text(row, "function", path, 80)
        fte = row.get("fte")
        if not isinstance(fte, int | float) or isinstance(fte, bool) or not 0 < fte < 1000:
            reader.fail(f"{path}fte", _("Here must stand a number above 0, for example 1.5."))
            continue
        first = seen.setdefault((partner, function.casefold()), path)
        if first != path:
            values = {"function": function, "partner": partner, "place": first[:-1]}
            reader.fail(f"{path}function", _("%(function)s of %(partner)s stands already in %(place)s.") % values)
            continue
        found.append(PostLine(partner, function, Decimal(str(fte)).quantize(Decimal("0.01"))))
    return found


def _targets(reader: _Reader, content: dict[str, Any]) -> tuple[list[TargetLine], list[str]]:
    found: list[TargetLine] = []
    differences: list[str] = []
    for path, row in reader.rows(content, "targets"):
        key = reader.text(row, "key", path, 20)
        module = BASIC_MODULE if key == _BASIC_KEY else key
        if key and not _KEY.match(key):
            reader.fail(f"{path}key", _("A key has small letters, digits and hyphens only."))
        if any(target.module == module for target in found):
            reader.fail(f"{path}key", _("This target stands here twice."))
        label = reader.text(row, "label", path, 120)
        participants = reader.whole(row, "participants", path, 1_000_000)
        hours_key = "hours_each" if "hours_each" in row else "additional_hours_each"
        line = TargetLine(module, label, participants, reader.whole(row, hours_key, path, 10_000))
        printed = row.get("hours_total")
        if printed is not None and printed != line.hours:
            differences.append(_difference(f"{path}hours_total", printed, line.hours))
        found.append(line)
    if found and not any(target.module == BASIC_MODULE for target in found):
        reader.fail("targets", _("The target with the key “participants” is missing: everybody counts towards it."))
    return found, differences


def _difference(path: str, printed: Any, counted: Any) -> str:
    values = {"path": path, "printed": printed, "counted": counted}
    return _("%(path)s: printed %(printed)s, recomputed %(counted)s") % values


def _staffing_differences(content: dict[str, Any], posts: list[PostLine]) -> list[str]:
    printed = content.get("staffing_totals")
    if not isinstance(printed, dict):
        return []
    sums: dict[str, Decimal] = {"all": sum((post.fte for post in posts), Decimal())}
    for post in posts:
        group = FUNCTION_GROUPS.get(post.function.casefold(), post.function.casefold())
        sums[group] = sums.get(group, Decimal()) + post.fte
    differences = []
    for key, value in printed.items():
        counted = sums.get(key, Decimal())
        if not isinstance(value, int | float) or Decimal(str(value)) != counted:
            differences.append(_difference(f"staffing_totals.{key}", value, counted))
    return differences


def _printed_differences(content: dict[str, Any]) -> list[str]:
    """Differences that the file itself already records (its list `checks`)."""
    checks = content.get("checks", [])
    if not isinstance(checks, list):
        return []
    return [
        _difference(f"checks[{index}] {check.get('id', '')}".strip(), check.get("printed"), check.get("recomputed"))
        for index, check in enumerate(checks)
        if isinstance(check, dict) and check.get("agrees") is False
    ]
