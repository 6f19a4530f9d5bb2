"""What must not be forgotten: an answer that is late or a no becomes a task; what is over is emptied."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chancennetz.access.constants import RelationKind
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import team_of
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.referrals import queries
from chancennetz.referrals.actions.sending import cut
from chancennetz.referrals.constants import CutReason, ReferralState
from chancennetz.referrals.models import Handover
from chancennetz.tasks.actions import add_task, finish_task
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Task

OWNER = "referrals.referral"


@action
def raise_tasks(*, by: Actor, file: FamilyFile | None = None) -> int:
    """Give the leading counsellor a task for each answer that is late and each referral that was declined.

    Once for each; the task of a late answer is finished when the answer has come. With `file` only there. Returns how
    many tasks were made. The night job calls it for all files, the list of a family for its own.
    """
    _settle(by, file)
    made = 0
    rows = queries.to_ask_about(file).select_for_update(of=("self",), skip_locked=True)
    for referral in rows:
        lead = next((one for one in team_of(referral.file_id) if one.kind == RelationKind.CASE_LEAD), None)
        if lead is None or lead.user_id is None:
            continue
        declined = referral.state is ReferralState.DECLINED
        words = _("%(target)s cannot take the family: what else?") if declined else _("No answer yet: ask %(target)s")
        add_task(
            by=by,
            user_id=lead.user_id,
            title=(words % {"target": queries.target_text(referral)})[:300],
            file=referral.file,
            due_on=time.today(),
            kind=TaskKind.REVIEW if declined else TaskKind.FOLLOW_UP,
            owner=owner_reference(OWNER, referral.pk),
        )
        name = "told_at" if declined else "asked_at"
        setattr(referral, name, time.now())
        referral.save_version(expected=referral.version, fields=[name])
        made += 1
    return made


def _settle(by: Actor, file: FamilyFile | None) -> None:
    """Finish the tasks of answers that have come meanwhile."""
    waiting = Task.objects.filter(owner__startswith=f"{OWNER}:", done_at__isnull=True, kind=TaskKind.FOLLOW_UP)
    if file is not None:
        waiting = waiting.filter(file=file)
    tasks = {task.owner.partition(":")[2]: task for task in waiting.select_related("file")}
    answered = Handover.objects.filter(pk__in=tasks).exclude(state=ReferralState.SENT)
    for pk in answered.values_list("pk", flat=True):
        finish_task(by=by, task=tasks[str(pk)])


@action
def empty_expired(*, by: Actor, file: FamilyFile | None = None) -> int:
    """Empty what is over: the receiver has not seen it since its last day. Returns how many."""
    found = list(queries.expired(file.pk if file is not None else None))
    for handover in found:
        cut(by, handover, CutReason.EXPIRED)
    return len(found)
