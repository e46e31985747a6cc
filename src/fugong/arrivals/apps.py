"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "fugong.arrivals"

    def ready(self) -> None:
        from fugong.arrivals import ladder, measures, panels, telling, todo  # noqa: F401  (some register themselves)

        telling.register()
