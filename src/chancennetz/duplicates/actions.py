"""Joining two records of one human being, and separating them again."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.duplicates import merging, queries
from chancennetz.duplicates.models import PersonMerge
from chancennetz.people.actions.common import check_belongs
from chancennetz.people.actions.persons import PERSON_FIELDS, rebuild_keys
from chancennetz.people.models import FilePerson, Person, PersonKey
from chancennetz.people.queries import whole_chain


def _check_may_merge(by: Actor, people: Iterable[Person]) -> None:
    """Whoever merges must be able to change every file of both records, so that nothing stays behind unseen."""
    for person in people:
        files = list(FamilyFile.objects.filter(pk__in=FilePerson.objects.filter(person=person).values("file_id")))
        if len(files) < queries.number_of_files(person.pk):
            raise Conflict(
                _("One of the two also belongs to a file that you do not see. Please ask the team lead to join them.")
            )
        for file in files:
            require_in_file(by, Action.UPDATE, Facet.IDENTITY, file)


@action
def merge(
    *,
    by: Actor,
    file: FamilyFile,
    kept: Person,
    merged: Person,
    take: Iterable[str] = (),
    although_separated: bool = False,
) -> PersonMerge:
    """Join two records of one human being: `kept` stays, `merged` leads to it from now on.

    `take` names the fields whose value comes from `merged`. The state before is kept for `undo_merge`. A pair that was
    once separated is joined again only with `although_separated`.
    """
    require_in_file(by, Action.UPDATE, Facet.IDENTITY, file)
    check_belongs(file, kept)
    if kept.pk == merged.pk:
        raise ValidationError(_("Please choose two different persons."))
    if kept.merged_into_id or merged.merged_into_id:
        raise Conflict(_("One of the two has been joined with another record already."))
    _check_may_merge(by, (kept, merged))
    pair = Q(kept=kept, merged=merged) | Q(kept=merged, merged=kept)
    if not although_separated and PersonMerge.objects.filter(pair, undone_at__isnull=False).exists():
        raise Conflict(_("These two records were joined before and separated again. Are you sure that they are one?"))
    taken = sorted(set(take) & set(PERSON_FIELDS))
    row = PersonMerge(file=file, kept=kept, merged=merged, merged_by=by.user_id)
    row.before = merging.join(kept, merged, taken)
    row.save(force_insert=True)
    rebuild_keys(kept, also=whole_chain(kept))
    PersonKey.objects.filter(person=merged).delete()
    record_write(
        by=by,
        action="people.person.merge",
        object_type="person",
        object_id=kept.pk,
        subjects=[kept.pk, merged.pk, file.pk],
        facet=Facet.IDENTITY,
        changed=taken,
    )
    return row


@action
def undo_merge(*, by: Actor, row: PersonMerge) -> Person:
    """Separate two joined records again, with everything as it was; later changes stay with the kept one.

    Returns the record that stands on its own again. Merges of one record are undone from the newest to the oldest.
    """
    require_in_file(by, Action.UPDATE, Facet.IDENTITY, row.file)
    if row.undone_at is not None:
        raise Conflict(_("This has been undone already."))
    kept, merged = row.kept, row.merged
    _check_may_merge(by, (kept,))
    later = PersonMerge.objects.filter(
        Q(kept=kept) | Q(merged=kept), undone_at__isnull=True, created_at__gt=row.created_at
    )
    if later.exists():
        raise Conflict(_("This record was joined again later. Please undo the newest first."))
    merging.part(kept, merged, row.before)
    row.undone_at = time.now()
    row.save(update_fields=["undone_at"])
    for person in (kept, merged):
        rebuild_keys(person, also=whole_chain(person))
    record_write(
        by=by,
        action="people.person.separate",
        object_type="person",
        object_id=merged.pk,
        subjects=[kept.pk, merged.pk, row.file_id],
        facet=Facet.IDENTITY,
    )
    return merged
