"""Addresses of versions of the plan; they stand below those of the case."""

from __future__ import annotations

from django.urls import path

from chancennetz.planversions import views

app_name = "planversions"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path("approvals/", views.approvals, name="approvals"),
    path(_FILE + "plan/", views.versions, name="versions"),
    path(_FILE + "plan/propose/", views.propose, name="propose"),
    path(_FILE + "plan/<uuid:version_id>/", views.version, name="version"),
    path(_FILE + "plan/<uuid:version_id>/plan.pdf", views.version_pdf, name="version_pdf"),
    path(_FILE + "plan/<uuid:version_id>/approve/", views.approve, name="approve"),
    path(_FILE + "plan/<uuid:version_id>/send-back/", views.send_back, name="send_back"),
    path(_FILE + "plan/<uuid:version_id>/take-back/", views.take_back, name="take_back"),
    path(_FILE + "plan/<uuid:version_id>/in-force/", views.in_force, name="in_force"),
    path(_FILE + "goals/plan.pdf", views.pdf, name="pdf"),
]
