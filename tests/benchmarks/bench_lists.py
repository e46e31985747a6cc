"""The list of enterprises, as a scoped officer: its first page over 100,000 enterprises against the same over 1,000.

Every case is a page that officers open: no filter, one piece of a name or an address (rare or common), two pieces, initials,
a segment with a text, the uncovered, another order. The goal is ≤ 2 × for each. The segments' refresh is timed besides.
"""

import logging
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import orjson
import structlog

from benchmarks.house import database

SIZES = (1_000, 100_000)
ROUNDS, TURNS = 15, 3
CASES = {
    "plain": "",
    "name": "q=机械",
    "common": "q=有限公司",
    "rare": "q=龙凤包装",
    "address": "q=滨河路",
    "two pieces": "q=泉水+电子",
    "initials": "q=mjsm",
    "code": "q=91990101MB0000005D",
    "none": "q=查无此名",
    "segment and text": "segment=above_scale&q=有限公司",
    "rare segment": "segment=key_industrial",
    "uncovered and text": "uncovered=any&q=人民路",
    "by name": "sort=name",
    "by output": "sort=output&q=食品",
    "one street": "area=990101003000&q=科技",
}


def run(sizes: tuple[int, int] = SIZES, rounds: int = ROUNDS) -> dict[str, Any]:
    """Milliseconds of each page at both sizes, as the duty desk of the district and of one street, and the ratios."""
    from django.conf import settings

    from ground.cast import PACKS, make_user

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, PACKS]
    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind
    from fugong.places.actions import activate
    from fugong.registry import segments

    campaign = activate(pack_key="plain", key="plain", by=None)
    scopes = {"district": "990101", "street": "990101003"}
    people = {name: make_user(name, name) for name in scopes}
    for name, area in scopes.items():
        grant(user=people[name], role="duty_desk", kind=ScopeKind.AREA, key=area, by=None)
    clients = {name: _client(user) for name, user in people.items()}
    _enter(0, sizes[0])
    segments.refresh(campaign=campaign)
    _analyse()
    with _kept_aside() as small:
        _enter(*sizes)
        began = time.perf_counter()
        segments.refresh(campaign=campaign)
        refreshed = time.perf_counter() - began
        _analyse()
        pages = {
            f"{name}: {case}": _compared(_opener(client, campaign, query), small, rounds)
            for name, client in clients.items()
            for case, query in CASES.items()
        }
    return {
        "enterprises": sizes[1],
        "pages": pages,
        "worst_ratio": max(page["ratio"] for page in pages.values() if page["rows"] == page["few_rows"]),
        "worst_ratio_with_more_rows_to_show": max(page["ratio"] for page in pages.values()),
        "segments_refresh_s": round(refreshed, 1),
        "goal": "worst_ratio ≤ 2 (of pages that show as many rows at both sizes)",
    }


@contextmanager
def _kept_aside() -> Iterator[str]:
    """The name of a copy of the database as it is now."""
    from django.db import connection

    creation = connection.creation
    connection.close()
    creation.clone_test_db(suffix="small", verbosity=0, autoclobber=True)
    try:
        yield creation.get_test_db_clone_settings("small")["NAME"]
    finally:
        connection.close()
        creation.destroy_test_db(suffix="small", verbosity=0)


def _compared(open_page: Callable[[], int], small: str, rounds: int) -> dict[str, Any]:
    """Milliseconds over the many, and the ratio to the few. Taken in turns, so that whatever else the machine does hits both."""
    from django.db import connection

    many = connection.settings_dict["NAME"]
    spent: dict[str, list[float]] = {small: [], many: []}
    rows: dict[str, int] = {}
    try:
        for _turn in range(TURNS):
            for name, times in spent.items():
                connection.close()
                connection.settings_dict["NAME"] = name
                rows[name] = open_page()
                times.extend(_times(open_page, rounds // TURNS))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = many
    few, much = (statistics.median(times) for times in spent.values())
    return {
        "ms": round(much, 1),
        "few_ms": round(few, 1),
        "ratio": round(much / few, 2),
        "rows": rows[many],
        "few_rows": rows[small],
    }


def _client(user: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def _opener(client: Any, campaign: Any, query: str) -> Callable[[], int]:
    from django.urls import reverse

    address = f"{reverse('registry:enterprises', args=[campaign.key])}?{quote(query, safe='=&+')}"

    def open_page() -> int:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code
        return answer.content.count(b'<th scope="row">')

    return open_page


def _times(act: Callable[[], int], rounds: int) -> list[float]:
    """Milliseconds of each of `rounds`, after two that warm up."""
    spent = []
    for _round in range(rounds + 2):
        began = time.perf_counter()
        act()
        spent.append(1_000 * (time.perf_counter() - began))
    return spent[2:]


def _enter(start: int, stop: int) -> None:
    """Enterprises from `start` to `stop` of the made-up town, straight into the table."""
    from itertools import islice

    from django.db import connection

    from fugong.core import clock
    from fugong.places.models import Jurisdiction
    from fugong.registry import search
    from ground.towns import STREETS, firms

    own = Jurisdiction.objects.get(code="990101000000")
    streets = {}
    for number in range(1, STREETS + 1):
        prefix = f"990101{number:03d}"
        values = {"prefix": prefix, "name": f"第{number}街道", "parent": own}
        streets[number] = Jurisdiction.objects.get_or_create(code=f"{prefix}000", defaults=values)[0]
    columns = (
        "jurisdiction_id, area_code, uscc, name, address, sector, output_value, staff_total, above_scale, search_terms"
    )
    made = "names, tags, extra, sector_is_proposed, foreign_invested, country, scale, ownership, legal_form, registered_capital"
    made = f"{made}, business_scope, created_at, changed_at"
    rest = ("{}", "{}", "{}", False, False, "", "", "", "", "", "", clock.now(), clock.now())
    with connection.cursor() as cursor, cursor.copy(f"COPY registry_enterprise ({columns}, {made}) FROM STDIN") as copy:
        for firm in islice(firms(stop), start, None):
            street = streets[firm.street]
            terms = search.terms(firm.name, firm.address, firm.uscc)
            row = (
                street.pk,
                street.code,
                firm.uscc,
                firm.name,
                firm.address,
                firm.sector,
                firm.output_value,
                firm.staff,
                firm.staff > 20,
                terms,
            )
            copy.write_row((*row, *rest))


def _analyse() -> None:
    """What autovacuum does by itself within a minute of an import."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("registry_enterprise", "registry_enrolment"):
            cursor.execute(f"VACUUM ANALYZE {table}")


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
