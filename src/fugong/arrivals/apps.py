"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "fugong.arrivals"

    def ready(self) -> None:
        from fugong.arrivals import about, ladder, measures, panels, telling, todo  # noqa: F401  (some register themselves)
        from fugong.arrivals.erasing import erase_before, erase_people
        from fugong.workforce import erasing

        telling.register()
        erasing.register(kind="arrival", before=erase_before, people=erase_people)
