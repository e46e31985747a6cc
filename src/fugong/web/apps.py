"""The web room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    name = "fugong.web"

    def ready(self) -> None:
        from allauth.mfa import signals as second_factor

        from fugong.web import sign_in, wall_policies, whereabouts

        whereabouts.register()
        second_factor.authenticator_added.connect(sign_in.app_added)  # allauth tells of it in no other way
        second_factor.authenticator_removed.connect(sign_in.second_factor_changed)
        second_factor.authenticator_reset.connect(sign_in.second_factor_changed)
        post_migrate.connect(
            wall_policies.build, sender=self
        )  # after the migrations of all rooms: this one is the last
