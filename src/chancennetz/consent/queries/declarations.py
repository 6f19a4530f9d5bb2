"""Reading declarations: what a family has allowed, what ends soon, the register without names."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable
from itertools import chain

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet, Role
from chancennetz.access.models import FamilyFile
from chancennetz.consent import rules
from chancennetz.consent.constants import ALWAYS_OPEN, ENDING_SOON, TEXT_LANGUAGES, ConsentState, Direction, TextKind
from chancennetz.consent.models import ConfidentialityRelease, Consent, ConsentText, Signature, WithdrawalNotice
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.prepared import prepared
from chancennetz.core.time import format_date
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.people.queries import guardians_of

Declaration = Consent | ConfidentialityRelease


def period_of(declaration: Declaration) -> rules.Period:
    """Return what the state of a declaration depends on."""
    return rules.Period(
        declaration.valid_from,
        declaration.valid_to,
        refused=declaration.refused,
        withdrawn=declaration.withdrawn_at is not None,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class DeclarationView:
    """A declaration with its state today and what it allows in one sentence."""

    kind: TextKind
    declaration: Declaration
    state: ConsentState
    sentence: str

    @property
    def ends_on(self) -> dt.date | None:
        """The last day, None when it has no end."""
        return self.declaration.valid_to

    @property
    def can_be_withdrawn(self) -> bool:
        """Tell whether there is still something to withdraw."""
        return self.state in {ConsentState.UPCOMING, ConsentState.VALID, ConsentState.ENDING}


def kind_of(declaration: Declaration) -> TextKind:
    """Tell what kind of declaration a row is."""
    return TextKind.PROCESSING if isinstance(declaration, Consent) else TextKind.RELEASE


def sentence_of(declaration: Declaration) -> str:
    """Say in one sentence who may know what, and until when."""
    if isinstance(declaration, Consent):
        return _("We may keep notes about the counselling.") + _until(declaration.valid_to)
    what = ", ".join(str(Facet(facet).label) for facet in declaration.facets if facet != ALWAYS_OPEN)
    names = {"recipient": recipient_text(declaration), "us": str(declaration.released_organisation), "what": what}
    if declaration.direction == Direction.MUTUAL:
        text = _("%(us)s and %(recipient)s may tell each other: %(what)s.") % names
    else:
        text = _("%(us)s may tell %(recipient)s: %(what)s.") % names
    return text + _until(declaration.valid_to)


def _until(day: dt.date | None) -> str:
    return "" if day is None else " " + _("Until %(day)s.") % {"day": format_date(day)}


def recipient_text(release: ConfidentialityRelease) -> str:
    """Name the recipient with the role that may read there."""
    if not release.recipient_role:
        return str(release.recipient)
    return f"{release.recipient} ({Role(release.recipient_role).label})"


def view_of(declaration: Declaration, day: dt.date | None = None) -> DeclarationView:
    """Return a declaration with its state on a day (default today)."""
    state = rules.state_on(period_of(declaration), day or time.today())
    return DeclarationView(kind_of(declaration), declaration, state, sentence_of(declaration))


_PEOPLE = ("person", "guardian", "second_guardian", "text")


def _consents(file_id: uuid.UUID) -> QuerySet[Consent]:
    found: QuerySet[Consent] = Consent.objects.filter(file_id=file_id).select_related(*_PEOPLE)
    return found


def _releases(file_id: uuid.UUID) -> QuerySet[ConfidentialityRelease]:
    found: QuerySet[ConfidentialityRelease] = ConfidentialityRelease.objects.filter(file_id=file_id).select_related(
        *_PEOPLE, "recipient", "released_organisation"
    )
    return found


@prepared
def _all_consents(people: bool, /, *, file_id: uuid.UUID) -> QuerySet[Consent]:
    return _consents(file_id) if people else _consents(file_id).select_related(None)


@prepared
def _all_releases(people: bool, /, *, file_id: uuid.UUID) -> QuerySet[ConfidentialityRelease]:
    found = _releases(file_id)
    return found if people else found.select_related(None).select_related("recipient", "released_organisation")


def declarations_of(file: FamilyFile, day: dt.date | None = None, *, people: bool = True) -> list[DeclarationView]:
    """Return every declaration of a file, those in force first, then the newest. Three queries.

    Without `people` those who declared and the text are not loaded: for pages that show the sentences only.
    """
    found: list[Declaration] = [
        *_all_consents(people, file_id=file.pk),
        *_all_releases(people, file_id=file.pk),
    ]
    crypto.preload_keys({file.pk, *(_persons_of(found) if people else ())})
    views = [view_of(declaration, day) for declaration in found]
    rank = {ConsentState.ENDING: 0, ConsentState.VALID: 1, ConsentState.UPCOMING: 2}
    views.sort(key=lambda view: (view.declaration.signed_on, view.declaration.created_at), reverse=True)
    views.sort(key=lambda view: rank.get(view.state, len(rank)))
    return views


def _persons_of(declarations: Iterable[Declaration]) -> set[uuid.UUID]:
    ids = chain.from_iterable((one.person_id, one.guardian_id, one.second_guardian_id) for one in declarations)
    return {one for one in ids if one is not None}


def declaration_in_file(file: FamilyFile, declaration_id: uuid.UUID) -> DeclarationView | None:
    """Return one declaration of a file, None when there is none."""
    found: Declaration | None = _consents(file.pk).filter(pk=declaration_id).first()
    if found is None:
        found = _releases(file.pk).filter(pk=declaration_id).first()
    return None if found is None else view_of(found)


# --- what rests on consent -------------------------------------------------------------------------------------------


def _in_force(day: dt.date) -> Q:
    return Q(refused=False, withdrawn_at__isnull=True, valid_from__lte=day) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


def has_processing_consent(file: FamilyFile, day: dt.date | None = None) -> bool:
    """Tell whether notes may be kept about this family on a day (default today)."""
    return bool(Consent.objects.filter(_in_force(day or time.today()), file=file).exists())


def require_processing_consent(file: FamilyFile) -> None:
    """Raise Conflict unless notes may be kept now. Call it inside the action that writes.

    The row is locked until the action ends: a withdrawal that comes meanwhile waits, and the next note is refused.
    """
    held = Consent.objects.filter(_in_force(time.today()), file=file).select_for_update(no_key=True)
    if not list(held.values_list("pk", flat=True)):
        raise Conflict(
            _(
                "There is no valid consent for this family (any more). Nothing was saved. "
                "Please ask for consent first, or counsel without notes."
            )
        )


def person_has_consent(file: FamilyFile, person_id: uuid.UUID) -> bool:
    """Tell whether another consent to processing of the same person is in force today."""
    return bool(Consent.objects.filter(_in_force(time.today()), file=file, person_id=person_id).exists())


def releases_in_force(file: FamilyFile, person_id: uuid.UUID | None = None) -> list[ConfidentialityRelease]:
    """Return the releases of a file (of one person) that are or will be in force and can be withdrawn."""
    found = _releases(file.pk).filter(refused=False, withdrawn_at__isnull=True, valid_to__gte=time.today())
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return list(found.order_by("valid_to", "id"))


def ending_soon(actor: Actor, *, limit: int = 20) -> list[DeclarationView]:
    """Return declarations of the actor's files that end within the next weeks, the next to end first."""
    today = time.today()
    soon = _in_force(today) & Q(valid_to__isnull=False, valid_to__lte=today + ENDING_SOON)
    consents = Consent.objects.all().visible_to(actor, Facet.CONSENT).filter(soon)
    releases = ConfidentialityRelease.objects.all().visible_to(actor, Facet.CONSENT).filter(soon)
    found: list[Declaration] = [
        *consents.select_related("file", *_PEOPLE).order_by("valid_to", "id")[:limit],
        *releases.select_related("file", "recipient", "released_organisation", *_PEOPLE).order_by("valid_to", "id")[
            :limit
        ],
    ]
    found.sort(key=lambda one: (one.valid_to or dt.date.max, one.pk))
    return [view_of(one) for one in found[:limit]]


def present_text(kind: TextKind, language: str) -> ConsentText:
    """Return the newest wording in a language, in German when there is none in it."""
    texts = ConsentText.objects.filter(kind=kind)
    found = texts.filter(language=language).order_by("-number").first()
    return found or texts.filter(language="de").order_by("-number")[0]


def sheet_hash(declaration: Declaration) -> str:
    """Return SHA-256 over the wording and everything that was agreed: what a signature on the tablet stands for."""
    said: dict[str, object] = {
        "text": declaration.text.content_hash,
        "person": declaration.person_id,
        "from": declaration.valid_from,
        "to": declaration.valid_to,
        "special": sorted(declaration.special_categories),
    }
    if isinstance(declaration, Consent):
        said["follow_up"] = declaration.follow_up_contact
    else:
        said |= {
            "sender": declaration.released_organisation_id,
            "speaker": None if declaration.team_may_speak else declaration.released_user_id,
            "recipient": declaration.recipient_id,
            "role": declaration.recipient_role,
            "facets": sorted(declaration.facets),
            "direction": str(declaration.direction),
            "purpose": str(declaration.purpose),
            "purpose_text": declaration.purpose_text,
        }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def signatures_of(file: FamilyFile, declaration_id: uuid.UUID) -> list[Signature]:
    """Return the signatures on the tablet below a declaration, with their persons."""
    found = Signature.objects.filter(file=file, declaration_id=declaration_id).select_related("person")
    return list(found.order_by("created_at", "id"))


def notices_of(file: FamilyFile) -> list[WithdrawalNotice]:
    """Return who has to be told of withdrawals in a file, those not told yet first."""
    found = WithdrawalNotice.objects.filter(file=file).select_related("recipient")
    return list(found.order_by(F("told_on").asc(nulls_first=True), "created_at", "id"))


def text_on(kind: TextKind, language: str, day: dt.date) -> ConsentText | None:
    """Return the wording that was the newest on a day; None when there was none yet."""
    before = rules.midnight(day + dt.timedelta(days=1))
    texts = ConsentText.objects.filter(kind=kind, created_at__lt=before)
    found = texts.filter(language=language).order_by("-number").first()
    return found or texts.filter(language="de").order_by("-number").first()


def languages(kind: TextKind) -> list[ConsentText]:
    """Return the newest wording in each language, German first."""
    newest: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(kind=kind).order_by("number"):
        newest[text.language] = text
    return [newest[code] for code in TEXT_LANGUAGES if code in newest]


def possible_recipients(file: FamilyFile) -> QuerySet[Organisation]:
    """Return the organisations of today that a release can name."""
    return Organisation.objects.on().exclude(pk=file.organisation_id).order_by("sort_name")


# --- register --------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class RegisterRow:
    """One declaration as the data protection officer sees it: no name, no content."""

    number: str
    kind: TextKind
    recipient: str
    state: ConsentState
    signed_on: dt.date
    ends_on: dt.date | None
    withdrawn_on: dt.date | None

    @property
    def kind_text(self) -> str:
        """The kind in words."""
        return str(self.kind.label)

    @property
    def state_text(self) -> str:
        """The state in words."""
        return str(self.state.label)


_COLUMNS = ("file_id", "signed_on", "valid_from", "valid_to", "refused", "withdrawn_at")


def register(day: dt.date | None = None) -> list[RegisterRow]:
    """Return all declarations without names, the next to end first. Three queries. For the data protection officer.

    Row-level security shows the rows to this role only; the file numbers come from a database function.
    """
    day = day or time.today()
    with connection.cursor() as cursor:
        cursor.execute("SELECT file_id, number FROM consent_file_numbers()")
        numbers = dict(cursor.fetchall())
    consents = Consent.objects.values(*_COLUMNS)
    releases = ConfidentialityRelease.objects.values(*_COLUMNS, "recipient__name")
    rows = [_register_row(row, TextKind.PROCESSING, numbers, day) for row in consents]
    rows += [_register_row(row, TextKind.RELEASE, numbers, day) for row in releases]
    return sorted(rows, key=lambda row: (row.ends_on or dt.date.max, row.number))


def _register_row(row: dict[str, object], kind: TextKind, numbers: dict[object, str], day: dt.date) -> RegisterRow:
    valid_from, valid_to, withdrawn_at = row["valid_from"], row["valid_to"], row["withdrawn_at"]
    assert isinstance(valid_from, dt.date)  # noqa: S101 - not null in the table
    assert valid_to is None or isinstance(valid_to, dt.date)  # noqa: S101
    assert withdrawn_at is None or isinstance(withdrawn_at, dt.datetime)  # noqa: S101
    signed_on = row["signed_on"]
    assert isinstance(signed_on, dt.date)  # noqa: S101
    period = rules.Period(valid_from, valid_to, refused=bool(row["refused"]), withdrawn=withdrawn_at is not None)
    return RegisterRow(
        number=numbers.get(row["file_id"], ""),
        kind=kind,
        recipient=str(row.get("recipient__name", "")),
        state=rules.state_on(period, day),
        signed_on=signed_on,
        ends_on=valid_to,
        withdrawn_on=withdrawn_at.astimezone(time.BERLIN).date() if withdrawn_at else None,
    )


def custodians_of(
    person: Person, file: FamilyFile, day: dt.date | None = None, *, is_adult: bool = False
) -> list[Person]:
    """Return those who may sign for a person: with custody of a child, or appointed guardian of an adult."""
    return guardians_of(file, person, day or time.today(), appointed_only=is_adult)


def signers_for(
    person: Person, file: FamilyFile, day: dt.date | None = None, *, is_adult: bool = False
) -> list[rules.Signer]:
    """Return the same persons as the rules need them."""
    today = day or time.today()
    return [
        rules.Signer(one.pk, time.age_on(one.birth_date, today) if one.birth_date else None, has_custody=True)
        for one in custodians_of(person, file, today, is_adult=is_adult)
    ]
