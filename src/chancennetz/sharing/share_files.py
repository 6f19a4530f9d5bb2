"""The table of rules as CSV: read with every defect by line, written in words, and the one that ships."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chancennetz.access.constants import Role
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.text import clean_line
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.sharing.constants import SHARE_CATEGORIES, ShareVerdict, TableState
from chancennetz.sharing.models import ShareRule, ShareTable
from chancennetz.sharing.rules import RuleRow
from chancennetz.ui.table_files import harmless

DEFAULT = Path(__file__).resolve().parent / "default_rules.csv"
#: Heads of the columns; the file is for people in German offices.
COLUMNS = (
    "Rechtskreis",
    "Stelle",
    "Rolle",
    "Angabe",
    "Regel",
    "Grundlage",
    "Erklärung",
    "Quelle",
    "Bestätigt",
    "Gilt ab",
    "Gilt bis",
)
MAX_ROWS = 2000
MAX_BYTES = 1_000_000
_LONGEST = {"Grundlage": 200, "Erklärung": 600, "Quelle": 300}
_YES, _NO = {"ja", "yes", "1", "x"}, {"", "nein", "no", "0"}


def _choices() -> dict[str, dict[str, str]]:
    """Return per column what may stand there: code or word (small letters) -> code."""
    vocabularies: dict[str, Iterable[tuple[str, object]]] = {
        "Rechtskreis": LegalDomain.choices,
        "Stelle": OrganisationKind.choices,
        "Rolle": Role.choices,
        "Angabe": SHARE_CATEGORIES.items(),
        "Regel": ShareVerdict.choices,
    }
    with translation.override("de"):
        return {
            column: {word.casefold(): str(code) for code, label in pairs for word in (str(code), str(label))}
            for column, pairs in vocabularies.items()
        }


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day without time
        except ValueError:
            continue
    raise ValueError(text)


def read(content: bytes) -> list[RuleRow]:
    """Read a table. Raises ImportDefects with every defect and its line; then nothing is taken."""
    if len(content) > MAX_BYTES:
        raise ImportDefects([Defect(None, "", _("The file is too large."))])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportDefects([Defect(None, "", _("The file is not UTF-8."), _("Save it as CSV UTF-8."))]) from error
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    if not lines or tuple(cell.strip() for cell in lines[0]) != COLUMNS:
        cure = _("It has to be: %(columns)s") % {"columns": "; ".join(COLUMNS)}
        raise ImportDefects([Defect(1, "", _("The first line does not name the columns."), cure)])
    if len(lines) > MAX_ROWS:
        raise ImportDefects([Defect(None, "", _("The table has too many lines."))])
    defects: list[Defect] = []
    rows: list[RuleRow] = []
    choices = _choices()
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = _read_line(number, cells, choices, defects)
        if row is not None:
            rows.append(row)
    defects += _doubles(rows)
    if not rows and not defects:
        defects.append(Defect(None, "", _("The table holds no rule.")))
    if defects:
        raise ImportDefects(defects)
    return rows


def _read_line(
    number: int, cells: Sequence[str], choices: dict[str, dict[str, str]], defects: list[Defect]
) -> RuleRow | None:
    if len(cells) != len(COLUMNS):
        defects.append(Defect(number, "", _("This line has the wrong number of columns.")))
        return None
    # Spreadsheets keep a leading apostrophe that our export writes before formula signs.
    values = {column: clean_line(cell).strip().removeprefix("'") for column, cell in zip(COLUMNS, cells, strict=True)}
    before = len(defects)
    codes: dict[str, str] = {}
    for column, known in choices.items():
        said = values[column].casefold()
        if said and said not in known:
            defects.append(Defect(number, column, _("“%(word)s” is not known here.") % {"word": values[column]}))
        codes[column] = known.get(said, "")
    if not codes["Regel"] and not values["Regel"]:
        defects.append(Defect(number, "Regel", _("Please say what the rule is.")))
    if not values["Grundlage"]:
        defects.append(Defect(number, "Grundlage", _("Every rule names its legal basis.")))
    too_long = [column for column, limit in _LONGEST.items() if len(values[column]) > limit]
    defects += [Defect(number, column, _("This text is too long.")) for column in too_long]
    if values["Bestätigt"].casefold() not in _YES | _NO:
        defects.append(Defect(number, "Bestätigt", _("Please write ja or nein.")))
    first, last = _period(number, values, defects)
    if len(defects) > before:
        return None
    return RuleRow(
        verdict=ShareVerdict(codes["Regel"]),
        basis=values["Grundlage"],
        domain_from=codes["Rechtskreis"],
        recipient_kind=codes["Stelle"],
        recipient_role=codes["Rolle"],
        category=codes["Angabe"],
        explanation=values["Erklärung"],
        source=values["Quelle"],
        is_confirmed=values["Bestätigt"].casefold() in _YES,
        valid_from=first,
        valid_to=last,
    )


def _period(number: int, values: dict[str, str], defects: list[Defect]) -> tuple[dt.date | None, dt.date | None]:
    days: list[dt.date | None] = []
    for column in ("Gilt ab", "Gilt bis"):
        try:
            days.append(_day(values[column]))
        except ValueError:
            defects.append(Defect(number, column, _("Please write the day as 31.12.2026.")))
            days.append(None)
    if days[0] and days[1] and days[1] < days[0]:
        defects.append(Defect(number, "Gilt bis", _("The last day lies before the first day.")))
    return days[0], days[1]


def write(rows: Iterable[RuleRow]) -> bytes:
    """Write a table as CSV in German words; `read` takes it back as it is."""
    with translation.override("de"):
        words = {
            "Rechtskreis": dict(LegalDomain.choices),
            "Stelle": dict(OrganisationKind.choices),
            "Rolle": dict(Role.choices),
            "Angabe": SHARE_CATEGORIES,
        }
        out = io.StringIO()
        sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
        sheet.writerow(COLUMNS)
        for row in in_order(rows):
            codes = (row.domain_from, row.recipient_kind, row.recipient_role, row.category)
            cells = [str(words[column][code]) if code else "" for column, code in zip(words, codes, strict=True)]
            cells += [str(row.verdict.label), row.basis, row.explanation, row.source]
            cells.append("ja" if row.is_confirmed else "nein")
            cells += [day.strftime("%d.%m.%Y") if day else "" for day in (row.valid_from, row.valid_to)]
            sheet.writerow([harmless(cell) for cell in cells])
    return "\ufeff".encode() + out.getvalue().encode()


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One line that differs between two tables: `before` is None for a new one, `after` for one that is gone."""

    before: RuleRow | None
    after: RuleRow | None

    @property
    def row(self) -> RuleRow:
        """The line as it is, or was."""
        row = self.after or self.before
        if row is None:
            raise LookupError("a change without a line")
        return row


def differences(before: Iterable[RuleRow], after: Iterable[RuleRow]) -> list[Change]:
    """Return what changes from one table to another, in stable order."""
    old = {key_of(row): row for row in before}
    new = {key_of(row): row for row in after}
    changed = [Change(old.get(key), new.get(key)) for key in {*old, *new} if old.get(key) != new.get(key)]
    order = {key_of(row): place for place, row in enumerate(in_order([*old.values(), *new.values()]))}
    return sorted(changed, key=lambda change: order[key_of(change.row)])


def key_of(row: RuleRow) -> tuple[str, str, str, str, str]:
    """Return what makes a line the same line in two tables."""
    start = row.valid_from.isoformat() if row.valid_from else ""
    return row.domain_from, row.recipient_kind, row.recipient_role, row.category, start


def _doubles(rows: Sequence[RuleRow]) -> list[Defect]:
    seen: set[tuple[str, str, str, str, str]] = set()
    found = []
    for row in rows:
        key = key_of(row)
        if key in seen:
            what = ", ".join(part for part in key if part) or _("everything else")
            found.append(Defect(None, "", _("The table says the same thing twice: %(what)s.") % {"what": what}))
        seen.add(key)
    return found


def in_order(rows: Iterable[RuleRow]) -> list[RuleRow]:
    """Return the lines in stable order: general ones first."""
    return sorted(rows, key=lambda row: (row.recipient_kind, row.recipient_role, row.domain_from, key_of(row)))


def content_hash(rows: Iterable[RuleRow]) -> str:
    """Return SHA-256 over all lines in stable order: two tables that say the same have the same number."""
    lines = ["|".join(str(value) for value in dataclasses.astuple(row)) for row in in_order(rows)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def store_rows(table: ShareTable, rows: Iterable[RuleRow], using: str = "default") -> None:
    """Write the lines of a new table."""
    ShareRule.objects.using(using).bulk_create(
        ShareRule(table=table, **dataclasses.asdict(row)) for row in in_order(rows)
    )


def ensure_default(using: str = "default") -> bool:
    """Store the table that ships with the platform: in force when there is none yet, otherwise as a draft if it is new.

    Runs after each migration. Returns whether one was stored. What the county has approved is never changed.
    """
    rows = read(DEFAULT.read_bytes())
    digest = content_hash(rows)
    with transaction.atomic(using=using):
        tables = ShareTable.objects.using(using)
        if tables.filter(shipped=True, content_hash=digest).exists():
            return False
        last = tables.order_by("-number").first()
        table = tables.create(
            number=1 if last is None else last.number + 1,
            state=TableState.IN_FORCE if last is None else TableState.DRAFT,
            title="Mitgelieferte Regeln",
            note="Kommt mit der Plattform. Zeilen ohne Bestätigung sind noch nicht am Gesetzestext geprüft.",
            based_on=tables.filter(state=TableState.IN_FORCE).first(),
            shipped=True,
            content_hash=digest,
        )
        store_rows(table, rows, using)
    return True
