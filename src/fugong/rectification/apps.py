"""Ties the room to those below it when Django starts."""

from collections.abc import Collection

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "fugong.rectification"

    def ready(self) -> None:
        from fugong.rectification import (  # noqa: F401  (some register themselves)
            following,
            ladder,
            measures,
            panels,
            telling,
            todo,
            wall,
        )
        from fugong.rectification.actions.stops import standing
        from fugong.resumption import holds

        @holds.register
        def stopped_by_order(campaign_id: int, enterprise_ids: Collection[int]) -> dict[int, str]:
            return dict(standing(campaign_id, enterprise_ids).values_list("enterprise", "number"))

        telling.register()
