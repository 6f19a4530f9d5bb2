"""What every page needs around its content, as one context variable ``frame``."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from chancennetz.core import actor as actors
from chancennetz.ui import constants, navigation


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around the content; read by ``ui/base.html`` and the error pages."""

    installation: str
    accent: str
    theme: str
    language: str
    demo: bool
    authenticated: bool
    name: str
    role: str
    role_name: str
    organisation: str
    entries: list[navigation.ShownEntry]
    links: dict[str, str]
    public: bool
    path: str

    @property
    def phone_entries(self) -> list[navigation.ShownEntry]:
        """The four entries of the phone's bottom bar."""
        return [entry for entry in self.entries if entry.phone][: navigation.MOST_PHONE_ENTRIES]


def _choice(value: str, allowed: tuple[str, ...], default: str) -> str:
    return value if value in allowed else default


def build_frame(request: HttpRequest) -> Frame:
    """Read actor, cookies and settings; works without actor (login page, error pages)."""
    actor = actors.current() or actors.ANONYMOUS
    public = actor.user_id is None
    return Frame(
        installation=str(getattr(settings, "INSTALLATION_NAME", "Chancennetz")),
        accent=_choice(str(getattr(settings, "INSTALLATION_ACCENT", "")), constants.ACCENTS, constants.ACCENTS[0]),
        theme=_choice(request.COOKIES.get(constants.THEME_COOKIE, ""), constants.THEMES, ""),
        language=(get_language() or "de")[:2],
        demo=bool(getattr(settings, "DEMO", False)),
        authenticated=not public,
        name=actor.display_name,
        role=actor.role,
        role_name=navigation.role_name(actor.role),
        organisation=actor.organisation_name,
        entries=navigation.shown(actor.role, request.path),
        links=navigation.links(),
        public=public,
        path=request.get_full_path(),
    )


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor ``chancennetz.ui.context.frame``."""
    return {"frame": build_frame(request)}
