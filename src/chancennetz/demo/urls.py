"""Addresses of the demo."""

from __future__ import annotations

from django.urls import path

from chancennetz.demo import views

app_name = "demo"
urlpatterns = [path("login", views.demo_login, name="login")]
