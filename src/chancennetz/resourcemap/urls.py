"""Addresses of the resource map; they stand among the assessments."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from chancennetz.casework.constants import LifeArea
from chancennetz.resourcemap.views import area, prints, versions, whole


class LifeAreaConverter(StringConverter):
    """One of the six life areas."""

    regex = "|".join(LifeArea.values)


register_converter(LifeAreaConverter, "life_area")

app_name = "resourcemap"
_MAP = "<uuid:file_id>/map/"
_AREA = _MAP + "<life_area:area>/"

urlpatterns = [
    path(_MAP, whole.overview, name="map"),
    path(_MAP + "map.pdf", prints.map_pdf, name="map_pdf"),
    path(_MAP + "card.pdf", prints.card_pdf, name="map_card"),
    path(_MAP + "versions/", versions.versions, name="map_versions"),
    path(_MAP + "versions/restore/", versions.restore, name="map_restore"),
    path(_AREA, area.area, name="map_area"),
    path(_AREA + "resource/", area.resource, name="map_resource_new"),
    path(_AREA + "resource/<uuid:resource_id>/", area.resource, name="map_resource"),
    path(
        _AREA + "resource/<uuid:resource_id>/remove/",
        area.resource_remove,
        name="map_resource_remove",
    ),
    path(_AREA + "line/", area.line, name="map_line_new"),
    path(_AREA + "line/<uuid:line_id>/", area.line, name="map_line"),
    path(_AREA + "line/<uuid:line_id>/remove/", area.line_remove, name="map_line_remove"),
    path(_AREA + "line/<uuid:line_id>/plan/", area.to_plan, name="map_plan"),
]
