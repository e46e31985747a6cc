"""The core."""

from django.apps import AppConfig
from django.core import checks


class CoreConfig(AppConfig):
    name = "fugong.core"

    def ready(self) -> None:
        from fugong.core import new_models

        new_models.draw_up_alone()
        checks.register(_migrations)


def _migrations(**_asked: object) -> "list[checks.CheckMessage]":
    from fugong.core import harmless

    return harmless.check_migrations()
