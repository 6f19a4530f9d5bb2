"""The request as pages get it: the middleware has named the actor, found the file and decided."""

from __future__ import annotations

from django.http import HttpRequest

from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.access.rules import FileFacts
from chancennetz.core.actor import Actor


class Request(HttpRequest):
    """A request with its actor (type only: Django makes the object)."""

    actor: Actor
    memberships: list[Membership]


class FileRequest(Request):
    """A request inside a family file."""

    file: FamilyFile
    facts: FileFacts
    relations: list[Relation]
