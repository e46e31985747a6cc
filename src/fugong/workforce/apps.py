"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "fugong.workforce"

    def ready(self) -> None:
        from fugong.advice import erasing as appointments
        from fugong.core.backup import apart
        from fugong.workforce import (  # noqa: F401  (some register themselves)
            appointed,
            erasing,
            ladder,
            measures,
            mine,
            panels,
            telling,
            todo,
        )

        apart.register("workforce_datakey", erasing.keyless)
        erasing.register(kind="advice", before=appointments.erase_before, people=appointed.erase_people)
