"""A city of 100,000 enterprises, three million people and ninety million reports against the demo: every page of four people.

The city is one place of the demo 391 times (`benchmarks.city`), so that every room grows, not just the register. The pages are all that
the navigation names and what the lists on them lead to; each is opened in both databases in turns. `FUGONG_COPIES` makes a smaller
city; `FUGONG_KEEP=1` leaves both databases for the next run, whose clock stands at the day on which they ended; `FUGONG_ONLY` names
the addresses by a pattern, `FUGONG_WHO` the people, `FUGONG_TURNS` how often.
"""

import datetime as dt
import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from benchmarks.city import City, live
from benchmarks.house import tidy

PLACE = "fengxian_zone"
COPIES = int(os.environ.get("FUGONG_COPIES", "390"))
PEOPLED = 158  # copies of 18,893 people: three million
DAYS = int(os.environ.get("FUGONG_DAYS", "15"))
KEEP = os.environ.get("FUGONG_KEEP") == "1"
TURNS = int(os.environ.get("FUGONG_TURNS", "3"))
ROUNDS = 3  # of each turn
ONLY = os.environ.get("FUGONG_ONLY", "")  # a pattern of addresses
FEW = 3  # rows of a page, to compare one that shows 50 of 100,000 with one that has no more than these
A_LIST = 3  # pages that are opened of those to which a list leads
AUDIENCE = {"desk": "duty_desk", "officer": "officer", "leader": "leader", "liaison": "liaison"}
WHO = os.environ.get("FUGONG_WHO", " ".join(AUDIENCE)).split()
LINK = re.compile(rb'<a\b[^>]*\bhref="(/[^"#?]*)"')
MAIN = re.compile(rb"<main\b.*</main>", re.S)
NAVIGATION = re.compile(rb'id="sidebar".*?</nav>', re.S)


def run() -> dict[str, Any]:
    """Milliseconds of every page in the demo and in the city, the ratio, and how many there are of what."""
    _set_up()
    from django.db import connection

    from fugong.core import clock

    with _databases() as (small, city), clock.showing(_moment()):
        counts = _counts()
        pages: dict[str, Any] = {}
        faults: dict[str, Any] = {}
        for who in WHO:
            role = AUDIENCE[who]
            clients = {}
            for name in (city, small):
                connection.close()
                connection.settings_dict["NAME"] = name
                clients[name] = _client(role)
            for address in _addresses(clients[small]):
                if ONLY and not re.search(ONLY, address):
                    continue
                try:
                    page = pages[f"{who}: {address}"] = _compared(address, clients, small, city)
                    if page["ratio"] > 2 and _shows_more(page):
                        with _few_rows():
                            page["ratio_of_few_rows"] = _compared(address, clients, small, city)["ratio"]
                except Exception as fault:
                    page = {"fault": repr(fault)[:300]}
                    faults[f"{who}: {address}"] = page
                print(f"  {who} {address} {page}", file=sys.stderr, flush=True)
    slow = {name: page for name, page in pages.items() if page["ratio"] > 2}
    more = [page for page in slow.values() if _shows_more(page)]
    return {
        "city": counts,
        "pages": len(pages),
        "over_2_that_show_more_rows": len(more),
        "of_these_within_2_where_both_show_few": sum(page.get("ratio_of_few_rows", 9) <= 2 for page in more),
        "median_ratio": round(statistics.median(page["ratio"] for page in pages.values()), 2),
        "within_2": len(pages) - len(slow),
        "over_2": dict(sorted(slow.items(), key=lambda each: -each[1]["ratio"])),
        "slowest_in_the_city_ms": max(page["ms"] for page in pages.values()),
        "faults": faults,
        "goal": "each ratio ≤ 2",
    }


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")
    os.environ.setdefault("FUGONG_TESTING", "1")
    import logging

    import django
    import structlog

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from fugong.core import garbage

    garbage.look_seldom()
    setup_test_environment()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.WARNING)
    settings.STAFF_SECOND_FACTOR = False


@contextmanager
def _databases() -> Iterator[tuple[str, str]]:
    """The names of the demo's database and of the city's; made where they aren't kept from before."""
    from django.db import connection

    from fugong.core import clock

    creation = connection.creation
    name = connection.settings_dict["NAME"]
    creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=KEEP)
    city, small = connection.settings_dict["NAME"], creation.get_test_db_clone_settings("small")["NAME"]
    if not (KEEP and _is_filled()):
        _say("the demo's place", _demo)
        connection.close()
        creation.clone_test_db(suffix="small", verbosity=0, autoclobber=True)
        for label, rows in City(COPIES, PEOPLED).grow():
            if rows > 1_000_000:
                print(f"  {label}: {rows:,}", file=sys.stderr, flush=True)
        _say("days", lambda: live(DAYS, clock.today()))
        _say("tidy", tidy)
    try:
        yield small, city
    finally:
        connection.close()
        connection.settings_dict["NAME"] = city
        if not KEEP:
            creation.destroy_test_db(suffix="small", verbosity=0)
            creation.destroy_test_db(name, verbosity=0)


def _say(what: str, do: Callable[[], Any]) -> None:
    began = time.monotonic()
    came = do()
    print(f"  {what}: {came or ''} {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _demo() -> None:
    from fugong.core import clock
    from fugong.places import actions as places
    from fugong.resumption import partitions as reports
    from fugong.testing import partitions as tests
    from fugong.web.demo import loading
    from fugong.workforce import partitions as health

    loading.administrator()
    places.lay_out(pack_key=PLACE)
    for daily in (reports.DAILY, health.DAILY, tests.DAILY):
        for ago in range(-1, loading.DAYS + 2):
            daily.ensure(clock.today() - dt.timedelta(days=ago))
    loading.load_place(PLACE, lambda _at, _of: None)


def _is_filled() -> bool:
    from fugong.registry.models import Enterprise

    return Enterprise.objects.count() > 1000


def _moment() -> dt.datetime:
    """Now, or for databases that were kept from an earlier day the evening of the last day that was lived through."""
    from django.db.models import Max

    from fugong.core import clock
    from fugong.workforce.models import HealthReport

    last = HealthReport.objects.aggregate(last=Max("day"))["last"]
    return min(clock.now(), clock.at(last, 18))


def _shows_more(page: dict[str, Any]) -> bool:
    few, many = page["kilobytes"]
    return bool(many > few * 1.3)


@contextmanager
def _few_rows() -> Iterator[None]:
    """Within the block a page of a list is FEW rows long, here and there: what is left is what the table's size costs."""
    rooms = [each for name, each in sys.modules.items() if name.startswith("fugong.")]
    lengths = [
        (each, name, getattr(each, name)) for each in rooms for name in ("PAGE", "A_PAGE") if hasattr(each, name)
    ]
    for room, name, _length in lengths:
        setattr(room, name, FEW)
    try:
        yield
    finally:
        for room, name, length in lengths:
            setattr(room, name, length)


def _counts() -> dict[str, int]:
    from django.apps import apps

    names = ("registry.Enterprise", "workforce.Person", "workforce.HealthReport", "testing.Sample", "ledger.Event")
    return {name: apps.get_model(name)._base_manager.count() for name in names}


def _client(role: str) -> Any:
    """Signed in as the first who has this role in the place."""
    from django.conf import settings
    from django.test import Client

    from fugong.accounts.models import User

    people = User.objects.filter(grants__role=role, grants__until=None).exclude(grants__scope_kind="all")
    client = Client(raise_request_exception=False)
    client.force_login(people.order_by("pk")[0], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _addresses(client: Any) -> list[str]:
    """What the navigation names, and the first pages to which each of them leads."""
    first = client.get("/", follow=True)
    navigation = NAVIGATION.search(first.content)
    sidebar = navigation.group() if navigation else b""
    # an enterprise's rooms stand on its first page
    named = _links(first.content if not sidebar or b'href="/mine/' in sidebar else sidebar)
    known = dict.fromkeys(each for each in named if _is_page(client, each))
    for address in list(known):
        main = MAIN.search(client.get(address).content)
        leads = [each for each in _links(main.group() if main else b"") if each not in known and re.search(r"\d", each)]
        shapes = {re.sub(r"\d+", "0", each): each for each in reversed(leads)}
        known.update(dict.fromkeys(each for each in list(shapes.values())[-A_LIST:] if _is_page(client, each)))
    return list(known)


def _links(content: bytes) -> list[str]:
    return list(dict.fromkeys(each.decode() for each in LINK.findall(content)))


def _is_page(client: Any, address: str) -> bool:
    if address.startswith(("/static/", "/accounts/", "/help/")):
        return False
    answer = client.get(address)
    return answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")


def _open(client: Any, address: str) -> int:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(answer.content)


def _compared(address: str, clients: dict[str, Any], small: str, city: str) -> dict[str, Any]:
    """In turns, so that whatever else the machine does hits both."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent: dict[str, list[float]] = {small: [], city: []}
    asked: dict[str, int] = {}
    shown: dict[str, int] = {}
    for _turn in range(TURNS):
        for name, times in spent.items():
            connection.close()
            connection.settings_dict["NAME"] = name
            with CaptureQueriesContext(connection) as queries:
                shown[name] = _open(clients[name], address)
            asked[name] = len(queries)
            for _round in range(ROUNDS):
                began = time.perf_counter()
                _open(clients[name], address)
                times.append(time.perf_counter() - began)
    few, many = (statistics.median(times) if times else 0.0 for times in spent.values())
    return {
        "ms": round(many * 1000, 1),
        "demo_ms": round(few * 1000, 1),
        "queries": [asked.get(small), asked.get(city)],
        "kilobytes": [shown[small] // 1024, shown[city] // 1024],
        "ratio": round(many / few, 2),
    }


if __name__ == "__main__":
    print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
