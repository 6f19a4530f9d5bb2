"""The wordings of the sheets in every language, and their review."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import Request
from chancennetz.access.rules import OBJECT_RULES
from chancennetz.consent import actions, queries, rules
from chancennetz.consent.constants import RTL_LANGUAGES, TextKind
from chancennetz.consent.models import ConsentText
from chancennetz.ui import feedback, parts


def _may_release(request: Request) -> bool:
    return Action.APPROVE in OBJECT_RULES[ObjectType.SHARE_RULE].get(Role(request.actor.role), frozenset())


@declare.on(ObjectType.SHARE_RULE, Action.LIST)
def text_list(request: Request) -> HttpResponse:
    """The wordings of the sheets in every language, and whether somebody has released them."""
    groups = [(kind.label, queries.languages(kind)) for kind in TextKind]
    context = {"title": _("Wordings of the sheets"), "groups": groups, "breadcrumb": [parts.Crumb(_("Wordings"))]}
    return render(request, "consentforms/texts.html", context)


@declare.on(ObjectType.SHARE_RULE, Action.READ, write=Action.APPROVE)
def text_show(request: Request, text_id: uuid.UUID) -> HttpResponse:
    """One wording beside the German one; the button that releases it."""
    text = ConsentText.objects.filter(pk=text_id).first()
    if text is None:
        raise Http404
    if request.method == "POST":
        actions.release_text(by=request.actor, text=text)
        feedback.confirm(request, _("Released."))
        return redirect("consentforms:texts")
    german = queries.present_text(TextKind(text.kind), "de")
    context = {
        "title": text.title,
        "text": text,
        "direction": "rtl" if text.language in RTL_LANGUAGES else "ltr",
        "blocks": rules.text_blocks(text.body),
        "labels": list(text.labels.items()),
        "german": rules.text_blocks(german.body) if german.pk != text.pk else [],
        "german_title": german.title,
        "may_release": _may_release(request) and text.reviewed_on is None,
        "breadcrumb": [parts.Crumb(_("Wordings"), reverse("consentforms:texts")), parts.Crumb(text.language_name)],
    }
    return render(request, "consentforms/text.html", context)
