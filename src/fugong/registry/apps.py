"""The registry follows what happens to campaigns, and puts its parts on the page of an enterprise."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "fugong.registry"

    def ready(self) -> None:
        from fugong.places.actions import followers
        from fugong.registry import panels_own, proposing, sheets_officers  # noqa: F401  (they register themselves)
        from fugong.registry.actions import campaigns

        if campaigns.follow not in followers:
            followers.append(campaigns.follow)
        panels_own.register()
