"""Addresses of the editor of forms."""

from __future__ import annotations

from django.urls import path

from chancennetz.formeditor.views import conditions, definitions, editing

app_name = "formeditor"
_FORM = "forms/<uuid:form_id>/"
_SECTION = _FORM + "edit/section/<slug:section>/"
_QUESTION = _FORM + "edit/question/<slug:question>/"

urlpatterns = [
    path("forms/", definitions.forms, name="forms"),
    path("forms/import/", definitions.upload, name="form_import"),
    path(_FORM, definitions.form, name="form"),
    path(_FORM + "compare/", definitions.compare, name="form_compare"),
    path(_FORM + "form.toml", definitions.as_toml, name="form_toml"),
    path(_FORM + "form.json", definitions.as_json, name="form_json"),
    path(_FORM + "edit/", editing.edit, name="form_edit"),
    path(_FORM + "edit/begin/", editing.begin, name="form_edit_begin"),
    path(_FORM + "edit/step/", editing.step, name="form_edit_step"),
    path(_FORM + "edit/head/", editing.head, name="form_edit_head"),
    path(_FORM + "edit/section/", editing.section, name="form_edit_section_new"),
    path(_SECTION, editing.section, name="form_edit_section"),
    path(_SECTION + "question/", editing.question_new, name="form_edit_question_new"),
    path(_SECTION + "when/", conditions.of_section, name="form_edit_section_when"),
    path(_SECTION + "when/new/", conditions.of_section_one, name="form_edit_section_when_new"),
    path(_SECTION + "when/<int:place>/", conditions.of_section_one, name="form_edit_section_when_one"),
    path(_QUESTION, editing.question, name="form_edit_question"),
    path(_QUESTION + "when/", conditions.of_question, name="form_edit_question_when"),
    path(_QUESTION + "when/new/", conditions.of_question_one, name="form_edit_question_when_new"),
    path(_QUESTION + "when/<int:place>/", conditions.of_question_one, name="form_edit_question_when_one"),
    path(_FORM + "publish/", definitions.publish, name="form_publish"),
    path(_FORM + "retire/", definitions.retire, name="form_retire"),
    path(_FORM + "delete/", definitions.delete, name="form_delete"),
]
