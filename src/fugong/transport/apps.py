"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class TransportConfig(AppConfig):
    name = "fugong.transport"

    def ready(self) -> None:
        from fugong.transport import (  # noqa: F401  (some register themselves)
            about,
            claim_papers,
            erasing,
            ladder,
            measures,
            panels,
            policy,
            sheets,
            telling,
            todo,
            wall,
        )
        from fugong.workforce.erasing import register

        claim_papers.register()
        telling.register()
        register(kind="trip", before=erasing.erase_before, people=erasing.erase_people)
