"""The slip as PDF: where to go, what for, what to bring along; for services that do not work with this platform."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core import time
from chancennetz.referrals import snapshot
from chancennetz.referrals.constants import Manner
from chancennetz.referrals.queries import ReferralView
from chancennetz.ui.pdf import render_pdf


def slip_data(view: ReferralView) -> dict[str, Any]:
    """Return what the slip says. On an anonymous one there is the code, and nothing of the family."""
    referral, handover = view.referral, view.handover
    assert handover is not None  # noqa: S101 - only what was sent is printed
    organisation = referral.file.organisation
    lines = [] if handover.manner == Manner.ANONYMOUS else snapshot.read(referral.passed_on)
    sender = handover.sent_by
    phone = (sender.phone if sender else "") or organisation.phone
    return {
        "where_title": _("Where to"),
        "where": _place(view),
        "what_title": _("What we tell the service"),
        "what": [[str(field.label), "\n".join(text)] for field, text in lines],
        "nothing": _("Nothing. You say yourself what you want to say."),
        "from_title": _("Who recommends it"),
        "from": [
            [_("Counselling"), str(organisation)],
            [_("Name"), sender.display_name if sender else ""],
            [_("Phone"), phone],
            [_("Day"), time.format_date(handover.sent_at)],
        ],
        "code_title": _("Your code"),
        "code": handover.code,
        "code_text": _(
            "You may show or say this code. It says nothing about you. It only helps us to find each other."
        ),
        "note": _("You decide whether you go there and what you tell. This slip is yours."),
    }


def _place(view: ReferralView) -> list[list[str]]:
    referral = view.referral
    facts = [[_("Service"), view.target]]
    unit = referral.unit
    if unit is not None:
        town = f"{unit.postcode} {unit.town}".strip()
        facts += [
            [_("Address"), ", ".join(part for part in (unit.street, town) if part)],
            [_("Phone"), unit.phone],
        ]
    elif referral.organisation is not None:
        facts.append([_("Phone"), referral.organisation.phone])
    return [fact for fact in facts if fact[1]]


def slip_pdf(view: ReferralView, *, large_print: bool = False) -> bytes:
    """Return the slip as a tagged PDF; the caller logs the export."""
    return render_pdf("referrals/slip.typ", slip_data(view), _("Recommendation"), large_print=large_print)
