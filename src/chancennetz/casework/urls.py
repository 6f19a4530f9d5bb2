"""Addresses of casework."""

from __future__ import annotations

from django.urls import path

from chancennetz.casework.views import (
    case,
    contacts,
    families,
    notes,
    participation,
    plan,
    plan_changes,
    plan_versions,
    team,
    wizard,
)

app_name = "casework"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path("", families.family_list, name="list"),
    path("new/", wizard.search, name="new"),
    path("new/<uuid:wizard_id>/sheet.pdf", wizard.sheet, name="new_sheet"),
    path("new/<uuid:wizard_id>/<slug:step>/", wizard.step, name="new_step"),
    path("approvals/", plan_versions.approvals, name="approvals"),
    path(_FILE + "plan/", plan_versions.versions, name="plan_versions"),
    path(_FILE + "plan/propose/", plan_versions.propose, name="plan_propose"),
    path(_FILE + "plan/<uuid:version_id>/", plan_versions.version, name="plan_version"),
    path(_FILE + "plan/<uuid:version_id>/plan.pdf", plan_versions.version_pdf, name="plan_version_pdf"),
    path(_FILE + "plan/<uuid:version_id>/approve/", plan_versions.approve, name="plan_approve"),
    path(_FILE + "plan/<uuid:version_id>/send-back/", plan_versions.send_back, name="plan_send_back"),
    path(_FILE + "plan/<uuid:version_id>/take-back/", plan_versions.take_back, name="plan_take_back"),
    path(_FILE + "plan/<uuid:version_id>/in-force/", plan_versions.in_force, name="plan_in_force"),
    path("contacts/new/", contacts.pick, name="contact_pick"),
    path(_FILE + "contacts/", contacts.log, name="contacts"),
    path(_FILE + "contacts/new/", contacts.new, name="contact_new"),
    path(_FILE + "contacts/<uuid:contact_id>/", contacts.edit, name="contact"),
    path(_FILE + "contacts/<uuid:contact_id>/delete/", contacts.delete, name="contact_delete"),
    path(_FILE + "contacts/<uuid:contact_id>/restore/", contacts.restore, name="contact_restore"),
    path(_FILE + "goals/", plan.goals, name="goals"),
    path(_FILE + "goals/plan.pdf", plan.pdf, name="plan_pdf"),
    path(_FILE + "goals/new/", plan.goal_new, name="goal_new"),
    path(_FILE + "goals/<uuid:goal_id>/", plan.goal, name="goal"),
    path(_FILE + "goals/<uuid:goal_id>/state/", plan_changes.goal_state, name="goal_state"),
    path(_FILE + "goals/<uuid:goal_id>/move/", plan_changes.goal_move, name="goal_move"),
    path(_FILE + "goals/<uuid:goal_id>/parts/new/", plan.sub_goal_new, name="sub_goal_new"),
    path(_FILE + "goals/<uuid:goal_id>/steps/new/", plan.step_new, name="step_new"),
    path(_FILE + "parts/<uuid:sub_goal_id>/", plan.sub_goal, name="sub_goal"),
    path(_FILE + "parts/<uuid:sub_goal_id>/state/", plan_changes.sub_goal_state, name="sub_goal_state"),
    path(_FILE + "steps/<uuid:step_id>/", plan.step, name="step"),
    path(_FILE + "steps/<uuid:step_id>/finish/", plan_changes.step_finish, name="step_finish"),
    path(_FILE + "steps/<uuid:step_id>/reopen/", plan_changes.step_reopen, name="step_reopen"),
    path(_FILE + "steps/<uuid:step_id>/move/", plan_changes.step_move, name="step_move"),
    path(_FILE + "steps/<uuid:step_id>/remove/", plan_changes.step_remove, name="step_remove"),
    path(_FILE, case.overview, name="case"),
    path(_FILE + "intake/", case.intake, name="intake"),
    path(_FILE + "assessment/", case.assessment, name="assessment"),
    path(_FILE + "close/", case.close, name="close"),
    path(_FILE + "history/<slug:kind>/<uuid:object_id>/", case.history, name="history_of"),
    path(_FILE + "history/<slug:kind>/<uuid:object_id>/restore/", case.restore, name="restore"),
    path(_FILE + "history/", case.history_index, name="history"),
    path(_FILE + "participation/", participation.overview, name="participation"),
    path(_FILE + "participation/new/", participation.enrol, name="enrol"),
    path(_FILE + "participation/<uuid:participant_id>/module/", participation.module, name="module_new"),
    path(_FILE + "participation/<uuid:participant_id>/leave/", participation.leave, name="leave"),
    path(_FILE + "team/", team.overview, name="team"),
    path(_FILE + "team/<uuid:relation_id>/end/", team.end, name="team_end"),
    path(_FILE + "notes/", notes.notes, name="notes"),
    path(_FILE + "notes/<uuid:note_id>/remove/", notes.remove, name="note_remove"),
]
