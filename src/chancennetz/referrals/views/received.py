"""The inbox of an organisation: what others passed on to it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, idempotency
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.file_pages import saved
from chancennetz.access.http import Request
from chancennetz.core import crypto
from chancennetz.core.errors import StaleVersion
from chancennetz.referrals import actions, queries, snapshot
from chancennetz.referrals.constants import ReferralState
from chancennetz.referrals.forms import AnswerForm
from chancennetz.referrals.models import Handover
from chancennetz.referrals.views import common
from chancennetz.ui import feedback
from chancennetz.ui.constants import Tone
from chancennetz.ui.parts import Crumb

PER_PAGE = 30


@declare.on(ObjectType.RECEIVED, Action.LIST)
def inbox(request: Request) -> HttpResponse:
    """What was passed on to the own organisation: what waits for an answer first. No names in the list."""
    running: list[tuple[Handover, Tone, dt.date]] = []
    over: list[tuple[Handover, Tone, dt.date]] = []
    for one in queries.received(request.actor)[:200]:
        row = (one, common.TONES[ReferralState(one.state)], common.last_day(one))
        (running if one.is_running else over).append(row)
    running.sort(key=lambda row: row[0].state != ReferralState.SENT)
    context = {"running": running, "over": over[:PER_PAGE]}
    return render(request, "referrals/inbox.html", context)


def _find(request: Request, handover_id: uuid.UUID) -> Handover:
    found = queries.find_received(request.actor, handover_id)
    if found is None:
        raise Http404
    return found


@declare.on(ObjectType.RECEIVED, Action.READ)
def received(request: Request, handover_id: uuid.UUID) -> HttpResponse:
    """One referral as the receiver sees it; the first look is noted for the sender."""
    handover = _find(request, handover_id)
    if request.method == "GET":
        actions.note_seen(by=request.actor, handover=handover)
    return _show(request, handover)


def _show(request: Request, handover: Handover, failed: AnswerForm | None = None) -> HttpResponse:
    crypto.preload_keys([handover.file_id])
    forms = common.answer_forms(handover.state, failed=failed)
    context = {
        "breadcrumb": [Crumb(_("Received"), reverse("referrals:received")), Crumb(_("Referral"))],
        "row": handover,
        "tone": common.TONES[ReferralState(handover.state)],
        "lines": common.pairs(snapshot.read(handover.snapshot)),
        "stages": common.stages(handover),
        "last_day": common.last_day(handover),
        "forms": forms,
        "answer_url": reverse("referrals:answer", args=[handover.pk]),
    }
    return render(request, "referrals/received.html", context, status=422 if failed is not None else 200)


@declare.on(ObjectType.RECEIVED, Action.READ)
@require_POST
def answer(request: Request, handover_id: uuid.UUID) -> HttpResponse:
    """Accept, decline, book the first contact, finish."""
    handover = _find(request, handover_id)
    if earlier := idempotency.claim(request):
        return redirect(earlier)
    address = reverse("referrals:received_one", args=[handover.pk])
    form = common.posted_form(handover.state, request.POST)
    if form is None:
        feedback.confirm(
            request, _("This referral stands differently by now. Please look at it again."), tone="warning"
        )
        return redirect(address)
    if form.is_valid():
        given = form.answer
        try:
            ok, _row = saved(
                request,
                form,
                lambda: actions.answer_received(by=request.actor, handover_id=handover_id, answer=given),
            )
        except StaleVersion:
            ok = False
        if ok:
            feedback.confirm(request, _("Saved. The sender sees your answer."))
            idempotency.remember(request, address)
            return redirect(address)
    return _show(request, handover, form)
