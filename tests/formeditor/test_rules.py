"""What differs between two versions of a form: pure rules."""

from __future__ import annotations

from chancennetz.formeditor import rules
from chancennetz.formeditor.checking import load
from tests.assessments.small_form import SMALL


def test_two_versions_of_a_form_are_compared_by_key() -> None:
    before = load(SMALL)
    data = before.as_data()
    data["title"]["en"] = "Little form"
    data["sections"][0]["questions"][0]["required"] = True
    data["sections"][0]["questions"].pop(1)
    data["sections"][0]["questions"].append({"key": "more", "kind": "text", "label": {"de": "Mehr?"}})
    data["sections"].pop(1)
    found = {one.place: (one.before, one.now) for one in rules.compare_forms(load(data), before)}
    assert found == {
        "title": ({"de": "Kleiner Bogen", "en": "Small form"}, {"de": "Kleiner Bogen", "en": "Little form"}),
        "sections[first].questions[debts].required": (False, True),
        "sections[first].questions[more]": (None, {"de": "Mehr?"}),
        "sections[first].questions[with_whom]": ({"de": "Bei wem?"}, None),
        "sections[health]": ({"de": "Gesundheit"}, None),
    }
    assert rules.compare_forms(before, before) == []
