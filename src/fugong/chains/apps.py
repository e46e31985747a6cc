"""Ties the room to those below it when Django starts."""

from typing import Any

from django.apps import AppConfig


class ChainsConfig(AppConfig):
    name = "fugong.chains"

    def ready(self) -> None:
        from fugong.chains import (  # noqa: F401  (some register themselves)
            ladder,
            measures,
            panels,
            telling,
            todo,
        )
        from fugong.registry import listed

        telling.register()
        listed.register(listed.Keeper(names=_names, keys=_keys))


def _names(pack: Any) -> dict[str, object]:
    return {each.key: each.name for each in pack.chains.lists}


def _keys(campaign: Any) -> Any:
    """The lists that each enterprise of a query stands on now."""
    from django.contrib.postgres.expressions import ArraySubquery
    from django.db.models import OuterRef

    from fugong.chains.models import KeyListing

    rows = KeyListing.objects.filter(campaign=campaign, enterprise=OuterRef("pk"), state="confirmed")
    return ArraySubquery(rows.order_by("key").values("key"))
