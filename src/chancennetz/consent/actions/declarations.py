"""The only way to record, refuse and withdraw declarations. A withdrawal works with the next request."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import open_release, require_in_file
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.consent import queries, rules
from chancennetz.consent.constants import (
    ADULT_AGE,
    ConsentForm,
    Direction,
    GivenBy,
    ReleasePurpose,
    TextKind,
)
from chancennetz.consent.models import ConfidentialityRelease, Consent
from chancennetz.consent.queries import Declaration
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_line
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.people.queries import person_in_file


class Signature(TypedDict, total=False):
    """How a declaration was signed. Missing entries mean: today, in German, on paper, by whom the law names."""

    signed_on: dt.date | None
    valid_from: dt.date | None
    given_by: GivenBy | None
    guardian: Person | None
    second_guardian: Person | None
    form: ConsentForm
    language: str
    interpreter: str
    document_id: uuid.UUID | None


def _common(
    by: Actor, file: FamilyFile, person: Person, kind: TextKind, how: Signature, *, check_signers: bool = True
) -> dict[str, Any]:
    """Check who signed and when; returns the fields that consent and release share."""
    belonging = person_in_file(file, person.pk)
    if belonging is None:
        raise Conflict(_("Only persons of this file can be chosen here."))
    today = time.today()
    signed_on = how.get("signed_on") or today
    valid_from = how.get("valid_from") or max(signed_on, today if not by.is_system else signed_on)
    rules.check_signed(signed_on, valid_from, today)
    age = time.age_on(person.birth_date, signed_on) if person.birth_date else None
    is_adult = age >= ADULT_AGE if age is not None else not belonging.is_child
    custodians = queries.signers_for(person, file, signed_on, is_adult=is_adult)
    needed = rules.who_signs(age, is_child=belonging.is_child, custodians=len(custodians))
    given_by = GivenBy(how.get("given_by") or needed.given_by)
    signing = [one for one in (how.get("guardian"), how.get("second_guardian")) if one is not None]
    if check_signers:
        known = {signer.person_id: signer for signer in custodians}
        signers = [known.get(one.pk, rules.Signer(one.pk, None, has_custody=False)) for one in signing]
        adult_with_guardian = needed.given_by is GivenBy.SELF and bool(custodians)
        rules.check_signatures(needed, given_by, signers, person.pk, legal_guardian=adult_with_guardian)
    return {
        "file": file,
        "person": person,
        "given_by": given_by.value,
        "guardian": how.get("guardian"),
        "second_guardian": how.get("second_guardian"),
        "form": ConsentForm(how.get("form", ConsentForm.PAPER)).value,
        "text": queries.present_text(kind, how.get("language", "de")),
        "interpreter": clean_line(how.get("interpreter", ""))[:120],
        "signed_on": signed_on,
        "valid_from": valid_from,
        "recorded_by": by.user_id,
        "document_id": how.get("document_id"),
    }


def log_declaration(by: Actor, name: str, declaration: Declaration, changed: Iterable[str] = ()) -> None:
    record_write(
        by=by,
        action=f"consent.{name}",
        object_type=queries.kind_of(declaration).value,
        object_id=declaration.pk,
        subjects=[
            declaration.file_id,
            declaration.person_id,
            declaration.guardian_id,
            declaration.second_guardian_id,
        ],
        facet=Facet.CONSENT,
        changed=changed,
    )


def _check_end(by: Actor, fields: dict[str, Any], valid_to: dt.date | None, *, needed: bool) -> None:
    # The platform itself may enter old declarations (take-over from paper, demo); they open nothing.
    today = fields["valid_from"] if by.is_system else time.today()
    rules.check_end(fields["valid_from"], valid_to, today, needed=needed)


@action
def record_consent(
    *,
    by: Actor,
    file: FamilyFile,
    person: Person,
    valid_to: dt.date | None = None,
    special_categories: Iterable[str] = (),
    follow_up_contact: bool = False,
    **how: Unpack[Signature],
) -> Consent:
    """Record the consent to processing of one person; raises ValidationError by field when it would not be valid."""
    require_in_file(by, Action.CREATE, Facet.CONSENT, file)
    fields = _common(by, file, person, TextKind.PROCESSING, how)
    _check_end(by, fields, valid_to, needed=False)
    special = rules.read_special(special_categories)
    consent = Consent(
        **fields,
        valid_to=valid_to,
        special_categories=[category.value for category in special],
        follow_up_contact=follow_up_contact,
    )
    consent.save(force_insert=True)
    log_declaration(by, "record", consent)
    return consent


@action
def record_release(
    *,
    by: Actor,
    file: FamilyFile,
    person: Person,
    recipient: Organisation,
    recipient_role: Role | str,
    facets: Iterable[Facet | str],
    purpose: ReleasePurpose,
    valid_to: dt.date | None,
    purpose_text: str = "",
    direction: Direction = Direction.ONE_WAY,
    special_categories: Iterable[str] = (),
    domain_from: LegalDomain | str = "",
    domain_to: LegalDomain | str = "",
    released_user_id: uuid.UUID | None = None,
    copy_handed_over: bool = False,
    **how: Unpack[Signature],
) -> ConfidentialityRelease:
    """Record a release from confidentiality and open exactly what it names, until its last day.

    Raises ValidationError by field when it would not be valid.
    """
    require_in_file(by, Action.CREATE, Facet.CONSENT, file)
    role = Role(recipient_role).value if recipient_role else ""
    rules.check_recipient(recipient.pk, file.organisation_id, role)
    fields = _common(by, file, person, TextKind.RELEASE, how)
    _check_end(by, fields, valid_to, needed=True)
    special = rules.read_special(special_categories)
    opened = rules.facets_to_open(facets, special)
    release = ConfidentialityRelease(
        **fields,
        valid_to=valid_to,
        released_organisation=file.organisation,
        released_user_id=released_user_id or by.user_id,
        recipient=recipient,
        recipient_role=role,
        direction=Direction(direction).value,
        facets=[facet.value for facet in opened],
        special_categories=[category.value for category in special],
        purpose=ReleasePurpose(purpose).value,
        purpose_text=purpose_text,
        domain_from=LegalDomain(domain_from or file.domain).value,
        domain_to=LegalDomain(domain_to or rules.usual_domain(recipient.kind)).value,
        copy_handed_over=copy_handed_over,
    )
    release.save(force_insert=True)
    _open(by, release)
    log_declaration(by, "release", release)
    return release


def _open(by: Actor, release: ConfidentialityRelease) -> None:
    window = rules.access_window(queries.period_of(release), time.now())
    if window is None or not rules.may_receive(release.recipient_role):
        return
    open_release(
        by=by,
        file=release.file,
        organisation=release.recipient,
        role=Role(release.recipient_role),
        facets=[Facet(facet) for facet in release.facets],
        starts_at=window[0],
        ends_at=window[1],
        basis_id=release.pk,
    )


@action
def record_refusal(
    *,
    by: Actor,
    file: FamilyFile,
    person: Person,
    kind: TextKind,
    recipient: Organisation | None = None,
    recipient_role: Role | str = "",
    purpose: ReleasePurpose = ReleasePurpose.COORDINATION,
    **how: Unpack[Signature],
) -> Declaration:
    """Record that somebody said no, so that nobody asks again next week. Nothing is opened; no signature is needed."""
    require_in_file(by, Action.CREATE, Facet.CONSENT, file)
    fields = _common(by, file, person, kind, how, check_signers=False)
    declaration: Declaration
    if kind is TextKind.PROCESSING:
        declaration = Consent(**fields, refused=True)
    else:
        if recipient is None:
            raise ValidationError({"recipient": _("Please choose to whom the family said no.")})
        role = Role(recipient_role).value if recipient_role else ""
        rules.check_recipient(recipient.pk, file.organisation_id, role)
        declaration = ConfidentialityRelease(
            **fields,
            refused=True,
            valid_to=fields["valid_from"],
            released_organisation=file.organisation,
            recipient=recipient,
            recipient_role=role,
            facets=[],
            purpose=ReleasePurpose(purpose).value,
            domain_from=file.domain,
            domain_to=rules.usual_domain(recipient.kind).value,
        )
    declaration.save(force_insert=True)
    log_declaration(by, "refuse", declaration)
    return declaration


@action
def note_print(*, by: Actor, file: FamilyFile, kind: TextKind, declaration: Declaration | None = None) -> None:
    """Log that a form was printed."""
    require_in_file(by, Action.READ, Facet.CONSENT, file)
    record(
        kind=EntryKind.EXPORT,
        by=by,
        action="consent.print",
        object_type=kind.value,
        object_id=declaration.pk if declaration is not None else "",
        subjects=[file.pk, declaration.person_id if declaration is not None else None],
        facet=Facet.CONSENT,
    )
