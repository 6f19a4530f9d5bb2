"""Reading kept cards."""

from __future__ import annotations

from chancennetz.core import time
from chancennetz.publicmap.models import NetworkCard
from chancennetz.publicmap.rules import hash_of


def card_of(token: str) -> NetworkCard | None:
    """Return the card a secret link leads to, None when there is none or its time is over."""
    return NetworkCard.objects.filter(token_hash=hash_of(token), expires_on__gte=time.today()).first()
