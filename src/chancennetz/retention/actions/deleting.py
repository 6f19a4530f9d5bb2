"""Four eyes, the deletion itself, its proof, the second look."""

from __future__ import annotations

import json
import uuid
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core import keyring, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.catalogue import Retention
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.models import DataKey
from chancennetz.documents import actions as documents
from chancennetz.organisations.models import Organisation
from chancennetz.retention import queries, rules
from chancennetz.retention.actions.common import SHORTEST_REASON, apart, log
from chancennetz.retention.constants import (
    EVENTS,
    SECOND_CHECK_AFTER,
    KeepReason,
    ProposalKind,
    ProposalState,
)
from chancennetz.retention.models import Certificate, Proposal, SecondCheck


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
        raise Conflict(apart())
    proposal.counts = counts
    proposal.state, proposal.released_by_id, proposal.released_at = ProposalState.RELEASED, by.account_id, time.now()
    proposal.save_version(expected=proposal.version, fields=["state", "released_by", "released_at", "counts"])
    log(by, "proposal.release", proposal, subjects=[proposal.file_id, proposal.person_id])
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
    log(by, "proposal.decline", proposal, subjects=[proposal.file_id, proposal.person_id])
    return proposal


def _against(answer: str) -> str:
    return {
        "gone": _("This deletion has been carried out, or taken back, in the meantime."),
        "person": _("Two pairs of eyes: somebody else has to carry out what you have proposed or released."),
        "hold": str(KeepReason.HOLD.label),
        "open": str(KeepReason.OPEN.label),
        "stale": _("The release is more than 30 days old. Please release it anew."),
        "apart": apart(),
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
        law = "" if rule is None else f"{EVENTS[Retention(rule.anchor)]}, {rule.months} Monate: {rule.source}"
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
    transaction.on_commit(partial(_keep_outside, certificate))
    return certificate


def _keep_outside(certificate: Certificate) -> None:
    """Write a certificate beside the database too: a restored backup then cannot bring back what was deleted unseen."""
    path = Path(settings.CERTIFICATES_DIR) / f"{certificate.number:06}.json"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".new")
    temporary.write_text(queries.certificate_file(certificate), encoding="utf-8")
    temporary.replace(path)


@action
def check_again(*, by: Actor, everything: bool = False) -> list[SecondCheck]:
    """Look whether anything is left of what was deleted thirty days ago or longer; with `everything` of all of it.

    Every table is searched for the ids, whatever it holds. When nothing is left, the emptied keys go too: from then on
    the platform knows the ids no longer. Otherwise the check is repeated the next night.
    """
    if not by.is_system:
        raise NotAllowed("only the job looks again")
    documents.sweep_orphans(by=by)
    for certificate in Certificate.objects.all():
        _keep_outside(certificate)  # a kill between commit and writing has left it out
    known = queries.deleted_subjects()
    made = []
    for certificate in queries.unchecked(time.now() if everything else time.now() - SECOND_CHECK_AFTER):
        subjects = [known[one] for one in certificate.subjects if one in known]
        found = queries.traces(subjects)
        check = SecondCheck(certificate=certificate, is_clean=not found, findings=found)
        check.save(force_insert=True)
        if check.is_clean and certificate.created_at <= time.now() - SECOND_CHECK_AFTER:
            DataKey.objects.filter(subject_id__in=subjects, destroyed_at__isnull=False).delete()
        log(by, "check", check, [f"{table} {number}" for table, number in found.items()])
        made.append(check)
    return made
