"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "fugong.advice"

    def ready(self) -> None:
        from fugong.advice import attachments, ladder, measures, panels, policy, sheets, telling, todo  # noqa: F401  (some register themselves)

        telling.register()
        attachments.register()
