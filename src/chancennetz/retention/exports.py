"""Certificates in words and as PDF."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core import time
from chancennetz.retention import queries
from chancennetz.retention.constants import SECOND_CHECK_AFTER, ProposalKind
from chancennetz.retention.models import Certificate
from chancennetz.ui import formats
from chancennetz.ui.pdf import render_pdf


def title(certificate: Certificate) -> str:
    """Return the name of a certificate."""
    return _("Certificate of deletion no. %(number)s") % {"number": certificate.number}


def lead(said: dict[str, Any]) -> str:
    """Say in one sentence what was deleted and when."""
    values = {"day": time.format_date(dt.datetime.fromisoformat(said["executed_at"]), weekday=False)}
    if said["what"] == "person":
        return _("On %(day)s all data of one person were deleted from a family file.") % values
    return _("On %(day)s a family file and the persons in it were deleted for good.") % values


def _moment(text: str | None) -> str:
    if not text:
        return ""
    moment = dt.datetime.fromisoformat(text)
    return f"{time.format_date(moment, weekday=False)}, {formats.clock(moment)}"


def _day(text: str | None) -> str:
    return time.format_date(dt.date.fromisoformat(text), weekday=False) if text else ""


def _who(name: str | None, moment: str | None) -> str:
    return ", ".join(part for part in (name or _("the nightly job"), _moment(moment)) if part)


def facts(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what a certificate says, in words."""
    found = [
        (_("Kept by"), said["organisation"]),
        (_("Why"), str(ProposalKind(said["kind"]).label)),
        (_("Rule"), said["rule"]),
    ]
    if said["event_on"]:
        found += [(_("Day of the event"), _day(said["event_on"])), (_("Due since"), _day(said["due_since"]))]
    return [
        *found,
        (_("Proposed by"), _who(said["proposed_by"], said["proposed_at"])),
        (_("Released by"), _who(said["released_by"], said["released_at"])),
        (_("Deleted by"), f"{_who(said['executed_by'], said['executed_at'])} ({said['executed_as']})"),
    ]


def proof(certificate: Certificate) -> list[tuple[str, str]]:
    """Return what somebody needs to check a certificate."""
    return [
        (_("Fingerprints"), "\n".join(certificate.subjects)),
        (_("Signature (Ed25519)"), _in_groups(certificate.signature)),
        (_("Public key"), _in_groups(queries.public_key())),
    ]


def _in_groups(digits: str, size: int = 32) -> str:
    return "\n".join(digits[start : start + size] for start in range(0, len(digits), size))


def check_words(certificate: Certificate) -> str:
    """Say what the second check found, or when it comes."""
    checks = sorted(certificate.checks.all(), key=lambda one: one.created_at)
    late = [one for one in checks if one.created_at >= certificate.created_at + SECOND_CHECK_AFTER]
    if late and late[-1].is_clean:
        return _("nothing found on %(day)s") % {"day": formats.short_date(late[-1].created_at.date())}
    if checks and not checks[-1].is_clean:
        tables = ", ".join(word for word, _number in queries.counts_in_words(checks[-1].findings))
        return _("something is left: %(tables)s") % {"tables": tables}
    day = (certificate.created_at + SECOND_CHECK_AFTER).astimezone(time.BERLIN).date()
    return _("from %(day)s on") % {"day": formats.short_date(day)}


def pdf(certificate: Certificate) -> bytes:
    """Return a certificate as tagged PDF."""
    said = json.loads(certificate.content)
    counts = queries.counts_in_words(said["rows_by_table"])
    data = {
        "lead": lead(said),
        "facts": [list(pair) for pair in facts(said)],
        "counts_title": _("What was deleted"),
        "counts_head": [_("What"), _("Pieces of data")],
        "counts": [[word, formats.number(number)] for word, number in counts]
        + [[_("Altogether"), formats.number(certificate.rows)]],
        "stays_title": _("What stays"),
        "stays": [
            _("Counts for the project, which name nobody."),
            _("Entries of the log with random ids, for twelve months."),
            _("Older backups, until they are deleted themselves."),
        ],
        "proof_title": _("How to check this certificate"),
        "proof_lead": _("Save it as JSON and call: chancennetz retention verify FILE.json"),
        "proof": [list(pair) for pair in proof(certificate)],
    }
    return render_pdf("retention/certificate.typ", data, title(certificate), "de")
