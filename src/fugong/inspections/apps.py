"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "fugong.inspections"

    def ready(self) -> None:
        from fugong.inspections import measures, mine, panels, proposing, telling, todo  # noqa: F401  (they register themselves)
