"""Small filters of the rounds' pages."""

from typing import Any

from django import template

from fugong.inspections.models import RoundStop, Swap

register = template.Library()


@register.filter
def of(table: Any, key: Any) -> Any:
    """`{{ lines|of:stop.enterprise_id }}`: what a table holds under a key; nothing where it holds nothing."""
    return table.get(key, ())


@register.filter
def waiting_swap(stop: RoundStop) -> Swap | None:
    """`{{ stop|waiting_swap }}`: the swap that a colleague hasn't answered yet."""
    return next((each for each in stop.swaps.all() if each.state == "asked"), None)
