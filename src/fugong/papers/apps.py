"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "fugong.papers"

    def ready(self) -> None:
        from fugong.papers import ladder, telling  # noqa: F401  (the ladder registers itself)

        telling.register()
