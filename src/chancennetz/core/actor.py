"""Who acts: carried through every request, job and command, and into every action as `by=`."""

from __future__ import annotations

import contextlib
import dataclasses
import uuid
from collections.abc import Iterator
from contextvars import ContextVar


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system itself) acting in one role of one organisation for one purpose.

    `user_id` and `membership_id` are None for the system and for visitors without account. `role` and `purpose`
    hold the values of `access.constants.Role` and `Purpose`; they are text here because core lies below access.
    """

    user_id: uuid.UUID | None
    role: str
    purpose: str
    display_name: str = ""
    membership_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    organisation_name: str = ""
    request_id: str = ""
    session_id: str = ""

    @property
    def is_system(self) -> bool:
        """Tell whether the platform itself acts (job, command, import)."""
        return self.role == "system"

    @property
    def account_id(self) -> uuid.UUID:
        """The id of the signed-in account. Raises LookupError for the system and for visitors, who have none."""
        if self.user_id is None:
            raise LookupError(f"{self.role} has no account")
        return self.user_id

    def for_purpose(self, purpose: str) -> Actor:
        """Return the same actor acting for another purpose."""
        return dataclasses.replace(self, purpose=purpose)


def system_actor(purpose: str = "operation", *, name: str = "Chancennetz") -> Actor:
    """Return the actor of jobs and commands; it stands in the log under this name."""
    return Actor(user_id=None, role="system", purpose=purpose, display_name=name)


ANONYMOUS = Actor(user_id=None, role="anonymous", purpose="public")

_current: ContextVar[Actor | None] = ContextVar("chancennetz_actor", default=None)


def current() -> Actor | None:
    """Return the actor of the running request or job, None outside of both."""
    return _current.get()


@contextlib.contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Make an actor the current one inside the block."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)
