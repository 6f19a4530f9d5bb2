"""What the pages inside a family file share: what is open, the way back, saving with errors, drafts, double clicks.

Names of families and drafts lie in rooms above. They say at start-up how a file is called and how a draft is forgotten
(`name_files_with`, `forget_drafts_with`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import idempotency
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest, Request
from chancennetz.access.models import FamilyFile
from chancennetz.access.rules import opened_facets
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.ui import feedback, pages
from chancennetz.ui.answering import or_404, show, take_errors
from chancennetz.ui.parts import Crumb, Difference

_T = TypeVar("_T")


class Stored(Protocol):
    """The version that is stored now."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def made_by(self) -> str:
        """Who made it."""

    @property
    def made_at(self) -> dt.datetime:
        """When it was made."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unsigned:
    """The version of a record that does not say who changed it, or when."""

    number: int

    @property
    def made_by(self) -> str:
        """Nobody by name."""
        return _("Somebody")

    @property
    def made_at(self) -> dt.datetime:
        """Just now, as far as the reader can tell."""
        return time.now()


class ForgetsDrafts(Protocol):
    """Removes the drafts of somebody under a key."""

    def __call__(self, *, by: Actor, key: str) -> object:
        """Remove them."""


_name_of: Callable[[FamilyFile], str] = lambda file: file.number  # noqa: E731 - until a room above knows names
_forget_drafts: ForgetsDrafts | None = None


def name_files_with(name_of: Callable[[FamilyFile], str]) -> None:
    """Say how a file is called for those who may read names; called once at start-up."""
    global _name_of
    _name_of = name_of


def forget_drafts_with(forget: ForgetsDrafts) -> None:
    """Say how a draft is forgotten on the server; called once at start-up."""
    global _forget_drafts
    _forget_drafts = forget


def opens(request: FileRequest, facet: Facet, action: Action = Action.READ) -> bool:
    """Tell whether the reader may do something with a part of the file in the address."""
    return facet in opened_facets(request.actor, request.facts, time.now(), action)


def opened(request: FileRequest, among: Iterable[Facet], action: Action = Action.READ) -> frozenset[Facet]:
    """Return on which of these parts of the file the reader may do something."""
    return opened_facets(request.actor, request.facts, time.now(), action) & frozenset(among)


def family_name(request: FileRequest) -> str:
    """Return how the file in the address is called: the main contact's name, or the number of the file."""
    file: FamilyFile = request.file
    return _name_of(file) if opens(request, Facet.IDENTITY) else file.number


def family_url(file: FamilyFile) -> str:
    """Return the address of the family's page."""
    return reverse("portal:family", args=[file.pk])


def crumbs(request: FileRequest, *last: Crumb | str) -> list[Crumb]:
    """Return the way back: families, the family, then `last` (the very last one is a plain text)."""
    own = [Crumb(_("Families"), reverse("casework:list")), Crumb(family_name(request), family_url(request.file))]
    return own + [Crumb(one) if isinstance(one, str) else one for one in last]


def draft(key: str) -> dict[str, str]:
    """Return what a form needs for its draft; an empty key means that it has none."""
    return {"draft_key": key, "draft_url": reverse("tasks:draft") if key else ""}


def saved(
    request: Request, form: forms.Form | None, save: Callable[[], _T], *, fields: dict[str, str] | None = None
) -> tuple[bool, _T | None]:
    """Run an action; put what it finds wrong into the form. Returns (was it saved, what the action returned).

    `fields` maps names of the action to names of the form. StaleVersion is left to the caller, who knows both versions.
    """
    try:
        return True, save()
    except StaleVersion:
        raise
    except ValidationError as error:
        take_errors(form, error, fields) if form is not None else _tell(request, " ".join(error.messages))
    except Conflict as error:
        form.add_error(None, str(error)) if form is not None else _tell(request, str(error))
    return False, None


def _tell(request: Request, text: str) -> None:
    feedback.confirm(request, text, tone="warning")


def form_page(
    request: FileRequest,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    cancel: str,
    lead: str = "",
    icon: str = "save",
    draft_key: str = "",
    breadcrumb: Sequence[Crumb] = (),
) -> HttpResponse:
    """Show a page that holds nothing but one form."""
    context = {
        "title": title,
        "lead": lead,
        "submit": submit,
        "submit_icon": icon,
        "cancel": cancel,
        "breadcrumb": breadcrumb,
        **draft(draft_key),
    }
    return show(request, "access/file_form.html", context, form)


def finish(request: Request, text: str, address: str, *, undo_url: str = "", draft_key: str = "") -> HttpResponse:
    """Say quietly that something was saved, forget its draft, and go on."""
    if draft_key and _forget_drafts is not None:
        _forget_drafts(by=request.actor, key=draft_key)
    feedback.confirm(request, text, undo_url=undo_url, clears_draft=draft_key)
    idempotency.remember(request, address)
    return redirect(address)


def already_done(request: Request) -> HttpResponse | None:
    """Answer a form that was sent twice with the result of the first time."""
    address = idempotency.claim(request)
    return redirect(address) if address else None


def handle(
    request: Request,
    form: forms.Form,
    *,
    save: Callable[[dict[str, Any]], str],
    done: str,
    context: Mapping[str, Any],
    draft_key: str = "",
    template: str = "access/file_form.html",
    on_stale: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Show a form or save it. `save` gets the cleaned values and returns where to go next; `done` says that it worked.

    What an action refuses is shown at its field; a second click finds the result of the first. `on_stale` answers when
    somebody was faster (see `two_versions`). Pages outside of files may use it as well.
    """
    if request.method == "POST":
        if again := already_done(request):
            return again
        if form.is_valid():
            try:
                is_saved, address = saved(request, form, lambda: save(form.cleaned_data))
            except StaleVersion:
                if on_stale is None:
                    raise
                return on_stale()
            if is_saved and address is not None:
                return finish(request, done, address, draft_key=draft_key)
    values = {**draft(draft_key), "file": getattr(request, "file", None), **context}
    return show(request, template, values, form)


def tap(request: Request, save: Callable[[], Any], done: str, where: str, *, undo_url: str = "") -> HttpResponse:
    """Do something without a form and go back, with a word about it."""
    if again := already_done(request):
        return again
    is_saved = False
    try:
        is_saved, _nothing = saved(request, None, save)
    except StaleVersion:
        _tell(request, _("Somebody was faster. Please look again."))
    if is_saved:
        feedback.confirm(request, done, undo_url=undo_url)
    idempotency.remember(request, where)
    return redirect(where)


def two_versions(
    request: Request,
    stored: Stored | None,
    *,
    title: str,
    mine: Sequence[tuple[Any, str, str]],
    discard_url: str,
) -> HttpResponse:
    """Show what the reader typed beside what somebody saved meanwhile.

    `mine` holds (label, what was typed, what is stored now), both as text.
    """
    found = or_404(stored)
    return pages.conflict(
        request,
        title=title,
        differences=[Difference(label, own, theirs) for label, own, theirs in mine],
        changed_by=found.made_by,
        changed_at=found.made_at,
        version=found.number,
        discard_url=discard_url,
        posted={name: values for name, values in request.POST.lists() if name != idempotency.FIELD},
    )
