"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class LodgingConfig(AppConfig):
    name = "fugong.lodging"

    def ready(self) -> None:
        from fugong.lodging import (  # noqa: F401  (some register themselves)
            about,
            erasing,
            ladder,
            measures,
            panels,
            telling,
            todo,
        )
        from fugong.workforce.erasing import register

        telling.register()
        register(kind="lodging", before=erasing.erase_before, people=erasing.erase_people)
