"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "fugong.meetings"

    def ready(self) -> None:
        from fugong.channels import kinds
        from fugong.meetings import agenda, doors, measures, telling, todo  # noqa: F401  (they register themselves)

        for key, name in telling.KINDS:
            kinds.register(kinds.Kind(key, name))
