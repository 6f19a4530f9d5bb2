"""Periods as data: proposed by one, approved by another."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_text
from chancennetz.monitoring.models import Programme
from chancennetz.retention.actions.common import log
from chancennetz.retention.constants import (
    RuleState,
)
from chancennetz.retention.models import PaymentDay, RetentionRule


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
    log(by, "rule.propose", rule, ["months"])
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
    log(by, "rule.approve" if approve else "rule.refuse", rule)
    return rule


@action
def enter_payment(*, by: Actor, programme: Programme, paid_on: dt.date, source: str) -> PaymentDay:
    """Enter the day of the last payment of a programme; an earlier entry stays, the newest counts."""
    require(by, Action.CREATE, ObjectType.RETENTION_RULE)
    if paid_on > time.today():
        raise ValidationError({"paid_on": _("This day lies in the future.")})
    day = PaymentDay(programme=programme, paid_on=paid_on, source=clean_text(source)[:400], entered_by_id=by.account_id)
    day.save(force_insert=True)
    log(by, "payment.enter", day)
    return day
