"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "fugong.services"

    def ready(self) -> None:
        from fugong.services import (  # noqa: F401  (some register themselves)
            ladder,
            measures,
            panels,
            papers_of,
            telling,
            todo,
        )

        telling.register()
        papers_of.tie()
