"""The web room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    name = "fugong.web"

    def ready(self) -> None:
        from fugong.web import second_factor, wall_policies, whereabouts

        whereabouts.register()
        second_factor.register()
        post_migrate.connect(
            wall_policies.build, sender=self
        )  # after the migrations of all rooms: this one is the last
