"""Meetings that build their own agenda, answer demand by demand, and turn decisions into tasks."""

from django.urls import URLPattern, URLResolver

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = []
