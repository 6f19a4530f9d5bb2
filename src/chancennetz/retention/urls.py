"""Addresses of deletion."""

from __future__ import annotations

from django.urls import path

from chancennetz.retention.views import certificates, holds, in_file, periods, proposals

app_name = "retention"
urlpatterns = [
    path("", proposals.proposals, name="list"),
    path("new/", proposals.new, name="new"),
    path("holds/", holds.holds, name="holds"),
    path("holds/new/", holds.new, name="hold_new"),
    path("holds/<uuid:hold_id>/lift/", holds.lift, name="hold_lift"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:certificate_id>/<slug:form>/", certificates.certificate_file, name="certificate_file"),
    path("periods/", periods.periods, name="rules"),
    path("periods/new/", periods.new, name="rule_new"),
    path("periods/payment/", periods.payment, name="payment"),
    path("periods/<uuid:period_id>/decide/", periods.decide, name="rule_decide"),
    path("file/<uuid:file_id>/", in_file.ask, name="ask"),
    path("<uuid:proposal_id>/", proposals.proposal, name="proposal"),
    path("<uuid:proposal_id>/release/", proposals.release, name="release"),
    path("<uuid:proposal_id>/decline/", proposals.decline, name="decline"),
    path("<uuid:proposal_id>/delete/", proposals.execute, name="execute"),
]
