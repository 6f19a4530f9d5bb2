"""May this be passed on? Rules and releases decide together, at one moment, for one recipient and one category.

Order (reference: decision table before each disclosure): a danger to a child has its own way; then the statute; then a
release that covers recipient, category, purpose, direction, person and day; otherwise it stays here. Sources: s. 203
StGB, s. 67b to 69 SGB X, s. 65 SGB VIII, s. 8a SGB VIII with s. 4 KKG, Art. 9 DSGVO.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from chancennetz.access.constants import Facet
from chancennetz.consent.constants import (
    ALWAYS_OPEN,
    RELEASABLE,
    SPECIAL_FACETS,
    ConsentState,
    Direction,
    SpecialCategory,
)
from chancennetz.consent.rules import Period, may_receive, state_on
from chancennetz.sharing.constants import (
    CHILD_PROTECTION,
    COVERS_PURPOSE,
    PROJECT_DATA,
    Flow,
    ShareAnswer,
    ShareVerdict,
    ShareWhy,
)


@dataclasses.dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of the table of rules. Empty domain, recipient or role: any; empty category: everything else."""

    verdict: ShareVerdict
    basis: str
    domain_from: str = ""
    recipient_kind: str = ""
    recipient_role: str = ""
    category: str = ""
    explanation: str = ""
    source: str = ""
    is_confirmed: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the line is valid on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


#: What holds where no line says anything: nothing leaves without a release, and what is never released stays.
ASK_FIRST = RuleRow(ShareVerdict.CONSENT, "§ 203 StGB, § 67b Abs. 2 SGB X")
STAYS_HERE = RuleRow(ShareVerdict.FORBIDDEN, "§ 203 StGB, § 65 SGB VIII")
_INSIDE = RuleRow(ShareVerdict.STATUTE, "§ 67c SGB X", is_confirmed=False)


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseFact:
    """What a decision needs to know about one release (or refusal). `special` holds the ticked special categories."""

    release_id: uuid.UUID
    person_id: uuid.UUID
    sender_id: uuid.UUID
    recipient_id: uuid.UUID
    recipient_role: str
    facets: frozenset[str]
    period: Period
    special: frozenset[str] = frozenset()
    direction: Direction = Direction.ONE_WAY
    purpose: str = ""
    speaker_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """Who wants to tell whom what, about whom, and when.

    `sender_id` is the organisation that keeps the file, whichever way it goes. `recipient_role` counts only for roles
    that read files on the platform; for everybody else the office itself is asked about. `speaker_id` is the
    professional who tells, `purpose` a ReleasePurpose; empty means that any is fine.
    """

    category: str
    sender_id: uuid.UUID
    recipient_id: uuid.UUID
    recipient_kind: str
    day: dt.date
    persons: frozenset[uuid.UUID]
    recipient_role: str = ""
    domain_from: str = ""
    flow: Flow = Flow.OUT
    purpose: str = ""
    speaker_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SharingAnswer:
    """The answer for one category.

    `releases` and `until` name what it rests on, `missing` the persons whose release is missing, and `why` the nearest
    miss among their releases. `rule` is the line that decided.
    """

    category: str
    answer: ShareAnswer
    rule: RuleRow
    releases: tuple[uuid.UUID, ...] = ()
    until: dt.date | None = None
    missing: frozenset[uuid.UUID] = frozenset()
    covered: frozenset[uuid.UUID] = frozenset()
    why: ShareWhy | None = None

    @property
    def allowed(self) -> bool:
        """Tell whether it may be passed on now. A danger to a child is not an answer to an ordinary question."""
        return self.answer in {ShareAnswer.INSIDE, ShareAnswer.STATUTE, ShareAnswer.RELEASE}

    @property
    def must_be_written_down(self) -> bool:
        """Tell whether whoever passes it on has to write down why (no release covers it)."""
        return self.answer in {ShareAnswer.STATUTE, ShareAnswer.DANGER}

    @property
    def light(self) -> str:
        """The traffic light: green, amber (ask first), red."""
        if self.allowed:
            return "green"
        return "amber" if self.answer in {ShareAnswer.MISSING, ShareAnswer.DANGER} else "red"


def matching_rule(question: Question, rows: Iterable[RuleRow]) -> RuleRow:
    """Return the most exact line that holds: category before recipient before role before part of the law.

    Of two equally exact lines the later one counts, then the stricter one.
    """
    strictness = [ShareVerdict.STATUTE, ShareVerdict.DANGER, ShareVerdict.CONSENT, ShareVerdict.FORBIDDEN]
    best: tuple[tuple[int, dt.date, int], RuleRow] | None = None
    for row in rows:
        wanted = (
            (row.category, question.category, 8),
            (row.recipient_kind, question.recipient_kind, 4),
            (row.recipient_role, question.recipient_role, 2),
            (row.domain_from, question.domain_from, 1),
        )
        if not row.holds_on(question.day) or any(said and said != asked for said, asked, _weight in wanted):
            continue
        exact = sum(weight for said, _asked, weight in wanted if said)
        rank = (exact, row.valid_from or dt.date.min, strictness.index(row.verdict))
        if best is None or rank > best[0]:
            best = (rank, row)
    if best is not None:
        return best[1]
    return ASK_FIRST if _can_be_released(question.category) else STAYS_HERE


def _can_be_released(category: str) -> bool:
    known = {facet.value for facet in RELEASABLE} | set(SpecialCategory.values) | {ALWAYS_OPEN.value, CHILD_PROTECTION}
    return category in known


#: From the farthest miss to the nearest.
_NEARER = list(ShareWhy)


def _miss(release: ReleaseFact, question: Question) -> ShareWhy | None:
    """Return why a release of the right office does not cover a question, None when it does."""
    state = state_on(release.period, question.day)
    asked_role = question.recipient_role if may_receive(question.recipient_role) else ""
    over = {
        ConsentState.EXPIRED: ShareWhy.EXPIRED,
        ConsentState.WITHDRAWN: ShareWhy.WITHDRAWN,
        ConsentState.UPCOMING: ShareWhy.UPCOMING,
    }
    purposes = COVERS_PURPOSE.get(release.purpose, frozenset({release.purpose}))
    checks: tuple[tuple[bool, ShareWhy], ...] = (
        (bool(asked_role) and release.recipient_role != asked_role, ShareWhy.OFFICE_ROLE),
        (state in over, over.get(state, ShareWhy.NONE)),
        (_other_speaker(release, question), ShareWhy.SPEAKER),
        (question.flow is Flow.IN and release.direction is not Direction.MUTUAL, ShareWhy.DIRECTION),
        (bool(question.purpose) and question.purpose not in purposes, ShareWhy.PURPOSE),
        (not _names(release, question.category), ShareWhy.CATEGORY),
        (_needs_tick(release, question.category), ShareWhy.SPECIAL),
    )
    return next((why for failed, why in checks if failed), None)


def _other_speaker(release: ReleaseFact, question: Question) -> bool:
    """A release that names one professional in person binds who tells, not who listens (s. 203 StGB)."""
    bound = release.speaker_id is not None and question.flow is Flow.OUT
    return bound and question.speaker_id is not None and question.speaker_id != release.speaker_id


def _names(release: ReleaseFact, category: str) -> bool:
    if category == ALWAYS_OPEN:
        return True
    return category in release.facets or category in SpecialCategory.values


def _needs_tick(release: ReleaseFact, category: str) -> bool:
    needed = SPECIAL_FACETS.get(Facet(category)) if category in Facet.values else None
    if category in SpecialCategory.values:
        needed = SpecialCategory(category)
    return needed is not None and needed.value not in release.special


def _for_this_office(question: Question, releases: Iterable[ReleaseFact]) -> list[ReleaseFact]:
    return [
        one for one in releases if one.recipient_id == question.recipient_id and one.sender_id == question.sender_id
    ]


def _by_release(question: Question, rule: RuleRow, releases: Sequence[ReleaseFact]) -> SharingAnswer:
    covered: dict[uuid.UUID, ReleaseFact] = {}
    latest: dict[uuid.UUID, tuple[dt.date, bool]] = {}
    misses: list[ShareWhy] = []
    for release in releases:
        person = release.person_id
        if person not in question.persons:
            continue
        said = (release.period.valid_from, release.period.refused)
        latest[person] = max(said, latest.get(person, said))
        if release.period.refused:
            continue
        miss = _miss(release, question)
        if miss is not None:
            misses.append(miss)
        elif person not in covered or _end(covered[person]) < _end(release):
            covered[person] = release
    missing = question.persons - set(covered)
    if question.persons and not missing:
        ids = tuple(sorted({one.release_id for one in covered.values()}))
        until = min(_end(one) for one in covered.values())
        return SharingAnswer(question.category, ShareAnswer.RELEASE, rule, ids, until, covered=frozenset(covered))
    nearest = max(misses, key=_NEARER.index, default=ShareWhy.NONE)
    said_no = bool(missing) and all(latest.get(person, (dt.date.min, False))[1] for person in missing)
    return SharingAnswer(
        question.category,
        ShareAnswer.REFUSED if said_no else ShareAnswer.MISSING,
        rule,
        missing=missing,
        covered=frozenset(covered),
        why=None if said_no else nearest,
    )


def _end(release: ReleaseFact) -> dt.date:
    return release.period.valid_to or dt.date.max


def may_share(question: Question, rows: Iterable[RuleRow], releases: Iterable[ReleaseFact] = ()) -> SharingAnswer:
    """Decide one question. A question about nobody is never allowed by release: name the persons concerned."""
    if question.category not in _ASKED:
        return SharingAnswer(question.category, ShareAnswer.FORBIDDEN, STAYS_HERE)
    if question.recipient_id == question.sender_id and question.category != Facet.ENTRUSTED:
        return SharingAnswer(question.category, ShareAnswer.INSIDE, _INSIDE)
    rule = matching_rule(question, rows)
    if rule.verdict is ShareVerdict.FORBIDDEN or question.category == Facet.ENTRUSTED:
        return SharingAnswer(question.category, ShareAnswer.FORBIDDEN, rule)
    if rule.verdict is ShareVerdict.DANGER:
        return SharingAnswer(question.category, ShareAnswer.DANGER, rule)
    if rule.verdict is ShareVerdict.STATUTE:
        return SharingAnswer(question.category, ShareAnswer.STATUTE, rule)
    return _by_release(question, rule, _for_this_office(question, releases))


#: Codes that can be asked about; everything else stays where it is.
_ASKED = (
    {facet.value for facet in RELEASABLE}
    | set(SpecialCategory.values)
    | {ALWAYS_OPEN.value, Facet.ENTRUSTED.value, CHILD_PROTECTION, PROJECT_DATA}
)
