"""Reading access facts: who acts, which files are visible, how somebody stands to one file."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from chancennetz.access import rules
from chancennetz.access.constants import ROLE_PURPOSE, Action, Facet, FileState, RelationKind, Role
from chancennetz.access.models import FamilyFile, Membership, Relation, User
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared


def memberships_on(user_id: uuid.UUID, day: dt.date | None = None) -> list[Membership]:
    """Return the memberships of a user that hold on a day, with organisation and user, in stable order."""
    return _memberships(user_id=user_id, day=day or time.today())


@prepared
def _memberships(*, user_id: uuid.UUID, day: dt.date) -> QuerySet[Membership]:
    found = Membership.objects.on(day).filter(user_id=user_id, user__is_active=True)
    return found.select_related("organisation", "user").order_by("valid_from", "id")


def actor_from(membership: Membership, *, request_id: str = "", session_id: str = "") -> Actor:
    """Return the actor for a membership, acting for the purpose of its role."""
    return Actor(
        user_id=membership.user_id,
        role=membership.role,
        purpose=ROLE_PURPOSE[Role(membership.role)],
        display_name=membership.user.display_name,
        membership_id=membership.id,
        organisation_id=membership.organisation_id,
        organisation_name=str(membership.organisation),
        request_id=request_id,
        session_id=session_id,
    )


@functools.cache
def _readable_kinds(role: str, facet: str | None) -> tuple[frozenset[str], bool, bool]:
    """Read FILE_RULES once per role and facet: team relations that open it, by release?, as team lead?

    A facet of None asks for anything at all. The rules are constants, so the answer may be kept.
    """
    reading = [
        rule
        for rule in rules.FILE_RULES
        if role in rule.roles and Action.READ in rule.actions and (facet is None or facet in rule.facets)
    ]
    kinds = {rule.relation for rule in reading}
    team = kinds - {RelationKind.CONSENTED, RelationKind.OWN_TEAM}
    return frozenset(kind.value for kind in team), RelationKind.CONSENTED in kinds, RelationKind.OWN_TEAM in kinds


def _relation_condition(actor: Actor, facet: str | None) -> Q:
    """Compile FILE_RULES to a condition on the relation table for reading (a facet, or anything)."""
    team, by_release, _as_lead = _readable_kinds(actor.role, facet)
    condition = Q(pk__in=[])
    if team:
        mine = Q(user_id=actor.user_id, kind__in=team, file__organisation_id=actor.organisation_id)
        open_when_restricted = team & {kind.value for kind in rules.RESTRICTED_RELATIONS}
        condition = mine & (~Q(file__state=FileState.RESTRICTED) | Q(kind__in=open_when_restricted))
    if by_release:
        released = Q(kind=RelationKind.CONSENTED, organisation_id=actor.organisation_id, role=actor.role)
        released &= Q(facets__contains=[facet]) if facet else ~Q(facets=[])
        condition |= released & ~Q(file__state=FileState.RESTRICTED)
    return condition


def _has_valid_purpose(actor: Actor) -> bool:
    return actor.role in Role.values and actor.purpose in rules.ROLE_PURPOSES[Role(actor.role)]


def visible_files(actor: Actor, facet: str | None = None, at: dt.datetime | None = None) -> QuerySet[FamilyFile]:
    """Return the family files that an actor may see now: the same rules as `decide`, for lists.

    With `facet`, the files in which this part may be read.
    """
    if actor.is_system:
        return FamilyFile.objects.all()
    if not _has_valid_purpose(actor):
        return FamilyFile.objects.none()
    held = Relation.objects.at(at).filter(_relation_condition(actor, facet)).values("file_id")
    condition = Q(pk__in=held)
    if _readable_kinds(actor.role, facet)[2] and actor.organisation_id is not None:
        condition |= Q(organisation_id=actor.organisation_id)
    return FamilyFile.objects.filter(condition)


#: Up to this many visible files are named one by one; more are left to a subquery.
_FEW = 400
_seen: ContextVar[dict[tuple[Any, ...], list[uuid.UUID]] | None] = ContextVar("chancennetz_visible_files", default=None)


@contextlib.contextmanager
def remember_visible() -> Iterator[None]:
    """Look up the visible files once for the length of one request; every change of a relation forgets them."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def forget_visible() -> None:
    """Forget what was looked up: a relation, a release or a file has changed."""
    seen = _seen.get()
    if seen is not None:
        seen.clear()


def in_visible_files(actor: Actor, facet: str | None = None, field: str = "file_id") -> Q:
    """Return the condition that a row lies in a file that is visible to the actor (with `facet`: open for reading).

    A page asks for the same files many times; inside a request they are looked up once.
    """
    few = few_visible_files(actor, facet)
    return Q(**{f"{field}__in": visible_files(actor, facet).values("pk") if few is None else few})


def few_visible_files(actor: Actor, facet: str | None = None) -> list[uuid.UUID] | None:
    """Return the visible files one by one, looked up once per request; None where they are to be left to a subquery.

    That is so outside of requests, for team leads (all files of their organisation) and for the system.
    """
    seen = _seen.get()
    team, by_release, as_lead = _readable_kinds(actor.role, facet)
    if seen is None or as_lead or actor.is_system:
        return None
    if not team and not by_release:
        return []  # this role works with no families: there is nothing to ask
    key = (actor, team, facet if by_release else None)
    if key not in seen:
        if by_release or actor.organisation_id is None or not _has_valid_purpose(actor):
            seen[key] = list(visible_files(actor, facet).values_list("pk", flat=True)[: _FEW + 1])
        else:
            values = {"user_id": actor.user_id, "organisation_id": actor.organisation_id, "moment": time.now()}
            seen[key] = _files_of_team(actor.role, actor.purpose, facet, **values)
    return seen[key] if len(seen[key]) <= _FEW else None


@prepared
def _files_of_team(
    role: str,
    purpose: str,
    facet: str | None,
    *,
    user_id: uuid.UUID,
    organisation_id: uuid.UUID,
    moment: dt.datetime,
) -> QuerySet[Any]:
    somebody = Actor(user_id, role, purpose, display_name="", organisation_id=organisation_id)
    return visible_files(somebody, facet, moment).values_list("pk", flat=True)[: _FEW + 1]


def open_among(actor: Actor, facet: str, files: Sequence[FamilyFile]) -> set[uuid.UUID]:
    """Return the ids of those of some files in which a facet may be read (one query, none for a team lead's own)."""
    opened: set[uuid.UUID] = set()
    if _has_valid_purpose(actor) and _readable_kinds(actor.role, facet)[2]:
        opened = {file.pk for file in files if file.organisation_id == actor.organisation_id}
    others = {file.pk for file in files} - opened
    if others:
        opened |= set(visible_files(actor, facet).filter(pk__in=others).values_list("pk", flat=True))
    return opened


def _fact(relation: Relation) -> rules.RelationFact:
    return rules.RelationFact(
        kind=RelationKind(relation.kind),
        starts_at=relation.starts_at,
        ends_at=relation.ends_at,
        user_id=relation.user_id,
        organisation_id=relation.organisation_id,
        role=relation.role,
        facets=frozenset(relation.facets),
    )


def facts_of(
    file: FamilyFile, at: dt.datetime | None = None, relations: Iterable[Relation] | None = None
) -> rules.FileFacts:
    """Return what a decision needs to know about a file (one query, none when the relations are there already)."""
    found = Relation.objects.at(at).filter(file_id=file.pk) if relations is None else relations
    facts = tuple(_fact(relation) for relation in found)
    return rules.FileFacts(file.pk, file.organisation_id, FileState(file.state), facts)


@prepared
def _relations_of(*, file_id: uuid.UUID, moment: dt.datetime) -> QuerySet[Relation]:
    found = Relation.objects.at(moment).filter(file_id=file_id)
    return found.select_related("file__organisation", "user").order_by("starts_at")


def file_with_relations(file_id: uuid.UUID) -> tuple[FamilyFile, list[Relation]] | None:
    """Return a file and its present relations with their users (one query); None when the database shows no file."""
    relations = _relations_of(file_id=file_id, moment=time.now())
    if relations:
        return relations[0].file, relations
    file = find_file(file_id)
    return (file, []) if file is not None else None


def find_file(file_id: uuid.UUID) -> FamilyFile | None:
    """Return a file with its organisation, None when there is none (or the database hides it)."""
    return FamilyFile.objects.select_related("organisation").filter(pk=file_id).first()


def decide_in_file(
    actor: Actor, action: Action, facet: Facet, file: FamilyFile, *, bound_to: uuid.UUID | None = None
) -> rules.Decision:
    """Decide about a facet of a file with the facts of this moment."""
    target = rules.Target(facet, facts_of(file), bound_to)
    return rules.decide(actor, action, target, actor.purpose, time.now())


TEAM_ORDER = (RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY)


def team_among(relations: Iterable[Relation]) -> list[Relation]:
    """Return the case team among the relations of a file, lead first."""
    order = {kind.value: place for place, kind in enumerate(TEAM_ORDER)}
    team = [relation for relation in relations if relation.kind in order]
    return sorted(team, key=lambda relation: (order[relation.kind], relation.starts_at))


def team_of(file_id: uuid.UUID, at: dt.datetime | None = None) -> list[Relation]:
    """Return the present case team with its users, lead first."""
    return team_among(Relation.objects.at(at).filter(file_id=file_id).select_related("user"))


def team_history(file_id: uuid.UUID) -> list[Relation]:
    """Return all team relations of a file there ever were, newest first."""
    kinds = [RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY, RelationKind.EMERGENCY]
    found = Relation.objects.filter(file_id=file_id, kind__in=kinds).select_related("user")
    return list(found.order_by("-starts_at"))


def colleagues(organisation_id: uuid.UUID, roles: Iterable[Role]) -> list[User]:
    """Return the active users who work for an organisation today in one of these roles, by name."""
    working = Membership.objects.on().filter(organisation_id=organisation_id, role__in=[role.value for role in roles])
    return list(User.objects.filter(is_active=True, id__in=working.values("user_id")).order_by("display_name"))


def users_with_memberships() -> QuerySet[User]:
    """Return all users with their memberships and organisations, by name."""
    return User.objects.prefetch_related("memberships__organisation").order_by("display_name")


def file_of_own_organisation(number: str) -> uuid.UUID | None:
    """Return the id of a file of the actor's own organisation by its number, also when it is not visible otherwise.

    The database function answers with nothing but the id; it is used to open an emergency access.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_own_file(%s)", [number.strip().upper()])
        row = cursor.fetchone()
    return row[0] if row else None
