"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "fugong.inspections"
