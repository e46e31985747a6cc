"""Where a grant over a grid or an enterprise lies: told to accounts, which knows neither."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from fugong.accounts import people
from fugong.accounts.models import ScopeKind
from fugong.places.models import Grid
from fugong.registry.models import Enterprise


def register() -> None:
    """Called once, when Django starts."""
    people.LOCATORS[ScopeKind.ENTERPRISE] = _enterprises
    people.LOCATORS[ScopeKind.GRID] = _grids
    people.SEEN[ScopeKind.ENTERPRISE] = lambda areas: _key_in(Enterprise.objects.all(), "area_code", areas)
    people.SEEN[ScopeKind.GRID] = lambda areas: _key_in(Grid.objects.all(), "jurisdiction__prefix", areas)


def _enterprises(keys: Iterable[str]) -> dict[str, str]:
    return {str(pk): code for pk, code in Enterprise.objects.filter(pk__in=keys).values_list("pk", "area_code")}


def _grids(keys: Iterable[str]) -> dict[str, str]:
    return {str(pk): code for pk, code in Grid.objects.filter(pk__in=keys).values_list("pk", "jurisdiction__prefix")}


def _key_in(rows: "QuerySet[Any]", path: str, areas: tuple[str, ...]) -> Q:
    """Grants whose key names a row that lies below one of the areas."""
    below = Q(pk__in=[])
    for area in areas:
        below |= Q(**{f"{path}__startswith": area})
    return Q(scope_key__in=rows.filter(below).annotate(as_key=Cast("pk", CharField())).values("as_key"))
