"""What a family has allowed: list, give, release, refuse, withdraw."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.http import FileRequest
from chancennetz.consent import actions, forms, queries, rules
from chancennetz.consent.constants import (
    USUAL_FACETS,
    ConsentState,
    Direction,
    GivenBy,
    ReleasePurpose,
    TextKind,
)
from chancennetz.people.models import Person
from chancennetz.people.queries import InThisFile, people_in_file
from chancennetz.people.views.common import crumbs, find_person, handle, may
from chancennetz.ui import feedback, parts
from chancennetz.ui.constants import Tone

_TONES: dict[ConsentState, Tone] = {
    ConsentState.VALID: "success",
    ConsentState.ENDING: "warning",
    ConsentState.UPCOMING: "info",
}


def _page(request: FileRequest) -> str:
    return reverse("consent:list", args=[request.file.pk])


def _crumbs(request: FileRequest, last: str = "") -> list[parts.Crumb]:
    title = _("Consents and releases")
    if not last:
        return crumbs(request, parts.Crumb(title))
    return crumbs(request, parts.Crumb(title, _page(request)), parts.Crumb(last))


@declare.in_file(Facet.CONSENT)
def declaration_list(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Every declaration with its state, its end, and who may know what in a sentence."""
    named = may(request, Facet.IDENTITY)
    rows: list[dict[str, Any]] = [
        {
            "view": view,
            "tone": _TONES.get(view.state, "neutral"),
            "who": view.declaration.person.full_name if named else "",
        }
        for view in queries.declarations_of(request.file)
    ]
    context = {
        "file": request.file,
        "alive": [row for row in rows if row["view"].can_be_withdrawn],
        "over": [row for row in rows if not row["view"].can_be_withdrawn],
        "has_consent": queries.has_processing_consent(request.file),
        "may_give": may(request, Facet.CONSENT, Action.CREATE),
        "may_withdraw": request.actor.organisation_id == request.file.organisation_id,
        "may_print": named,
        "breadcrumb": _crumbs(request),
    }
    return render(request, "consent/list.html", context)


# --- who signs -------------------------------------------------------------------------------------------------------


def signing_of(request: FileRequest, one: InThisFile) -> tuple[rules.Signing, list[Person]]:
    """Return who must sign for a person of this file today, and the persons who may sign for him or her."""
    adult = not one.is_child
    custodians = queries.custodians_of(one.person, request.file, is_adult=adult)
    return rules.who_signs(one.age, is_child=one.is_child, custodians=len(custodians)), custodians


def signing_text(signing: rules.Signing) -> str:
    """Say who signs, in one sentence."""
    guardians = ngettext("One person with custody signs.", "Both persons with custody sign.", signing.guardians)
    if signing.given_by is GivenBy.SELF:
        return _("Signs alone.")
    return _("Signs in person.") + " " + guardians if signing.person_signs else guardians


def _choose(request: FileRequest, title: str, lead: str, name: str) -> HttpResponse:
    rows = []
    for one in people_in_file(request.file):
        signing, _custodians = signing_of(request, one)
        rows.append(
            {
                "name": one.person.full_name,
                "age": one.age,
                "text": signing_text(signing),
                "url": reverse(name, args=[request.file.pk, one.person.pk]),
            }
        )
    context = {
        "title": title,
        "lead": lead,
        "rows": rows,
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "consent/choose.html", context)


@declare.in_file(Facet.CONSENT, read=Action.CREATE)
def choose_consent(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """For whom is the consent?"""
    return _choose(request, _("Record a consent"), _("For whom is it? Each adult decides alone."), "consent:give_for")


@declare.in_file(Facet.CONSENT, read=Action.CREATE)
def choose_release(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """About whom may we talk?"""
    return _choose(
        request, _("Record a release"), _("About whom may we talk to another office?"), "consent:release_for"
    )


def _signature_arguments(request: FileRequest, one: InThisFile) -> dict[str, Any]:
    signing, custodians = signing_of(request, one)
    adult_with_guardian = signing.given_by is GivenBy.SELF and bool(custodians)
    return {"signing": signing, "custodians": custodians, "may_have_guardian": adult_with_guardian}


def _given_by(signature: dict[str, Any], signing: rules.Signing) -> GivenBy:
    if signing.given_by is GivenBy.SELF and signature["guardian"] is not None:
        return GivenBy.GUARDIAN
    return signing.given_by


def _context(request: FileRequest, one: InThisFile, kind: TextKind, title: str) -> dict[str, Any]:
    signing, custodians = signing_of(request, one)
    text = queries.present_text(kind, "de")
    return {
        "title": title,
        "who": one.person.full_name,
        "kind": kind.value,
        "signing": signing_text(signing),
        "custody_missing": signing.guardians > 0 and not custodians,
        "household_url": reverse("people:household", args=[request.file.pk]),
        "print_url": reverse("consent:print_empty", args=[request.file.pk, one.person.pk, kind.value]),
        "refuse_url": reverse("consent:refuse_for", args=[request.file.pk, one.person.pk]) + f"?kind={kind.value}",
        "text_title": text.title,
        "blocks": rules.text_blocks(text.body),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, title),
    }


# --- give ------------------------------------------------------------------------------------------------------------


@declare.in_file(Facet.CONSENT, read=Action.CREATE, write=Action.CREATE)
def give(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Record the consent to processing of one person."""
    one = find_person(request, person_id)
    arguments = _signature_arguments(request, one)
    form = forms.ConsentGivenForm(request.POST or None, **arguments)

    def save(data: dict[str, Any]) -> str:
        signature = form.signature()
        actions.record_consent(
            by=request.actor,
            file=request.file,
            person=one.person,
            valid_to=data["valid_to"],
            special_categories=data["special_categories"],
            follow_up_contact=data["follow_up_contact"],
            given_by=_given_by(signature, arguments["signing"]),
            **signature,
        )
        return _page(request)

    context = _context(request, one, TextKind.PROCESSING, _("Record a consent"))
    return handle(request, form, save=save, done=_("Consent recorded."), context=context, template="consent/give.html")


@declare.in_file(Facet.CONSENT, read=Action.CREATE, write=Action.CREATE)
def give_release(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Record a release from confidentiality; it opens access at once."""
    one = find_person(request, person_id)
    arguments = _signature_arguments(request, one)
    purpose = _asked_purpose(request)
    form = forms.ReleaseForm(
        request.POST or None,
        recipients=queries.possible_recipients(request.file),
        # Nothing is ticked before somebody has chosen a purpose (recital 32 DSGVO).
        initial={
            "purpose": purpose,
            "facets": [facet.value for facet in USUAL_FACETS[purpose]] if "purpose" in request.GET else [],
        },
        **arguments,
    )

    def save(data: dict[str, Any]) -> str:
        signature = form.signature()
        actions.record_release(
            by=request.actor,
            file=request.file,
            person=one.person,
            recipient=data["recipient"],
            recipient_role=_role(data["recipient_role"]),
            facets=data["facets"],
            purpose=ReleasePurpose(data["purpose"]),
            purpose_text=data["purpose_text"],
            direction=Direction(data["direction"]),
            special_categories=data["special_categories"],
            valid_to=data["valid_to"],
            copy_handed_over=data["copy_handed_over"],
            given_by=_given_by(signature, arguments["signing"]),
            **signature,
        )
        return _page(request)

    context = _context(request, one, TextKind.RELEASE, _("Record a release"))
    context["purposes"] = [
        parts.Chip(choice.label, f"?purpose={choice.value}", current=choice is purpose) for choice in ReleasePurpose
    ]
    done = _("Release recorded. The other office can see what it names from now on.")
    return handle(request, form, save=save, done=done, context=context, template="consent/give.html")


def _role(chosen: str) -> Role | str:
    return "" if chosen == forms.NOBODY_HERE else Role(chosen)


def _asked_purpose(request: FileRequest) -> ReleasePurpose:
    asked = request.GET.get("purpose", "")
    return ReleasePurpose(asked) if asked in ReleasePurpose.values else ReleasePurpose.COORDINATION


@declare.in_file(Facet.CONSENT, read=Action.CREATE, write=Action.CREATE)
def refuse(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Record that somebody said no."""
    one = find_person(request, person_id)
    asked = request.GET.get("kind", "")
    kind = asked if asked in TextKind.values else TextKind.PROCESSING.value
    recipients = queries.possible_recipients(request.file)
    form = forms.RefusalForm(request.POST or None, recipients=recipients, initial={"kind": kind})

    def save(data: dict[str, Any]) -> str:
        actions.record_refusal(
            by=request.actor,
            file=request.file,
            person=one.person,
            kind=TextKind(data["kind"]),
            recipient=data["recipient"],
            signed_on=data["signed_on"],
        )
        return _page(request)

    context = {
        "title": _("%(name)s said no") % {"name": one.person.full_name},
        "lead": _(
            "It is noted so that nobody asks again next week. Nothing is opened, and nobody loses anything by it."
        ),
        "submit": _("Record the no"),
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("Said no")),
    }
    return handle(request, form, save=save, done=_("Recorded."), context=context, template="consent/form.html")


# --- withdraw --------------------------------------------------------------------------------------------------------


@declare.in_file(Facet.CONSENT, write=Action.READ)
def withdraw(request: FileRequest, file_id: uuid.UUID, declaration_id: uuid.UUID) -> HttpResponse:
    """Withdraw a declaration: asked once, works at once. Reading the file is enough to record it (Art. 7(3) DSGVO)."""
    view = queries.declaration_in_file(request.file, declaration_id)
    if view is None or request.actor.organisation_id != request.file.organisation_id:
        raise Http404
    declaration = view.declaration
    people = [one for one in (declaration.person, declaration.guardian, declaration.second_guardian) if one is not None]
    form = forms.WithdrawalForm(request.POST or None, people=people)
    told: list[actions.Told] = []

    def save(data: dict[str, Any]) -> str:
        by_id = {str(one.pk): one for one in people}
        told.extend(
            actions.withdraw(
                by=request.actor,
                declaration=declaration,
                withdrawn_by=by_id[data["withdrawn_by"]],
                note=data["note"],
            )
        )
        return _page(request)

    context = {
        "title": _("Withdraw this declaration?"),
        "lead": view.sentence,
        "consequences": _consequences(view),
        "submit": _("Withdraw now"),
        "dangerous": True,
        "cancel": _page(request),
        "breadcrumb": _crumbs(request, _("Withdraw")),
    }
    done = _("Withdrawn. It works from now on.")
    answer = handle(request, form, save=save, done=done, context=context, template="consent/form.html")
    _tell(request, told)
    return answer


def _tell(request: FileRequest, told: list[actions.Told]) -> None:
    if told:
        names = ", ".join(sorted({str(one.organisation) for one in told}))
        feedback.confirm(request, _("Please tell today: %(names)s.") % {"names": names}, tone="warning")


def _consequences(view: queries.DeclarationView) -> list[str]:
    if view.kind is TextKind.RELEASE:
        return [
            _("The other office sees nothing any more, from the next click on."),
            _("What it has learnt before stays with it. We have to tell it about the withdrawal."),
            _("The record that there was a release stays."),
        ]
    return [
        _("No new notes are kept from now on. What was written before stays lawful."),
        _("Releases of the same person end with it."),
        _("It cannot be undone. A new consent can be given at any time."),
    ]
