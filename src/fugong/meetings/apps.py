"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "fugong.meetings"

    def ready(self) -> None:
        from fugong.channels import kinds
        from fugong.meetings import (  # noqa: F401  (they register themselves)
            agenda,
            doors,
            inspecting,
            measures,
            telling,
            todo,
            wall,
        )

        for key, name in telling.KINDS:
            kinds.register(kinds.Kind(key, name))
