"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "fugong.supplies"

    def ready(self) -> None:
        from fugong.registry import stocks
        from fugong.supplies import booking, ladder, measures, panels, telling, todo, wall  # noqa: F401  (some register themselves)

        telling.register()
        stocks.register_masks(booking.free_masks)
