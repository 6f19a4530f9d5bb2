"""Forms: every widget, hints and errors tied to their fields, input that stays."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from chancennetz.styleguide import samples
from chancennetz.ui import widgets


def _draw(form: forms.Form, source: str = "{% form form submit='Speichern' %}{% endform %}", **values: Any) -> str:
    with translation.override("de"):
        return Template("{% load ui %}" + source).render(Context({"form": form, "csrf_token": "tok", **values}))


class Small(forms.Form):
    name = forms.CharField(label="Name", help_text="Wie im Ausweis")
    day = forms.DateField(label="Tag", required=False)
    kind = forms.CharField(widget=forms.HiddenInput, initial="home")


def test_a_form_brings_token_hidden_fields_and_button() -> None:
    html = _draw(Small())
    assert 'name="csrfmiddlewaretoken" value="tok"' in html
    assert 'name="idempotency_token"' in html
    assert '<input type="hidden" name="kind" value="home"' in html
    assert "Speichern" in html
    assert "data-guard" in html


def test_each_drawing_has_its_own_token() -> None:
    tokens = {re.search(r'idempotency_token" value="([^"]+)', _draw(Small()))[1] for _ in range(3)}  # type: ignore[index]
    assert len(tokens) == 3


def test_hint_and_error_belong_to_the_field() -> None:
    html = _draw(Small({"name": "", "kind": "x"}))
    control = re.search(r'<input type="text"[^>]*>', html)
    assert control
    assert 'aria-describedby="id_name_helptext id_name_error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<a href="#id_name">Name: Bitte füllen Sie dieses Feld aus.</a>' in html
    assert "data-error-summary" in html


def test_only_what_may_stay_empty_is_marked() -> None:
    assert _draw(Small()).count("freiwillig") == 1


def test_a_date_gets_the_calendar_and_keeps_what_is_no_date() -> None:
    assert 'type="date" name="day" value="2026-11-23"' in _draw(Small(initial={"day": dt.date(2026, 11, 23)}))
    html = _draw(Small({"name": "A", "day": "31.02.2026", "kind": "x"}))
    assert 'type="text" name="day" value="31.02.2026"' in html
    html = _draw(Small({"name": "", "day": "2026-02-28", "kind": "x"}))
    assert 'type="date" name="day" value="2026-02-28"' in html


@pytest.mark.parametrize("typed", ["23.11.2015", "2015-11-23", "23.11.15"])
def test_a_typed_date_is_read_in_german_and_in_iso(typed: str) -> None:
    class Birth(forms.Form):
        birth = forms.DateField(widget=widgets.TypedDate)

    with translation.override("de"):
        form = Birth({"birth": typed})
        assert form.is_valid()
        assert form.cleaned_data["birth"] == dt.date(2015, 11, 23)
        assert 'value="23.11.2015"' in _draw(Birth(initial={"birth": dt.date(2015, 11, 23)}))


def test_every_kind_of_field_is_drawn_with_a_label() -> None:
    html = _draw(samples.SampleForm())
    for name in samples.SampleForm.base_fields:
        assert f'name="{name}"' in html
    ids = set(re.findall(r' id="(id_[^"]+)"', html))
    targets = set(re.findall(r' for="([^"]+)"', html))
    assert targets <= ids
    assert len(re.findall(r' id="([^"]+)"', html)) == len(set(re.findall(r' id="([^"]+)"', html)))
    assert 'enctype="multipart/form-data"' in html


def test_what_was_typed_is_still_there_after_an_error() -> None:
    data = {
        "who": ["a", "c"],
        "medium": "phone",
        "minutes": "5000",
        "name": "<b>",
        "note": "Lang\nund <i>wichtig",
        "reached": "1",
        "areas": ["g"],
    }
    html = _draw(samples.SampleForm(data))
    for value in ("a", "c", "phone", "1", "g"):
        assert re.search(rf'value="{value}" checked', html), value
    assert 'value="5000"' in html
    assert 'value="&lt;b&gt;"' in html
    assert "und &lt;i&gt;wichtig" in html
    assert "data-bound" in html


def test_hostile_choices_stay_text() -> None:
    class Choose(forms.Form):
        who = forms.MultipleChoiceField(
            label='"><x>', choices=[('"><x>', "<x>")], widget=widgets.Chips, help_text="<x>"
        )

    assert "<x>" not in _draw(Choose(initial={"who": ['"><x>']})).replace("&lt;x&gt;", "")


def test_drafts_are_announced_to_the_script() -> None:
    html = _draw(Small(), "{% form form submit='S' draft_key='contact:1' draft_url='/drafts/' %}{% endform %}")
    assert 'data-draft-key="contact:1"' in html
    assert 'data-draft-url="/drafts/"' in html
    assert "data-draft-status" in html


def test_own_layout_and_get_forms() -> None:
    html = _draw(Small(), "{% form form submit='Suchen' method='get' %}<p>{% fields form 'name' %}</p>{% endform %}")
    assert "csrfmiddlewaretoken" not in html
    assert 'name="day"' not in html
    assert "<p>" in html


def test_minutes_have_steps_and_a_stopwatch() -> None:
    class Time(forms.Form):
        long = forms.IntegerField(widget=widgets.Minutes(step=15, stopwatch=False))
        short = forms.IntegerField(widget=widgets.Minutes)

    html = _draw(Time())
    assert 'data-minutes="15"' in html
    assert html.count("data-stopwatch ") == 1
    assert "15 Minuten mehr" in html
