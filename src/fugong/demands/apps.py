"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class DemandsConfig(AppConfig):
    name = "fugong.demands"
