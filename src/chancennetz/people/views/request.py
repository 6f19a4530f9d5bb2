"""The request as these pages get it: the middleware has named the actor, found the file and decided."""

from __future__ import annotations

from django.http import HttpRequest

from chancennetz.access.models import FamilyFile
from chancennetz.access.rules import FileFacts
from chancennetz.core.actor import Actor


class FileRequest(HttpRequest):
    """A request inside a family file (type only: Django makes the object). Outside of files only `actor` is there."""

    actor: Actor
    file: FamilyFile
    facts: FileFacts
