"""The page of today shows the most pressing of each source, and says how many more there are and where."""

import datetime as dt
from typing import Any

import pytest

from fugong.core import clock
from fugong.places.models import Grid
from fugong.registry import todo
from fugong.registry.todo import Todo

pytestmark = pytest.mark.django_db


def _thing(number: int, due: dt.datetime | None) -> Todo:
    return Todo(due, f"{number}", "", "/", None, False)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    found: dict[str, Any] = {}
    monkeypatch.setattr(todo, "_sources", found)
    return found


def test_of_each_source_the_most_pressing_are_shown_and_the_rest_is_counted(sources: Any, cast: Any) -> None:
    now = clock.now()
    sources["a.many"] = lambda _user, _campaign: [_thing(n, now + dt.timedelta(hours=n)) for n in range(todo.FEW + 3)][
        ::-1
    ]
    sources["b.few"] = lambda _user, _campaign: [_thing(99, None)]
    found = todo.shown(cast.desk, cast.campaign)
    assert [each.todo.title for each in found] == [*map(str, range(todo.FEW)), "99"]
    assert [(each.source, each.more) for each in found if each.more] == [("a.many", 3)]
    assert found[-2].more == 3
    assert len(todo.of(cast.desk, cast.campaign)) == todo.FEW + 4


def test_one_source_alone_shows_all_that_it_gives(sources: Any, cast: Any) -> None:
    sources["a.many"] = lambda _user, _campaign: [_thing(n, None) for n in range(todo.FEW + 3)]
    sources["b.few"] = lambda _user, _campaign: [_thing(99, None)]
    found = todo.shown(cast.desk, cast.campaign, "a.many")
    assert len(found) == todo.FEW + 3
    assert not any(each.more for each in found)
    assert todo.shown(cast.desk, cast.campaign, "no.such") == []


def test_rows_behind_the_first_are_counted_not_read(sources: Any, cast: Any, django_assert_num_queries: Any) -> None:
    grids = [Grid(jurisdiction=cast.campaign.jurisdiction, key=f"x{n}", name=f"{n}") for n in range(todo.FEW + 5)]
    Grid.objects.bulk_create(grids)
    rows = Grid.objects.filter(key__startswith="x").order_by("pk")
    sources["a.grids"] = lambda _user, _campaign: [_thing(each.pk, None) for each in todo.first(rows)]
    with django_assert_num_queries(2):
        found = todo.shown(cast.desk, cast.campaign)
    assert [each.more for each in found] == [0] * (todo.FEW - 1) + [5]
    with django_assert_num_queries(1):
        assert len(todo.of(cast.desk, cast.campaign)) == todo.FEW + 5


def test_every_source_has_a_name_of_its_own() -> None:
    assert len(set(todo._sources.values())) == len(todo._sources)
    assert {"resumption.steps_to_decide", "signals.doubts", "outreach.questions", "advice.questions"} <= set(
        todo._sources
    )
