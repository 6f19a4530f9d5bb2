"""The components as template tags: ``{% load ui %}``. Contract and examples: ``ui/README.md``."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Literal

from django import template
from django.contrib.messages import get_messages
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chancennetz.core import time
from chancennetz.ui import feedback, formats, parts
from chancennetz.ui.constants import TONE_ICONS, Light, Tone
from chancennetz.ui.table_parts import write
from chancennetz.ui.templatetags import ui_forms

register = template.Library()
register.tags.update(ui_forms.register.tags)
register.filters.update(ui_forms.register.filters)

_SPRITE = "vendor/lucide/icons.svg"
_LIGHTS: dict[Light, str] = {"green": "circle-check", "amber": "triangle-alert", "red": "octagon-alert"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite. It stands beside words and is silent for screen readers, unless `label` is given."""
    return _labelled_icon(name, label) if label else _silent_icon(name)


@functools.lru_cache(512)
def _silent_icon(name: str) -> SafeString:
    """A page draws dozens of icons; their text never changes while the server runs."""
    return format_html(
        '<svg class="cn-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(_SPRITE),
        name,
    )


def _labelled_icon(name: str, label: str) -> SafeString:
    return format_html(
        '<svg class="cn-icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, static(_SPRITE), name
    )


@register.simple_tag(takes_context=True)
def toasts(context: Context) -> list[feedback.Toast]:
    """Return the confirmations waiting for this reader (used by the page frame)."""
    request = context.get("request")
    return feedback.toasts(get_messages(request)) if request is not None else []


@functools.cache
def _template(part: str) -> Any:
    """A page draws dozens of parts: each is looked up once."""
    return get_template(f"ui/parts/{part}.html").template  # type: ignore[attr-defined]  # Django's own engine is inside


def _part(part: str, /, **values: Any) -> SafeString:
    drawn: SafeString = _template(part).render(Context(values))
    return drawn


def _filled(content: str) -> SafeString:
    """Keep the rendered inside of a block tag (already escaped by the template engine); empty when only white space."""
    return mark_safe(content.strip())  # noqa: S308


@register.simple_block_tag
def page_head(content: str, title: str, lead: str = "", preline: str = "") -> SafeString:
    """Head of a page: one h1, one sentence that says what it is, and the actions inside the tag (one primary)."""
    return _part("page_head", title=title, lead=lead, preline=preline, actions=_filled(content))


@register.simple_block_tag
def card(
    content: str, title: str = "", url: str = "", icon: str = "", level: int = 2, more: parts.Action | None = None
) -> SafeString:
    """A white area. `title` is a heading of the given level (2 to 4), a link with `url`; `more` ends the card."""
    return _part("card", title=title, url=url, icon=icon, level=level, more=more, body=_filled(content))


@register.simple_block_tag
def alert(content: str, tone: Tone = "info", title: str = "") -> SafeString:
    """A message that stays on the page. Danger only when somebody must act today."""
    return _part("alert", tone=tone, icon=TONE_ICONS[tone], title=title, body=_filled(content))


@register.simple_block_tag
def disclosure(content: str, summary: str, open: bool = False) -> SafeString:  # noqa: A002 - HTML's own word
    """A part that can be opened; works without script."""
    return _part("disclosure", summary=summary, open=open, body=_filled(content))


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002 - HTML's own word
    """A native dialog. Open it with `{% dialog_button %}`; give that button a page as fallback without script."""
    return _part("dialog", id=id, title=title, body=_filled(content))


@register.simple_tag
def dialog_button(label: str, dialog: str, url: str, kind: str = "secondary", icon: str = "") -> SafeString:
    """A link to `url` that opens the dialog instead when script runs."""
    return _part("button", label=label, url=url, kind=kind, icon=icon, dialog=dialog)


@register.simple_tag
def link_button(label: str, url: str, kind: str = "secondary", icon: str = "") -> SafeString:
    """A link that looks like a button. Kinds: primary (one per page), secondary, tertiary."""
    return _part("button", label=label, url=url, kind=kind, icon=icon)


@register.simple_tag
def button(label: str, kind: str = "primary", icon: str = "", name: str = "", value: str = "") -> SafeString:
    """A submit button. Kinds: primary, secondary, tertiary, danger."""
    return _part("button", label=label, kind=kind, icon=icon, name=name, value=value)


@register.simple_tag(takes_context=True)
def post_button(
    context: Context, label: str, url: str, kind: str = "secondary", icon: str = "", name: str = "", value: str = ""
) -> SafeString:
    """A form of its own around one button, for actions without fields (finish a step, undo, log out)."""
    return _part(
        "post_button",
        label=label,
        url=url,
        kind=kind,
        icon=icon,
        name=name,
        value=value,
        csrf_token=context.get("csrf_token", ""),
    )


@register.simple_tag
def breadcrumb(crumbs: Sequence[parts.Crumb]) -> SafeString:
    """The way back; from the second level on."""
    return _part("breadcrumb", crumbs=crumbs)


@register.simple_tag
def tabs(items: Sequence[parts.Tab], label: str) -> SafeString:
    """Tabs as links: each tab is a page of its own. `label` names the set for screen readers."""
    return _part("tabs", items=items, label=label)


@register.simple_tag
def stepper(steps: Sequence[parts.Step], label: str) -> SafeString:
    """The steps of a phase as a quiet line."""
    return _part("stepper", steps=steps, label=label)


@register.simple_tag
def progress(
    label: str,
    used: float,
    planned: float,
    unit: str = "",
    kind: Literal["number", "minutes"] = "number",
    used_text: str = "",
    planned_text: str = "",
) -> SafeString:
    """Planned and used as one bar with the figures in words; more used than planned is said, not painted red.

    `kind="minutes"` writes durations. `used_text` and `planned_text` replace the written figures.
    """
    share = used / planned if planned > 0 else 0.0
    return _part(
        "progress",
        label=label,
        used_text=used_text or write(used, kind),
        planned_text=planned_text or write(planned, kind),
        unit=unit,
        planned=planned,
        width=f"{min(max(share, 0.0), 1.0) * 100:.2f}",
        over=planned > 0 and used > planned,
        over_text="" if used_text else write(used - planned, kind),
    )


@register.simple_tag
def timeline(events: Iterable[parts.Event], empty: str = "") -> SafeString:
    """Events under their dates, in the given order (newest first is usual)."""
    days = [(day, list(group)) for day, group in groupby(events, key=lambda event: event.day)]
    return _part("timeline", days=days, empty=empty)


@register.simple_tag
def chips(items: Sequence[parts.Chip], label: str) -> SafeString:
    """Filter chips (links) or plain words in a row."""
    return _part("chips", items=items, label=label)


@register.simple_tag
def badge(text: str, tone: Tone = "neutral", icon: str = "") -> SafeString:
    """A word about a state, never colour alone."""
    return _part("badge", text=text, tone=tone, icon=icon)


@register.simple_tag
def traffic_light(light: Light, text: str, basis: str = "", action: parts.Action | None = None) -> SafeString:
    """The answer to "may I share this?": colour, symbol, one sentence, the paragraph, the way to green."""
    return _part("traffic_light", light=light, icon=_LIGHTS[light], text=text, basis=basis, action=action)


@register.simple_tag
def descriptions(items: Iterable[tuple[str, Any]]) -> SafeString:
    """Terms and values in two columns; an empty value is shown as a dash with "not given"."""
    return _part("descriptions", items=list(items))


@register.simple_tag
def empty_state(title: str, text: str = "", icon: str = "inbox", action: parts.Action | None = None) -> SafeString:
    """What belongs here and how to begin."""
    return _part("empty_state", title=title, text=text, icon=icon, action=action)


@register.simple_tag
def privacy_note(text: str, until: dt.date | None = None, url: str = "") -> SafeString:
    """Who can see this, why, until when: one sentence beside the data."""
    return _part("privacy_note", text=text, until=until, url=url)


@register.simple_tag
def stat(value: str, label: str, note: str = "", url: str = "") -> SafeString:
    """One figure with its words; three at most on a page."""
    return _part("stat", value=value, label=label, note=note, url=url)


@register.simple_tag(takes_context=True)
def table(context: Context, table: Any) -> SafeString:
    """A ``ui.tables.Table`` bound to the request: sort, pages, download links, empty state."""
    return render_to_string("ui/parts/table.html", {"table": table, "request": context.get("request")})


@register.filter
def date_text(day: dt.date | None) -> str:
    """Write "Mo, 23. November 2026"; empty for no date."""
    return time.format_date(day) if day else ""


@register.filter
def date_short(day: dt.date | None) -> str:
    """Write "23.11.2026" for tables; empty for no date."""
    return formats.short_date(day) if day else ""


@register.filter
def clock(moment: dt.datetime | dt.time | None) -> str:
    """Write "14:30" in Berlin time."""
    return formats.clock(moment) if moment else ""


@register.filter
def duration(minutes: int | None) -> str:
    """Write "1 Std. 25 Min."; empty for None."""
    return "" if minutes is None else time.format_minutes(minutes)


@register.filter
def number(value: float | None, digits: int | None = None) -> str:
    """Write "1.234,5"; empty for None."""
    return "" if value is None else formats.number(value, digits)


@register.filter
def percent_text(share: float | None, digits: int = 0) -> str:
    """Write the share 0.123 as "12 %"; empty for None."""
    return "" if share is None else formats.percent(share, digits)
