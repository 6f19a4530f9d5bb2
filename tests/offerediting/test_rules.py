"""What waits for the editors."""

from __future__ import annotations

from chancennetz.offerediting import rules


def test_name_price_and_eligibility_wait_for_the_editors_and_a_phone_number_does_not() -> None:
    assert rules.needs_release(["phones", "name"])
    assert rules.needs_release(["amount"])
    assert not rules.needs_release(["phones", "description", "opening_hours"])
