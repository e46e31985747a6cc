"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "fugong.projects"

    def ready(self) -> None:
        from fugong.projects import (  # noqa: F401  (some register themselves)
            ladder,
            measures,
            panels,
            papering,
            telling,
            todo,
        )

        telling.register()
        papering.register()
