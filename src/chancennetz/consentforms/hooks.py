"""What this room tells the lower ones at start-up, and what a higher room tells this one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.tasks.hooks import register_owner
from chancennetz.ui import navigation

if TYPE_CHECKING:
    from chancennetz.access.models import FamilyFile
    from chancennetz.organisations.models import Organisation


#: Answers for which parts an office needs no release (set by the room that knows the rules for passing on).
_statutes: list[Callable[..., list[str]]] = []


def answer_statutes_with(answer: Callable[..., list[str]]) -> None:
    """Have `answer(file, recipient, role, categories)` say which parts the law opens anyway, with its basis."""
    _statutes[:] = [answer]


def statutes(file: FamilyFile, recipient: Organisation, role: str, categories: Iterable[str]) -> list[str]:
    """Return for which of the asked parts no release is needed, with the legal basis; nothing when nobody knows."""
    return [line for answer in _statutes for line in answer(file, recipient, role, categories)]


def _file_page(_object_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("consentforms:list", args=[file_id]) if file_id is not None else ""


def connect() -> None:
    """Enter navigation, and where tasks and documents of consents and releases lead to."""
    register = navigation.Entry(_("Consents"), "consentforms:register", icon="shield-check", order=20)
    navigation.register(Role.PRIVACY.value, [register])
    register_owner("consent.notice", _file_page)
    register_owner("consent.declaration", _file_page)
