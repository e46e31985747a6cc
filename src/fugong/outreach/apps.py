"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "fugong.outreach"

    def ready(self) -> None:
        from fugong.outreach import (  # noqa: F401  (some register themselves)
            group_doors,
            group_ladder,
            measures,
            membership,
            notice_shown,
            notice_telling,
            telling,
            wall,
        )
        from fugong.registry import segments

        if membership.follow not in segments.followers:
            segments.followers.append(membership.follow)
        telling.register_kinds()
