"""What the pages of this room share."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import Request
from chancennetz.access.rules import OBJECT_RULES
from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.retention import queries
from chancennetz.retention.constants import EVENTS
from chancennetz.retention.models import Proposal, RetentionRule
from chancennetz.ui import parts
from chancennetz.ui.tables import Column, Table


def may(request: Request, action: Action, on: ObjectType = ObjectType.RETENTION) -> bool:
    """Tell whether the reader's role may do an action."""
    return action in OBJECT_RULES[on].get(Role(request.actor.role), frozenset())


def crumbs(*more: parts.Crumb) -> list[parts.Crumb]:
    """Return the way back from a page of this room."""
    return [parts.Crumb(_("Deletion periods"), reverse("retention:list")), *more]


def find(proposal_id: uuid.UUID) -> Proposal:
    """Return a proposal or answer 404."""
    found = queries.find_proposal(proposal_id)
    if found is None:
        raise Http404
    return found


def length_words(rule: RetentionRule) -> str:
    """Say how long: "3 years from the end of the year"."""
    years, months = divmod(rule.months, 12)
    if months:
        length = _("%(number)s months") % {"number": rule.months}
    else:
        length = _("1 year") if years == 1 else _("%(number)s years") % {"number": years}
    return _("%(length)s from the end of the year") % {"length": length} if rule.from_year_end else length


def event_words(rule: RetentionRule) -> str:
    """Say from which event a period runs."""
    return str(EVENTS[Retention(rule.anchor)])


def domain_words(rule: RetentionRule) -> str:
    """Name the part of the law, or any."""
    return str(LegalDomain(rule.domain).label) if rule.domain else _("any part of the law")


def title_of(proposal: Proposal) -> str:
    """Name what is to be deleted, without a name of a person."""
    values = {"number": proposal.number}
    return _("One person of file %(number)s") % values if proposal.person_id else _("File %(number)s") % values


def lead_of(proposal: Proposal) -> str:
    """Say in one sentence why it is proposed."""
    if proposal.due_since is not None:
        return _("The period is over since %(day)s.") % {"day": time.format_date(proposal.due_since, weekday=False)}
    return _("Somebody has asked for it (Art. 17 DSGVO).")


class CountTable(Table):
    """How many entries of what: a list of (words, number)."""

    caption = gettext_lazy("What is deleted")
    columns = (
        Column("what", gettext_lazy("What"), head=True, value=lambda pair: pair[0], sort=False),
        Column(
            "entries", gettext_lazy("Pieces of data"), kind="number", value=lambda pair: pair[1], sort=False, total=True
        ),
    )
    files = False
    page_size = 100
