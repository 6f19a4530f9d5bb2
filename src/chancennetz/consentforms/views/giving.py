"""Giving: choose the person, fill in, sign on paper or on the tablet, or say no."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.file_pages import handle
from chancennetz.access.http import FileRequest
from chancennetz.consent import actions, queries, rules
from chancennetz.consent.constants import USUAL_FACETS, ConsentForm, Direction, GivenBy, ReleasePurpose, TextKind
from chancennetz.consent.models import ConfidentialityRelease, Consent
from chancennetz.consentforms import forms, hooks
from chancennetz.consentforms.views.common import (
    after_url,
    children_of,
    given_by,
    signing_arguments,
    signing_of,
    signing_text,
    way_back,
)
from chancennetz.consentforms.views.signing import drawings_of, sign_page
from chancennetz.documents.rules import Refused
from chancennetz.people.models import Person
from chancennetz.people.queries import InThisFile, people_in_file, person_in_file
from chancennetz.ui import parts
from chancennetz.ui.answering import or_404


def _choose(request: FileRequest, title: str, lead: str, name: str) -> HttpResponse:
    rows = []
    asked = request.GET.urlencode()
    for one in people_in_file(request.file):
        signing, _custodians = signing_of(request, one)
        address = reverse(name, args=[request.file.pk, one.person.pk])
        rows.append(
            {
                "name": one.person.full_name,
                "age": one.age,
                "text": signing_text(signing),
                "url": f"{address}?{asked}" if asked else address,
            }
        )
    context = {
        "title": title,
        "lead": lead,
        "rows": rows,
        "cancel": after_url(request),
        "breadcrumb": way_back(request, title),
    }
    return render(request, "consentforms/choose.html", context)


@declare.in_file(Facet.CONSENT, read=Action.CREATE)
def choose_consent(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """For whom is the consent?"""
    return _choose(
        request, _("Record a consent"), _("For whom is it? Each adult decides alone."), "consentforms:give_for"
    )


@declare.in_file(Facet.CONSENT, read=Action.CREATE)
def choose_release(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """About whom may we talk?"""
    return _choose(
        request, _("Record a release"), _("About whom may we talk to another office?"), "consentforms:release_for"
    )


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
        "print_url": reverse("consentforms:print_empty", args=[request.file.pk, one.person.pk, kind.value]),
        "refuse_url": reverse("consentforms:refuse_for", args=[request.file.pk, one.person.pk]) + f"?kind={kind.value}",
        "text": text,
        "languages": queries.languages(kind),
        "blocks": rules.text_blocks(text.body),
        "cancel": after_url(request),
        "breadcrumb": way_back(request, title),
    }


def _record(
    request: FileRequest,
    form: forms.SignatureForm,
    *,
    preview: Callable[[dict[str, Any]], queries.Declaration],
    save: Callable[[dict[str, Any], dict[str, Any]], queries.Declaration],
    done: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form; have it signed on the tablet when that was chosen; record it.

    The signatures are asked for on a page of their own that shows the whole sheet in the person's language.
    """
    if request.method == "POST" and form.is_valid() and form.cleaned_data["form"] == ConsentForm.ELECTRONIC:
        step = request.POST.get("step", "")
        if step in {"back", "paper"}:
            return render(request, "consentforms/give.html", context | {"form": _again(form, request.POST, step)})
        declaration = preview(form.cleaned_data)
        if step != "signed":
            return sign_page(request, declaration)
        try:
            drawn = drawings_of(request, declaration)
        except ValidationError as error:
            return sign_page(request, declaration, error=error)
    else:
        drawn = {}

    def recorded(data: dict[str, Any]) -> str:
        declaration = save(data, {**form.signature(), "drawings": drawn})
        if data.get("scan"):
            actions.attach_scan(by=request.actor, declaration=declaration, content=data["scan"].read())
        return after_url(request)

    def refused_scan(data: dict[str, Any]) -> str:
        try:
            return recorded(data)
        except Refused as refused:
            raise ValidationError({"scan": str(refused)}) from refused

    return handle(request, form, save=refused_scan, done=done, context=context, template="consentforms/give.html")


def _again(form: forms.SignatureForm, data: QueryDict, step: str) -> django_forms.Form:
    """Return the form as it was filled in, with paper chosen when somebody prefers that."""
    if step == "paper":
        form.data = data.copy()
        form.data["form"] = ConsentForm.PAPER.value
    return form


@declare.in_file(Facet.CONSENT, read=Action.CREATE, write=Action.CREATE)
def give(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Record the consent to processing of one person."""
    one = or_404(person_in_file(request.file, person_id))
    signing, custodians = signing_of(request, one)
    form = forms.ConsentGivenForm(request.POST or None, request.FILES or None, **signing_arguments(signing, custodians))

    def preview(data: dict[str, Any]) -> Consent:
        return Consent(
            special_categories=data["special_categories"],
            follow_up_contact=data["follow_up_contact"],
            **_preview_fields(request, one.person, TextKind.PROCESSING, form, signing, data),
        )

    def save(data: dict[str, Any], signature: dict[str, Any]) -> Consent:
        return actions.record_consent(
            by=request.actor,
            file=request.file,
            person=one.person,
            valid_to=data["valid_to"],
            special_categories=data["special_categories"],
            follow_up_contact=data["follow_up_contact"],
            given_by=given_by(signature, signing),
            **signature,
        )

    context = _context(request, one, TextKind.PROCESSING, _("Record a consent"))
    return _record(request, form, preview=preview, save=save, done=_("Consent recorded."), context=context)


def _preview_fields(
    request: FileRequest,
    person: Person,
    kind: TextKind,
    form: forms.SignatureForm,
    signing: rules.Signing,
    data: dict[str, Any],
) -> dict[str, Any]:
    """Return what a declaration will hold, for the sheet that is signed."""
    signature = form.signature()
    return {
        "file": request.file,
        "person": person,
        "given_by": given_by(signature, signing).value,
        "guardian": signature["guardian"],
        "second_guardian": signature["second_guardian"],
        "single_authority": signature["single_authority"],
        "authority_note": signature["authority_note"],
        "form": ConsentForm.ELECTRONIC.value,
        "text": queries.present_text(kind, signature["language"]),
        "interpreter": signature["interpreter"],
        "signed_on": data["signed_on"],
        "valid_from": data["signed_on"],
        "valid_to": data["valid_to"],
    }


@declare.in_file(Facet.CONSENT, read=Action.CREATE, write=Action.CREATE)
def give_release(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Record a release from confidentiality; it opens access at once."""
    one = or_404(person_in_file(request.file, person_id))
    signing, custodians = signing_of(request, one)
    children = children_of(request, one.person) if signing.given_by is GivenBy.SELF else []
    form = forms.ReleaseForm(
        request.POST or None,
        request.FILES or None,
        recipients=queries.possible_recipients(request.file),
        children=children,
        domain=request.file.domain,
        initial=_asked(request),
        **signing_arguments(signing, custodians),
    )

    def preview(data: dict[str, Any]) -> ConfidentialityRelease:
        recipient = data["recipient"]
        return ConfidentialityRelease(
            released_organisation=request.file.organisation,
            released_user_id=request.actor.user_id,
            recipient=recipient,
            recipient_role=_role(data["recipient_role"]),
            team_may_speak=data["team_may_speak"] != "me",
            facets=data["facets"],
            special_categories=data["special_categories"],
            direction=data["direction"],
            purpose=data["purpose"],
            purpose_text=data["purpose_text"],
            domain_from=data["domain_from"] or request.file.domain,
            domain_to=data["domain_to"] or rules.usual_domain(recipient.kind).value,
            **_preview_fields(request, one.person, TextKind.RELEASE, form, signing, data),
        )

    def save(data: dict[str, Any], signature: dict[str, Any]) -> ConfidentialityRelease:
        values = _release_values(request, data)
        release = actions.record_release(
            person=one.person, given_by=given_by(signature, signing), **values, **signature
        )
        for child in form.young:
            if str(child.pk) in data.get("children", []):
                of_child = {**signature, "guardian": one.person, "second_guardian": None}
                actions.record_release(person=child, given_by=GivenBy.GUARDIAN, **values, **of_child)
        return release

    purpose = _asked_purpose(request)
    context = _context(request, one, TextKind.RELEASE, _("Record a release"))
    context["purposes"] = [
        parts.Chip(choice.label, _with_purpose(request, choice), current=choice is purpose) for choice in ReleasePurpose
    ]
    context["statutes"] = _statutes(request)
    done = _("Release recorded. The other office can see what it names from now on.")
    return _record(request, form, preview=preview, save=save, done=done, context=context)


def _release_values(request: FileRequest, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "by": request.actor,
        "file": request.file,
        "recipient": data["recipient"],
        "recipient_role": _role(data["recipient_role"]),
        "facets": data["facets"],
        "purpose": ReleasePurpose(data["purpose"]),
        "purpose_text": data["purpose_text"],
        "direction": Direction(data["direction"]),
        "special_categories": data["special_categories"],
        "domain_from": data["domain_from"],
        "domain_to": data["domain_to"],
        "team_may_speak": data["team_may_speak"] != "me",
        "valid_to": data["valid_to"],
        "copy_handed_over": data["copy_handed_over"],
    }


def _role(chosen: str) -> Role | str:
    return "" if chosen == forms.NOBODY_HERE else Role(chosen)


def _asked_purpose(request: FileRequest) -> ReleasePurpose:
    asked = request.GET.get("purpose", "")
    return ReleasePurpose(asked) if asked in ReleasePurpose.values else ReleasePurpose.COORDINATION


def _with_purpose(request: FileRequest, purpose: ReleasePurpose) -> str:
    query = request.GET.copy()
    query["purpose"] = purpose.value
    query.setlist("facets", [])
    return f"?{query.urlencode()}"


def _asked(request: FileRequest) -> dict[str, Any]:
    """Return what the page that led here has asked for: recipient, purpose, parts. The family decides all the same.

    Nothing is ticked before somebody has chosen a purpose or a part (recital 32 DSGVO).
    """
    purpose = _asked_purpose(request)
    usual = [facet.value for facet in USUAL_FACETS[purpose]] if "purpose" in request.GET else []
    role = request.GET.get("role", "")
    values: dict[str, Any] = {
        "purpose": purpose,
        "facets": request.GET.getlist("facets") or usual,
        "special_categories": request.GET.getlist("special"),
        "recipient": _asked_recipient(request),
    }
    if "recipient" in request.GET:
        values["recipient_role"] = role if rules.may_receive(role) else forms.NOBODY_HERE
    if request.GET.get("direction") in Direction.values:
        values["direction"] = request.GET["direction"]
    return values


def _asked_recipient(request: FileRequest) -> uuid.UUID | None:
    with contextlib.suppress(ValueError):
        return uuid.UUID(request.GET.get("recipient", ""))
    return None


def _statutes(request: FileRequest) -> list[str]:
    """Return for which of the asked parts no release is needed: one does not ask "to be on the safe side"."""
    asked = _asked_recipient(request)
    recipient = queries.possible_recipients(request.file).filter(pk=asked).first() if asked else None
    if recipient is None:
        return []
    return hooks.statutes(request.file, recipient, request.GET.get("role", ""), request.GET.getlist("facets"))


@declare.in_file(Facet.CONSENT, read=Action.CREATE, write=Action.CREATE)
def refuse(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Record that somebody said no."""
    one = or_404(person_in_file(request.file, person_id))
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
        return after_url(request)

    context = {
        "title": _("%(name)s said no") % {"name": one.person.full_name},
        "lead": _(
            "It is noted so that nobody asks again next week. Nothing is opened, and nobody loses anything by it."
        ),
        "submit": _("Record the no"),
        "cancel": after_url(request),
        "breadcrumb": way_back(request, _("Said no")),
    }
    return handle(request, form, save=save, done=_("Recorded."), context=context, template="consentforms/form.html")
