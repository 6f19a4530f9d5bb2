"""The only way to record, refuse and withdraw declarations. A withdrawal works with the next request."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import open_release, require_in_file
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.consent import drawing, queries, rules
from chancennetz.consent.constants import ADULT_AGE, ConsentForm, Direction, GivenBy, ReleasePurpose, TextKind
from chancennetz.consent.models import ConfidentialityRelease, Consent, ConsentText, Signature
from chancennetz.consent.queries import Declaration
from chancennetz.consent.rules.signatures import Strokes
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_line
from chancennetz.documents import actions as documents
from chancennetz.documents.constants import DocumentKind
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.people.queries import person_in_file
from chancennetz.tasks.hooks import owner_reference


class Signing(TypedDict, total=False):
    """How a declaration was signed. Missing entries mean: today, in German, on paper, by whom the law names.

    `single_authority` with `authority_note` says why one of two persons with custody signs alone. `drawings` are the
    signatures on the tablet by person, needed from everybody who signs when `form` is ELECTRONIC.
    """

    signed_on: dt.date | None
    valid_from: dt.date | None
    given_by: GivenBy | None
    guardian: Person | None
    second_guardian: Person | None
    single_authority: str
    authority_note: str
    form: ConsentForm
    language: str
    interpreter: str
    plain_language_shown: bool
    document_id: uuid.UUID | None
    drawings: Mapping[uuid.UUID, Strokes]


def _common(
    by: Actor, file: FamilyFile, person: Person, kind: TextKind, how: Signing, *, check_signers: bool = True
) -> dict[str, Any]:
    """Check who signed and when; returns the fields that consent and release share."""
    belonging = person_in_file(file, person.pk)
    if belonging is None:
        raise Conflict(_("Only persons of this file can be chosen here."))
    today = time.today()
    signed_on = how.get("signed_on") or today
    valid_from = how.get("valid_from") or max(signed_on, today if not by.is_system else signed_on)
    rules.check_signed(signed_on, valid_from, today)
    text = _text(by, kind, how.get("language", "de"), signed_on)
    age = time.age_on(person.birth_date, signed_on) if person.birth_date else None
    is_adult = age >= ADULT_AGE if age is not None else not belonging.is_child
    custodians = queries.signers_for(person, file, signed_on, is_adult=is_adult)
    authority, note = how.get("single_authority", ""), clean_line(how.get("authority_note", ""))
    needed = rules.who_signs(age, is_child=belonging.is_child, custodians=len(custodians), single_authority=authority)
    given_by = GivenBy(how.get("given_by") or needed.given_by)
    signing = [one for one in (how.get("guardian"), how.get("second_guardian")) if one is not None]
    form = ConsentForm(how.get("form", ConsentForm.PAPER))
    if check_signers:
        rules.check_authority(authority, note, len(custodians))
        known = {signer.person_id: signer for signer in custodians}
        signers = [known.get(one.pk, rules.Signer(one.pk, None, has_custody=False)) for one in signing]
        adult_with_guardian = needed.given_by is GivenBy.SELF and bool(custodians)
        rules.check_signatures(needed, given_by, signers, person.pk, legal_guardian=adult_with_guardian)
        if form is ConsentForm.ELECTRONIC and not by.is_system:
            hands = [one.pk for one in signing] + ([] if given_by is GivenBy.GUARDIAN else [person.pk])
            _check_drawn(hands, how.get("drawings", {}), signed_on)
    return {
        "file": file,
        "person": person,
        "given_by": given_by.value,
        "guardian": how.get("guardian"),
        "second_guardian": how.get("second_guardian"),
        "single_authority": authority,
        "authority_note": note[:500],
        "form": form.value,
        "text": text,
        "interpreter": clean_line(how.get("interpreter", ""))[:120],
        "plain_language_shown": how.get("plain_language_shown", False),
        "signed_on": signed_on,
        "valid_from": valid_from,
        "recorded_by": by.user_id,
        "document_id": how.get("document_id"),
    }


def _text(by: Actor, kind: TextKind, language: str, signed_on: dt.date) -> ConsentText:
    """Return the wording that was signed. The platform itself may take over old sheets; people may not back-date."""
    if by.is_system:
        return queries.present_text(kind, language)
    text = queries.text_on(kind, language, signed_on)
    rules.check_entry(signed_on, time.today(), has_text=text is not None)
    return text or queries.present_text(kind, language)


def _check_drawn(hands: Collection[uuid.UUID], drawings: Mapping[uuid.UUID, Strokes], signed_on: dt.date) -> None:
    if signed_on != time.today():
        raise ValidationError({"signed_on": _("Whoever signs on the tablet signs today.")})
    if set(hands) - set(drawings):
        raise ValidationError({"form": _("A signature is missing. Everybody who decides signs on the tablet.")})


def _keep_signatures(by: Actor, declaration: Declaration, drawings: Mapping[uuid.UUID, Strokes]) -> None:
    """Keep the drawings encrypted among the documents, and note who signed what."""
    if declaration.form != ConsentForm.ELECTRONIC:
        return
    kind = queries.kind_of(declaration)
    sheet_hash = queries.sheet_hash(declaration)
    signing = [declaration.person_id, declaration.guardian_id, declaration.second_guardian_id]
    for person_id in signing:
        if person_id is None or person_id not in drawings:
            continue
        document = documents.upload(
            by=by,
            file=declaration.file,
            content=drawing.picture(drawings[person_id]),
            title=_("Signature: %(what)s") % {"what": kind.label},
            kind=DocumentKind.CONSENT,
            owner=owner_reference("consent.declaration", declaration.pk),
        )
        Signature(
            file=declaration.file,
            kind=kind.value,
            declaration_id=declaration.pk,
            person_id=person_id,
            document_id=document.pk,
            sheet_hash=sheet_hash,
        ).save(force_insert=True)


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
    **how: Unpack[Signing],
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
    _keep_signatures(by, consent, how.get("drawings", {}))
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
    team_may_speak: bool = True,
    copy_handed_over: bool = False,
    **how: Unpack[Signing],
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
        team_may_speak=team_may_speak,
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
    _keep_signatures(by, release, how.get("drawings", {}))
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
    **how: Unpack[Signing],
) -> Declaration:
    """Record that somebody said no, so that nobody asks again next week. Nothing is opened; no signature is needed."""
    require_in_file(by, Action.CREATE, Facet.CONSENT, file)
    fields = _common(by, file, person, kind, how, check_signers=False)
    _check_nothing_in_force(file, person, kind, recipient)
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


def _check_nothing_in_force(file: FamilyFile, person: Person, kind: TextKind, recipient: Organisation | None) -> None:
    """A no against something that is still in force is a withdrawal, and has to work like one."""
    if kind is TextKind.PROCESSING:
        held = queries.person_has_consent(file, person.pk)
    else:
        releases = queries.releases_in_force(file, person.pk)
        held = any(recipient is not None and one.recipient_id == recipient.pk for one in releases)
    if held:
        raise Conflict(_("There is still a declaration in force. Please withdraw it: then it ends at once."))


@action
def attach_scan(*, by: Actor, declaration: Declaration, content: bytes) -> Declaration:
    """Keep the scan or photo of the signed sheet with a declaration. Raises documents.rules.Refused."""
    require_in_file(by, Action.UPDATE, Facet.CONSENT, declaration.file)
    document = documents.upload(
        by=by,
        file=declaration.file,
        content=content,
        title=_("Signed sheet: %(what)s") % {"what": queries.kind_of(declaration).label},
        kind=DocumentKind.CONSENT,
        owner=owner_reference("consent.declaration", declaration.pk),
    )
    declaration.document_id = document.pk
    declaration.save_version(expected=declaration.version, fields=["document_id"])
    log_declaration(by, "scan", declaration, ["document_id"])
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
