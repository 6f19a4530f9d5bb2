"""Who may do what, and why. Pure: no database, no clock, no request.

Two tables decide everything: OBJECT_RULES for objects outside of family files, FILE_RULES for the facets of a file.
`decide` reads them for one object, `access.queries.visible_to` compiles them for whole lists, and the row-level
security of the database (migration 0002) holds the same line a second time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Literal

from chancennetz.access.constants import (
    EMERGENCY_REVIEW,
    Action,
    Facet,
    FileState,
    ObjectType,
    Purpose,
    RelationKind,
    Role,
)
from chancennetz.core.actor import Actor

_R = RelationKind
_LOOK = frozenset({Action.LIST, Action.READ})
_WORK = _LOOK | {Action.CREATE, Action.UPDATE}
_FULL = _WORK | {Action.END}
_ALL_FACETS = frozenset(Facet)
_FRAME = frozenset({Facet.FRAME})
_DAILY_FACETS = frozenset(
    {
        Facet.FRAME,
        Facet.IDENTITY,
        Facet.HOUSEHOLD,
        Facet.TEAM,
        Facet.INTAKE,
        Facet.PLAN,
        Facet.CONTACT,
        Facet.BENEFITS,
        Facet.EMPLOYMENT,
        Facet.HEALTH,
        Facet.CHILDCARE,
        Facet.CONSENT,
        Facet.DOCUMENT,
        Facet.TASK,
        Facet.REFERRAL,
        Facet.CONFERENCE,
    }
)
#: What is printed for the family and for those at the table: assessment, plan, referral, minutes.
_PRINTED = frozenset({Facet.INTAKE, Facet.PLAN, Facet.REFERRAL, Facet.CONFERENCE})


@dataclasses.dataclass(frozen=True, slots=True)
class RelationFact:
    """One row of the relation table, as far as a decision needs it. `ends_at` is exclusive."""

    kind: RelationKind
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    user_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    role: str = ""
    facets: frozenset[str] = frozenset()

    def holds_at(self, moment: dt.datetime) -> bool:
        """Tell whether the relation holds at a moment."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclasses.dataclass(frozen=True, slots=True)
class FileFacts:
    """What a decision needs to know about a family file."""

    file_id: uuid.UUID
    organisation_id: uuid.UUID
    state: FileState = FileState.OPEN
    relations: tuple[RelationFact, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """What somebody wants to act on: an object outside of files, or a facet of one file.

    `bound_to` is the counsellor to whom an entrusted note is bound in person (s. 65 SGB VIII).
    """

    type: ObjectType | Facet
    file: FileFacts | None = None
    bound_to: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """The answer, the relation or role it rests on, and the reason in words for the log."""

    allowed: bool
    basis: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class FileRule:
    """Those who act in one of `roles` and hold `relation` may do `actions` on `facets`.

    With `limited`, only on the facets that the relation itself opens (a release names its categories).
    """

    roles: frozenset[Role]
    relation: RelationKind
    facets: frozenset[Facet]
    actions: frozenset[Action]
    basis: str
    limited: bool = False


_COUNSELLORS = frozenset({Role.COUNSELLOR, Role.TEAM_LEAD})
_RECIPIENTS = frozenset({Role.COORDINATOR, Role.JOB_CENTRE})

FILE_RULES: tuple[FileRule, ...] = (
    FileRule(_COUNSELLORS, _R.CASE_LEAD, _DAILY_FACETS, _FULL, "leads the case"),
    FileRule(_COUNSELLORS, _R.CASE_LEAD, frozenset({Facet.ENTRUSTED}), _FULL, "leads the case; entrusted in person"),
    FileRule(
        _COUNSELLORS,
        _R.CASE_LEAD,
        frozenset({Facet.FRAME, Facet.CONTACT, Facet.CONSENT, Facet.DOCUMENT}) | _PRINTED,
        frozenset({Action.SHARE, Action.EXPORT}),
        "leads the case",
    ),
    FileRule(_COUNSELLORS, _R.CASE_LEAD, frozenset({Facet.READ_LOG}), _LOOK, "leads the case: right of access"),
    # Who belongs to the team is decided by the lead of the case and the lead of the team, as the database has it too.
    FileRule(_COUNSELLORS, _R.CASE_TEAM, _DAILY_FACETS - {Facet.TEAM}, _WORK, "belongs to the case team"),
    FileRule(_COUNSELLORS, _R.CASE_TEAM, frozenset({Facet.TEAM}), _LOOK, "belongs to the case team"),
    FileRule(_COUNSELLORS, _R.CASE_TEAM, frozenset({Facet.ENTRUSTED}), _WORK, "case team; entrusted in person"),
    FileRule(_COUNSELLORS, _R.CASE_TEAM, _PRINTED, frozenset({Action.EXPORT}), "case team: prints"),
    FileRule(_COUNSELLORS, _R.DEPUTY, _DAILY_FACETS - {Facet.TEAM}, _WORK, "stands in as deputy"),
    FileRule(_COUNSELLORS, _R.DEPUTY, frozenset({Facet.TEAM}), _LOOK, "stands in as deputy"),
    FileRule(_COUNSELLORS, _R.DEPUTY, _PRINTED, frozenset({Action.EXPORT}), "deputy: prints"),
    FileRule(frozenset({Role.TEAM_LEAD}), _R.OWN_TEAM, _DAILY_FACETS, _LOOK, "leads the team that keeps the file"),
    FileRule(
        frozenset({Role.TEAM_LEAD}),
        _R.OWN_TEAM,
        frozenset({Facet.TEAM}),
        frozenset({Action.CREATE, Action.UPDATE, Action.END}),
        "leads the team: assigns cases",
    ),
    FileRule(
        frozenset({Role.TEAM_LEAD}), _R.OWN_TEAM, frozenset({Facet.PLAN}), frozenset({Action.APPROVE}), "leads the team"
    ),
    FileRule(frozenset({Role.TEAM_LEAD}), _R.OWN_TEAM, frozenset({Facet.SUPERVISION}), _FULL, "leads the team"),
    # To approve the frame is to open a closed file again.
    FileRule(frozenset({Role.TEAM_LEAD}), _R.OWN_TEAM, _FRAME, frozenset({Action.APPROVE}), "leads the team: reopens"),
    FileRule(_COUNSELLORS, _R.CASE_LEAD, _FRAME, frozenset({Action.APPROVE}), "leads the case: reopens it"),
    FileRule(frozenset({Role.TEAM_LEAD}), _R.OWN_TEAM, frozenset({Facet.READ_LOG}), _LOOK, "leads the team"),
    FileRule(
        _RECIPIENTS, _R.CONSENTED, _ALL_FACETS - {Facet.ENTRUSTED, Facet.SUPERVISION, Facet.READ_LOG}, _LOOK,
        "the family released it to this office", limited=True,
    ),
    FileRule(_COUNSELLORS, _R.EMERGENCY, _DAILY_FACETS, _LOOK, "emergency access"),
)  # fmt: skip

#: Closed files are read, or opened again, never changed; restricted ones (Art. 18 DSGVO) are read only, by those who
#: lead the case or the team.
_CLOSED_ACTIONS = _LOOK | {Action.EXPORT}
RESTRICTED_RELATIONS = frozenset({_R.CASE_LEAD, _R.OWN_TEAM})

_O = ObjectType
_A = Action
_SEE = frozenset({_A.LIST, _A.READ})
_STEWARD = frozenset({_A.LIST, _A.READ, _A.CREATE, _A.UPDATE, _A.END})
_STAFF = frozenset(Role)

OBJECT_RULES: dict[ObjectType, dict[Role, frozenset[Action]]] = {
    _O.ORGANISATION: dict.fromkeys(_STAFF, _SEE) | {Role.ADMIN: _STEWARD | {_A.EXPORT}},
    _O.AREA: dict.fromkeys(_STAFF, _SEE) | {Role.ADMIN: _STEWARD, Role.STATISTICS: _STEWARD},
    _O.USER: {Role.ADMIN: _STEWARD, Role.PRIVACY: _SEE},
    _O.MEMBERSHIP: {Role.ADMIN: _STEWARD | {_A.APPROVE}, Role.PRIVACY: _SEE},
    _O.PROGRAMME: dict.fromkeys(_STAFF - {Role.STATISTICS}, _SEE)
    | {Role.PROJECT_LEAD: _STEWARD | {_A.EXPORT}, Role.ADMIN: _SEE | {_A.CREATE}},
    _O.TALLY: dict.fromkeys(
        (Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE, Role.PLANNER, Role.EVALUATOR, Role.COUNSELLOR), _SEE
    )
    | {Role.PROJECT_LEAD: _SEE | {_A.EXPORT}},
    _O.AUDIT_LOG: {Role.PRIVACY: _SEE | {_A.EXPORT}},
    _O.CONSENT_REGISTER: {Role.PRIVACY: _SEE | {_A.EXPORT}},
    _O.CATALOGUE: {Role.PRIVACY: _SEE | {_A.EXPORT}, Role.ADMIN: _SEE},
    _O.CASELOAD: {Role.COUNSELLOR: _SEE, Role.TEAM_LEAD: _SEE, Role.COORDINATOR: _SEE, Role.JOB_CENTRE: _SEE},
    _O.FILE: dict.fromkeys((Role.COUNSELLOR, Role.TEAM_LEAD), frozenset({_A.CREATE})),
    _O.PERSON_SEARCH: dict.fromkeys(
        (Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE), frozenset({_A.LIST})
    ),
    _O.OWN_DAY: dict.fromkeys(_STAFF, frozenset({_A.LIST, _A.READ, _A.CREATE, _A.UPDATE})),
    _O.OWN_ACCOUNT: dict.fromkeys(_STAFF, frozenset({_A.READ, _A.UPDATE})),
    _O.STATISTICS_DATA: {Role.STATISTICS: _STEWARD | {_A.APPROVE, _A.EXPORT}},
    _O.SOCIAL_REPORT: dict.fromkeys(_STAFF, _SEE) | {Role.STATISTICS: _STEWARD, Role.PLANNER: _SEE | {_A.EXPORT}},
    _O.NETWORK: dict.fromkeys(_STAFF - {Role.STATISTICS}, _SEE)
    | {Role.NETWORK: _STEWARD | {_A.EXPORT}, Role.COORDINATOR: _STEWARD},
    _O.EVALUATION: {Role.EVALUATOR: _STEWARD | {_A.EXPORT}, Role.PROJECT_LEAD: _SEE},
    _O.EMERGENCY: {
        Role.COUNSELLOR: frozenset({_A.CREATE}),
        Role.TEAM_LEAD: frozenset({_A.CREATE, _A.LIST, _A.READ, _A.APPROVE}),
        Role.PRIVACY: frozenset({_A.LIST, _A.READ, _A.APPROVE}),
    },
    _O.OPERATION: {Role.ADMIN: frozenset({_A.LIST, _A.READ, _A.UPDATE})},
    # A provider changes the offers of its own organisation only; `supportmap` keeps to that.
    _O.SERVICE: dict.fromkeys(_STAFF, _SEE)
    | dict.fromkeys((Role.PROVIDER, Role.COUNSELLOR, Role.TEAM_LEAD), _SEE | {_A.CREATE, _A.UPDATE})
    | dict.fromkeys((Role.COORDINATOR, Role.NETWORK, Role.ADMIN), _STEWARD | {_A.APPROVE, _A.EXPORT}),
    _O.TAKE_UP: dict.fromkeys((Role.COUNSELLOR, Role.TEAM_LEAD), _SEE | {_A.CREATE})
    | {Role.PROVIDER: _SEE | {_A.CREATE, _A.UPDATE}, Role.NETWORK: _SEE | {_A.CREATE, _A.UPDATE, _A.EXPORT}}
    | dict.fromkeys((Role.COORDINATOR, Role.PROJECT_LEAD, Role.PLANNER, Role.STATISTICS), _SEE | {_A.EXPORT}),
    _O.RECEIVED: dict.fromkeys(
        (Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE, Role.PROVIDER), _SEE | {_A.UPDATE}
    ),
    # Two pairs of eyes: whoever writes a rule does not approve it; `consent` keeps to that.
    _O.SHARE_RULE: dict.fromkeys((Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE), _SEE)
    | {Role.PRIVACY: _STEWARD | {_A.APPROVE, _A.EXPORT}, Role.ADMIN: _SEE | {_A.APPROVE}},
    _O.FORM_DEFINITION: {
        Role.PROJECT_LEAD: _STEWARD | {_A.APPROVE, _A.EXPORT},
        Role.ADMIN: _STEWARD | {_A.APPROVE, _A.EXPORT},
    }
    | dict.fromkeys((Role.COUNSELLOR, Role.TEAM_LEAD, Role.PRIVACY), _SEE),
    _O.LETTER_TEMPLATE: {Role.PROJECT_LEAD: _STEWARD, Role.ADMIN: _STEWARD}
    | dict.fromkeys((Role.COUNSELLOR, Role.TEAM_LEAD), _SEE),
    # The data protection officer proposes, holds and releases; to approve is to carry out what somebody else released:
    # a second data protection officer, or the team lead of the organisation that keeps the file. `retention` and the
    # database keep to that.
    _O.RETENTION: {
        Role.PRIVACY: _SEE | {_A.CREATE, _A.UPDATE, _A.APPROVE, _A.EXPORT},
        Role.TEAM_LEAD: _SEE | {_A.APPROVE},
    },
    _O.RETENTION_RULE: {Role.PRIVACY: _SEE | {_A.CREATE, _A.APPROVE}, Role.ADMIN: _SEE | {_A.APPROVE}},
}

#: Purposes for which a role may act at all. An emergency is a purpose of its own.
ROLE_PURPOSES: dict[Role, frozenset[Purpose]] = {
    Role.COUNSELLOR: frozenset({Purpose.COUNSELLING, Purpose.EMERGENCY}),
    Role.TEAM_LEAD: frozenset({Purpose.SUPERVISION, Purpose.COUNSELLING, Purpose.EMERGENCY}),
    Role.COORDINATOR: frozenset({Purpose.COORDINATION}),
    Role.JOB_CENTRE: frozenset({Purpose.BENEFITS}),
    Role.PROJECT_LEAD: frozenset({Purpose.PROJECT}),
    Role.STATISTICS: frozenset({Purpose.STATISTICS}),
    Role.PLANNER: frozenset({Purpose.PLANNING}),
    Role.NETWORK: frozenset({Purpose.COORDINATION}),
    Role.EVALUATOR: frozenset({Purpose.EVALUATION}),
    Role.PRIVACY: frozenset({Purpose.CONTROL}),
    Role.ADMIN: frozenset({Purpose.ADMINISTRATION}),
    Role.PROVIDER: frozenset({Purpose.COORDINATION}),
}


def _refuse(reason: str) -> Decision:
    return Decision(allowed=False, basis="", reason=reason)


def relations_of(actor: Actor, file: FileFacts, at: dt.datetime) -> list[RelationFact]:
    """Return the relations in which an actor stands to a file at a moment.

    Team relations, deputies and emergencies hold only while the actor acts for the organisation that keeps the file:
    whoever leaves it, or acts for another one just now, has none.
    """
    same_organisation = actor.organisation_id is not None and actor.organisation_id == file.organisation_id
    found = []
    for fact in file.relations:
        if not fact.holds_at(at):
            continue
        if fact.kind is _R.CONSENTED:
            recipient = fact.organisation_id is not None and fact.organisation_id == actor.organisation_id
            if recipient and fact.role == actor.role:
                found.append(fact)
        elif same_organisation and fact.user_id is not None and fact.user_id == actor.user_id:
            found.append(fact)
    if same_organisation and actor.role == Role.TEAM_LEAD:
        found.append(RelationFact(kind=_R.OWN_TEAM, starts_at=at))
    return found


def _state_allows(file: FileFacts, relation: RelationKind, action: Action, facet: Facet) -> bool:
    if file.state is FileState.CLOSED:
        return action in _CLOSED_ACTIONS or (facet is Facet.FRAME and action is Action.APPROVE)
    if file.state is FileState.RESTRICTED:
        return relation in RESTRICTED_RELATIONS and action in _LOOK
    return True


def _bound_elsewhere(actor: Actor, target: Target) -> bool:
    """Entrusted notes belong to the counsellor in person: not to the team, not to the lead, not after a handover."""
    return target.type is Facet.ENTRUSTED and target.bound_to is not None and target.bound_to != actor.user_id


def _decide_file(actor: Actor, action: Action, target: Target, at: dt.datetime) -> Decision:
    if target.file is None:
        return _refuse("no file named")
    held = relations_of(actor, target.file, at)
    if not held:
        return _refuse("no relation to this file")
    if _bound_elsewhere(actor, target):
        return _refuse("entrusted to somebody else")
    for fact in held:
        for rule in FILE_RULES:
            if rule.relation is not fact.kind or actor.role not in rule.roles or action not in rule.actions:
                continue
            if target.type not in rule.facets or (rule.limited and target.type.value not in fact.facets):
                continue
            assert isinstance(target.type, Facet)  # noqa: S101 - the rules name facets only
            if _state_allows(target.file, fact.kind, action, target.type):
                return Decision(allowed=True, basis=rule.basis, reason=f"{fact.kind.value}: {rule.basis}")
    return _refuse("the relation does not open this part, or not for this action")


def decide(actor: Actor, action: Action, target: Target, purpose: str, at: dt.datetime) -> Decision:
    """Decide whether an actor may do an action on a target for a purpose at a moment.

    Access = relation x purpose x legal basis x time, never role alone. The system itself (jobs, commands) may act on
    everything outside of entrusted notes; its doings are logged under its own name.
    """
    if actor.is_system:
        if target.type is Facet.ENTRUSTED:
            return _refuse("the system does not read entrusted notes")
        return Decision(allowed=True, basis="operation", reason="system")
    try:
        role = Role(actor.role)
    except ValueError:
        return _refuse("not signed in with a role")
    if purpose not in ROLE_PURPOSES[role]:
        return _refuse("this role does not act for this purpose")
    if isinstance(target.type, Facet):
        return _decide_file(actor, action, target, at)
    if action in OBJECT_RULES[target.type].get(role, frozenset()):
        return Decision(allowed=True, basis=f"role {role.value}", reason=f"role {role.value}")
    return _refuse("this role does not do this")


ReviewState = Literal["running", "open", "overdue", "reviewed"]


def review_state(ends_at: dt.datetime, at: dt.datetime, *, reviewed: bool) -> ReviewState:
    """Tell how the review of an emergency access stands: a week after its end it is overdue."""
    if reviewed:
        return "reviewed"
    if at < ends_at:
        return "running"
    return "overdue" if at > ends_at + EMERGENCY_REVIEW else "open"


def opened_facets(actor: Actor, file: FileFacts, at: dt.datetime, action: Action = Action.READ) -> frozenset[Facet]:
    """Return the facets of a file on which an actor may do an action now (entrusted: own notes only)."""
    return frozenset(
        facet for facet in Facet if decide(actor, action, Target(facet, file, actor.user_id), actor.purpose, at).allowed
    )
