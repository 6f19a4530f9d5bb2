"""Every address says what it needs. An address without a declaration stops the project from starting.

    @declare.public("the public may read it")
    @declare.account                                   # anybody who is signed in
    @declare.on(ObjectType.TALLY, Action.LIST)         # an object outside of files, by role
    @declare.in_file(Facet.PLAN)                       # a facet of the file in <uuid:file_id>

The middleware reads the declaration, decides, and answers 404 to a refusal. In files it also sets `request.file` and
`request.facts` and writes the read row.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver

from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.core import gate

_View = TypeVar("_View", bound=Callable[..., Any])
ATTRIBUTE = "chancennetz_access"


@dataclasses.dataclass(frozen=True, slots=True)
class Declaration:
    """What an address needs. `kind` is public, account, object or file."""

    kind: str
    type: ObjectType | Facet | None = None
    read: Action = Action.READ
    write: Action = Action.UPDATE
    reason: str = ""
    parameter: str = "file_id"

    def action_for(self, method: str) -> Action:
        """Return the action that a request of this method means."""
        return self.read if method in {"GET", "HEAD", "OPTIONS"} else self.write


def _mark(declaration: Declaration) -> Callable[[_View], _View]:
    def mark(view: _View) -> _View:
        setattr(view, ATTRIBUTE, declaration)
        return view

    return mark


def public(reason: str) -> Callable[[_View], _View]:
    """Let everybody in, without account; say why."""
    return _mark(Declaration("public", reason=reason))


def account(view: _View) -> _View:
    """Let everybody in who is signed in, whatever the role."""
    return _mark(Declaration("account"))(view)


def on(type_: ObjectType, read: Action = Action.READ, *, write: Action = Action.UPDATE) -> Callable[[_View], _View]:
    """Need an action on an object outside of files."""
    return _mark(Declaration("object", type_, read, write))


def in_file(
    facet: Facet, *, read: Action = Action.READ, write: Action = Action.UPDATE, parameter: str = "file_id"
) -> Callable[[_View], _View]:
    """Need an action on a facet of the file whose id stands in the address."""
    return _mark(Declaration("file", facet, read, write, parameter=parameter))


_SIGNING_IN = Declaration("public", reason="signing in, or a way back in")
_OPEN_LIBRARY_PAGES = Declaration("public", reason="texts, styles, language")
#: Pages of libraries: module and class of the view, or a prefix of it -> declaration. The longest match counts.
_THIRD_PARTY: dict[str, Declaration] = {
    "allauth.account.views.": Declaration("account"),
    "allauth.account.views.LoginView": _SIGNING_IN,
    "allauth.account.views.LogoutView": _SIGNING_IN,
    "allauth.account.views.SignupView": Declaration("public", reason="says that accounts are made by administrators"),
    "allauth.account.views.PasswordReset": _SIGNING_IN,
    "allauth.account.views.AccountInactiveView": _SIGNING_IN,
    "allauth.account.views.EmailVerificationSentView": _SIGNING_IN,
    "allauth.account.views.ConfirmEmailView": _SIGNING_IN,
    "allauth.account.views.ConfirmLoginCodeView": _SIGNING_IN,
    "allauth.mfa.": Declaration("account"),
    "allauth.mfa.base.views.AuthenticateView": _SIGNING_IN,
    "allauth.mfa.webauthn.views.LoginWebAuthnView": _SIGNING_IN,
    "chancennetz.styleguide.": Declaration("public", reason="style guide of demo mode, no data; lies below access"),
    "django.views.i18n.": _OPEN_LIBRARY_PAGES,
    "django.views.static.": _OPEN_LIBRARY_PAGES,
    "django.contrib.staticfiles.": _OPEN_LIBRARY_PAGES,
}


def of_view(view: Callable[..., Any]) -> Declaration | None:
    """Return the declaration of a view, None when it has none."""
    declared = getattr(view, ATTRIBUTE, None) or getattr(getattr(view, "view_class", None), ATTRIBUTE, None)
    if declared is not None:
        return declared
    need: gate.Need | None = getattr(view, gate.ATTRIBUTE, None)  # rooms below this one declare through the gate
    if need is not None:
        return Declaration("object", ObjectType(need.object_type), Action(need.read), Action(need.write))
    inner = getattr(view, "view_class", view)
    name = f"{getattr(inner, '__module__', '')}.{getattr(inner, '__name__', '')}"
    matches = [prefix for prefix in _THIRD_PARTY if name.startswith(prefix)]
    return _THIRD_PARTY[max(matches, key=len)] if matches else None


def all_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (address, pattern) of every address of the project."""
    resolver = resolver or get_resolver()
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern, address)
        else:
            yield address, pattern


@checks.register("access")
def check_declarations(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Every address carries a declaration."""
    return [
        checks.Error(f"the address {address!r} does not say what it needs (access.declare)", id="access.E001")
        for address, pattern in all_patterns()
        if of_view(pattern.callback) is None
    ]
