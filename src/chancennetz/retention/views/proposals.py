"""What is to be deleted: the list, one proposal, and the three decisions about it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.file_pages import handle
from chancennetz.access.fresh import needs_fresh_sign_in
from chancennetz.access.http import Request
from chancennetz.access.models import User
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from chancennetz.retention import actions, forms, queries
from chancennetz.retention.constants import ProposalKind, ProposalState
from chancennetz.retention.models import Hold, Proposal
from chancennetz.retention.views.common import (
    CountTable,
    crumbs,
    event_words,
    find,
    lead_of,
    length_words,
    may,
    title_of,
)
from chancennetz.ui import feedback, formats, pages, parts
from chancennetz.ui.constants import Tone
from chancennetz.ui.tables import Column, Filter, Table

_FORM = "retention/form.html"
_TONES: dict[str, Tone] = {
    ProposalState.PROPOSED: "info",
    ProposalState.RELEASED: "warning",
    ProposalState.DECLINED: "neutral",
}


def _what(proposal: Proposal) -> str:
    number = sum(proposal.counts.values())
    if proposal.person_id:
        text = ngettext("one person: %(number)s piece of data", "one person: %(number)s pieces of data", number)
    else:
        text = ngettext("the whole file: %(number)s piece of data", "the whole file: %(number)s pieces of data", number)
    return text % {"number": formats.number(number)}


def _file(proposal: Proposal) -> str:
    return f"{proposal.number}, {proposal.organisation}"


def _page(proposal: Proposal) -> str:
    return reverse("retention:proposal", args=[proposal.pk])


def _why(proposal: Proposal) -> str:
    """Name the event with its day, and the rule."""
    return _event(proposal) if proposal.rule is None else f"{_event(proposal)}; {length_words(proposal.rule)}"


def _event(proposal: Proposal) -> str:
    if proposal.rule is None or proposal.anchor_on is None:
        return str(ProposalKind(proposal.kind).label)
    return f"{event_words(proposal.rule)}, {formats.short_date(proposal.anchor_on)}"


class ProposalTable(Table):
    """What is to be deleted, the longest due first."""

    caption = gettext_lazy("What is to be deleted")
    columns = (
        Column("number", gettext_lazy("File"), head=True, value=_file, url=_page),
        Column("why", gettext_lazy("Why"), value=_why, sort=False),
        Column("due_since", gettext_lazy("Due since"), kind="date"),
        Column("what", gettext_lazy("What"), value=_what, sort=False),
        Column("state", gettext_lazy("State"), value=lambda one: one.words, sort=False),
    )
    filters = (Filter("state", gettext_lazy("State"), ProposalState.choices[:2], of=lambda one: one.state),)
    default_sort = "due_since"
    filename = "fristen"
    files = False
    empty_title = gettext_lazy("Nothing has to be deleted")
    empty_text = gettext_lazy("When the period of a closed file is over, it stands here the morning after.")


def _in_words(proposal: Proposal, holds: Mapping[uuid.UUID, list[Hold]]) -> str:
    held = holds.get(proposal.file_id)
    if held:
        return _("kept until %(day)s") % {"day": formats.short_date(held[-1].ends_on)}
    return str(ProposalState(proposal.state).label)


@declare.on(ObjectType.RETENTION, Action.LIST)
def proposals(request: Request) -> HttpResponse:
    """What is to be deleted, why, since when, and what stands against it. No names."""
    rows: list[Any] = list(queries.proposals())
    held = queries.holds(one.file_id for one in rows)
    for one in rows:
        one.words = _in_words(one, held)
    free = sum(one.file_id not in held for one in rows)
    context = {
        "table": ProposalTable(rows, request),
        "lead": ngettext("%(number)s deletion waits for a decision.", "%(number)s deletions wait for a decision.", free)
        % {"number": formats.number(free)},
        "may_propose": may(request, Action.CREATE),
        "may_see_rules": may(request, Action.LIST, ObjectType.RETENTION_RULE),
    }
    return render(request, "retention/list.html", context)


def _steps(proposal: Proposal) -> list[parts.Step]:
    released = proposal.state == ProposalState.RELEASED
    return [
        parts.Step(_("Proposal"), "done"),
        parts.Step(_("Release"), "done" if released else "current"),
        parts.Step(_("Deletion"), "current" if released else "todo"),
    ]


def _name(user: User | None) -> str:
    return user.display_name if user is not None else _("the nightly job")


def _facts(proposal: Proposal) -> list[tuple[str, str]]:
    found = [(_("Organisation"), str(proposal.organisation)), (_("Event"), _event(proposal))]
    if proposal.rule is not None:
        found.append((_("Rule"), length_words(proposal.rule)))
        found.append((_("Where the rule is from"), proposal.rule.source))
    made = {"name": _name(proposal.proposed_by), "day": time.format_date(proposal.created_at)}
    found.append((_("Proposed"), _("%(name)s, %(day)s") % made))
    if proposal.released_by is not None and proposal.released_at is not None:
        released = {"name": proposal.released_by.display_name, "day": time.format_date(proposal.released_at)}
        found.append((_("Released"), _("%(name)s, %(day)s") % released))
    if proposal.reason:
        found.append((_("Reason"), proposal.reason))
    return found


@declare.on(ObjectType.RETENTION, Action.READ)
def proposal(request: Request, proposal_id: uuid.UUID) -> HttpResponse:
    """One proposal: why, what would go, what stands against it, what to do."""
    found = find(proposal_id)
    own = request.actor.user_id in {found.proposed_by_id, found.released_by_id}
    against = queries.keeps(found)
    context = {
        "proposal": found,
        "title": title_of(found),
        "lead": lead_of(found),
        "tone": _TONES[found.state],
        "state": str(ProposalState(found.state).label),
        "steps": _steps(found) if found.state != ProposalState.DECLINED else [],
        "facts": _facts(found),
        "unconfirmed": found.rule is not None and not found.rule.is_confirmed,
        "counts": CountTable(queries.counts_in_words(found.counts), request),
        "hold_url": f"{reverse('retention:hold_new')}?number={found.number}",
        "against": against,
        "holds": queries.holds([found.file_id]).get(found.file_id, []),
        "may_release": found.state == ProposalState.PROPOSED and may(request, Action.UPDATE) and not against,
        "may_execute": found.state == ProposalState.RELEASED and may(request, Action.APPROVE) and not against,
        "may_decline": found.state != ProposalState.DECLINED and may(request, Action.UPDATE),
        "own": own,
        "breadcrumb": crumbs(parts.Crumb(title_of(found))),
    }
    return render(request, "retention/proposal.html", context)


@declare.on(ObjectType.RETENTION, Action.CREATE, write=Action.CREATE)
def new(request: Request) -> HttpResponse:
    """Propose a file by its number because somebody asks for it (Art. 17 DSGVO)."""
    form = forms.RequestForm(request.POST or None)

    def save(data: dict[str, Any]) -> str:
        assert form.file_id is not None  # noqa: S101 - checked by the form
        made = actions.request_deletion(by=request.actor, file_id=form.file_id, reason=data["reason"])
        return reverse("retention:proposal", args=[made.pk])

    context = {
        "title": _("Propose a deletion"),
        "lead": _("Somebody asks for the deletion of a file. One single person is proposed by who leads the case."),
        "submit": _("Propose the deletion"),
        "cancel": reverse("retention:list"),
        "breadcrumb": crumbs(parts.Crumb(_("Propose a deletion"))),
    }
    done = _("Proposed. Nothing is deleted yet.")
    return handle(request, form, save=save, done=done, context=context, template=_FORM)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.RETENTION, Action.UPDATE, write=Action.UPDATE)
@needs_fresh_sign_in
def release(request: Request, proposal_id: uuid.UUID) -> HttpResponse:
    """Release: from now on a second person may delete."""
    found = find(proposal_id)
    if request.method == "POST":
        try:
            actions.release(by=request.actor, proposal=found)
        except Conflict as conflict:
            feedback.confirm(request, str(conflict), tone="warning")
        else:
            feedback.confirm(request, _("Released. Somebody else deletes now."))
        return redirect("retention:proposal", proposal_id=proposal_id)
    return pages.confirm(
        request,
        title=_("Release this deletion?"),
        text=f"{title_of(found)}. {lead_of(found)}",
        action=_("Release the deletion"),
        cancel_url=reverse("retention:proposal", args=[found.pk]),
        consequences=[
            _("Nothing is deleted yet. A second data protection officer or the team lead does that within 30 days."),
            _("Until then you can take the release back."),
        ],
        breadcrumb=crumbs(parts.Crumb(title_of(found), reverse("retention:proposal", args=[found.pk]))),
    )


@declare.on(ObjectType.RETENTION, Action.UPDATE, write=Action.UPDATE)
def decline(request: Request, proposal_id: uuid.UUID) -> HttpResponse:
    """Say no, or take a release back."""
    found = find(proposal_id)
    form = forms.ReasonForm(request.POST or None)

    def save(data: dict[str, Any]) -> str:
        actions.decline(by=request.actor, proposal=found, reason=data["reason"])
        return reverse("retention:list")

    context = {
        "title": _("Do not delete"),
        "lead": f"{title_of(found)}. {lead_of(found)}",
        "submit": _("Keep the data"),
        "cancel": reverse("retention:proposal", args=[found.pk]),
        "breadcrumb": crumbs(parts.Crumb(title_of(found), reverse("retention:proposal", args=[found.pk]))),
    }
    return handle(request, form, save=save, done=_("Nothing is deleted."), context=context, template=_FORM)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.RETENTION, Action.APPROVE, write=Action.APPROVE)
@needs_fresh_sign_in
def execute(request: Request, proposal_id: uuid.UUID) -> HttpResponse:
    """Delete for good, asked once."""
    found = find(proposal_id)
    back = reverse("retention:proposal", args=[found.pk])
    if request.method == "POST":
        try:
            certificate = actions.execute(by=request.actor, proposal=found)
        except Conflict as conflict:
            feedback.confirm(request, str(conflict), tone="warning")
            return redirect("retention:list")
        feedback.confirm(request, _("Deleted. This is the proof."))
        return redirect("retention:certificate", certificate_id=certificate.pk)
    return pages.confirm(
        request,
        title=_("Delete %(what)s for good?") % {"what": title_of(found)},
        text=lead_of(found),
        action=_("Delete for good"),
        cancel_url=back,
        dangerous=True,
        consequences=[
            ngettext(
                "%(number)s piece of data is deleted.",
                "%(number)s pieces of data are deleted.",
                sum(found.counts.values()),
            )
            % {"number": formats.number(sum(found.counts.values()))},
            _("The keys are destroyed. Older backups still hold the data until they are deleted themselves."),
            _("Counts for the project stay: they name nobody."),
            _("It cannot be undone. A certificate is written."),
        ],
        breadcrumb=crumbs(parts.Crumb(title_of(found), back)),
    )
