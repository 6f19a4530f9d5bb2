"""Demo mode only: sign in as a role with one click."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.models import User
from chancennetz.demo import logins
from chancennetz.demo.staff_names import email_of


@declare.public("demo mode: invented data only, and every page says so")
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as the first member of staff of a role."""
    if not settings.DEMO:
        raise Http404
    person = logins.first_of_each_role().get(request.POST.get("role", ""))
    user = User.objects.filter(email=email_of(person["name"]), is_active=True).first() if person else None
    if user is None:
        raise Http404
    user.backend = "chancennetz.access.backend.MembershipBackend"
    get_adapter(request).login(request, user)  # as any other sign-in, with its row in the log
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=False)
    return redirect(address if safe else "portal:home")
