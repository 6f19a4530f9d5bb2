"""The offers somebody has put on their card: they travel in the address, so no cookie and no account is needed."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import uuid

from chancennetz.publicmap.constants import MOST_ON_CARD

#: Name of the parameter in the address.
PARAMETER = "card"
_LETTERS = 22


def short(id_: uuid.UUID) -> str:
    """Return an id in 22 letters."""
    return base64.urlsafe_b64encode(id_.bytes).decode().rstrip("=")


def long(text: str) -> uuid.UUID | None:
    """Return the id that 22 letters stand for, None when they are none."""
    if len(text) != _LETTERS:
        return None
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(f"{text}=="))
    except (ValueError, binascii.Error):
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class Basket:
    """Chosen offers in their order, each once."""

    ids: tuple[uuid.UUID, ...] = ()

    @classmethod
    def read(cls, text: str) -> Basket:
        """Read the parameter; what is no id is left out."""
        found = (long(part) for part in text.split(".")[: 3 * MOST_ON_CARD])
        return cls(tuple(dict.fromkeys(id_ for id_ in found if id_))[:MOST_ON_CARD])

    def __str__(self) -> str:
        return ".".join(short(id_) for id_ in self.ids)

    @property
    def is_full(self) -> bool:
        """Tell whether nothing more fits on the card."""
        return len(self.ids) >= MOST_ON_CARD

    def with_(self, id_: uuid.UUID) -> Basket:
        """Return the basket with one offer more."""
        return self if id_ in self.ids or self.is_full else Basket((*self.ids, id_))

    def without(self, id_: uuid.UUID) -> Basket:
        """Return the basket with one offer less."""
        return Basket(tuple(one for one in self.ids if one != id_))
