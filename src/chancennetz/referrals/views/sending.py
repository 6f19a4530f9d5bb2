"""Referrals of a family: list, choose where, prepare, look at what leaves, send, take back, what came of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import already_done, crumbs, draft, finish, opens, saved
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.queries import has_processing_consent
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.core.text import clean_line
from chancennetz.organisations.models import Organisation
from chancennetz.organisations.queries import unit_by_id
from chancennetz.people.queries import people_choices
from chancennetz.referrals import actions, eligibility, exports, queries
from chancennetz.referrals.constants import ANSWER_DAYS, LONGEST_MESSAGE, USUAL_DAYS, Manner, ReferralState, SharedField
from chancennetz.referrals.forms import AnswerForm, ReasonForm, ReferralForm
from chancennetz.referrals.models import Referral
from chancennetz.referrals.queries import ReferralView, Target
from chancennetz.referrals.rules import needed_facets
from chancennetz.referrals.views import common
from chancennetz.sharing.queries import category_text, words
from chancennetz.supportmap.queries.offers import public_services
from chancennetz.ui import feedback, pages
from chancennetz.ui.answering import or_404, show
from chancennetz.ui.fields import choices_of
from chancennetz.ui.parts import Crumb, Difference

_FIELDS = {"fields": "fields_chosen", "persons": "person_ids", "unit": "", "service": ""}


def _list_url(file: FamilyFile) -> str:
    return reverse("referrals:list", args=[file.pk])


def _page_url(row: Referral) -> str:
    return reverse("referrals:referral", args=[row.file_id, row.pk])


def _crumbs(request: FileRequest, last: str) -> list[Crumb]:
    return crumbs(request, Crumb(_("Referrals"), _list_url(request.file)), last)


def _find(request: FileRequest, referral_id: uuid.UUID) -> ReferralView:
    return or_404(queries.find_referral(request.file, referral_id))


@declare.in_file(Facet.REFERRAL)
def referral_list(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The referrals of a family; whoever looks after the family gets a task for answers that are late."""
    file: FamilyFile = request.file
    may_write = opens(request, Facet.REFERRAL, Action.UPDATE)
    if may_write and opens(request, Facet.TASK, Action.CREATE) and request.method == "GET":
        actions.empty_expired(by=request.actor, file=file)
        actions.raise_tasks(by=request.actor, file=file)
    context = {
        "breadcrumb": crumbs(request, _("Referrals")),
        "file": file,
        "rows": [(view, common.TONES[view.state]) for view in queries.referrals_of(file)],
        "may_write": opens(request, Facet.REFERRAL, Action.CREATE),
    }
    return render(request, "referrals/list.html", context)


@declare.in_file(Facet.REFERRAL, read=Action.CREATE)
def target(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Where to? Offers of the support map, places of organisations, or somewhere else."""
    text = clean_line(request.GET.get("q", "")[:100])
    address = reverse("referrals:new", args=[file_id])
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 else 1
    targets = queries.possible_targets(text, request.file.organisation_id, max(page, 1))
    found = []
    for one in targets.targets:
        ids = {"organisation": one.organisation.pk}
        if one.unit is not None:
            ids["unit"] = one.unit.pk
        if one.service is not None:
            ids["service"] = one.service.pk
        name = str(one.service or one.unit or one.organisation)
        whose = str(one.organisation) if name != str(one.organisation) else ""
        found.append({"name": name, "whose": whose, "access": one.has_access, "url": f"{address}?{urlencode(ids)}"})
    context = {
        "breadcrumb": _crumbs(request, _("New referral")),
        "found": found,
        "q": text,
        "page": targets.page,
        "most": queries.MOST_TARGETS,
        "previous": f"?{urlencode({'q': text, 'page': targets.page - 1})}" if targets.page > 1 else "",
        "next": f"?{urlencode({'q': text, 'page': targets.page + 1})}" if targets.has_more else "",
        "elsewhere_url": f"{address}?elsewhere=1",
        "cancel": _list_url(request.file),
    }
    return render(request, "referrals/target.html", context)


def _as_id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _target_of(request: FileRequest) -> Target | None:
    """Return the target named in the address, None for a place in words. Answers 404 for one that is not there."""
    if request.GET.get("elsewhere") == "1":
        return None
    organisation = Organisation.objects.on().filter(pk=_as_id(request.GET.get("organisation"))).first()
    if organisation is None:
        raise Http404
    unit_id, service_id = _as_id(request.GET.get("unit")), _as_id(request.GET.get("service"))
    unit = or_404(unit_by_id(unit_id)) if unit_id else None
    service = or_404(public_services().filter(pk=service_id).first()) if service_id else None
    return Target(organisation, queries.has_receivers(organisation.pk), unit=unit, service=service)


def _initial(people: list[tuple[uuid.UUID, str]], chosen: Target | None) -> dict[str, Any]:
    today = time.today()
    with_data = chosen is not None and chosen.has_access
    return {
        "manner": Manner.DATA.value if with_data else Manner.SLIP.value,
        "person_ids": [str(one) for one, _name in people[:1]],
        "fields_chosen": [SharedField.NAMES.value, SharedField.PHONE.value],
        "answer_by": today + dt.timedelta(days=ANSWER_DAYS),
        "valid_until": today + dt.timedelta(days=USUAL_DAYS),
    }


@declare.in_file(Facet.REFERRAL, read=Action.CREATE, write=Action.CREATE)
def new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Prepare a referral: in which way, about whom, what exactly."""
    file: FamilyFile = request.file
    again = already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    chosen = _target_of(request)
    people = people_choices(file)
    key = f"referral:{file_id}"
    more: dict[str, Any] = {"people": people, "target": chosen}
    form = ReferralForm(request.POST, **more) if request.method == "POST" else None
    if form is not None and form.is_valid():
        values = form.values
        save = lambda: actions.add_referral(by=request.actor, file=file, values=values)  # noqa: E731
        ok, row = saved(request, form, save, fields=_FIELDS)
        if ok and row is not None:
            return finish(
                request, _("Referral prepared. Nothing has left the file yet."), _page_url(row), draft_key=key
            )
    form = form or ReferralForm(initial=_initial(people, chosen), **more)
    return _form_page(request, form, chosen, _("New referral"), reverse("referrals:target", args=[file_id]), key)


def _form_page(
    request: FileRequest, form: ReferralForm, chosen: Target | None, title: str, cancel: str, key: str
) -> HttpResponse:
    fit = None
    if chosen is not None and chosen.service is not None:
        fit = eligibility.fit_of(request.file, chosen.service.pk, [])
    context = {
        "title": title,
        "target": chosen,
        "fit": fit,
        "consent": has_processing_consent(request.file),
        "consent_url": reverse("consentforms:list", args=[request.file.pk]),
        "cancel": cancel,
        "breadcrumb": _crumbs(request, title),
        **draft(key),
    }
    return show(request, "referrals/form.html", context, form)


@declare.in_file(Facet.REFERRAL, read=Action.UPDATE)
def edit(request: FileRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Change a referral that was not sent yet."""
    view = _find(request, referral_id)
    row = view.referral
    if view.handover is not None:
        return redirect(_page_url(row))
    chosen = None
    if row.organisation is not None:
        access = queries.has_receivers(row.organisation.pk)
        chosen = Target(row.organisation, access, unit=row.unit, service=row.service)
    more: dict[str, Any] = {"people": people_choices(request.file), "target": chosen}
    key = f"referral:{referral_id}"
    if request.method == "POST":
        form = ReferralForm(request.POST, **more)
        if form.is_valid():
            values, expected = form.values, form.expected
            try:
                ok, _changed = saved(
                    request,
                    form,
                    lambda: actions.change_referral(by=request.actor, referral=row, values=values, expected=expected),
                    fields=_FIELDS,
                )
            except StaleVersion:
                return _both(request, form, referral_id)
            if ok:
                return finish(request, _("Referral changed."), _page_url(row), draft_key=key)
    else:
        form = ReferralForm(initial=ReferralForm.initial_of(row), **more)
    return _form_page(request, form, chosen, _("Change referral"), _page_url(row), key)


def _both(request: FileRequest, form: ReferralForm, referral_id: uuid.UUID) -> HttpResponse:
    """Show what was typed beside what somebody saved meanwhile."""
    stored = _find(request, referral_id).referral
    theirs = ReferralForm.initial_of(stored)

    def words(name: str, value: Any) -> str:
        if name in {"fields_chosen", "person_ids", "manner"}:
            labels = choices_of(form, name)
            return ", ".join(str(labels.get(one, "")) for one in ([value] if isinstance(value, str) else value))
        return time.format_date(value) if isinstance(value, dt.date) else str(value or "")

    names = [name for name in form.fields if name != "version"]
    return pages.conflict(
        request,
        title=_("Referral"),
        differences=[
            Difference(form[name].label, words(name, form.cleaned_data[name]), words(name, theirs[name]))
            for name in names
        ],
        changed_by="",
        changed_at=time.now(),
        version=stored.version,
        discard_url=_page_url(stored),
        posted=dict(request.POST.lists()),
    )


# --- one referral ----------------------------------------------------------------------------------------------------


@declare.in_file(Facet.REFERRAL)
def referral(request: FileRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """A referral: what leaves (or left) the file, whether it may, how it stands, what can be done now."""
    return _show(request, _find(request, referral_id))


def _show(request: FileRequest, view: ReferralView, failed: AnswerForm | None = None) -> HttpResponse:
    row, handover = view.referral, view.handover
    manner = Manner(row.manner)
    may_write = opens(request, Facet.REFERRAL, Action.UPDATE)
    names_open = opens(request, Facet.IDENTITY)
    forms = common.answer_forms(handover.state, failed=failed) if handover is not None and may_write else []
    needs = {Manner.DATA: Action.SHARE, Manner.SLIP: Action.EXPORT, Manner.ANONYMOUS: Action.UPDATE}[manner]
    context: dict[str, Any] = {
        "breadcrumb": _crumbs(request, view.target),
        "file": request.file,
        "view": view,
        "row": row,
        "handover": handover,
        "tone": common.TONES[view.state],
        "is_draft": handover is None,
        "is_data": manner is Manner.DATA,
        "is_slip": manner is Manner.SLIP,
        "lines": common.pairs(queries.preview(row)) if names_open else None,
        "stages": common.stages(handover) if handover is not None else [],
        "last_day": common.last_day(handover) if handover is not None and handover.recipient_id else None,
        "may_write": may_write,
        "may_send": opens(request, Facet.REFERRAL, needs),
        "may_cut": may_write and handover is not None and handover.cut_at is None,
        "may_print": opens(request, Facet.REFERRAL, Action.EXPORT) and handover is not None,
        "forms": forms,
        "report_url": reverse("referrals:report", args=[request.file.pk, row.pk]),
    }
    if handover is None and manner is Manner.DATA and names_open:
        context |= _sharing(request, row)
    if row.service_id is not None and names_open:
        context["fit"] = eligibility.fit_of(request.file, row.service_id, row.person_ids)
    return render(request, "referrals/referral.html", context, status=422 if failed is not None else 200)


def _sharing(request: FileRequest, row: Referral) -> dict[str, Any]:
    """Return part by part whether it may leave, and the way to the form that would allow it."""
    sharing = queries.sharing_of(row, request.actor)
    query = [("next", request.path)]
    address = f"{reverse('consentforms:release', args=[request.file.pk])}?{urlencode(query)}"
    person = next((one for answer in sharing.answers.values() for one in sorted(answer.missing)), None)
    if person is not None and row.organisation is not None:
        query += [("recipient", str(row.organisation.pk)), ("purpose", ReleasePurpose.REFERRAL.value)]
        query += [("facets", facet.value) for facet in needed_facets(row.fields)]
        address = f"{reverse('consentforms:release_for', args=[request.file.pk, person])}?{urlencode(query)}"
    return {
        "answers": [
            (answer.light, f"{category_text(name)}: {words(answer)}", answer.rule.basis)
            for name, answer in sharing.answers.items()
        ],
        "gap": not sharing.is_allowed,
        "reason_form": ReasonForm() if sharing.needs_reason else None,
        "release_url": address,
    }


def _tap(request: FileRequest, save: Any, text: str, address: str, failed: str = "") -> HttpResponse:
    """Do something without a form and go on, with a word about it."""
    try:
        ok, _result = saved(request, None, save)
    except StaleVersion:
        feedback.confirm(request, _("Somebody changed this meanwhile. Please look at it again."), tone="warning")
        ok = False
    return finish(request, text, address) if ok else redirect(failed or address)


@declare.in_file(Facet.REFERRAL)
@require_POST
def send(request: FileRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Send exactly what was looked at."""
    row = _find(request, referral_id).referral
    given = request.POST.get("version", "")
    expected = int(given) if given.isdecimal() and len(given) < 9 else 0
    text = _("The slip is ready to be printed.") if row.manner == Manner.SLIP else _("Referral sent.")
    return _tap(
        request,
        lambda: actions.send_referral(
            by=request.actor, referral=row, expected=expected, reason=request.POST.get("reason", "")[:LONGEST_MESSAGE]
        ),
        text,
        _page_url(row),
    )


@declare.in_file(Facet.REFERRAL)
@require_POST
def remove(request: FileRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Throw a prepared referral away."""
    row = _find(request, referral_id).referral
    return _tap(
        request,
        lambda: actions.remove_referral(by=request.actor, referral=row),
        _("Thrown away. Nothing was sent."),
        _list_url(request.file),
        _page_url(row),
    )


@declare.in_file(Facet.REFERRAL, read=Action.UPDATE)
def revoke(request: FileRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Take a referral back; asks once."""
    view = _find(request, referral_id)
    row = view.referral
    if request.method == "POST":
        return _tap(
            request,
            lambda: actions.revoke_referral(by=request.actor, referral=row),
            _("Taken back. The other side sees nothing of it any more."),
            _page_url(row),
        )
    return pages.confirm(
        request,
        title=_("Take the referral back?"),
        text=view.target,
        action=_("Take back"),
        cancel_url=_page_url(row),
        dangerous=True,
        consequences=[_("The other side sees nothing of it from this moment on.")],
        breadcrumb=_crumbs(request, view.target),
    )


@declare.in_file(Facet.REFERRAL)
@require_POST
def report(request: FileRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Enter what the other side said, or what came of it."""
    view = _find(request, referral_id)
    again = already_done(request)
    if again is not None:
        return again
    state = view.handover.state if view.handover is not None else ReferralState.DRAFT
    form = common.posted_form(state, request.POST)
    if form is None:
        return redirect(_page_url(view.referral))
    if form.is_valid():
        save = lambda: actions.report(by=request.actor, referral=view.referral, answer=form.answer)  # noqa: E731
        ok, _row = saved(request, form, save)
        if ok:
            return finish(request, _("Saved."), _page_url(view.referral))
    return _show(request, _find(request, referral_id), form)


@declare.in_file(Facet.REFERRAL, read=Action.EXPORT)
def slip(request: FileRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """The slip that the family takes along; logged as an export."""
    view = _find(request, referral_id)
    if view.handover is None:
        raise Http404
    large = request.GET.get("large") == "1"
    actions.record_slip_printed(by=request.actor, referral=view.referral)
    response = HttpResponse(exports.slip_pdf(view, large_print=large), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="Empfehlung-{view.handover.code}.pdf"'
    return response
