"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class ResumptionConfig(AppConfig):
    name = "fugong.resumption"

    def ready(self) -> None:
        from fugong.registry import segments
        from fugong.resumption import (  # noqa: F401  (some register themselves)
            following,
            ladder,
            listing,
            measures,
            panels,
            report_parts,
            report_sheet,
            standings,
            todo,
            wall,
        )

        for follower in (following.follow, standings.follow):
            if follower not in segments.followers:
                segments.followers.append(follower)
