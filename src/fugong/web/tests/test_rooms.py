"""A room passes over what can't be its own, and over nothing else."""

import pytest
from django import urls
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils import translation

from fugong.web.rooms import ANY, Apart, Room, _beginning, _routes
from fugong.web.urls import ROOMS, urlpatterns

EXAMPLES = {
    "int": "7",
    "slug": "spring-2026",
    "uuid": "0190c2a4-0000-7000-8000-000000000000",
    "str": "x",
    "day": "2020-02-20",
}


def test_every_address_is_found_where_django_would_find_it(monkeypatch):
    rooms = [each for each in urlpatterns if isinstance(each, Room)]
    assert len(rooms) == len(ROOMS)
    paths = [_filled(route) for room in rooms for route in _routes(room.url_patterns)]
    found = {path: resolve(path).view_name for path in paths}
    monkeypatch.setattr(Room, "resolve", URLResolver.resolve)
    assert found == {path: resolve(path).view_name for path in paths} and len(found) > 500


def test_no_route_is_hidden_in_an_expression():
    """Beginnings are read from routes, part by part: a regular expression or a path of any length has none."""
    assert not [each for each in get_resolver().url_patterns if isinstance(each.pattern, RegexPattern)]
    rooms = [each for each in urlpatterns if isinstance(each, Room)]
    assert not [route for room in rooms for route in _routes(room.url_patterns) if "<path:" in route or "(?" in route]


def test_what_no_room_has_is_refused():
    for path in ("/c/spring/no-such-thing/", "/mine/spring/7/no-such-thing/", "/nowhere/"):
        with pytest.raises(Resolver404):
            resolve(path)


def test_names_are_gathered_without_those_that_stand_apart():
    apart = Apart("apart/", "fugong.web.no_such_module", app_name="apart", namespace="apart")
    house = URLResolver(RegexPattern(r"^/"), [apart, urls.path("here/", lambda request: None, name="here")])
    assert "here" in house.reverse_dict and house.resolve("/here/").url_name == "here"
    assert house.namespace_dict["apart"] == ("apart/", apart) and house.app_dict["apart"] == ["apart"]
    for meant in ("reverse_dict", "namespace_dict", "app_dict", "url_patterns"):
        with pytest.raises(ModuleNotFoundError):
            getattr(apart, meant)
    with pytest.raises(ModuleNotFoundError):
        house.resolve("/apart/there/")


def test_each_language_writes_the_same_links():
    links = []
    for language in ("zh-hans", "en", "ja"):
        with translation.override(language):
            links.append(
                [
                    reverse("home"),
                    reverse("account_login"),
                    reverse("web:me"),
                    reverse("api:openapi-json"),
                    reverse("figures:command", args=["spring"]),
                ]
            )
    assert links[0] == links[1] == links[2] and "/api/v1/openapi.json" in links[0]


def test_how_a_route_begins():
    assert _beginning("c/<slug:campaign>/filings/<int:pk>/") == ("c", "filings", ANY)
    assert _beginning("mine/<slug:campaign>/<int:enterprise>/guide/") == ("mine", ANY, "guide")
    assert _beginning("mine/") == ("mine", "", "")


def _filled(route):
    parts = []
    for part in route.split("/"):
        while "<" in part:
            before, _, rest = part.partition("<")
            kind, _, after = rest.partition(">")
            part = before + EXAMPLES[kind.partition(":")[0] if ":" in kind else "str"] + after
        parts.append(part)
    return "/" + "/".join(parts)
