"""Ties the room to those below it when Django starts."""

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
        def stopped_by_order(campaign_id: int, enterprise_id: int) -> str:
            order = standing(campaign_id, enterprise_id)
            return order.number if order else ""

        telling.register()
