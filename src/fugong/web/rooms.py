"""The addresses of one room, passed over at once where an address can't be one of them.

Django tries every address of the house in turn, some eight hundred. A room knows how its own begin, and is asked only then.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, include
from django.urls.resolvers import RoutePattern

Beginning = tuple[str, str, str]
"""Of `c/<campaign>/filings/<pk>/`: `("c", "filings", ANY)`, since the second part names the campaign."""

ANY = "<>"


class Room(URLResolver):
    """What `path("", include("fugong.<room>.urls"))` is, and quick to say no."""

    def __init__(self, name: str) -> None:
        urlconf, app_name, namespace = include(f"fugong.{name}.urls")
        super().__init__(RoutePattern("", is_endpoint=False), urlconf, {}, app_name=app_name, namespace=namespace)

    def resolve(self, path: str) -> ResolverMatch:
        """Raises Resolver404 where none of the room's addresses is meant."""
        first, third, fourth = _beginning(path)
        if self.beginnings.isdisjoint((a, b, c) for a in (first, ANY) for b in (third, ANY) for c in (fourth, ANY)):
            raise Resolver404({"tried": [], "path": path})
        return super().resolve(path)

    @cached_property
    def beginnings(self) -> frozenset[Beginning]:
        return frozenset(map(_beginning, _routes(self.url_patterns)))


def _routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _routes(each.url_patterns, route)


def _beginning(route: str) -> Beginning:
    parts = [ANY if "<" in part else part for part in route.split("/")] + [""] * 4
    return parts[0], parts[2], parts[3]
