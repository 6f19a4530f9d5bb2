"""One's own account: who am I here, in which role do I act, what do the rules say."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.access import declare, rules
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import Request
from chancennetz.access.middleware import SESSION_MEMBERSHIP
from chancennetz.access.models import Membership, User
from chancennetz.accounts import queries, see_also
from chancennetz.accounts.tables import FileRuleTable, MembershipTable, ObjectRuleTable
from chancennetz.core import time
from chancennetz.ui import feedback


def _may(request: Request, action: Action, on: ObjectType) -> bool:
    actor = request.actor
    return rules.decide(actor, action, rules.Target(on), actor.purpose, time.now()).allowed


@require_GET
@declare.account
def own_account(request: Request) -> HttpResponse:
    """Who I am here: name, roles, ways to protect the account."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the declaration lets nobody else in
    facts = [
        (_("Name"), user.display_name),
        (_("E-mail address"), user.email),
        (_("Phone"), user.phone),
    ]
    memberships = queries.memberships_of(user)
    context = {
        "facts": facts,
        "memberships": MembershipTable(memberships, request),
        "opens_emergency": _may(request, Action.CREATE, ObjectType.EMERGENCY),
        "reviews_emergency": _may(request, Action.LIST, ObjectType.EMERGENCY),
        "several": len(getattr(request, "memberships", [])) > 1,
        "breadcrumb": [],
    }
    return render(request, "accounts/own_account.html", context)


@require_http_methods(["GET", "POST"])
@declare.account
def switch_role(request: Request) -> HttpResponse:
    """Choose in which of one's roles to act; rights and pages follow the role."""
    held: list[Membership] = getattr(request, "memberships", [])
    if request.method == "POST":
        chosen = next((one for one in held if str(one.pk) == request.POST.get("membership")), None)
        if chosen is None:
            feedback.confirm(request, _("You do not hold this role any more."), tone="warning")
            return redirect("accounts:switch_role")
        request.session[SESSION_MEMBERSHIP] = str(chosen.pk)
        words = {"role": Role(chosen.role).label, "organisation": chosen.organisation}
        feedback.confirm(request, _("You now act as %(role)s for %(organisation)s.") % words)
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        return redirect(target if safe else "/")
    current = request.actor.membership_id
    options = [
        {
            "id": one.pk,
            "role": Role(one.role).label,
            "organisation": str(one.organisation),
            "until": one.valid_to,
            "current": one.pk == current,
        }
        for one in held
    ]
    return render(request, "accounts/switch_role.html", {"options": options})


@require_GET
@declare.account
def matrix(request: Request) -> HttpResponse:
    """Who may do what: the rules themselves, in words."""
    context = {
        "objects": ObjectRuleTable(queries.object_rows(), request, prefix="o"),
        "files": FileRuleTable(queries.file_rows(), request, prefix="f"),
        "see_also": see_also.pages_for(request.actor.role),
    }
    return render(request, "accounts/matrix.html", context)
