"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "fugong.channels"

    def ready(self) -> None:
        from fugong.channels import kinds

        kinds.register(kinds.Kind("channels.trial", _("Test message"), urgent=True, shown=False))
