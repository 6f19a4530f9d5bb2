"""Addresses of assessments."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from chancennetz.assessments.views import answers, definitions, map_area, map_versions, maps, prints, section
from chancennetz.casework.constants import LifeArea


class LifeAreaConverter(StringConverter):
    """One of the six life areas."""

    regex = "|".join(LifeArea.values)


register_converter(LifeAreaConverter, "life_area")

app_name = "assessments"
_FILE = "<uuid:file_id>/"
_ONE = _FILE + "<uuid:assessment_id>/"
_AREA = _FILE + "map/<life_area:area>/"
_FORM = "forms/<uuid:form_id>/"

urlpatterns = [
    path("forms/", definitions.forms, name="forms"),
    path("forms/import/", definitions.upload, name="form_import"),
    path(_FORM, definitions.form, name="form"),
    path(_FORM + "compare/", definitions.compare, name="form_compare"),
    path(_FORM + "form.toml", definitions.as_toml, name="form_toml"),
    path(_FORM + "form.json", definitions.as_json, name="form_json"),
    path(_FORM + "empty.pdf", prints.empty, name="form_empty"),
    path(_FORM + "publish/", definitions.publish, name="form_publish"),
    path(_FORM + "retire/", definitions.retire, name="form_retire"),
    path(_FORM + "delete/", definitions.delete, name="form_delete"),
    path(_FILE, answers.overview, name="list"),
    path(_FILE + "new/<uuid:form_id>/", answers.start, name="new"),
    path(_FILE + "map/", maps.overview, name="map"),
    path(_FILE + "map/map.pdf", prints.map_pdf, name="map_pdf"),
    path(_FILE + "map/card.pdf", prints.card_pdf, name="map_card"),
    path(_FILE + "map/versions/", map_versions.versions, name="map_versions"),
    path(_FILE + "map/versions/restore/", map_versions.restore, name="map_restore"),
    path(_AREA, map_area.area, name="map_area"),
    path(_AREA + "resource/", map_area.resource, name="map_resource_new"),
    path(_AREA + "resource/<uuid:resource_id>/", map_area.resource, name="map_resource"),
    path(
        _AREA + "resource/<uuid:resource_id>/remove/",
        map_area.resource_remove,
        name="map_resource_remove",
    ),
    path(_AREA + "line/", map_area.line, name="map_line_new"),
    path(_AREA + "line/<uuid:line_id>/", map_area.line, name="map_line"),
    path(_AREA + "line/<uuid:line_id>/remove/", map_area.line_remove, name="map_line_remove"),
    path(_AREA + "line/<uuid:line_id>/plan/", map_area.to_plan, name="map_plan"),
    path(_ONE, answers.assessment, name="assessment"),
    path(_ONE + "answers.pdf", prints.filled, name="pdf"),
    path(_ONE + "finish/", answers.finish, name="finish"),
    path(_ONE + "reopen/", answers.reopen, name="reopen"),
    path(_ONE + "discard/", answers.discard, name="discard"),
    path(_ONE + "section/<slug:section>/", section.section, name="section"),
    path(_ONE + "section/<slug:section>/shown/", section.shown, name="section_shown"),
]
