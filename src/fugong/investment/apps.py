"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class InvestmentConfig(AppConfig):
    name = "fugong.investment"

    def ready(self) -> None:
        from fugong.investment import (  # noqa: F401  (some register themselves)
            ladder,
            measures,
            papers_of,
            places,
            sheets,
            telling,
            todo,
        )

        telling.register()
        papers_of.tie()
