"""The request as the access middleware hands it on."""

from __future__ import annotations

from django.http import HttpRequest

from chancennetz.access.models import FamilyFile
from chancennetz.access.rules import FileFacts
from chancennetz.core.actor import Actor


class CaseRequest(HttpRequest):
    """A request that knows who acts and, where the address names one, the family file and the facts about it."""

    actor: Actor
    file: FamilyFile
    facts: FileFacts
