"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class TestingConfig(AppConfig):
    name = "fugong.testing"

    def ready(self) -> None:
        from fugong.testing import (  # noqa: F401  (they register themselves)
            about,
            certificates,
            erasing,
            ladder,
            measures,
            mine,
            panels,
            proposing_points,
            proposing_roster,
            telling,
            todo,
        )
