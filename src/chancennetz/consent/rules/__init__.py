"""The law of consent, release and passing on as pure functions: no database, no clock, no request."""

from __future__ import annotations

from chancennetz.consent.rules.declarations import (
    Block,
    Period,
    Signer,
    Signing,
    access_window,
    check_end,
    check_recipient,
    check_signatures,
    check_signed,
    ends_soon,
    facets_to_open,
    is_in_force,
    latest_end,
    may_receive,
    read_special,
    state_on,
    text_blocks,
    usual_domain,
    who_signs,
)
from chancennetz.consent.rules.sharing import (
    Question,
    ReleaseFact,
    RuleRow,
    SharingAnswer,
    matching_rule,
    may_share,
)
from chancennetz.core.time import BERLIN

__all__ = [
    "BERLIN",
    "Block",
    "Period",
    "Question",
    "ReleaseFact",
    "RuleRow",
    "SharingAnswer",
    "Signer",
    "Signing",
    "access_window",
    "check_end",
    "check_recipient",
    "check_signatures",
    "check_signed",
    "ends_soon",
    "facets_to_open",
    "is_in_force",
    "latest_end",
    "matching_rule",
    "may_receive",
    "may_share",
    "read_special",
    "state_on",
    "text_blocks",
    "usual_domain",
    "who_signs",
]
