"""The registry follows what happens to campaigns."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "fugong.registry"

    def ready(self) -> None:
        from fugong.places.actions import followers
        from fugong.registry.actions import campaigns

        followers.append(campaigns.follow)
