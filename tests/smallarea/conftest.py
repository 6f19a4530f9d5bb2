"""Shared by the tests of smallarea: where the published data lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect of the code.
settings.register_profile("smallarea", deadline=None)
settings.load_profile("smallarea")

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def published(*parts: str) -> Path:
    """A file of the published data sets beside the project; skips the test when it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the published data set is not here: {'/'.join(parts)}")
    return path


@pytest.fixture(scope="session", name="published")
def published_fixture():
    return published
