"""Addresses of assessments."""

from __future__ import annotations

from django.urls import path

from chancennetz.assessments.views import answers, conditions, definitions, editing, prints, section

app_name = "assessments"
_FILE = "<uuid:file_id>/"
_ONE = _FILE + "<uuid:assessment_id>/"
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
    path(_FORM + "empty.pdf", prints.empty, name="form_empty"),
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
    path(_FILE, answers.overview, name="list"),
    path(_FILE + "new/<uuid:form_id>/", answers.start, name="new"),
    path(_ONE, answers.assessment, name="assessment"),
    path(_ONE + "answers.pdf", prints.filled, name="pdf"),
    path(_ONE + "finish/", answers.finish, name="finish"),
    path(_ONE + "reopen/", answers.reopen, name="reopen"),
    path(_ONE + "discard/", answers.discard, name="discard"),
    path(_ONE + "section/<slug:section>/", section.section, name="section"),
    path(_ONE + "section/<slug:section>/shown/", section.shown, name="section_shown"),
]
