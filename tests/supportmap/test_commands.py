"""The commands of the offers themselves."""

from __future__ import annotations

import json

from click.testing import CliRunner

from chancennetz.supportmap.commands import group


def _run(*words: str, fails: bool = False) -> str:
    result = CliRunner().invoke(group, words)
    assert (result.exit_code != 0) is fails, result.output
    return result.output


def test_hours_are_checked_at_the_terminal() -> None:
    answer = json.loads(
        _run("check-hours", "Mo-Fr 09:00-12:00; PH off", "--at", "2026-12-25T10:00", "--state", "NW", "--json")
    )
    assert answer["words"] == "Mo bis Fr 9 bis 12 Uhr, an Feiertagen geschlossen"
    assert (answer["state"], answer["next_change"]) == ("closed", "2026-12-28T09:00")
    assert (answer["public_holiday"], answer["school_holiday"]) == ("1. Weihnachtstag", "Weihnachtsferien")
    assert "Eine Stunde liegt zwischen 00 und 24" in _run("check-hours", "25:00", fails=True)
    assert "is no moment" in _run("check-hours", "24/7", "--at", "morgen", fails=True)
