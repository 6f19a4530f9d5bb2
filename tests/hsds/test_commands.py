"""The commands of HSDS, under the group where people know them."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from chancennetz.config import cli
from chancennetz.hsds.commands import group
from chancennetz.supportmap.models import Service
from tests.universe import Universe


def _run(*words: str, fails: bool = False) -> str:
    result = CliRunner().invoke(group, words)
    assert (result.exit_code != 0) is fails, result.output
    return result.output


def test_the_commands_keep_their_place_below_supportmap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.runtime, "start_django", lambda: None)
    monkeypatch.setattr(cli.runtime, "attach", lambda _context: None)
    context = click.Context(cli.cli)
    offers = cli.cli.get_command(context, "supportmap")
    assert isinstance(offers, click.Group)
    stable = {
        "import-hsds",
        "export-hsds",
        "validate",
        "import",
        "import-taxonomies",
        "check-hours",
        "check-links",
        "remind",
    }
    assert set(offers.list_commands(context)) == stable
    assert "hsds" not in cli.cli.list_commands(context)


@pytest.mark.django_db
def test_the_map_goes_out_is_validated_and_comes_in_again(universe: Universe, offer: Service, tmp_path: Path) -> None:
    for name in ("map.json", "folder"):
        target = str(tmp_path / name)
        assert "1 services of 1 organizations" in _run("export-hsds", target)
        assert "0 errors" in _run("validate", target)
        assert "0 would be created, 0 changed" in _run("import-hsds", target, "--dry-run")
    broken = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    broken["services"][0]["status"] = "vielleicht"
    (tmp_path / "broken.json").write_text(json.dumps(broken), encoding="utf-8")
    assert "1 errors" in _run("validate", str(tmp_path / "broken.json"), fails=True)
    assert "status" in _run("import-hsds", str(tmp_path / "broken.json"), fails=True)
