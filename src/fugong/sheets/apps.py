"""Finds every room's kinds of sheet when Django starts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SheetsConfig(AppConfig):
    name = "fugong.sheets"

    def ready(self) -> None:
        autodiscover_modules("sheets")
