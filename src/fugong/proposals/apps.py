"""The room of proposals."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "fugong.proposals"
