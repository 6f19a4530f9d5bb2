"""One door for every request: who acts, one transaction, the decision, the read row."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from chancennetz.access import declare, queries, rules
from chancennetz.access.constants import ABSOLUTE_LIMIT, IDLE_LIMIT, Facet
from chancennetz.access.context import tell_database
from chancennetz.access.declare import Declaration
from chancennetz.audit.actions import record_read
from chancennetz.core import crypto, time
from chancennetz.core.actor import ANONYMOUS, Actor, acting
from chancennetz.core.errors import NotAllowed

_log = logging.getLogger(__name__)
SESSION_MEMBERSHIP = "membership"
_SESSION_START = "signed_in_at"
_SESSION_SEEN = "seen_at"
#: The time of the last request is written at most this often: not every page view needs a session write.
_SEEN_STEP = dt.timedelta(minutes=1)


class AccessMiddleware:
    """Runs after session and authentication.

    Opens the transaction of the request, names the actor to database and context, asks the declaration of the view,
    and writes the read row before the page leaves. If the row cannot be written, nothing is shown (fail closed).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        ended = _end_old_session(request)
        if ended is not None:
            return ended
        with crypto.key_cache(), queries.remember_visible(), crypto.watch_opened() as opened, transaction.atomic():
            actor = _actor_of(request)
            _give(request, actor=actor)
            with acting(actor):
                tell_database(actor)
                response = self.get_response(request)
                if response.status_code >= 500 or transaction.get_rollback():
                    transaction.set_rollback(True)  # an error page shows nobody's data, so it needs no read row
                else:
                    _write_read_row(request, actor, opened)
        _forbid_caching(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Ask the declaration before the view runs."""
        del args
        declaration = declare.of_view(view)
        if declaration is None:
            raise Http404
        _give(request, declaration=declaration)
        if declaration.kind == "public":
            return None
        actor: Actor = getattr(request, "actor")  # noqa: B009 - given above
        if actor.user_id is None:
            return _to_login(request)
        if not settings.DEMO and not _has_second_factor(request) and declaration.kind != "account":
            messages.info(request, _("Please set up a second factor first. It protects the families' data."))
            return redirect("mfa_index")
        if declaration.kind == "object":
            _check_object(request, actor, declaration)
        elif declaration.kind == "file":
            _check_file(request, actor, declaration, kwargs)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal by an action answers like a page that does not exist; every error undoes the whole request."""
        del request
        if isinstance(exception, (ReauthenticationRequired, ImmediateHttpResponse)):
            return None  # no errors: the library answers them with a page, and reads the database for it
        transaction.set_rollback(True)
        if isinstance(exception, NotAllowed):
            raise Http404 from exception
        return None


def _give(request: HttpRequest, **values: Any) -> None:
    """Give a request what `access.http.Request` and `FileRequest` promise to pages."""
    for name, value in values.items():
        setattr(request, name, value)


def _session_fingerprint(request: HttpRequest) -> str:
    key = request.session.session_key or ""
    return hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""


def _actor_of(request: HttpRequest) -> Actor:
    """Return who acts: the chosen membership of the signed-in user, or nobody."""
    request_id = uuid.uuid4().hex[:12]
    _give(request, request_id=request_id)
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    memberships = getattr(user, "memberships_today", None) or queries.memberships_on(user.pk)
    _give(request, memberships=memberships)
    if not memberships:
        return Actor(
            user_id=user.pk, role="none", purpose="none", display_name=user.get_full_name(), request_id=request_id
        )
    chosen = request.session.get(SESSION_MEMBERSHIP)
    membership = next((one for one in memberships if str(one.id) == chosen), memberships[0])
    return queries.actor_from(membership, request_id=request_id, session_id=_session_fingerprint(request))


def _has_second_factor(request: HttpRequest) -> bool:
    if request.session.get("second_factor_seen"):
        return True
    from allauth.mfa.utils import is_mfa_enabled

    if is_mfa_enabled(request.user):
        request.session["second_factor_seen"] = True
        return True
    return False


def _check_object(request: HttpRequest, actor: Actor, declaration: Declaration) -> None:
    action = declaration.action_for(request.method or "GET")
    assert declaration.type is not None  # noqa: S101 - made by declare.on
    decision = rules.decide(actor, action, rules.Target(declaration.type), actor.purpose, time.now())
    if not decision.allowed:
        raise Http404


def _check_file(request: HttpRequest, actor: Actor, declaration: Declaration, kwargs: dict[str, Any]) -> None:
    found = queries.file_with_relations(kwargs[declaration.parameter])
    if found is None:
        raise Http404
    file, relations = found
    facts = queries.facts_of(file, relations=relations)
    action = declaration.action_for(request.method or "GET")
    assert isinstance(declaration.type, Facet)  # noqa: S101 - made by declare.in_file
    target = rules.Target(declaration.type, facts, bound_to=actor.user_id)
    decision = rules.decide(actor, action, target, actor.purpose, time.now())
    if not decision.allowed:
        raise Http404
    _give(request, file=file, facts=facts, relations=relations, decision=decision)


def _write_read_row(request: HttpRequest, actor: Actor, opened: set[uuid.UUID]) -> None:
    """Log the reading of everything that was opened, with the file and facet that the address named."""
    declaration: Declaration | None = getattr(request, "declaration", None)
    file = getattr(request, "file", None)
    decision = getattr(request, "decision", None)
    shown_file = file is not None and request.method == "GET"
    if not opened and not shown_file:
        return
    resolved = request.resolver_match
    record_read(
        by=actor,
        object_type="file" if file is not None else "list",
        object_id=file.pk if file is not None else "",
        subjects=[*opened, *([file.pk] if file is not None else [])],
        facet=declaration.type.value if declaration is not None and isinstance(declaration.type, Facet) else "",
        basis=decision.reason if decision is not None else "",
        action=f"read {resolved.view_name}" if resolved is not None else "read",
    )


def _to_login(request: HttpRequest) -> HttpResponse:
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def _end_old_session(request: HttpRequest) -> HttpResponse | None:
    """Sign out after 30 idle minutes or ten hours. What was typed stays in the browser and comes back after login."""
    if not request.user.is_authenticated:
        return None
    now = time.now()
    session = request.session
    started = dt.datetime.fromisoformat(session.setdefault(_SESSION_START, now.isoformat()))
    seen = dt.datetime.fromisoformat(session.setdefault(_SESSION_SEEN, now.isoformat()))
    if now - seen > IDLE_LIMIT or now - started > ABSOLUTE_LIMIT:
        logout(request)
        messages.info(request, _("You were signed out for safety. What you typed is kept: sign in and go on."))
        return _to_login(request)
    if now - seen > _SEEN_STEP:
        session[_SESSION_SEEN] = now.isoformat()
    return None


def _forbid_caching(request: HttpRequest, response: HttpResponse) -> None:
    declaration: Declaration | None = getattr(request, "declaration", None)
    if declaration is None or declaration.kind != "public":
        response["Cache-Control"] = "no-store"
