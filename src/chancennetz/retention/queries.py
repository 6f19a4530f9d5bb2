"""Reading what deletion needs: periods in force, what is known about files, proposals, certificates."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from chancennetz.access.models import FamilyFile
from chancennetz.core import crypto, keyring, signing, time
from chancennetz.core.catalogue import Retention
from chancennetz.core.models import DataKey
from chancennetz.people.models import Person
from chancennetz.retention import rules, words
from chancennetz.retention.constants import (
    PSEUDONYM_PURPOSE,
    SECOND_CHECK_AFTER,
    KeepReason,
    ProposalKind,
    ProposalState,
    RuleState,
)
from chancennetz.retention.models import Certificate, Hold, PaymentDay, Proposal, RetentionRule, SecondCheck
from chancennetz.retention.rules import FileState, Period


def rules_in_force(day: dt.date | None = None) -> list[RetentionRule]:
    """Return the version of each rule that holds on a day, by event and domain."""
    found: dict[tuple[str, str], RetentionRule] = {}
    rows = RetentionRule.objects.filter(state=RuleState.IN_FORCE, valid_from__lte=day or time.today())
    for row in rows.order_by("valid_from"):
        found[row.anchor, row.domain] = row
    return [found[key] for key in sorted(found)]


def periods(day: dt.date | None = None) -> list[Period]:
    """Return the rules in force as plain values."""
    return [
        Period(row.pk, Retention(row.anchor), row.domain, row.months, row.from_year_end) for row in rules_in_force(day)
    ]


def log_months() -> int:
    """Return for how many months the log is kept."""
    found = rules.rule_for(periods(), Retention.LOGGED, "OPERATION")
    return found.months if found is not None else 0


def payment_days() -> dict[uuid.UUID, PaymentDay]:
    """Return the day of the last payment by programme: what was entered last counts."""
    return {row.programme_id: row for row in PaymentDay.objects.select_related("programme").order_by("created_at")}


# --- files ---------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A file as far as a decision needs it."""

    file_id: uuid.UUID
    number: str
    organisation_id: uuid.UUID
    state: FileState


def known_files(file_id: uuid.UUID | None = None, person_id: uuid.UUID | None = None) -> list[Known]:
    """Return what is known about one file (or one person in it); without a file about all closed ones (system only).

    The database function looks, because nobody here may see the files themselves.
    """
    paid = {programme: row.paid_on for programme, row in payment_days().items()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM retention_facts(%s, %s)", [file_id, person_id])
        return [_known(row, paid) for row in cursor.fetchall()]


def _known(row: tuple[Any, ...], paid: Mapping[uuid.UUID, dt.date]) -> Known:
    file_id, number, organisation_id, domain, state, closed_on, in_force, ended, programmes, held, persons, main = row
    facts = FileState(
        domain=domain,
        state=state,
        closed_on=closed_on,
        consent_in_force=in_force,
        consent_ended=ended,
        payments=tuple(paid.get(programme) for programme in programmes),
        held=held,
        persons=persons,
        is_main_contact=main,
    )
    return Known(file_id, number, organisation_id, facts)


def preview(file_id: uuid.UUID, person_id: uuid.UUID | None = None) -> dict[str, int] | None:
    """Return by table how many rows would go; None when they cannot be taken apart, or are not yours to ask about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_preview(%s, %s)", [file_id, person_id])
        (found,) = cursor.fetchone()
    return None if found is None else dict(json.loads(found))


def file_for_control(number: str) -> uuid.UUID | None:
    """Return the file with this number, for the data protection officer; nothing else of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_file_for_control(%s)", [number])
        row = cursor.fetchone()
    return row[0] if row else None


def keeps(proposal: Proposal) -> list[KeepReason]:
    """Return what stands against carrying a proposal out, as of now."""
    known = known_files(proposal.file_id, proposal.person_id)
    if not known:
        return []
    kind, one_person = ProposalKind(proposal.kind), proposal.person_id is not None
    return rules.keeps(known[0].state, periods(), time.today(), kind, one_person=one_person)


# --- proposals and holds -------------------------------------------------------------------------------------------


def proposals() -> QuerySet[Proposal]:
    """Return the proposals that one may see, the longest due first; declined ones stay out."""
    rows = Proposal.objects.exclude(state=ProposalState.DECLINED)
    found: QuerySet[Proposal] = rows.select_related("organisation", "rule").order_by("due_since", "created_at")
    return found


def find_proposal(proposal_id: uuid.UUID) -> Proposal | None:
    """Return a proposal with those who decided on it."""
    rows = Proposal.objects.select_related("organisation", "rule", "proposed_by", "released_by", "declined_by")
    found: Proposal | None = rows.filter(pk=proposal_id).first()
    return found


def holds(file_ids: Iterable[uuid.UUID], day: dt.date | None = None) -> dict[uuid.UUID, list[Hold]]:
    """Return the holds in force by file."""
    found: dict[uuid.UUID, list[Hold]] = {}
    rows = Hold.objects.filter(file_id__in=list(file_ids), lifted_at__isnull=True, ends_on__gte=day or time.today())
    for row in rows.select_related("placed_by").order_by("ends_on"):
        found.setdefault(row.file_id, []).append(row)
    return found


def all_holds() -> list[Hold]:
    """Return every hold in force that one may see, each with the number of its file (`file_number`)."""
    rows = Hold.objects.filter(lifted_at__isnull=True, ends_on__gte=time.today()).select_related("placed_by")
    found = list(rows.order_by("ends_on"))
    for one in found:
        known = known_files(one.file_id)
        one.file_number = known[0].number if known else ""
    return found


def counts_in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what would go, or went, by what the tables hold, the most first."""
    labels = {model._meta.db_table: model._meta.label for model in apps.get_models()}
    found: dict[str, int] = {}
    for table, number in counts.items():
        word = words.table_word(labels.get(table, table))
        found[word] = found.get(word, 0) + number
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


# --- certificates and the second look -------------------------------------------------------------------------------


def public_key() -> str:
    """Return the key with which certificates verify."""
    return signing.public_key(keyring.current().signing)


def fingerprint(subject: uuid.UUID) -> str:
    """Return what a certificate holds in place of an id: keyed, so that nobody can guess ids against it."""
    return crypto.pseudonym(PSEUDONYM_PURPOSE, str(subject))


def certificate_file(certificate: Certificate) -> str:
    """Return a certificate as a file that `chancennetz retention verify` reads."""
    return rules.certificate_file(certificate.content, certificate.signature, public_key())


def is_genuine(certificate: Certificate) -> bool:
    """Tell whether a certificate in the register is still what was signed."""
    return signing.is_signed(public_key(), certificate.signature, certificate.content.encode())


def certificates() -> QuerySet[Certificate]:
    """Return the register as far as one may see it."""
    rows = Certificate.objects.select_related("organisation", "released_by", "executed_by")
    return rows.prefetch_related("checks").order_by("-number")


def deleted_subjects() -> dict[str, uuid.UUID]:
    """Return the persons and files whose key was destroyed and not yet forgotten, by their fingerprint."""
    rows = DataKey.objects.filter(destroyed_at__isnull=False).values_list("subject_id", flat=True)
    return {fingerprint(subject): subject for subject in rows}


def unchecked(until: dt.datetime) -> list[Certificate]:
    """Return the certificates of deletions up to a moment that were not found clean thirty days later, oldest first."""
    late_enough = OuterRef("created_at") + SECOND_CHECK_AFTER
    done = SecondCheck.objects.filter(certificate=OuterRef("pk"), is_clean=True, created_at__gte=late_enough)
    return list(Certificate.objects.filter(~Exists(done), created_at__lte=until).order_by("number"))


def traces(subjects: Iterable[uuid.UUID]) -> dict[str, int]:
    """Return by table in how many rows any of these ids is still found; every table is read (system only)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_traces(%s)", [list(subjects)])
        return dict(json.loads(cursor.fetchone()[0]))


def kept_certificates() -> list[dict[str, Any]]:
    """Return what the certificates outside of the database say; a file that does not verify is left out."""
    found = []
    for path in sorted(Path(settings.CERTIFICATES_DIR).glob("*.json")):
        with contextlib.suppress(rules.NoCertificate, UnicodeDecodeError):
            found.append(rules.read_certificate(path.read_text(encoding="utf-8"), public_key()))
    return found


def returned() -> list[int]:
    """Return the numbers of certificates whose file or person is there again: an older backup was restored.

    The register goes back with the backup; the certificates outside of the database do not.
    """
    living = {fingerprint(one) for one in FamilyFile.objects.values_list("pk", flat=True)}
    living |= {fingerprint(one) for one in Person.objects.values_list("pk", flat=True)}
    known = {row.number: set(row.subjects) for row in Certificate.objects.all()}
    known |= {int(said["number"]): set(said["subjects"]) for said in kept_certificates()}
    return sorted(number for number, subjects in known.items() if living & subjects)
