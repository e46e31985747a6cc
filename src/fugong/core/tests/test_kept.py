"""What is kept: counted once for all who see the same, for as long as it took to count; a quick answer is never kept."""

import threading
import time
from collections import OrderedDict
from typing import Any

import pytest
from django.core.cache import cache

from fugong.core import kept
from fugong.places.models import Campaign

pytestmark = pytest.mark.django_db


class Counting:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW", 0)


def test_what_is_counted_in_a_moment_is_always_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW", 60)
    count = Counting()
    assert [kept.answer("test", (1,), count).value for _again in range(3)] == [1, 2, 3]
    assert kept.answer("test", (1,), count).as_of is None


@pytest.mark.usefixtures("slow")
def test_what_takes_long_is_counted_once_for_all_who_see_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 10**9)
    count = Counting()
    first, again = kept.answer("test", (1, "31"), count), kept.answer("test", (1, "31"), count)
    assert (first.value, again.value, count.times) == (1, 1, 1)
    assert again.as_of is not None
    assert kept.answer("test", (1, "32"), count).value == 2, "whoever sees something else has an answer of its own"
    long = "3" * 300
    assert kept.answer("test", (long,), count).value == 3
    assert kept.answer("test", (long,), count).value == 3, "however long the sight is written"


@pytest.mark.usefixtures("slow")
def test_what_is_too_old_is_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0)
    count = Counting()
    assert [kept.answer("test", (1,), count).value for _again in range(2)] == [1, 2]


@pytest.mark.usefixtures("slow")
def test_nothing_is_older_than_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 10**9)
    until: list[Any] = []
    monkeypatch.setattr(cache, "set", lambda _key, value, lasts: until.append((value[2], lasts)))
    kept.answer("test", (1,), lambda: time.sleep(0.01))
    ((ends, lasts),) = until
    assert ends <= time.time() + kept.LONGEST
    assert lasts == kept.LONGEST + kept.AFTERWARDS


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("slow")
def test_nobody_waits_for_what_takes_long_while_there_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0)
    monkeypatch.setattr(kept, "WAITED_FOR", 0)
    begun, may_end, by = threading.Event(), threading.Event(), []

    def count() -> int:
        by.append(threading.current_thread().name)
        if len(by) > 1:
            begun.set()
            assert may_end.wait(20)
        return len(by)

    assert kept.answer("test", ("behind",), count).value == 1, "the first has to wait"
    assert kept.answer("test", ("behind",), count).value == 1
    assert begun.wait(20)
    assert kept.answer("test", ("behind",), count).value == 1, "one counts, nobody else begins"
    may_end.set()
    for thread in [each for each in threading.enumerate() if each.name == "kept"]:
        thread.join(20)
    assert by == [by[0], "kept"]
    monkeypatch.setattr(kept, "PATIENCE", 10**9)
    assert kept.answer("test", ("behind",), count).value == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("slow")
def test_a_count_that_fails_behind_is_told_and_the_next_one_may_try(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0)
    monkeypatch.setattr(kept, "WAITED_FOR", 0)
    kept.answer("test", ("fails",), lambda: 1)
    assert kept.answer("test", ("fails",), lambda: 1 // 0).value == 1
    for thread in [each for each in threading.enumerate() if each.name == "kept"]:
        thread.join(20)
    assert "kept.failed" in caplog.text
    assert not kept._turn.locked()


@pytest.fixture
def a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_held", OrderedDict())
    monkeypatch.setattr(kept, "_large", set())
    monkeypatch.setattr(kept, "PATIENCE", 10**9)


@pytest.mark.usefixtures("a_moment")
def test_what_goes_through_few_rows_is_counted_for_each_reader_and_nobody_asks_whose_sight_it_is() -> None:
    count = Counting()
    found = [kept.lately("test", lambda: pytest.fail("asked"), count, lambda _found: kept.MANY) for _again in range(3)]
    assert found == [1, 2, 3]


@pytest.mark.usefixtures("a_moment")
def test_what_goes_through_many_rows_is_counted_once_in_a_moment_for_the_same_sight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count, now = Counting(), [0.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])

    def counted() -> int:
        now[0] += 0.1  # so long does it take
        return count()

    def asked(sight: str) -> int:
        return kept.lately("test", lambda: (sight,), counted, lambda _found: kept.MANY + 1)

    assert [asked("31"), asked("31"), asked("32"), asked("31")] == [1, 1, 2, 1]
    now[0] += kept.MOMENT - 0.3
    assert asked("31") == 1
    now[0] += 0.3
    assert asked("31") == 3, "a moment has passed"


@pytest.mark.usefixtures("a_moment")
def test_a_process_holds_few_answers_of_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "HELD", 2)
    for sight in range(5):
        kept.lately("test", lambda sight=sight: (sight,), Counting(), lambda _found: kept.MANY + 1)
    assert len(kept._held) == 2
    assert kept.lately("test", lambda: (0,), lambda: 9, lambda _found: 0) == 9, "the first are forgotten"


def test_what_a_queryset_asks_tells_two_sights_apart() -> None:
    rows = Campaign.objects.all()
    assert kept.asked(rows.filter(pk=1)) == kept.asked(rows.filter(pk=1).order_by("name"))
    assert kept.asked(rows.filter(pk=1)) != kept.asked(rows.filter(pk=2))
    assert kept.asked(rows.none()) == ("",)
