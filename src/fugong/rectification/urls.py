"""Findings put right: rectification notices, look-backs, stop-work orders, appeals, good examples."""

from django.urls import URLPattern, URLResolver

app_name = "rectification"

urlpatterns: list[URLPattern | URLResolver] = []
