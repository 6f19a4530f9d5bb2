"""A small form with two sections, one of them guarded, for tests of pure rules."""

from __future__ import annotations

from typing import Any

SMALL: dict[str, Any] = {
    "key": "small",
    "title": {"de": "Kleiner Bogen", "en": "Small form"},
    "sections": [
        {
            "key": "first",
            "title": "Anfang",
            "questions": [
                {"key": "debts", "kind": "yes_no", "label": "Schulden?"},
                {
                    "key": "with_whom",
                    "kind": "several",
                    "label": "Bei wem?",
                    "options": [{"key": "bank", "label": "Bank"}, {"key": "shop", "label": "Laden"}],
                    "show_if": [{"question": "debts", "is": ["yes"]}],
                },
                {"key": "view", "kind": "scale", "label": "Wie ist es?", "urgent_if": ["1"]},
            ],
        },
        {
            "key": "health",
            "title": "Gesundheit",
            "facet": "health",
            "questions": [{"key": "ill", "kind": "yes_no", "label": "Krank?"}],
        },
    ],
}
