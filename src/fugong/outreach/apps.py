"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "fugong.outreach"
