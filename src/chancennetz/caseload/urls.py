"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from chancennetz.caseload.views import (
    aftercare,
    card,
    ending,
    evaluation,
    handover,
    moves,
    quality,
    supervision,
    transfer,
)

app_name = "caseload"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path("supervision/", supervision.team, name="supervision"),
    path("evaluation/", evaluation.evaluation, name="evaluation"),
    path("continuity/", supervision.continuity, name="continuity"),
    path("quality/", quality.gaps, name="quality"),
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
    path(_FILE + "end/", ending.end, name="end"),
    path(_FILE + "finish/", ending.finish, name="finish"),
    path(_FILE + "reopen/", ending.reopen, name="reopen"),
    path(_FILE + "card/", card.card, name="card"),
    path(_FILE + "card/new/", card.new, name="card_new"),
    path(_FILE + "card/card.pdf", card.pdf, name="card_pdf"),
    path(_FILE + "card/lines/new/", card.line_new, name="card_line_new"),
    path(_FILE + "card/lines/<uuid:line_id>/", card.line, name="card_line"),
    path(_FILE + "card/lines/<uuid:line_id>/tick/", card.tick, name="card_tick"),
    path(_FILE + "card/lines/<uuid:line_id>/remove/", card.remove, name="card_remove"),
    path(_FILE + "aftercare/", aftercare.overview, name="aftercare"),
    path(_FILE + "aftercare/new/", aftercare.new, name="aftercare_new"),
    path(_FILE + "aftercare/<uuid:aftercare_id>/", aftercare.contact, name="aftercare_contact"),
    path(_FILE + "aftercare/<uuid:aftercare_id>/day/", aftercare.day, name="aftercare_day"),
    path(_FILE + "supervision/", supervision.notes, name="notes"),
    path(_FILE + "supervision/<uuid:supervision_note_id>/", supervision.note, name="note"),
    path(_FILE + "supervision/<uuid:supervision_note_id>/settle/", supervision.settle, name="note_settle"),
    path(_FILE + "supervision/<uuid:supervision_note_id>/remove/", supervision.remove, name="note_remove"),
]
