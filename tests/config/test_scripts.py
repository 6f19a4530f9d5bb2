"""The scripts at the root: usage, wrong usage, and that nothing of one machine is written in them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from chancennetz.config.installation import project_folder

SCRIPTS = ("start", "test", "bench", ".ci/run", "scripts/lock", "scripts/environment")


def run(
    script: str, *arguments: str, folder: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    place = folder or project_folder()
    return subprocess.run(
        ["bash", str(place / script), *arguments],
        check=False, capture_output=True, text=True, timeout=60, env={"PATH": "/usr/bin:/bin", **environment},
    )  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_bash_reads_it_and_it_names_no_machine(script: str) -> None:
    path = project_folder() / script
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
    assert not re.search(r"/(root|work|home|tmp)/", path.read_text())


@pytest.mark.parametrize("script", ["start", "test", "bench"])
def test_help(script: str) -> None:
    result = run(script, "--help")
    assert result.returncode == 0
    assert f"./{script}" in result.stdout


@pytest.mark.parametrize("arguments", [("--port",), ("--port", "0"), ("--port", "80x"), ("--port=70000",), ("--what",)])
def test_start_refuses_wrong_usage(arguments: tuple[str, ...]) -> None:
    result = run("start", *arguments)
    assert result.returncode == 2
    assert "--port N" in result.stderr


def test_a_missing_python_is_explained(tmp_path: Path) -> None:
    for name in ("start", "scripts", "requirements.lock", "pyproject.toml"):
        source = project_folder() / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("bash", "dirname", "readlink", "cat", "sha256sum", "cut", "id"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    result = run("start", "--setup-only", folder=tmp_path, PATH=str(tools))
    assert result.returncode == 1
    assert "Python 3.11, 3.12 or 3.13, and found none" in result.stderr
    assert "apt-get install python3 python3-venv" in result.stderr


def test_an_unknown_benchmark_is_named() -> None:
    result = run("bench", "nonsense")
    assert result.returncode == 2
    assert "There is no benchmark nonsense" in result.stderr
