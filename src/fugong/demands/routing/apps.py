"""The part of the demands' room that reads texts: an app of its own for its table and its nightly job."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "fugong.demands.routing"
    label = "routing"
