"""Pure rules of deletion: when a period ends, which rule counts, what stands against it, how proof is signed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chancennetz.core import signing, time
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.retention.constants import CERTIFICATE_FORMAT, KeepReason, ProposalKind


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """A rule in force: so many months after an event, in one part of the law ("" = any)."""

    id: uuid.UUID | None
    anchor: Retention
    domain: str
    months: int
    from_year_end: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class FileState:
    """What is known about a file, or about one person in it, without a name.

    `consent_ended` is the last day of the last declaration, None when there never was one; `programmes` are those in
    which somebody takes part, each with the day of the last payment, None when nobody has entered it.
    """

    domain: str
    state: str
    closed_on: dt.date | None
    consent_in_force: bool = False
    consent_ended: dt.date | None = None
    payments: tuple[dt.date | None, ...] = ()
    held: bool = False
    persons: int = 0
    is_main_contact: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """Which period ends last, its event and the first day after it."""

    period: Period
    anchor_on: dt.date
    since: dt.date


def last_day(event: dt.date, months: int, *, from_year_end: bool) -> dt.date:
    """Return the last day of a period. Art. 82 of Regulation 2021/1060 counts from 31 December of the year."""
    start = dt.date(event.year, 12, 31) if from_year_end else event
    return time.add_months(start, months)


def rule_for(periods: Iterable[Period], anchor: Retention, domain: str) -> Period | None:
    """Return the rule for an event in a part of the law: the one for this part, else the one for any."""
    fitting = [one for one in periods if one.anchor is anchor and one.domain in {domain, ""}]
    return max(fitting, key=lambda one: one.domain != "", default=None)


def _events(file: FileState) -> list[tuple[Retention, str, dt.date | None]]:
    """Return the events that periods run from, each with its part of the law; None = has not happened yet."""
    found: list[tuple[Retention, str, dt.date | None]] = [(Retention.CASE_CLOSED, file.domain, file.closed_on)]
    if file.consent_ended is not None or file.consent_in_force:
        found.append((Retention.CONSENT_ENDED, file.domain, None if file.consent_in_force else file.consent_ended))
    found += [(Retention.LAST_PAYMENT, LegalDomain.PROJECT.value, paid) for paid in file.payments]
    return found


def due(file: FileState, periods: Sequence[Period]) -> Due | None:
    """Return from when on a file has to go: the day after the last of all its periods; None = that is not known.

    Without a rule for one of its events a file stays: nobody has decided.
    """
    ends = []
    for anchor, domain, event in _events(file):
        period = rule_for(periods, anchor, domain)
        if event is None or period is None:
            return None
        end = last_day(event, period.months, from_year_end=period.from_year_end)
        ends.append(Due(period, event, end + dt.timedelta(days=1)))
    return max(ends, key=lambda one: one.since)


def _keeps_project(file: FileState, periods: Sequence[Period], day: dt.date) -> bool:
    period = rule_for(periods, Retention.LAST_PAYMENT, LegalDomain.PROJECT.value)
    if period is None:
        return bool(file.payments)
    ends = [paid and last_day(paid, period.months, from_year_end=period.from_year_end) for paid in file.payments]
    return any(end is None or end >= day for end in ends)


def keeps(
    file: FileState, periods: Sequence[Period], day: dt.date, kind: ProposalKind, *, one_person: bool = False
) -> list[KeepReason]:
    """Return what stands against a deletion on a day; empty when nothing does.

    A request (Art. 17 DSGVO) does not wait for our own periods and is the withdrawal of consent at the same time; what
    the law keeps, a running case and a hold stop it all the same.
    """
    found = []
    if file.held:
        found.append(KeepReason.HOLD)
    if file.state == "restricted":
        found.append(KeepReason.RESTRICTED)
    if one_person:
        if file.persons <= 1:
            found.append(KeepReason.ONLY_PERSON)
        elif file.is_main_contact:
            found.append(KeepReason.MAIN_CONTACT)
    elif file.state == "open":
        found.append(KeepReason.OPEN)
    if _keeps_project(file, periods, day):
        found.append(KeepReason.PROJECT)
    if kind is ProposalKind.PERIOD:
        if file.consent_in_force:
            found.append(KeepReason.CONSENT)
        end = due(file, periods)
        if end is None and not found:
            found.append(KeepReason.NO_RULE)
        elif end is not None and end.since > day:
            found.append(KeepReason.NOT_OVER)
    return found


# --- certificates --------------------------------------------------------------------------------------------------


def signed_text(content: Mapping[str, Any]) -> str:
    """Return what is signed: the content as JSON in one fixed form."""
    return json.dumps({"format": CERTIFICATE_FORMAT, **content}, ensure_ascii=False, sort_keys=True, indent=1)


def sign(seed: bytes, text: str) -> str:
    """Sign the text of a certificate (Ed25519, RFC 8032)."""
    return signing.sign(seed, text.encode())


def certificate_file(text: str, signature: str, public_key: str) -> str:
    """Return a certificate as a file: the signed text, the signature, the key that it verifies with."""
    return json.dumps({"signed": text, "signature": signature, "public_key": public_key}, ensure_ascii=False, indent=1)


class NoCertificate(ValueError):
    """A file that is no certificate, or one that does not verify; the message says which."""


def read_certificate(content: str, public_key: str) -> dict[str, Any]:
    """Return what a certificate says. Raises NoCertificate unless it was signed with our key and not changed since."""
    try:
        envelope = json.loads(content)
        text, signature = str(envelope["signed"]), str(envelope["signature"])
        said: dict[str, Any] = json.loads(text)
    except (ValueError, KeyError, TypeError) as error:
        raise NoCertificate("this is no certificate of deletion") from error
    if not signing.is_signed(public_key, signature, text.encode()):
        raise NoCertificate("the signature does not fit: changed, or signed with another key")
    if said.get("format") != CERTIFICATE_FORMAT:
        raise NoCertificate(f"unknown form {said.get('format')!r}")
    return said
