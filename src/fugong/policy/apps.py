"""Finds every room's section of the pack when Django starts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PolicyConfig(AppConfig):
    name = "fugong.policy"

    def ready(self) -> None:
        from fugong.policy import calendar  # noqa: F401  (the engine's own section)

        autodiscover_modules("policy")
