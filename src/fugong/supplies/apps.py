"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "fugong.supplies"

    def ready(self) -> None:
        from fugong.supplies import ladder, measures, panels, telling, todo  # noqa: F401  (some register themselves)

        telling.register()
