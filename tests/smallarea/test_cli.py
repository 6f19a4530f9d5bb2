"""The command line as a whole: overview, version, laziness."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from smallarea import __version__
from smallarea.cli import COMMANDS, main


def test_overview_names_every_command_and_an_example():
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert all(name in result.output for name in COMMANDS)
    assert "Example:" in result.output


def test_version():
    assert CliRunner().invoke(main, ["--version"]).output == f"smallarea, version {__version__}\n"


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"reach"}))
def test_every_command_shows_an_example(name):
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert f"smallarea {name}" in result.output


@pytest.mark.parametrize("name", ["timetable", "catchment"])
def test_reach_shows_examples(name):
    assert f"smallarea reach {name}" in CliRunner().invoke(main, ["reach", name, "--help"]).output


def test_an_unknown_command_ends_with_2():
    result = CliRunner().invoke(main, ["indexx"])
    assert result.exit_code == 2
    assert "No such command" in result.output


def test_an_output_that_cannot_be_written_is_said_without_a_traceback(tmp_path):
    (tmp_path / "weights.csv").write_text("old,new,weight\na,x,1\n")
    (tmp_path / "data.csv").write_text("k,n\na,1\n")
    (tmp_path / "spec.toml").write_text('data = "data.csv"\nkey = "k"\ncounts = ["n"]\ncrosswalk = "weights.csv"\n')
    spec, out = str(tmp_path / "spec.toml"), str(tmp_path / "no" / "such" / "folder.csv")
    result = CliRunner().invoke(main, ["interpolate", spec, "-o", out])
    assert result.exit_code == 2
    assert "folder.csv: No such file or directory" in result.output


def test_the_overview_loads_no_engine():
    code = (
        "import sys; from smallarea.cli import main; main(['--help'], standalone_mode=False);"
        "print([m for m in ('duckdb', 'numpy', 'scipy', 'shapely', 'highspy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
