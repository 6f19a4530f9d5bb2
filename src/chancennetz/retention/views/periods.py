"""Periods as data: what holds, what is proposed, what held before; the days of the last payment."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.file_pages import handle
from chancennetz.access.http import Request
from chancennetz.core.catalogue import Retention
from chancennetz.core.errors import Conflict
from chancennetz.retention import actions, forms, queries
from chancennetz.retention.constants import RuleState
from chancennetz.retention.models import RetentionRule
from chancennetz.retention.views.common import crumbs, domain_words, event_words, length_words, may
from chancennetz.ui import feedback, parts

_ON = ObjectType.RETENTION_RULE


def _row(rule: RetentionRule) -> dict[str, Any]:
    return {
        "rule": rule,
        "length": length_words(rule),
        "event": event_words(rule),
        "domain": domain_words(rule),
        "change_url": f"{reverse('retention:rule_new')}?from={rule.pk}",
    }


@declare.on(_ON, Action.LIST)
def periods(request: Request) -> HttpResponse:
    """Every period in force with its source, those that wait, and those before."""
    in_force = queries.rules_in_force()
    rows = RetentionRule.objects.select_related("proposed_by", "decided_by")
    waiting = rows.filter(state=RuleState.PROPOSED).order_by("created_at")
    known = {one.pk for one in in_force}
    others = rows.exclude(state=RuleState.PROPOSED).exclude(pk__in=known).order_by("-valid_from", "anchor")
    context = {
        "in_force": [_row(one) for one in in_force],
        "waiting": [_row(one) | {"own": one.proposed_by_id == request.actor.user_id} for one in waiting],
        "others": [_row(one) for one in others],
        "payments": list(queries.payment_days().values()),
        "may_propose": may(request, Action.CREATE, _ON),
        "may_approve": may(request, Action.APPROVE, _ON),
        "breadcrumb": (crumbs() if may(request, Action.LIST) else []) + [parts.Crumb(_("Rules of deletion"))],
    }
    return render(request, "retention/periods.html", context)


@declare.on(_ON, Action.CREATE, write=Action.CREATE)
def new(request: Request) -> HttpResponse:
    """Propose a new version of a period."""
    form = forms.RuleForm(request.POST or None, initial=_initial(request.GET.get("from", "")))
    back = reverse("retention:rules")

    def save(data: dict[str, Any]) -> str:
        actions.propose_rule(by=request.actor, **data | {"anchor": Retention(data["anchor"])})
        return back

    context = {
        "title": _("Propose another period"),
        "lead": _("It holds when somebody else has approved it. The version before stays to be read."),
        "submit": _("Propose the period"),
        "cancel": back,
        "breadcrumb": crumbs(parts.Crumb(_("Rules of deletion"), back), parts.Crumb(_("Propose another period"))),
    }
    done = _("Proposed. Somebody else approves it now.")
    return handle(request, form, save=save, done=done, context=context, template="retention/form.html")


def _initial(rule_id: str) -> dict[str, Any]:
    """Return the values of the version in force that is to be changed."""
    rule = next((one for one in queries.rules_in_force() if str(one.pk) == rule_id), None)
    names = ("anchor", "domain", "months", "from_year_end", "source")
    return {name: getattr(rule, name) for name in names} if rule is not None else {}


@declare.on(_ON, Action.APPROVE, write=Action.APPROVE)
@require_POST
def decide(request: Request, period_id: uuid.UUID) -> HttpResponse:
    """Approve a proposed period, or say no."""
    approve = request.POST.get("answer") == "yes"
    try:
        actions.decide_rule(by=request.actor, rule=get_object_or_404(RetentionRule, pk=period_id), approve=approve)
    except Conflict as conflict:
        feedback.confirm(request, str(conflict), tone="warning")
    else:
        feedback.confirm(request, _("In force from its day on.") if approve else _("Not approved."))
    return redirect("retention:rules")


@declare.on(_ON, Action.CREATE, write=Action.CREATE)
def payment(request: Request) -> HttpResponse:
    """Enter the day of the last payment of a programme."""
    form = forms.PaymentForm(request.POST or None)
    back = reverse("retention:rules")

    def save(data: dict[str, Any]) -> str:
        actions.enter_payment(by=request.actor, **data)
        return back

    context = {
        "title": _("Day of the last payment"),
        "lead": _("From the end of that year the funder's period runs (Art. 82 Regulation 2021/1060)."),
        "submit": _("Save the day"),
        "cancel": back,
        "breadcrumb": crumbs(parts.Crumb(_("Rules of deletion"), back), parts.Crumb(_("Day of the last payment"))),
    }
    return handle(request, form, save=save, done=_("Saved."), context=context, template="retention/form.html")
