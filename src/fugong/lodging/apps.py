"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class LodgingConfig(AppConfig):
    name = "fugong.lodging"

    def ready(self) -> None:
        from fugong.lodging import ladder, measures, panels, telling, todo  # noqa: F401  (some register themselves)

        telling.register()
