"""Components: what a reader sees, and that nobody's text becomes markup."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from chancennetz.ui import feedback, parts

HOSTILE = "<script>alert(1)</script>\"'&{{ x }}{% y %}"


def _draw(source: str, **values: Any) -> str:
    with translation.override("de"):
        return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    "source",
    [
        "{% page_head text lead=text preline=text %}{% endpage_head %}",
        "{% card title=text url='/x' %}{{ text }}{% endcard %}",
        "{% alert tone='warning' title=text %}{{ text }}{% endalert %}",
        "{% disclosure text %}{{ text }}{% enddisclosure %}",
        "{% dialog id='d' title=text %}{{ text }}{% enddialog %}",
        "{% link_button text '/x' %}{% button text name=text value=text %}{% post_button text '/x' value=text %}",
        "{% badge text %}{% icon 'x' label=text %}{% stat text text note=text %}",
        "{% progress text 1 2 unit=text used_text=text planned_text=text %}",
        "{% traffic_light 'red' text basis=text %}",
        "{% privacy_note text %}{% empty_state text text %}",
        "{% descriptions pairs %}",
        "{% breadcrumb crumbs %}{% tabs tabs text %}{% stepper steps text %}",
        "{% chips chips text %}{% timeline events %}",
    ],
)
def test_hostile_text_stays_text(source: str) -> None:
    html = _draw(
        source,
        text=HOSTILE,
        pairs=[(HOSTILE, HOSTILE)],
        crumbs=[parts.Crumb(HOSTILE, "/"), parts.Crumb(HOSTILE)],
        tabs=[parts.Tab(HOSTILE, "/")],
        steps=[parts.Step(HOSTILE, "done", HOSTILE)],
        chips=[parts.Chip(HOSTILE, "/")],
        events=[parts.Event(dt.date(2026, 1, 1), HOSTILE, HOSTILE, who=HOSTILE, label=HOSTILE)],
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_inside_of_a_block_is_kept_as_it_was_drawn() -> None:
    html = _draw("{% card title='T' %}<p>{{ text }}</p>{% endcard %}", text="a < b")
    assert "<p>a &lt; b</p>" in html
    assert re.search(r"<h2[^>]*>\s*T\s*</h2>", html)


def test_progress_says_more_than_planned_in_words() -> None:
    html = _draw("{% progress 'Stunden' 12.5 10 unit='Std.' %}")
    assert "<strong>12,5</strong> von 10" in html
    assert "2,5 mehr als geplant" in html
    assert 'width="100.00"' in html
    assert "mehr als geplant" not in _draw("{% progress 'Stunden' 5 10 %}")
    minutes = _draw("{% progress 'Zeit' 630 600 kind='minutes' %}")
    assert "<strong>10 Std. 30 Min.</strong> von 10 Std." in minutes
    assert "30 Min. mehr als geplant" in minutes
    assert "Mehr als geplant" in _draw("{% progress 'Zeit' 3 2 used_text='drei' planned_text='zwei' %}")


@pytest.mark.parametrize(
    ("used", "planned", "width"), [(0, 0, "0.00"), (5, 0, "0.00"), (2.5, 10, "25.00"), (-1, 10, "0.00")]
)
def test_progress_draws_the_share(used: float, planned: float, width: str) -> None:
    assert f'class="cn-progress__used" width="{width}"' in _draw("{% progress 'x' u p %}", u=used, p=planned)


def test_timeline_groups_by_day_in_berlin() -> None:
    late = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)  # half past midnight on the 2nd in Berlin
    events = [
        parts.Event(late, "Anruf"),
        parts.Event(dt.date(2026, 7, 2), "Besuch"),
        parts.Event(dt.date(2026, 6, 1), "Brief"),
    ]
    html = _draw("{% timeline events %}", events=events)
    assert re.findall(r'datetime="([^"]+)"', html) == ["2026-07-02", "2026-06-01"]
    assert "Do, 2. Juli 2026" in html
    assert "noch nichts geschehen" in _draw("{% timeline events %}", events=[])


def test_states_are_said_not_only_coloured() -> None:
    assert "Nur unter einer Bedingung." in _draw("{% traffic_light 'amber' 'x' %}")
    assert 'aria-current="step"' in _draw("{% stepper s 'Phase' %}", s=[parts.Step("Plan", "current")])
    assert "(erledigt)" in _draw("{% stepper s 'Phase' %}", s=[parts.Step("Aufnahme", "done")])
    assert "keine Angabe" in _draw("{% descriptions p %}", p=[("Telefon", "")])
    assert 'aria-current="page"' in _draw("{% tabs t 'Akte' %}", t=[parts.Tab("Ziele", "/", current=True)])


def test_filters_write_for_people() -> None:
    values = {"day": dt.date(2026, 11, 23), "m": 85, "n": 1234.5, "s": 0.5, "nothing": None}
    source = "{{ day|date_text }}|{{ day|date_short }}|{{ m|duration }}|{{ n|number }}|{{ s|percent_text }}|"
    source += "{{ nothing|date_text }}"
    assert _draw(source, **values) == "Mo, 23. November 2026|23.11.2026|1 Std. 25 Min.|1.234,5|50\u202f%|"


def _request() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_a_confirmation_offers_undo_and_names_the_draft_that_is_done() -> None:
    request = _request()
    feedback.confirm(request, HOSTILE, undo_url="/undo/1/", clears_draft="contact:7")
    feedback.confirm(request, "Achtung", tone="warning")
    html = _draw("{% include 'ui/parts/toasts.html' %}", request=request)
    assert "<script" not in html
    assert 'action="/undo/1/"' in html
    assert 'data-draft-done="contact:7"' in html
    assert html.count("cn-toast--success") == 1
    assert html.count("cn-toast--warning") == 1


def test_messages_of_other_packages_are_shown_too() -> None:
    request = _request()
    request._messages.add(20, "Angemeldet.", "not json")  # type: ignore[attr-defined]
    assert "Angemeldet." in _draw("{% include 'ui/parts/toasts.html' %}", request=request)
