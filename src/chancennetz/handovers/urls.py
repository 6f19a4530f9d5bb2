"""Addresses of this room. They begin like those of the other rooms of the life of a case (`/caseload/`)."""

from __future__ import annotations

from django.urls import path

from chancennetz.handovers.views import handover, moves, transfer

app_name = "handovers"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path("moves/", moves.overview, name="moves"),
    path("moves/<uuid:move_id>/", moves.plan, name="move"),
    path("moves/<uuid:move_id>/carry-out/", moves.carry_out, name="move_carry_out"),
    path("moves/<uuid:move_id>/drop/", moves.drop, name="move_drop"),
    path("deputies/", moves.deputies, name="deputies"),
    path("transfers/", transfer.inbox, name="transfers"),
    path("transfers/<uuid:transfer_id>/", transfer.answer, name="transfer_answer"),
    path(_FILE, handover.overview, name="overview"),
    path(_FILE + "handover/", handover.handover, name="handover"),
    path(_FILE + "handover/<uuid:lead_change_id>/told/", handover.told, name="told"),
    path(_FILE + "transfer/", transfer.offer, name="transfer"),
    path(_FILE + "transfer/<uuid:transfer_id>/withdraw/", transfer.withdraw, name="transfer_withdraw"),
]
