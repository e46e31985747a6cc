"""What a list of enterprises is narrowed to, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.core import numbers
from fugong.core.languages import SHORT
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry import lists
from fugong.registry.models import Park


def said(campaign: Campaign, wanted: lists.Wanted) -> list[list[str]]:
    """[name of the filter, what was chosen] of each, in the reader's language; none where it is all."""
    return [[str(label), str(value)] for label, value in _said(campaign, wanted) if value]


def in_each_language(campaign: Campaign, wanted: lists.Wanted) -> dict[str, list[list[str]]]:
    """The same by language, to be kept: what a key of the pack is called may change."""
    found = {}
    for code, short in SHORT.items():
        with override(code):
            found[short] = said(campaign, wanted)
    return found


def _said(campaign: Campaign, wanted: lists.Wanted) -> Iterable[tuple[Any, Any]]:
    rules = campaign.pack.registry
    posts = {each.key: _("no %(post)s") % {"post": each.name} for each in rules.posts} | {lists.ANY: _("any officer")}
    yield _("Search"), wanted.text
    yield _("Segment"), _named(rules.segments, wanted.segment)
    yield _("Industry group"), _named(rules.groups, wanted.group)
    yield _("Area"), wanted.area and (Jurisdiction.objects.filter(code=wanted.area).first() or wanted.area)
    yield _("Grid"), _row(Grid, wanted.grid)
    yield _("Park or building"), _row(Park, wanted.park)
    yield _("Tag"), _named(rules.tags, wanted.tag)
    yield _("Officers missing"), posts.get(wanted.uncovered, wanted.uncovered)
    yield _("Officer"), _row(User, wanted.officer)
    for key, value in wanted.more.items():
        names = {str(chosen): label for chosen, label in lists.filters[key].choices(campaign)}
        yield lists.filters[key].label, names.get(value, value)


def _named(items: Iterable[Any], key: str) -> Any:
    return next((item.name for item in items if item.key == key), key)


def _row(model: Any, key: str) -> Any:
    number = numbers.asked(key) if key else None
    return (number is not None and model.objects.filter(pk=number).first()) or key
