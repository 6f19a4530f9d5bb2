"""Texts of the public site in templates: ``{% load publicmap %}``."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django import template
from django.template import Context
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chancennetz.places.queries import NearStop
from chancennetz.publicmap.basket import Basket
from chancennetz.publicmap.constants import LANGUAGES
from chancennetz.publicmap.presenting import Result
from chancennetz.publicmap.wording import Wording
from chancennetz.supportmap.queries.texts import ShownText
from chancennetz.ui.templatetags.ui import icon

register = template.Library()
_RTL = {language.html for language in LANGUAGES.values() if language.rtl}


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> str:
    """Write an interface text in the reader's language; a borrowed German one is marked as German."""
    return str(context["words"].say(key, **values))


@register.simple_tag(takes_context=True)
def link(context: Context, name: str, *args: Any, **query: Any) -> str:
    """Return the address of a page of the site; the reader's card goes along."""
    return str(context["site"].url(name, *args, **query))


@register.simple_tag(takes_context=True)
def shown(context: Context, text: ShownText | str) -> SafeString:
    """Write a text of an offer, marked with its language where that is not the page's."""
    if isinstance(text, str):
        return format_html('<span dir="auto">{}</span>', text)
    page = context["site"].language
    if text.language == page.content:
        return escape(text.text)
    tag = "de" if text.language.startswith("de") else text.language
    if tag == page.html:
        return escape(text.text)
    return format_html('<span lang="{}" dir="{}">{}</span>', tag, "rtl" if tag in _RTL else "ltr", text.text)


@register.filter
def paragraphs(text: ShownText, site: Any) -> SafeString:
    """Write a long text of an offer in paragraphs, marked with its language where that is not the page's."""
    parts = [part.strip() for part in text.text.replace("\r", "").split("\n") if part.strip()]
    tag = "de" if text.language.startswith("de") else text.language
    inside = format_html_join("", "<p>{}</p>", ((part,) for part in parts))
    if tag == site.language.html:
        return inside
    return format_html('<div lang="{}" dir="{}">{}</div>', tag, "rtl" if tag in _RTL else "ltr", inside)


@register.filter
def dial(number: str) -> str:
    """Return a telephone number as phones dial it."""
    return "".join(char for char in number if char.isdigit() or char == "+")


@register.simple_tag(takes_context=True)
def remember(context: Context, id: uuid.UUID, name: str) -> SafeString:  # noqa: A002 - the id of an offer
    """Draw the link that puts an offer on the reader's card, or takes it off; nothing when the card is full."""
    site, words = context["site"], context["words"]
    if id in site.basket.ids:
        return format_html(
            '<a class="pm-remember pm-remember--on" href="{}" rel="nofollow">{}<span>{}</span>'
            '<span class="cn-visually-hidden">: {} – {}</span></a>',
            site.remember_url(id, forget=True),
            icon("check"),
            words.say("remembered"),
            name,
            words["forget"],
        )
    if site.basket.is_full:
        return SafeString("")
    return mark_safe(  # noqa: S308 - escaped; a page holds dozens, so it is put together at once
        f'<a class="pm-remember" href="{escape(site.remember_url(id))}" rel="nofollow">{icon("bookmark")}'
        f'<span>{words.say("remember")}</span><span class="cn-visually-hidden">: {escape(name)}</span></a>'
    )


@register.simple_tag(takes_context=True)
def result_card(context: Context, result: Result) -> SafeString:
    """Draw one line of a list of results.

    In Python, because a page holds dozens: the same as a template took two thirds of the time of a search.
    """
    site, words, wanted = context["site"], context["words"], context["wanted"]
    url = site.url("offer", result.id, q=wanted.query, town=wanted.town, topic=wanted.situation)
    summary = f"<p>{shown(context, result.summary)}</p>" if result.summary.text else ""
    card = "" if context.get("plain") else remember(context, result.id, result.name.text)
    return mark_safe(  # noqa: S308 - every part is escaped or made of escaped parts
        f'<li class="pm-result" id="offer-{result.id}">'
        f'<h3><a href="{escape(url)}">{shown(context, result.name)}</a></h3>{summary}'
        f'<ul class="pm-facts">{"".join(_facts(result, words))}</ul>'
        f'<p class="pm-result__end"><span class="cn-muted"><bdi>{escape(result.provider)}</bdi></span>{card}</p></li>'
    )


def _facts(result: Result, words: Wording) -> Iterator[str]:
    yield f'<li class="{"pm-open" if result.is_open else ""}">{icon("clock")}{escape(result.today)}</li>'
    yield f"<li>{icon('map-pin')}<bdi>{escape(result.where)}</bdi></li>"
    if result.free:
        yield f"<li>{icon('badge-check')}{words.say('free')}</li>"
    if result.wheelchair:
        yield f"<li>{icon('accessibility')}{words.say('wheelchair')}</li>"
    if not result.walk_in:
        yield f"<li>{icon('calendar-check')}{words.say('appointment')}</li>"
    if result.languages:
        yield f"<li>{icon('languages')}{escape(result.languages)}</li>"


@register.simple_tag(takes_context=True)
def one_card_pdf(context: Context, id: uuid.UUID) -> str:  # noqa: A002 - the id of an offer
    """Return the address of the printed sheet of one offer."""
    return str(context["site"].url_with(Basket((id,)), "card_pdf", "a4"))


@register.simple_tag(takes_context=True)
def topic_word(context: Context, key: str) -> str:
    """Return the plain word of a life situation."""
    return str(context["words"][key])


@register.simple_tag(takes_context=True)
def bus_lines(context: Context, stop: NearStop) -> str:
    """Write the lines that call at a stop."""
    return str(context["words"].say("bus_lines", lines=", ".join(stop.lines)))


@register.simple_tag(takes_context=True)
def bus_call(context: Context, call: dict[str, Any]) -> str:
    """Write how to order a bus on call."""
    values = {"line": call["line"], "from": call["from"], "to": call["to"]}
    return str(context["words"].say("bus_call", **values, minutes=call["notice_minutes"], phone=call["phone"]))
