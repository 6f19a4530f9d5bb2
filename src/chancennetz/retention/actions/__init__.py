"""The only way to delete a family, and to decide on periods."""

from __future__ import annotations

from chancennetz.retention.actions.deleting import check_again, decline, execute, release
from chancennetz.retention.actions.periods import decide_rule, enter_payment, propose_rule
from chancennetz.retention.actions.proposals import (
    lift_hold,
    place_hold,
    propose_due,
    request_deletion,
    tell_team_leads,
)

__all__ = [
    "check_again",
    "decide_rule",
    "decline",
    "enter_payment",
    "execute",
    "lift_hold",
    "place_hold",
    "propose_due",
    "propose_rule",
    "release",
    "request_deletion",
    "tell_team_leads",
]
