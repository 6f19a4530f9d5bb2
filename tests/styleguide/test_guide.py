"""The style guide: only where nobody's data is, and nothing in it that a strict policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory, override_settings
from django.utils import translation

from chancennetz.styleguide import samples, views


@pytest.fixture(autouse=True)
def _own_addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.ui.urls"):
        yield


def _request(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.session = {}  # type: ignore[assignment]
    return request


@override_settings(DEMO=False, DEBUG=False)
def test_the_style_guide_is_for_demo_mode_only() -> None:
    with pytest.raises(Http404):
        views.guide(_request("/ui/"))


@override_settings(DEMO=True)
@pytest.mark.parametrize("page", sorted(samples.PAGES))
def test_the_style_guide_holds_nothing_that_a_strict_policy_forbids(page: str) -> None:
    with translation.override("de"):
        html = views.guide(_request(f"/ui/{page}/"), page).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert html.count("<h1") >= 1
