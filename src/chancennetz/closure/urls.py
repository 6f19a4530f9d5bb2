"""Addresses of this room. They begin like those of the other rooms of the life of a case (`/caseload/`)."""

from __future__ import annotations

from django.urls import path

from chancennetz.closure.views import aftercare, card, ending

app_name = "closure"
_FILE = "<uuid:file_id>/"

urlpatterns = [
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
]
