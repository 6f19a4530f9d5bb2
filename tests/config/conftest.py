"""An installation of its own, set up and used through the program, as an operator does it."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings


@dataclasses.dataclass(frozen=True)
class Installed:
    """A folder with an installation, and the program run on it."""

    var: Path

    def environment(self, **changes: str) -> dict[str, str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CHANCENNETZ_", "DATABASE_", "DJANGO_", "COV_", "COVERAGE_"))
        }
        return clean | {"CHANCENNETZ_VAR": str(self.var)} | changes

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `chancennetz ARGUMENTS`; return its exit code and output."""
        return subprocess.run(
            [sys.executable, "-m", "chancennetz", *arguments],
            check=False, capture_output=True, text=True, timeout=120, env=self.environment(**environment),
        )  # fmt: skip

    def done(self, *arguments: str, **environment: str) -> str:
        """Run `chancennetz ARGUMENTS`, which must succeed; return what it printed."""
        result = self.run(*arguments, **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def refused(self, *arguments: str, **environment: str) -> str:
        """Run `chancennetz ARGUMENTS`, which must fail in plain words; return these."""
        result = self.run(*arguments, **environment)
        assert result.returncode == 1, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result.stdout + result.stderr


@pytest.fixture(scope="package")
def installed() -> Iterator[Installed]:
    """One installation for all tests of this folder that share a process; none of them may spoil it."""
    folder = Path(tempfile.mkdtemp(dir=settings.VAR, prefix="installed-"))
    place = Installed(folder)
    place.done("setup")
    yield place
    shutil.rmtree(folder)
