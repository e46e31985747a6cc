"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class TestingConfig(AppConfig):
    name = "fugong.testing"

    def ready(self) -> None:
        from fugong.testing import erasing, ladder, measures, mine, panels, telling, todo  # noqa: F401  (they register themselves)
