"""The web room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "fugong.web"

    def ready(self) -> None:
        from fugong.web import whereabouts

        whereabouts.register()
