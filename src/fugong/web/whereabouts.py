"""Where a grant over a grid or an enterprise lies: told to accounts, which knows neither."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from fugong.accounts import people
from fugong.accounts.models import ScopeKind
from fugong.places.models import Grid
from fugong.registry.models import Enterprise


def register() -> None:
    """Called once, when Django starts."""
    people.LOCATORS[ScopeKind.ENTERPRISE] = _enterprises
    people.LOCATORS[ScopeKind.GRID] = _grids
    people.SEEN[ScopeKind.ENTERPRISE] = lambda areas: _key_in(
        ScopeKind.ENTERPRISE, Enterprise.objects.all(), "area_code", areas
    )
    people.SEEN[ScopeKind.GRID] = lambda areas: _key_in(
        ScopeKind.GRID, Grid.objects.all(), "jurisdiction__prefix", areas
    )


def _enterprises(keys: Iterable[str]) -> dict[str, str]:
    return {str(pk): code for pk, code in Enterprise.objects.filter(pk__in=keys).values_list("pk", "area_code")}


def _grids(keys: Iterable[str]) -> dict[str, str]:
    return {str(pk): code for pk, code in Grid.objects.filter(pk__in=keys).values_list("pk", "jurisdiction__prefix")}


def _key_in(kind: ScopeKind, rows: "QuerySet[Any]", path: str, areas: tuple[str, ...]) -> Q:
    """Grants of a kind whose key names a row that lies below one of the areas; asked grant by grant, as accounts are read by fifties."""
    below = Q(pk__in=[])
    for area in areas:
        below |= Q(**{f"{path}__startswith": area})
    is_of_kind = Exact(ExpressionWrapper(OuterRef("scope_kind"), CharField()), kind.value)
    key = Case(
        When(is_of_kind, then=Cast(OuterRef("scope_key"), BigIntegerField()))
    )  # other kinds' keys are no numbers
    return Q(Exists(rows.filter(below, pk=key)))
