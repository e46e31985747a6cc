"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class PassesConfig(AppConfig):
    name = "fugong.passes"

    def ready(self) -> None:
        from fugong.passes import (  # noqa: F401  (some register themselves)
            about,
            erasing,
            ladder,
            measures,
            panels,
            telling,
            todo,
        )
        from fugong.passes.actions import following
        from fugong.workforce.erasing import register

        telling.register()
        following.register()
        register(kind="pass", before=erasing.erase_before, people=erasing.erase_people)
