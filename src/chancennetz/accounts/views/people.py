"""The administrator's pages: people with access, their roles over time."""

from __future__ import annotations

import logging
import uuid

from allauth.account.forms import ResetPasswordForm
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.access import actions, declare, idempotency, rules
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.fresh import needs_fresh_sign_in
from chancennetz.access.http import Request
from chancennetz.access.models import User
from chancennetz.accounts import queries
from chancennetz.accounts.forms import ChangeUserForm, EndMembershipForm, MembershipForm, UserFilterForm, UserForm
from chancennetz.accounts.tables import EditableMembershipTable, MembershipTable, UserTable
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.ui import feedback, parts
from chancennetz.ui.parts import Crumb

_log = logging.getLogger(__name__)


def _may_change(request: Request) -> bool:
    actor = request.actor
    return rules.decide(actor, Action.UPDATE, rules.Target(ObjectType.USER), actor.purpose, time.now()).allowed


def _user(user_id: uuid.UUID) -> User:
    user = queries.user_by_id(user_id)
    if user is None:
        raise Http404
    return user


def _trail(*crumbs: Crumb) -> list[Crumb]:
    return [Crumb(_("People with access"), reverse("accounts:users")), *crumbs]


@require_GET
@declare.on(ObjectType.USER, Action.LIST)
def user_list(request: Request) -> HttpResponse:
    """Everybody with an account: search, filter, sort."""
    organisations = queries.organisations_today()
    form = UserFilterForm(request.GET or None, organisations=organisations)
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = asked.get("organisation")
    rows = queries.users(
        asked.get("search", ""), asked.get("role", ""), uuid.UUID(chosen) if chosen else None, asked.get("state", "")
    )
    context = {"table": UserTable(rows, request), "form": form, "may_change": _may_change(request)}
    return render(request, "accounts/user_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.USER, Action.CREATE, write=Action.CREATE)
def user_new(request: Request) -> HttpResponse:
    """Create an account and invite the person by e-mail to set a password."""
    form = UserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if earlier := idempotency.claim(request):
            return redirect(earlier)
        try:
            user = actions.create_user(by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            address = reverse("accounts:user", args=[user.pk])
            idempotency.remember(request, address)
            _invite(request, user)
            return redirect(address)
    context = {
        "form": form,
        "title": _("New person with access"),
        "lead": _("They get an e-mail with a link to set a password. Then give them a role."),
        "submit": _("Create access"),
        "cancel": reverse("accounts:users"),
        "breadcrumb": _trail(Crumb(_("New"))),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


def _invite(request: Request, user: User) -> None:
    """Send the link for setting a password; an account without mail server is created all the same."""
    form = ResetPasswordForm(data={"email": user.email})
    try:
        sent = form.is_valid() and bool(form.save(request))
    except OSError as error:
        _log.warning("invitation not sent: %s", type(error).__name__)
        sent = False
    if sent:
        feedback.confirm(request, _("Access created. The e-mail with the link is on its way."))
    else:
        text = _("Access created, but the e-mail could not be sent. The link comes by “Forgot your password?”.")
        feedback.confirm(request, text, tone="warning")


@require_GET
@declare.on(ObjectType.USER, Action.READ)
def user_detail(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """One person: account and roles over time."""
    user = _user(user_id)
    may_change = _may_change(request)
    memberships = queries.memberships_of(user)
    table = (EditableMembershipTable if may_change else MembershipTable)(memberships, request)
    context = {
        "person": user,
        "facts": [
            (_("E-mail address"), user.email),
            (_("Phone"), user.phone),
            (_("May sign in"), _("yes") if user.is_active else _("no")),
            (_("Since"), time.format_date(user.created_at)),
        ],
        "table": table,
        "may_change": may_change,
        "breadcrumb": _trail(Crumb(user.display_name)),
    }
    return render(request, "accounts/user.html", context)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.USER, Action.UPDATE)
@needs_fresh_sign_in
def user_change(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """Change name, phone, or whether the account may be used."""
    user = _user(user_id)
    form = ChangeUserForm(request.POST) if request.method == "POST" else ChangeUserForm.of(user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_user(by=request.actor, user=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            feedback.confirm(request, _("Saved."))
            return redirect("accounts:user", user_id=user.pk)
    context = {
        "form": form,
        "title": user.display_name,
        "lead": _("Change name, phone or access."),
        "submit": _("Save"),
        "cancel": reverse("accounts:user", args=[user.pk]),
        "breadcrumb": _trail(Crumb(user.display_name, reverse("accounts:user", args=[user.pk])), Crumb(_("Change"))),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.MEMBERSHIP, Action.CREATE, write=Action.CREATE)
@needs_fresh_sign_in
def membership_new(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """Give somebody a role in an organisation from a day on."""
    user = _user(user_id)
    form = MembershipForm(request.POST if request.method == "POST" else None)
    address = reverse("accounts:user", args=[user.pk])
    if request.method == "POST" and form.is_valid():
        if earlier := idempotency.claim(request):
            return redirect(earlier)
        values = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            actions.add_membership(by=request.actor, user=user, **values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            idempotency.remember(request, address)
            feedback.confirm(request, _("%(name)s has the new role.") % {"name": user.display_name})
            return redirect(address)
    context = {
        "form": form,
        "title": _("New role for %(name)s") % {"name": user.display_name},
        "lead": _("Rights follow from the role. They begin on the first day and end with the last."),
        "submit": _("Give this role"),
        "cancel": address,
        "breadcrumb": _trail(Crumb(user.display_name, address), Crumb(_("New role"))),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@declare.on(ObjectType.MEMBERSHIP, Action.END, write=Action.END)
@needs_fresh_sign_in
def membership_end(request: Request, membership_id: uuid.UUID) -> HttpResponse:
    """End a role with a last day."""
    membership = queries.membership_by_id(membership_id)
    if membership is None:
        raise Http404
    form = EndMembershipForm(request.POST if request.method == "POST" else None, membership=membership)
    address = reverse("accounts:user", args=[membership.user_id])
    words = {"name": membership.user.display_name, "role": Role(membership.role).label}
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_membership(by=request.actor, membership=membership, last_day=form.cleaned_data["last_day"])
        except ValidationError as error:
            form.add_error("last_day", error.messages)
        except StaleVersion:
            form.add_error(None, _("Somebody else has just changed this role. Please look at it again."))
        else:
            feedback.confirm(request, _("%(name)s: the role %(role)s has a last day now.") % words)
            return redirect(address)
    context = {
        "form": form,
        "title": _("End the role %(role)s of %(name)s") % words,
        "lead": _("From the day after, every right that came with it is gone. Families keep their history."),
        "submit": _("End this role"),
        "cancel": address,
        "breadcrumb": _trail(Crumb(membership.user.display_name, address), parts.Crumb(_("End a role"))),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)
