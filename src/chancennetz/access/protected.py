"""Base of every record inside a family file: unseen without an actor, written by actions only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import in_visible_files
from chancennetz.core import actor as actors
from chancennetz.core.action import check_writing
from chancennetz.core.models import Entity

if TYPE_CHECKING:
    from chancennetz.core.actor import Actor


class NoActor(RuntimeError):
    """Protected records were asked for outside of a request, job or command that says who acts."""


class ProtectedQuerySet(models.QuerySet[Any]):
    """Records inside family files."""

    def visible_to(self, actor: Actor, facet: str | None = None) -> Self:
        """Return the records in files that the actor may see now (with `facet`: in which that part is open)."""
        return self.filter(in_visible_files(actor, facet))

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Write many; only inside an action."""
        check_writing(self.model.__name__)
        return super().bulk_create(objs, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Change many; only inside an action."""
        check_writing(self.model.__name__)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete; only inside an action."""
        check_writing(self.model.__name__)
        return super().delete()


class ProtectedManager(models.Manager.from_queryset(ProtectedQuerySet)):  # type: ignore[misc]  # a base made at run time
    """Refuses to answer when nobody acts. Row-level security would answer with nothing; this says why."""

    def get_queryset(self) -> ProtectedQuerySet:
        """Return the records, provided somebody acts."""
        if actors.current() is None:
            raise NoActor(f"{self.model.__name__}: say who acts (core.actor.acting) before reading protected records")
        return super().get_queryset()


class InFile(Entity):
    """A record inside a family file."""

    file = models.ForeignKey(FamilyFile, on_delete=models.CASCADE, related_name="+", verbose_name=_("Family file"))

    objects = ProtectedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write; only inside an action."""
        check_writing(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete; only inside an action."""
        check_writing(type(self).__name__)
        return super().delete(*args, **kwargs)
