"""Addresses of documents."""

from __future__ import annotations

from django.urls import path

from chancennetz.documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:file_id>/", views.document_list, name="list"),
    path("<uuid:file_id>/<uuid:document_id>/", views.document_show, name="show"),
    path("<uuid:file_id>/<uuid:document_id>/pages/<int:page>/", views.document_page, name="page"),
    path("<uuid:file_id>/<uuid:document_id>/download/", views.document_download, name="download"),
    path("<uuid:file_id>/<uuid:document_id>/remove/", views.document_remove, name="remove"),
    path("<uuid:file_id>/<uuid:document_id>/bring-back/", views.document_bring_back, name="bring_back"),
]
