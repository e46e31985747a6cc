"""The addresses of one room, passed over at once where an address can't be one of them.

Django tries every address of the house in turn, some eight hundred. A room knows how its own begin, and is asked only then.
Whoever writes a link gathers all addresses' names first, in each language anew: a room's are left out until one of them is meant.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, include
from django.urls.resolvers import RoutePattern
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

Beginning = tuple[str, str, str]
"""Of `c/<campaign>/filings/<pk>/`: `("c", "filings", ANY)`, since the second part names the campaign."""

ANY = "<>"


class Apart(URLResolver):
    """What `path(route, include(urlconf))` is where the names have one of their own before them (`api:filing`).

    The addresses are imported and gathered when one of them is asked for, not by everybody who writes a link to another.
    """

    _namespace_dict: dict[str | None, dict[str, Any]]
    _app_dict: dict[str | None, dict[str, list[str]]]

    def __init__(self, route: str, urlconf: Any, *, app_name: str | None, namespace: str | None) -> None:
        super().__init__(RoutePattern(route, is_endpoint=False), urlconf, {}, app_name=app_name, namespace=namespace)

    def _populate(self) -> None:
        """Called by whoever holds us, and who only needs to know our name."""

    def _gather(self) -> None:
        if get_language() not in self._reverse_dict:
            super()._populate()

    @property
    def reverse_dict(self) -> MultiValueDict[Any, Any]:
        self._gather()
        gathered: MultiValueDict[Any, Any] = self._reverse_dict[get_language()]  # type: ignore[assignment]
        return gathered

    @property
    def namespace_dict(self) -> dict[str, Any]:
        self._gather()
        return self._namespace_dict[get_language()]

    @property
    def app_dict(self) -> dict[str, list[str]]:
        self._gather()
        return self._app_dict[get_language()]


class Room(Apart):
    """What `path("", include("fugong.<room>.urls"))` is, and quick to say no."""

    def __init__(self, name: str) -> None:
        urlconf, app_name, namespace = include(f"fugong.{name}.urls")
        super().__init__("", urlconf, app_name=app_name, namespace=namespace)

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
