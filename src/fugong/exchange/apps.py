"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "fugong.exchange"

    def ready(self) -> None:
        from fugong.exchange import following  # noqa: F401  (it registers itself)
