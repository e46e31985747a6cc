"""Puts what figures add to other rooms in its place when Django starts."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "fugong.figures"
