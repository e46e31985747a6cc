"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "fugong.training"

    def ready(self) -> None:
        from fugong.training import (  # noqa: F401  (some register themselves)
            about,
            erasing,
            ladder,
            measures,
            panels,
            policy,
            sheets,
            telling,
            todo,
        )
        from fugong.workforce.erasing import register

        telling.register()
        register(kind="training", before=erasing.erase_before, people=erasing.erase_people)
