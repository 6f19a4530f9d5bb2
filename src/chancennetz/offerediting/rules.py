"""Which changes weigh so much that the editors look first."""

from __future__ import annotations

from collections.abc import Iterable

#: Fields of a service whose change by a provider waits for the editors: what a family relies on when it sets out.
WEIGHTY_FIELDS = frozenset(
    {
        "name",
        "status",
        "minimum_age",
        "maximum_age",
        "eligibility_description",
        "households",
        "benefits",
        "areas",
        "fees_description",
        "amount",
        "street",
        "postcode",
        "town",
        "confidential",
        "valid_to",
    }
)


def needs_release(changed: Iterable[str]) -> bool:
    """Tell whether any of the changed fields weighs so much that the editors look first."""
    return not WEIGHTY_FIELDS.isdisjoint(changed)
