"""Rounds and visits with a checklist, findings, rectification notices, look-backs, stop-work."""

from django.urls import URLPattern, URLResolver

app_name = "inspections"

urlpatterns: list[URLPattern | URLResolver] = []
