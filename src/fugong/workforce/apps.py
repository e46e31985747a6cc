"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "fugong.workforce"
