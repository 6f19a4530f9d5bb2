"""Addresses of the public site. The language stands in the address, so a page can be shared in it."""

from __future__ import annotations

from django.urls import path

from chancennetz.publicmap.views import card, embed, find, offer

app_name = "publicmap"
urlpatterns = [
    path("", find.entrance, name="entrance"),
    path("sitemap.xml", embed.sitemap, name="sitemap"),
    path("<slug:language>/", find.home, name="home"),
    path("<slug:language>/find/", find.find, name="find"),
    path("<slug:language>/find/points/", find.points, name="points"),
    path("<slug:language>/offer/<uuid:offer_id>/", offer.offer, name="offer"),
    path("<slug:language>/offer/<uuid:offer_id>/hours.ics", offer.calendar, name="calendar"),
    path("<slug:language>/offer/<uuid:offer_id>/report/", offer.report, name="report"),
    path("<slug:language>/card/", card.card, name="card"),
    path("<slug:language>/card/<slug:size>.pdf", card.card_pdf, name="card_pdf"),
    path("<slug:language>/card/<str:token>/", card.kept_card, name="kept_card"),
    path("<slug:language>/embed/", embed.embed, name="embed"),
    path("<slug:language>/embed/code/", embed.embed_code, name="embed_code"),
]
