"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class LabourConfig(AppConfig):
    name = "fugong.labour"

    def ready(self) -> None:
        from fugong.labour import (  # noqa: F401  (some register themselves)
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
        register(
            kind="seeker", before=erasing.erase_before, people=erasing.erase_people, tables=erasing.TABLES,
            asked=erasing.erase_asked,
        )  # fmt: skip
