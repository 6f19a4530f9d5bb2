"""What the public site writes: cards with a secret link, and searches that found nothing, without a person."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence

from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.publicmap.constants import CARD_LIFE, MOST_ON_CARD
from chancennetz.publicmap.models import NetworkCard
from chancennetz.publicmap.rules import hash_of


@action
def keep_card(*, by: Actor, services: Sequence[uuid.UUID], language: str) -> tuple[NetworkCard, str]:
    """Keep a card and return it with the secret for its link. Cards whose time is over go at this occasion.

    Pages call it as nobody (`ANONYMOUS`) whoever is signed in, so that no log tells for which family a card was made.
    Raises ValueError for an empty card.
    """
    chosen = list(dict.fromkeys(services))[:MOST_ON_CARD]
    if not chosen:
        raise ValueError("a card needs at least one offer")
    NetworkCard.objects.filter(expires_on__lt=time.today()).delete()
    token = secrets.token_urlsafe(24)
    card = NetworkCard.objects.create(
        token_hash=hash_of(token), services=chosen, language=language, expires_on=time.today() + CARD_LIFE
    )
    record_write(by=by, action="publicmap.card.keep", object_type="network_card", object_id=card.id)
    return card, token
