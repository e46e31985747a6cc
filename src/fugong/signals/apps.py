"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "fugong.signals"

    def ready(self) -> None:
        from fugong.signals import following, ladder, measures, panels, policy, sheets, telling, todo  # noqa: F401  (some register themselves)

        telling.register()
