"""The request as pages get it: the middleware has named who acts, found the file and decided."""

from __future__ import annotations

from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.access.rules import FileFacts
from chancennetz.core import http


class Request(http.Request):
    """A request with its actor and the actor's memberships (type only)."""

    memberships: list[Membership]


class FileRequest(Request):
    """A request inside a family file."""

    file: FamilyFile
    facts: FileFacts
    relations: list[Relation]
