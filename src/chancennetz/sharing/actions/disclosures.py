"""Writing down what was passed on, above all without a release: on a statute, or because a child is in danger."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.organisations.models import Organisation
from chancennetz.sharing import queries
from chancennetz.sharing.constants import CHILD_PROTECTION, SHARE_CATEGORIES, ShareAnswer
from chancennetz.sharing.models import Disclosure
from chancennetz.sharing.rules import SharingAnswer
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import TaskKind

#: A reason in a sentence, not a word.
SHORTEST_REASON = 20
#: When the youth office is asked what became of a report (s. 4(4) KKG: it should tell by itself).
ASK_BACK = dt.timedelta(days=14)


@action
def record_disclosure(
    *,
    by: Actor,
    file: FamilyFile,
    recipient: Organisation,
    answers: Mapping[str, SharingAnswer],
    recipient_role: Role | str = "",
    persons: Iterable[uuid.UUID] = (),
    reason: str = "",
    owner: str = "",
    happened_on: dt.date | None = None,
) -> list[Disclosure]:
    """Write down what was passed on, one row per kind of answer. `answers` come from `queries.require_sharing`.

    Call it in the action that passes something on. On a statute the reason is needed: why is this necessary?
    """
    require_in_file(by, Action.READ, Facet.CONSENT, file)
    stopped = [answer for answer in answers.values() if not answer.allowed]
    if stopped:
        raise Conflict(queries.words(stopped[0]))
    kinds = sorted({answer.answer for answer in answers.values()})
    if ShareAnswer.STATUTE in kinds:
        _check_reason(reason)
    made = []
    for kind in kinds:
        parts = [answer for answer in answers.values() if answer.answer is kind]
        made.append(
            _save(
                by,
                Disclosure(
                    file=file,
                    recipient=recipient,
                    recipient_role=str(recipient_role),
                    categories=[part.category for part in parts],
                    persons=sorted(set(persons)),
                    answer=kind.value,
                    basis="; ".join(dict.fromkeys(part.rule.basis for part in parts))[:200],
                    release_ids=sorted({release for part in parts for release in part.releases}),
                    happened_on=_checked_day(happened_on),
                    recorded_by=by.user_id,
                    owner=owner,
                    reason=reason,
                ),
            )
        )
    return made


@action
def report_danger(
    *,
    by: Actor,
    file: FamilyFile,
    recipient: Organisation,
    persons: Iterable[uuid.UUID],
    categories: Iterable[str],
    reason: str,
    weighed_with: str,
    family_told: bool,
    family_note: str = "",
    happened_on: dt.date | None = None,
) -> Disclosure:
    """Write down that signs of danger to a child were passed on without consent (s. 8a SGB VIII, s. 4 KKG).

    Needed are: what was seen (reason), who weighed it (several professionals), and why the family was not told before
    when it was not. Raises ValidationError by field, Conflict when this office is not the one to tell. A task reminds
    to ask back.
    """
    require_in_file(by, Action.CREATE, Facet.CONSENT, file)
    answer = queries.sharing_answer(file, recipient, categories=[CHILD_PROTECTION])[CHILD_PROTECTION]
    if answer.answer is not ShareAnswer.DANGER:
        raise Conflict(answer.rule.explanation or queries.words(answer))
    chosen = sorted({str(one) for one in categories} | {CHILD_PROTECTION})
    if set(chosen) - set(SHARE_CATEGORIES) or Facet.SUPERVISION in chosen:
        raise ValidationError({"categories": _("Please choose from the list.")})
    about = sorted(set(persons))
    if not about or set(about) - queries.persons_today(file):
        raise ValidationError({"persons": _("Please say which child it is about.")})
    _check_reason(reason)
    if not weighed_with.strip():
        raise ValidationError(
            {"weighed_with": _("Please say who weighed the danger with you. Nobody decides this alone.")}
        )
    if not family_told and len(family_note.strip()) < SHORTEST_REASON:
        raise ValidationError({"family_note": _("Please say in a sentence why the family was not told before.")})
    day = _checked_day(happened_on)
    disclosure = _save(
        by,
        Disclosure(
            file=file,
            recipient=recipient,
            categories=chosen,
            persons=about,
            answer=ShareAnswer.DANGER.value,
            basis=answer.rule.basis,
            happened_on=day,
            recorded_by=by.user_id,
            reason=reason,
            weighed_with=weighed_with,
            family_told=family_told,
            family_note=family_note,
            feedback_due=day + ASK_BACK,
        ),
    )
    if by.user_id is not None:
        tasks.add_task(
            by=by,
            user_id=by.user_id,
            file=file,
            title=_("Ask %(office)s what became of the report") % {"office": recipient},
            due_on=day + ASK_BACK,
            kind=TaskKind.SYSTEM,
        )
    return disclosure


@action
def record_feedback(*, by: Actor, disclosure: Disclosure, day: dt.date | None = None) -> Disclosure:
    """Note that the youth office has said what became of a report."""
    require_in_file(by, Action.UPDATE, Facet.CONSENT, disclosure.file)
    disclosure.feedback_on = _checked_day(day)
    disclosure.save(update_fields=["feedback_on"])
    _log(by, "consent.feedback", disclosure, ["feedback_on"])
    return disclosure


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Please say in a sentence why this is necessary (20 characters or more).")})


def _checked_day(day: dt.date | None) -> dt.date:
    day = day or time.today()
    if day > time.today():
        raise ValidationError({"happened_on": _("This day lies in the future.")})
    if day < time.today() - dt.timedelta(days=366):
        raise ValidationError({"happened_on": _("Please check the year.")})
    return day


def _save(by: Actor, disclosure: Disclosure) -> Disclosure:
    disclosure.save(force_insert=True)
    _log(by, "consent.disclose", disclosure)
    return disclosure


def _log(by: Actor, what: str, disclosure: Disclosure, changed: Iterable[str] = ()) -> None:
    record_write(
        by=by,
        action=what,
        object_type="disclosure",
        object_id=disclosure.pk,
        subjects=[disclosure.file_id, *disclosure.persons],
        facet=Facet.CONSENT,
        changed=changed,
        basis=disclosure.basis[:100],
    )
