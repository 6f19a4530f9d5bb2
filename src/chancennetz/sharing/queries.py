"""May this be shared now? Rules in force and releases of one file, read at the moment of the disclosure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.access.constants import Role
from chancennetz.access.models import FamilyFile
from chancennetz.consent.constants import Direction, ReleasePurpose
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.consent.rules import Period
from chancennetz.core import crypto, time
from chancennetz.core.errors import Conflict
from chancennetz.core.time import format_date
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import FilePerson, Person
from chancennetz.sharing import rules
from chancennetz.sharing.constants import SHARE_CATEGORIES, Flow, ShareAnswer, ShareVerdict, TableState
from chancennetz.sharing.models import Disclosure, ShareRule, ShareTable


def rows_in_force() -> list[rules.RuleRow]:
    """Return the lines of the table that is in force (one query)."""
    return [row_of(rule) for rule in ShareRule.objects.filter(table__state=TableState.IN_FORCE)]


def table_in_force() -> ShareTable | None:
    """Return the table that is in force."""
    return ShareTable.objects.filter(state=TableState.IN_FORCE).first()


def tables() -> list[ShareTable]:
    """Return every table there ever was, newest first."""
    return list(ShareTable.objects.select_related("based_on").order_by("-number"))


def rows_of(table: ShareTable) -> list[rules.RuleRow]:
    """Return the lines of a table."""
    return [row_of(rule) for rule in ShareRule.objects.filter(table=table)]


def row_of(rule: ShareRule) -> rules.RuleRow:
    """Return a stored line as the rules need it."""
    return rules.RuleRow(
        verdict=ShareVerdict(rule.verdict),
        basis=rule.basis,
        domain_from=rule.domain_from,
        recipient_kind=rule.recipient_kind,
        recipient_role=rule.recipient_role,
        category=rule.category,
        explanation=rule.explanation,
        source=rule.source,
        is_confirmed=rule.is_confirmed,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )


def release_fact(release: ConfidentialityRelease, at: dt.datetime) -> rules.ReleaseFact:
    """Return a release as it stood at a moment: one that was withdrawn later was still in force then."""
    withdrawn = release.withdrawn_at is not None and release.withdrawn_at <= at
    return rules.ReleaseFact(
        release_id=release.pk,
        person_id=release.person_id,
        sender_id=release.released_organisation_id,
        recipient_id=release.recipient_id,
        recipient_role=release.recipient_role,
        facets=frozenset(release.facets),
        special=frozenset(release.special_categories),
        direction=Direction(release.direction),
        purpose=release.purpose,
        speaker_id=None if release.team_may_speak else release.released_user_id,
        period=Period(release.valid_from, release.valid_to, refused=release.refused, withdrawn=withdrawn),
    )


def persons_today(file: FamilyFile, day: dt.date | None = None) -> frozenset[uuid.UUID]:
    """Return the ids of everybody who belongs to a file on a day (default today), without opening a name."""
    day = day or time.today()
    links = FilePerson.objects.filter(file=file, person__merged_into__isnull=True, valid_from__lte=day)
    links = links.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return frozenset(links.values_list("person_id", flat=True))


def present_persons(persons: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Follow joined records: return the ids of the records that stand for these persons today."""
    found, waiting = set(), set(persons)
    while waiting:
        led = dict(Person.objects.filter(pk__in=waiting).values_list("pk", "merged_into_id"))
        found |= {pk for pk in waiting if led.get(pk) is None}
        waiting = {to for to in led.values() if to is not None}
    return frozenset(found)


def sharing_answer(
    file: FamilyFile,
    recipient: Organisation,
    role: Role | str = "",
    *,
    categories: Iterable[str],
    persons: Iterable[uuid.UUID] | None = None,
    at: dt.datetime | None = None,
    flow: Flow = Flow.OUT,
    purpose: ReleasePurpose | str = "",
    speaker_id: uuid.UUID | None = None,
    lock: bool = False,
) -> dict[str, rules.SharingAnswer]:
    """Answer per category whether something may be passed on now. At most four queries; never keep the answer.

    `categories` are facets, special categories, "project_data" or "child_protection". `persons` are the ids of those
    whom the data are about; None means everybody in the file, and everybody needs a release. `flow` IN asks whether
    the recipient may tell us. `speaker_id` is the professional who tells (a release may name one in person).
    With `lock` the releases stay as they are until the transaction ends: a withdrawal that comes meanwhile waits.
    """
    moment = at or time.now()
    day = moment.astimezone(time.BERLIN).date()
    about = persons_today(file, day) if persons is None else present_persons(persons)
    held = ConfidentialityRelease.objects.filter(file=file, recipient=recipient).order_by("valid_from", "id")
    if lock:
        held = held.select_for_update(no_key=True)
    asked = rules.Question(
        category="",
        sender_id=file.organisation_id,
        recipient_id=recipient.pk,
        recipient_kind=recipient.kind,
        recipient_role=str(role),
        domain_from=file.domain,
        day=day,
        persons=about,
        flow=flow,
        purpose=str(purpose),
        speaker_id=speaker_id,
    )
    return _answers(asked, categories, rows_in_force(), [release_fact(release, moment) for release in held])


def _answers(
    asked: rules.Question,
    categories: Iterable[str],
    rows: list[rules.RuleRow],
    releases: list[rules.ReleaseFact],
) -> dict[str, rules.SharingAnswer]:
    return {
        category: rules.may_share(dataclasses.replace(asked, category=category), rows, releases)
        for category in dict.fromkeys(str(one) for one in categories)
    }


def sharing_overview(
    file: FamilyFile, recipients: Iterable[tuple[Organisation, str]]
) -> list[tuple[Organisation, str, dict[str, rules.SharingAnswer]]]:
    """Return the answers for several (office, role) and every category, about everybody. Three queries."""
    moment = time.now()
    rows, about = rows_in_force(), persons_today(file)
    held = [release_fact(one, moment) for one in ConfidentialityRelease.objects.filter(file=file)]
    found = []
    for office, role in recipients:
        asked = rules.Question(
            category="",
            sender_id=file.organisation_id,
            recipient_id=office.pk,
            recipient_kind=office.kind,
            recipient_role=role,
            domain_from=file.domain,
            day=moment.astimezone(time.BERLIN).date(),
            persons=about,
        )
        found.append((office, role, _answers(asked, SHARE_CATEGORIES, rows, held)))
    return found


def usual_recipients(file: FamilyFile, limit: int = 6) -> list[tuple[Organisation, str]]:
    """Return the offices that this file is about: those with a declaration first, then job centres and towns."""
    named: dict[tuple[uuid.UUID, str], Organisation] = {}
    releases = ConfidentialityRelease.objects.filter(file=file).select_related("recipient").order_by("-signed_on")
    for release in releases:
        named.setdefault((release.recipient_id, release.recipient_role), release.recipient)
    known = {organisation_id for organisation_id, _role in named}
    usual = {OrganisationKind.JOB_CENTRE: Role.JOB_CENTRE, OrganisationKind.MUNICIPALITY: Role.COORDINATOR}
    offices = Organisation.objects.on().filter(kind__in=list(usual)).exclude(pk__in=known | {file.organisation_id})
    more = sorted(offices.order_by("sort_name")[:limit], key=lambda office: office.kind != OrganisationKind.JOB_CENTRE)
    for office in more:
        named.setdefault((office.pk, usual[OrganisationKind(office.kind)].value), office)
    return [(office, role) for (_pk, role), office in named.items()][:limit]


def disclosures_of(file: FamilyFile) -> list[Disclosure]:
    """Return what was passed on from a file, newest first."""
    crypto.preload_keys([file.pk])
    found = Disclosure.objects.filter(file=file).select_related("recipient")
    return list(found.order_by("-happened_on", "-created_at"))


def require_sharing(
    file: FamilyFile,
    recipient: Organisation,
    role: Role | str = "",
    *,
    categories: Iterable[str],
    persons: Iterable[uuid.UUID] | None = None,
    flow: Flow = Flow.OUT,
    purpose: ReleasePurpose | str = "",
    speaker_id: uuid.UUID | None = None,
) -> dict[str, rules.SharingAnswer]:
    """Raise Conflict unless everything may be passed on now. Call it INSIDE the action that passes it on.

    Returns the answers, so that the action can note what it rests on (`actions.record_disclosure`).
    """
    answers = sharing_answer(
        file,
        recipient,
        role,
        categories=categories,
        persons=persons,
        flow=flow,
        purpose=purpose,
        speaker_id=speaker_id,
        lock=True,
    )
    stopped = [answer for answer in answers.values() if not answer.allowed]
    if stopped:
        what = "; ".join(f"{category_text(answer.category)}: {words(answer)}" for answer in stopped)
        raise Conflict(_("This may not go to %(recipient)s. %(what)s") % {"recipient": recipient, "what": what})
    return answers


def statutes(file: FamilyFile, recipient: Organisation, role: str, categories: Iterable[str]) -> list[str]:
    """Return for which of the asked parts the law asks for no release, with its basis (`consentforms.hooks`)."""
    answers = sharing_answer(file, recipient, role, categories=categories)
    return [
        f"{category_text(answer.category)}: {answer.rule.basis}"
        for answer in answers.values()
        if answer.allowed and answer.must_be_written_down
    ]


def category_text(category: str) -> str:
    """Name what is asked about."""
    return str(SHARE_CATEGORIES.get(category, category))


def words(answer: rules.SharingAnswer) -> str:
    """Say the answer in one sentence, without names."""
    until = format_date(answer.until) if answer.until else ""
    sentences = {
        ShareAnswer.INSIDE: _("Within our own organisation no release is needed. Share only what the work needs."),
        ShareAnswer.STATUTE: _("The law allows it. Share only what is needed, and write it down."),
        ShareAnswer.RELEASE: _("The family has released it, until %(day)s.") % {"day": until},
        ShareAnswer.DANGER: _("Only when a child is in danger. Weigh it with a colleague, and write down why."),
        ShareAnswer.REFUSED: _("The family said no. We respect that."),
        ShareAnswer.FORBIDDEN: _("This stays with us."),
    }
    if answer.answer is not ShareAnswer.MISSING:
        return sentences[answer.answer]
    reason = str(answer.why.label) if answer.why else ""
    return _("Ask the family first. %(reason)s") % {"reason": reason}
