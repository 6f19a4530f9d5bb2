"""Releasing the wordings of the sheets."""

from __future__ import annotations

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.audit.actions import record_write
from chancennetz.consent.models import ConsentText
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor


@action
def release_text(*, by: Actor, text: ConsentText) -> ConsentText:
    """Mark a wording as reviewed: somebody who knows the language and the law has read it."""
    require(by, Action.APPROVE, ObjectType.SHARE_RULE)
    if text.reviewed_on is None:
        text.reviewed_on = time.today()
        text.save(update_fields=["reviewed_on"])
        record_write(by=by, action="consent.text.release", object_type="consent_text", object_id=text.pk)
    return text
