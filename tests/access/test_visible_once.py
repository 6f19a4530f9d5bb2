"""The database looks up the visible files once per transaction, and forgets them when they change."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection, transaction

from chancennetz.access import actions, queries
from chancennetz.access.constants import Facet
from chancennetz.access.context import tell_database, working_as
from chancennetz.access.models import FamilyFile, Membership, Relation, User
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from tests.universe import Universe


def _seen() -> set[uuid.UUID]:
    """The files whose rows the database shows just now."""
    return set(FamilyFile.objects.values_list("pk", flat=True))


def _kept_for() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('chancennetz.visible_to', true), '')")
        return str(cursor.fetchone()[0])


class _Undo(Exception):
    """Roll a savepoint back."""


def test_the_answer_is_kept_for_the_asker_only(universe: Universe) -> None:
    file = universe.open_file("anna")
    with working_as(universe.actor("anna")) as anna:
        assert _seen() == {file.pk}
        assert str(anna.membership_id) in _kept_for()
        with working_as(universe.actor("ben")):
            assert _seen() == set()
        tell_database(anna)
        assert _seen() == {file.pk}


def test_a_new_and_an_ended_relation_count_at_once(universe: Universe) -> None:
    file = universe.open_file("anna")
    ben = universe.actor("ben")
    with working_as(ben):
        assert _seen() == set()
        with working_as(system_actor()):
            relation = Relation.objects.create(
                file=file, user=universe.users["ben"], kind="case_team", starts_at=time.now(), reason="Vertretung"
            )
        tell_database(ben)
        assert _seen() == {file.pk}
        with working_as(system_actor()):
            relation.ends_at = time.now()
            relation.save()
        tell_database(ben)
        assert _seen() == set()


def test_what_one_does_oneself_counts_at_once(universe: Universe) -> None:
    with working_as(universe.actor("anna")) as anna:
        before = _seen()
        assert anna.organisation_id
        assert anna.user_id
        file = actions.open_file(by=anna, organisation_id=anna.organisation_id, lead_id=anna.user_id)
        assert _seen() == before | {file.pk}


def test_undoing_brings_the_former_answer_back(universe: Universe) -> None:
    file = universe.open_file("anna")
    anna = universe.actor("anna")
    with working_as(anna):
        assert _seen() == {file.pk}
        try:
            with transaction.atomic():
                Relation.objects.filter(file=file).update(ends_at=time.now())
                assert _seen() == set()
                raise _Undo
        except _Undo:
            pass
        assert _seen() == {file.pk}


def test_an_ended_membership_and_a_closed_account_see_nothing(universe: Universe) -> None:
    universe.open_file("anna")
    anna = universe.actor("anna")
    with working_as(anna):
        assert len(_seen()) == 1
        with working_as(system_actor()):
            User.objects.filter(pk=anna.user_id).update(is_active=False)
        tell_database(anna)
        assert _seen() == set()
        with working_as(system_actor()):
            User.objects.filter(pk=anna.user_id).update(is_active=True)
            Membership.objects.filter(pk=anna.membership_id).update(valid_to=time.today() - dt.timedelta(days=1))
        tell_database(anna)
        assert _seen() == set()


def test_open_among_says_the_same_as_the_list(universe: Universe) -> None:
    own, other = universe.open_file("anna"), universe.open_file("carla")
    for name in ("anna", "carla", "tina", "cora", "jan"):
        actor = universe.actor(name)
        with working_as(actor):
            for facet in Facet:
                expected = set(queries.visible_files(actor, facet).values_list("pk", flat=True))
                assert queries.open_among(actor, facet, [own, other]) == expected, (name, facet)


def test_a_team_lead_sees_the_files_of_the_organisation_and_a_new_one_at_once(universe: Universe) -> None:
    own, other = universe.open_file("anna"), universe.open_file("carla")
    with working_as(universe.actor("tina")) as tina:
        assert _seen() == {own.pk}
        with working_as(universe.actor("ben")):
            new = universe.open_file("ben")
        tell_database(tina)
        assert _seen() == {own.pk, new.pk}
        with working_as(universe.actor("carla")):
            assert _seen() == {other.pk}
        with working_as(system_actor()):
            Membership.objects.filter(pk=tina.membership_id).update(valid_to=time.today() - dt.timedelta(days=1))
        tell_database(tina)
        assert _seen() == set()
