"""Fixtures for all tests: databases, the slow and the browser mark, a network that ends at this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
import pytest_socket
from django.conf import settings
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from tests import databases, serving

#: The first that is there is taken. The shell draws pages without the window of a browser: a sixth less processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the slow tests too")
    parser.addoption("--slow-answers", type=float, default=0, metavar="SECONDS", help="let the browser wait each time")


def pytest_configure(config: pytest.Config) -> None:
    serving.delay = config.getoption("--slow-answers")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        return
    skip = pytest.mark.skip(reason="slow: runs with ./test --full")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def _own_uploads(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder of uploads for each process: what one process sweeps away is not another one's upload."""
    settings.UPLOADS_DIR = tmp_path_factory.mktemp("uploads")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Choose the database before any fixture begins the transaction of the test."""
    databases.worlds.choose(settled="universe" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    """Forget how often somebody signed in: throttles are counted in the cache, which no transaction rolls back."""
    cache.clear()


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Clones of the migrated template for this process; tests run in transactions that are rolled back."""
    with databases.test_server(), django_db_blocker.unblock(), databases.worlds.opened():
        yield


@pytest.fixture(scope="module")
def live_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh clone for one module whose tests commit (servers, threads, browsers, commands). Yields its name."""
    with django_db_blocker.unblock(), databases.cloned_database() as name:
        yield name


@pytest.fixture(scope="module")
def live_url(live_database: str) -> Iterator[str]:
    """The address of a running platform on a fresh clone, for browser tests."""
    with serving.served() as address:
        yield address


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The installed Chromium; without one browser tests are skipped, in CI they fail."""
    found = [os.environ.get("CHANCENNETZ_CHROMIUM"), *(shutil.which(name) for name in BROWSERS)]
    if any(found):
        return next(path for path in found if path)
    if os.environ.get("CI") == "true":
        pytest.fail("No Chromium found, and in CI browser tests are never skipped. Install Debian's package chromium.")
    pytest.skip("no Chromium: install the package chromium, or name one in CHANCENNETZ_CHROMIUM")


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[object]:
    """A headless Chromium (playwright.sync_api.Browser). Make a context per test: `browser.new_context()`."""
    from playwright.sync_api import sync_playwright  # heavy, and only these tests need it

    # Playwright runs an event loop in this thread; Django would take our plain calls for calls from inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=[*arguments, "--disable-component-update", "--disable-sync"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def universe(db: None) -> object:
    """The small world of tests/universe.py."""
    from tests import universe as small_world  # needs the settings

    return small_world.find()
