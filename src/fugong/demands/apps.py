"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class DemandsConfig(AppConfig):
    name = "fugong.demands"

    def ready(self) -> None:
        from fugong.demands import (  # noqa: F401  (they register themselves)
            doors,
            from_groups,
            kinds,
            ladder,
            measures,
            panels,
            sheets,
            short,
            todo,
            wall,
        )
