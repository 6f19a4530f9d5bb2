"""Figures on pages: ``{% load figures %}``."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from chancennetz.figures.charts import Chart
from chancennetz.figures.maps import Map

register = template.Library()


@register.simple_tag
def chart_with_table(chart: Chart) -> SafeString:
    """A chart with its finding as heading, the same figures as table, and date and source below."""
    return render_to_string("figures/chart.html", {"chart": chart})


@register.simple_tag
def map_with_list(map: Map) -> SafeString:  # noqa: A002 - the field's own word
    """A map, the list with the same content, legend, attribution, source and date."""
    return render_to_string("figures/map.html", {"map": map})
