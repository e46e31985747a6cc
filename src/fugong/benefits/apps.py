"""Ties the room to those below it when Django starts."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "fugong.benefits"

    def ready(self) -> None:
        from fugong.benefits import (  # noqa: F401  (some register themselves)
            claim_papers,
            ladder,
            matching,
            measures,
            panels,
            policy,
            sheets,
            telling,
            todo,
        )
        from fugong.benefits.actions import policies
        from fugong.places import actions as places
        from fugong.registry import segments

        telling.register()
        claim_papers.register()
        if policies.follow_pack not in places.followers:
            places.followers.append(policies.follow_pack)
        if matching.follow not in segments.followers:
            segments.followers.append(matching.follow)
