"""Puts what figures add to other rooms in its place when Django starts."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "fugong.figures"

    def ready(self) -> None:
        from fugong.figures import tiles  # noqa: F401  (they register themselves)
