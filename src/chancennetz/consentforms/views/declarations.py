"""What a family has allowed: list, one declaration with everything that was agreed, withdraw, who was told."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import handle
from chancennetz.access.file_pages import opens as may
from chancennetz.access.http import FileRequest
from chancennetz.consent import actions, queries
from chancennetz.consent.constants import (
    ALWAYS_OPEN,
    ConsentForm,
    ConsentState,
    GivenBy,
    SingleAuthority,
    TextKind,
    ToldHow,
)
from chancennetz.consent.models import ConfidentialityRelease, WithdrawalNotice
from chancennetz.consentforms import forms, sheet
from chancennetz.consentforms.views.common import list_url, way_back
from chancennetz.core.time import format_date
from chancennetz.documents.queries import find_document
from chancennetz.documents.rules import Refused
from chancennetz.ui import feedback
from chancennetz.ui.constants import Tone

_TONES: dict[ConsentState, Tone] = {
    ConsentState.VALID: "success",
    ConsentState.ENDING: "warning",
    ConsentState.UPCOMING: "info",
}


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
        "to_tell": [notice for notice in queries.notices_of(request.file) if notice.told_on is None],
        "has_consent": queries.has_processing_consent(request.file),
        "may_give": may(request, Facet.CONSENT, Action.CREATE),
        "may_withdraw": request.actor.organisation_id == request.file.organisation_id,
        "may_print": named,
        "breadcrumb": way_back(request),
    }
    return render(request, "consentforms/list.html", context)


def _find(request: FileRequest, declaration_id: uuid.UUID) -> queries.DeclarationView:
    view = queries.declaration_in_file(request.file, declaration_id)
    if view is None:
        raise Http404
    return view


@declare.in_file(Facet.CONSENT)
def show(request: FileRequest, file_id: uuid.UUID, declaration_id: uuid.UUID) -> HttpResponse:
    """One declaration with everything that was agreed: the fields that the law asks for."""
    view = _find(request, declaration_id)
    if not may(request, Facet.IDENTITY):
        raise Http404
    declaration = view.declaration
    signatures = queries.signatures_of(request.file, declaration.pk)
    ours = request.actor.organisation_id == request.file.organisation_id
    notices = [one for one in queries.notices_of(request.file) if one.declaration_id == declaration.pk]
    scan = find_document(request.file.pk, declaration.document_id) if declaration.document_id else None
    context = {
        "file": request.file,
        "view": view,
        "tone": _TONES.get(view.state, "neutral"),
        "title": str(view.kind.label),
        "who": declaration.person.full_name,
        "facts": _facts(declaration),
        "signatures": signatures,
        "unchanged": all(one.sheet_hash == queries.sheet_hash(declaration) for one in signatures),
        "scan": scan,
        "may_scan": ours and scan is None and may(request, Facet.DOCUMENT, Action.CREATE) and not declaration.refused,
        "may_read_documents": may(request, Facet.DOCUMENT),
        "may_withdraw": ours and view.can_be_withdrawn,
        "again_url": _again_url(declaration) if ours and may(request, Facet.CONSENT, Action.CREATE) else "",
        "notices": notices if ours else [],
        "breadcrumb": way_back(request, str(view.kind.label)),
    }
    return render(request, "consentforms/show.html", context)


def _again_url(declaration: queries.Declaration) -> str:
    """Return the form in which the same is given again for longer; it is signed anew."""
    if not isinstance(declaration, ConfidentialityRelease) or declaration.refused:
        return ""
    asked: list[tuple[str, str]] = [
        ("recipient", str(declaration.recipient_id)),
        ("role", declaration.recipient_role),
        ("purpose", declaration.purpose),
        ("direction", declaration.direction),
    ]
    asked += [("facets", facet) for facet in declaration.facets if facet != ALWAYS_OPEN]
    asked += [("special", category) for category in declaration.special_categories]
    address = reverse("consentforms:release_for", args=[declaration.file_id, declaration.person_id])
    return f"{address}?{urlencode(asked)}"


def _facts(declaration: queries.Declaration) -> list[tuple[str, Any]]:
    """Return the fields of a declaration in the order of the reference, in German."""
    with sheet.speaking(queries.present_text(queries.kind_of(declaration), "de")) as words:
        found: list[tuple[str, Any]] = [(_("Declared by"), str(GivenBy(declaration.given_by).label))]
        hands = [declaration.guardian, declaration.second_guardian]
        found.append((_("With custody"), ", ".join(one.full_name for one in hands if one is not None)))
        if declaration.single_authority:
            reason = str(SingleAuthority(declaration.single_authority).label)
            found.append((_("Signs alone because"), f"{reason}. {declaration.authority_note}"))
        if isinstance(declaration, ConfidentialityRelease):
            found += [(term, value) for term, value in sheet.facts(words, declaration)[:5]]
        for choice in sheet.ticked(words, declaration):
            chosen = ", ".join(item["text"] for item in choice["items"] if item["done"])
            found.append((choice["title"], chosen or _("nothing")))
    found += [
        (_("Signed on"), format_date(declaration.signed_on)),
        (_("Valid from"), format_date(declaration.valid_from)),
        (_("Until"), format_date(declaration.valid_to) if declaration.valid_to else _("until the counselling ends")),
        (_("How"), str(ConsentForm(declaration.form).label)),
        (_("Language of the sheet"), declaration.text.language_name),
        (_("Interpreted by"), declaration.interpreter),
        (_("Explained in plain words"), _("yes") if declaration.plain_language_shown else _("not noted")),
        (_("Wording"), _text_version(declaration)),
    ]
    if isinstance(declaration, ConfidentialityRelease):
        found.append((_("Copy handed over"), _("yes") if declaration.copy_handed_over else _("not noted")))
    if declaration.withdrawn_at is not None:
        found.append((_("Withdrawn on"), format_date(declaration.withdrawn_at)))
        found.append((_("Note"), declaration.withdrawal_note))
    return found


def _text_version(declaration: queries.Declaration) -> str:
    text = declaration.text
    words = {"number": text.number, "hash": text.content_hash[:12]}
    state = _("released") if text.reviewed_on else _("not reviewed yet")
    return _("version %(number)s, check sum %(hash)s") % words + f" ({state})"


# --- withdraw --------------------------------------------------------------------------------------------------------


@declare.in_file(Facet.CONSENT, write=Action.READ)
def withdraw(request: FileRequest, file_id: uuid.UUID, declaration_id: uuid.UUID) -> HttpResponse:
    """Withdraw a declaration: asked once, works at once. Reading the file is enough to record it (Art. 7(3) DSGVO)."""
    view = _find(request, declaration_id)
    if request.actor.organisation_id != request.file.organisation_id:
        raise Http404
    declaration = view.declaration
    people = [one for one in (declaration.person, declaration.guardian, declaration.second_guardian) if one is not None]
    others = _others(request, declaration)
    form = forms.WithdrawalForm(request.POST or None, people=people, has_others=bool(others))
    told: list[actions.Told] = []

    def save(data: dict[str, Any]) -> str:
        by_id = {str(one.pk): one for one in people}
        told.extend(
            actions.withdraw(
                by=request.actor,
                declaration=declaration,
                withdrawn_by=by_id[data["withdrawn_by"]],
                note=data["note"],
                all_to_recipient=data.get("all_to_recipient", False),
            )
        )
        return list_url(request)

    context = {
        "title": _("Withdraw this declaration?"),
        "lead": view.sentence,
        "consequences": _consequences(view),
        "submit": _("Withdraw now"),
        "dangerous": True,
        "cancel": list_url(request),
        "breadcrumb": way_back(request, _("Withdraw")),
    }
    done = _("Withdrawn. It works from now on.")
    answer = handle(request, form, save=save, done=done, context=context, template="consentforms/form.html")
    _tell(request, told)
    return answer


def _others(request: FileRequest, declaration: queries.Declaration) -> list[ConfidentialityRelease]:
    """Return the other releases of the same person to the same office."""
    if not isinstance(declaration, ConfidentialityRelease):
        return []
    held = queries.releases_in_force(request.file, declaration.person_id)
    return [one for one in held if one.recipient_id == declaration.recipient_id and one.pk != declaration.pk]


def _tell(request: FileRequest, told: list[actions.Told]) -> None:
    if told:
        names = ", ".join(sorted({str(one.organisation) for one in told}))
        feedback.confirm(request, _("Please tell today: %(names)s.") % {"names": names}, tone="warning")


def _consequences(view: queries.DeclarationView) -> list[str]:
    if view.kind is TextKind.RELEASE:
        return [
            _("The other office sees nothing any more, from the next click on."),
            _("What we have passed on here is taken back at the same moment."),
            _("What it has learnt before stays with it. We have to tell it about the withdrawal."),
            _("The record that there was a release stays."),
        ]
    return [
        _("No new notes are kept from now on. What was written before stays lawful."),
        _("Releases of the same person end with it."),
        _("It cannot be undone. A new consent can be given at any time."),
    ]


@declare.in_file(Facet.CONSENT, write=Action.READ)
def told(request: FileRequest, file_id: uuid.UUID, notice_id: uuid.UUID) -> HttpResponse:
    """Tick that an office was told of a withdrawal."""
    notice = (
        WithdrawalNotice.objects.filter(file=request.file, pk=notice_id).select_related("recipient", "file").first()
    )
    if notice is None or request.actor.organisation_id != request.file.organisation_id:
        raise Http404
    form = forms.ToldForm(request.POST or None)

    def save(data: dict[str, Any]) -> str:
        actions.mark_told(by=request.actor, notice=notice, how=ToldHow(data["how"]), told_on=data["told_on"])
        return list_url(request)

    context = {
        "title": _("Tell %(office)s") % {"office": notice.recipient},
        "lead": _("The family has withdrawn. Say that nothing may be used any more, and ask to delete what is left."),
        "consequences": [_("Told on %(day)s.") % {"day": format_date(notice.told_on)}] if notice.told_on else [],
        "submit": _("They know"),
        "cancel": list_url(request),
        "breadcrumb": way_back(request, _("Withdrawal")),
    }
    return handle(request, form, save=save, done=_("Noted."), context=context, template="consentforms/form.html")


@declare.in_file(Facet.CONSENT, read=Action.UPDATE, write=Action.UPDATE)
def scan(request: FileRequest, file_id: uuid.UUID, declaration_id: uuid.UUID) -> HttpResponse:
    """Add the photo or scan of the signed sheet."""
    view = _find(request, declaration_id)
    form = forms.ScanForm(request.POST or None, request.FILES or None)
    address = reverse("consentforms:show", args=[request.file.pk, declaration_id])

    def save(data: dict[str, Any]) -> str:
        try:
            actions.attach_scan(by=request.actor, declaration=view.declaration, content=data["content"].read())
        except Refused as refused:
            raise ValidationError({"content": str(refused)}) from refused
        return address

    context = {
        "title": _("Add the signed sheet"),
        "lead": view.sentence,
        "submit": _("Keep it"),
        "cancel": address,
        "breadcrumb": way_back(request, _("Signed sheet")),
    }
    return handle(
        request, form, save=save, done=_("The sheet is kept."), context=context, template="consentforms/form.html"
    )
