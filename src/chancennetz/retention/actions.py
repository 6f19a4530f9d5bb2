"""The only way to delete a family, and to decide on periods."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, ObjectType, Role
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.core import keyring, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.models import DataKey
from chancennetz.core.text import clean_text
from chancennetz.documents import actions as documents
from chancennetz.monitoring.models import Programme
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.retention import queries, rules
from chancennetz.retention.constants import (
    SECOND_CHECK_AFTER,
    HoldReason,
    KeepReason,
    ProposalKind,
    ProposalState,
    RuleState,
)
from chancennetz.retention.models import Certificate, Hold, PaymentDay, Proposal, RetentionRule, SecondCheck

SHORTEST_REASON = 10


def _log(
    by: Actor, what: str, row: Any, changed: Iterable[str] = (), subjects: Iterable[uuid.UUID | None] = ()
) -> None:
    name = type(row)._meta.model_name or ""
    record_write(
        by=by, action=f"retention.{what}", object_type=name, object_id=row.pk, subjects=subjects, changed=changed
    )


# --- periods as data -----------------------------------------------------------------------------------------------


@action
def propose_rule(
    *,
    by: Actor,
    anchor: Retention,
    domain: str,
    months: int,
    from_year_end: bool,
    source: str,
    is_confirmed: bool,
    valid_from: dt.date,
) -> RetentionRule:
    """Propose a new version of a period. It holds from its day on, when somebody else has approved it."""
    require(by, Action.CREATE, ObjectType.RETENTION_RULE)
    if anchor is Retention.LOGGED and months < 12:
        raise ValidationError({"months": _("The log is kept for twelve months at least.")})
    if valid_from < time.today():
        raise ValidationError({"valid_from": _("A new period cannot hold from a day in the past.")})
    if domain and domain not in LegalDomain.values:
        raise ValidationError({"domain": _("This part of the law is unknown.")})
    rule = RetentionRule(
        anchor=anchor.value,
        domain=domain,
        months=months,
        from_year_end=from_year_end,
        source=clean_text(source)[:400],
        is_confirmed=is_confirmed,
        valid_from=valid_from,
        proposed_by_id=by.account_id,
    )
    rule.save(force_insert=True)
    _log(by, "rule.propose", rule, ["months"])
    return rule


@action
def decide_rule(*, by: Actor, rule: RetentionRule, approve: bool) -> RetentionRule:
    """Approve a proposed period, or say no. Whoever proposed it cannot (the database refuses it too)."""
    require(by, Action.APPROVE, ObjectType.RETENTION_RULE)
    if rule.state != RuleState.PROPOSED:
        raise Conflict(_("Somebody has decided on this already."))
    if approve and by.account_id == rule.proposed_by_id:
        raise Conflict(_("Two pairs of eyes: somebody else has to approve what you have proposed."))
    rule.state = RuleState.IN_FORCE if approve else RuleState.REFUSED
    rule.decided_by_id = by.account_id if by.account_id != rule.proposed_by_id else None
    rule.decided_at = time.now()
    try:
        with transaction.atomic():
            rule.save_version(expected=rule.version, fields=["state", "decided_by", "decided_at"])
    except IntegrityError as error:
        raise Conflict(_("Another version holds from this day already.")) from error
    _log(by, "rule.approve" if approve else "rule.refuse", rule)
    return rule


@action
def enter_payment(*, by: Actor, programme: Programme, paid_on: dt.date, source: str) -> PaymentDay:
    """Enter the day of the last payment of a programme; an earlier entry stays, the newest counts."""
    require(by, Action.CREATE, ObjectType.RETENTION_RULE)
    if paid_on > time.today():
        raise ValidationError({"paid_on": _("This day lies in the future.")})
    day = PaymentDay(programme=programme, paid_on=paid_on, source=clean_text(source)[:400], entered_by_id=by.account_id)
    day.save(force_insert=True)
    _log(by, "payment.enter", day)
    return day


# --- holds ---------------------------------------------------------------------------------------------------------


@action
def place_hold(*, by: Actor, file_id: uuid.UUID, reason: HoldReason, note: str, ends_on: dt.date) -> Hold:
    """Stop the deletion of a file until a day, with the reason."""
    require(by, Action.UPDATE, ObjectType.RETENTION)
    if len(note.strip()) < SHORTEST_REASON:
        raise ValidationError({"note": _("Please say in a few words why the file is kept.")})
    if ends_on < time.today():
        raise ValidationError({"ends_on": _("This day has passed already.")})
    hold = Hold(file_id=file_id, reason=reason.value, note=note, ends_on=ends_on, placed_by_id=by.account_id)
    hold.save(force_insert=True)
    _log(by, "hold.place", hold, [reason.value], [file_id])
    return hold


@action
def lift_hold(*, by: Actor, hold: Hold) -> Hold:
    """End a hold before its day."""
    require(by, Action.UPDATE, ObjectType.RETENTION)
    if hold.lifted_at is not None:
        raise Conflict(_("This hold has been lifted already."))
    hold.lifted_at, hold.lifted_by_id = time.now(), by.account_id
    hold.save_version(expected=hold.version, fields=["lifted_at", "lifted_by"])
    _log(by, "hold.lift", hold, subjects=[hold.file_id])
    return hold


# --- proposing -----------------------------------------------------------------------------------------------------


@action
def propose_due(*, by: Actor) -> tuple[int, int]:
    """Propose every closed file whose period is over; take back what is no longer due. Returns (new, taken back).

    The nightly job. A held file is proposed too: the page shows it with its hold. Running twice changes nothing.
    """
    if not by.is_system:
        raise NotAllowed("only the nightly job proposes by period")
    day, periods = time.today(), queries.periods()
    known = {one.file_id: one for one in queries.known_files()}
    ends = {file_id: end for file_id, one in known.items() if (end := rules.due(one.state, periods))}
    due = {file_id: end for file_id, end in ends.items() if end.since <= day}
    taken_back = 0
    for proposal in Proposal.objects.filter(kind=ProposalKind.PERIOD).exclude(state=ProposalState.DECLINED):
        if proposal.file_id not in due:
            _log(by, "proposal.take_back", proposal, subjects=[proposal.file_id])
            proposal.delete()
            taken_back += 1
    # Declined: the data protection officer said no for this period; asked again only when its end has changed.
    answered = set(Proposal.objects.values_list("file_id", "due_since", "state", "person_id"))
    open_files = {file for file, _since, state, person in answered if state != ProposalState.DECLINED and not person}
    new = 0
    for file_id, end in due.items():
        if file_id in open_files or (file_id, end.since, ProposalState.DECLINED.value, None) in answered:
            continue
        _propose(by, known[file_id], ProposalKind.PERIOD, end=end)
        new += 1
    return new, taken_back


@action
def request_deletion(
    *, by: Actor, file_id: uuid.UUID, reason: str, person: Person | None = None, file: FamilyFile | None = None
) -> Proposal:
    """Propose a file, or one person of it, because the person asks for it (Art. 17 DSGVO).

    For the data protection officer by the number of the file; inside a file (`file`) for who leads case or team.
    Raises Conflict with what stands against it: what the law keeps, or what has to be done first.
    """
    if file is not None:
        require_in_file(by, Action.APPROVE, Facet.FRAME, file)
    else:
        require(by, Action.CREATE, ObjectType.RETENTION)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Please say in a few words who asked for it and when.")})
    known = queries.known_files(file_id, person.pk if person else None)
    if not known:
        raise Conflict(_("There is no such file."))
    against = rules.keeps(
        known[0].state, queries.periods(), time.today(), ProposalKind.REQUEST, one_person=person is not None
    )
    if against:
        raise Conflict(" ".join(str(one.label) for one in against))
    return _propose(by, known[0], ProposalKind.REQUEST, reason=reason, person=person)


def _propose(
    by: Actor,
    known: queries.Known,
    kind: ProposalKind,
    *,
    end: rules.Due | None = None,
    reason: str = "",
    person: Person | None = None,
) -> Proposal:
    counts = queries.preview(known.file_id, person.pk if person else None)
    if counts is None:
        raise Conflict(_apart())
    proposal = Proposal(
        file_id=known.file_id,
        number=known.number,
        organisation_id=known.organisation_id,
        person=person,
        kind=kind.value,
        rule_id=end.period.id if end else None,
        anchor_on=end.anchor_on if end else None,
        due_since=end.since if end else None,
        reason=reason,
        counts=counts,
        proposed_by_id=by.user_id,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("The deletion has been proposed already.")) from error
    subjects = [known.file_id, person.pk if person else None]
    _log(by, "proposal.add", proposal, [kind.value], subjects)
    return proposal


def _apart() -> str:
    return _("These data cannot be taken apart by themselves. Please ask the administration of the platform.")


# --- four eyes -----------------------------------------------------------------------------------------------------


@action
def release(*, by: Actor, proposal: Proposal) -> Proposal:
    """Release a proposal: from now on somebody else may carry it out. Nothing is deleted yet."""
    require(by, Action.UPDATE, ObjectType.RETENTION)
    if proposal.state != ProposalState.PROPOSED:
        raise Conflict(_("Somebody has decided on this already."))
    if against := queries.keeps(proposal):
        raise Conflict(" ".join(str(one.label) for one in against))
    counts = queries.preview(proposal.file_id, proposal.person_id)
    if counts is None:
        raise Conflict(_apart())
    proposal.counts = counts
    proposal.state, proposal.released_by_id, proposal.released_at = ProposalState.RELEASED, by.account_id, time.now()
    proposal.save_version(expected=proposal.version, fields=["state", "released_by", "released_at", "counts"])
    _log(by, "proposal.release", proposal, subjects=[proposal.file_id, proposal.person_id])
    return proposal


@action
def decline(*, by: Actor, proposal: Proposal, reason: str) -> Proposal:
    """Say no to a proposal, or take a release back, with the reason. Nothing is deleted."""
    require(by, Action.UPDATE, ObjectType.RETENTION)
    if proposal.state == ProposalState.DECLINED:
        raise Conflict(_("Somebody has decided on this already."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Please say in a few words why it is not deleted.")})
    proposal.reason = "\n".join(part for part in (proposal.reason, reason.strip()) if part)[:1000]
    proposal.state, proposal.declined_by_id = ProposalState.DECLINED, by.account_id
    proposal.released_by_id = proposal.released_at = None
    names = ["reason", "state", "declined_by", "released_by", "released_at"]
    proposal.save_version(expected=proposal.version, fields=names)
    _log(by, "proposal.decline", proposal, subjects=[proposal.file_id, proposal.person_id])
    return proposal


def _against(answer: str) -> str:
    return {
        "gone": _("This deletion has been carried out, or taken back, in the meantime."),
        "person": _("Two pairs of eyes: somebody else has to carry out what you have proposed or released."),
        "hold": str(KeepReason.HOLD.label),
        "open": str(KeepReason.OPEN.label),
        "stale": _("The release is more than 30 days old. Please release it anew."),
        "apart": _apart(),
    }.get(answer, _("This is not yours to decide."))


@action
def execute(*, by: Actor, proposal: Proposal) -> Certificate:
    """Delete for good, and write the certificate. One transaction: all of it, or nothing.

    The database function decides once more whether this account may, then deletes all rows and destroys the keys. The
    uploads leave the disk after the commit; what a kill leaves there is unreadable and swept up by the weekly job.
    """
    require(by, Action.APPROVE, ObjectType.RETENTION)
    said = _what_the_certificate_says(by, proposal)
    file_id = proposal.file_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_erase(%s)", [proposal.pk])
        taken: dict[str, Any] = json.loads(cursor.fetchone()[0])
    if taken["answer"] != "done":
        raise Conflict(_against(taken["answer"]))
    subjects = [uuid.UUID(one) for one in taken["subjects"]]
    certificate = _certify(by, proposal, said, taken["counts"], subjects)
    record(
        kind=EntryKind.OPERATION,
        by=by,
        action="retention.execute",
        object_type="certificate",
        object_id=certificate.pk,
        subjects={file_id, *subjects},
        basis="Art. 17 DSGVO",
    )
    documents.remove_contents(by=by, names=taken["stored"])
    return certificate


def _what_the_certificate_says(by: Actor, proposal: Proposal) -> dict[str, Any]:
    """Return the part of a certificate that is known before the deletion, in German: it is a document of the county."""
    rule = proposal.rule
    with translation.override("de"):
        law = "" if rule is None else f"{Retention(rule.anchor).label}, {rule.months} Monate: {rule.source}"
        return {
            "kind": proposal.kind,
            "what": "person" if proposal.person_id else "file",
            "organisation": str(Organisation.objects.get(pk=proposal.organisation_id)),
            "rule": law or str(ProposalKind(proposal.kind).label),
            "event_on": proposal.anchor_on.isoformat() if proposal.anchor_on else None,
            "due_since": proposal.due_since.isoformat() if proposal.due_since else None,
            "proposed_by": proposal.proposed_by.display_name if proposal.proposed_by else None,
            "proposed_at": proposal.created_at.isoformat(timespec="seconds"),
            "released_by": proposal.released_by.display_name if proposal.released_by else None,
            "released_at": proposal.released_at.isoformat(timespec="seconds") if proposal.released_at else None,
            "executed_by": by.display_name,
            "executed_as": str(Role(by.role).label),
        }


def _certify(
    by: Actor, proposal: Proposal, said: dict[str, Any], counts: dict[str, int], subjects: list[uuid.UUID]
) -> Certificate:
    assert proposal.released_by_id is not None  # noqa: S101 - the database has just looked
    number = (Certificate.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    now = time.now()
    fingerprints = sorted(queries.fingerprint(one) for one in subjects)
    text = rules.signed_text(
        said
        | {
            "number": number,
            "executed_at": now.isoformat(timespec="seconds"),
            "rows_by_table": counts,
            "subjects": fingerprints,
        }
    )
    certificate = Certificate(
        number=number,
        created_at=now,
        organisation_id=proposal.organisation_id,
        kind=proposal.kind,
        rows=sum(counts.values()),
        subjects=fingerprints,
        content=text,
        signature=rules.sign(keyring.current().signing, text),
        proposed_by_id=proposal.proposed_by_id,
        released_by_id=proposal.released_by_id,
        executed_by_id=by.account_id,
    )
    certificate.save(force_insert=True)
    return certificate


# --- the second look -----------------------------------------------------------------------------------------------


@action
def check_again(*, by: Actor, everything: bool = False) -> list[SecondCheck]:
    """Look whether anything is left of what was deleted thirty days ago or longer; with `everything` of all of it.

    Every table is searched for the ids, whatever it holds. When nothing is left, the emptied keys go too: from then on
    the platform knows the ids no longer. Otherwise the check is repeated the next night.
    """
    if not by.is_system:
        raise NotAllowed("only the job looks again")
    documents.sweep_orphans(by=by)
    known = queries.deleted_subjects()
    made = []
    for certificate in queries.unchecked(time.now() if everything else time.now() - SECOND_CHECK_AFTER):
        subjects = [known[one] for one in certificate.subjects if one in known]
        found = queries.traces(subjects)
        check = SecondCheck(certificate=certificate, is_clean=not found, findings=found)
        check.save(force_insert=True)
        if check.is_clean and certificate.created_at <= time.now() - SECOND_CHECK_AFTER:
            DataKey.objects.filter(subject_id__in=subjects, destroyed_at__isnull=False).delete()
        _log(by, "check", check, [f"{table} {number}" for table, number in found.items()])
        made.append(check)
    return made
