"""What an office would put together instead, on the same machine over the same PostgreSQL: NocoBase, a builder of forms and tables.

`FUGONG_PEER` is the address of one that runs, with its administrator's `name:password@` before the host; `DATABASE_URL` names the
PostgreSQL in which both keep their rows (docs/benchmarks.md tells how the peer was set up). Both get the same enterprises from
the same sheets, the same people and the same tests of a day; an officer of one street opens the list, enters an enterprise and
asks for the day's coverage by grid. Each is one process and is asked over HTTP. Fugong answers with the page that the officer
sees, the peer with the data that its page in the browser asks for, so that the browser's own work is left out for the peer alone.
"""

import contextlib
import datetime as dt
import itertools
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.bench_coverage import DAY, SAMPLED, SAMPLES
from benchmarks.bench_import import HEAD, KEYS, _ours, _sheet
from benchmarks.house import database, tidy

ROOT = Path(__file__).parents[2]
ROWS = int(os.environ.get("FUGONG_ROWS", "100000"))
IN_SHEET = 2_000  # rows that the peer takes from one
FIRMS, PEOPLE, GRIDS, DAYS = 10_000, 20, 100, 10
ROUNDS = 15
STREET, STREET_NAME = "990101001000", "东河街道"
SEARCHED = "精密机械77"
FIELDS = {
    **dict.fromkeys(KEYS, "string"), "registered_on": "dateOnly", "revenue": "bigInt", "output_value": "bigInt",
    "staff_total": "integer", "business_scope": "text",
}  # fmt: skip
FACES = {"string": "input", "text": "textarea", "integer": "integer", "bigInt": "integer", "dateOnly": "date"}


@dataclass
class Caller:
    """Someone signed in at one of the two."""

    address: str
    headers: dict[str, str]

    def __call__(
        self, path: str, body: Any = None, *, kind: str = "application/json", more: dict[str, str] | None = None
    ) -> bytes:
        data = body if body is None or isinstance(body, bytes) else orjson.dumps(body)
        headers = {**self.headers, "Content-Type": kind, **(more or {})}
        request = urllib.request.Request(self.address + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=900) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as fault:
            raise RuntimeError(f"{path}: {fault.code} {fault.read()[:500]!r}") from None


def run(rows: int = ROWS) -> dict[str, Any]:
    """Milliseconds and rows a second of Fugong and the peer, and how many times as long the peer takes."""
    given = urllib.parse.urlsplit(os.environ.get("FUGONG_PEER", ""))
    if not given.hostname or not os.environ.get("DATABASE_URL"):
        return {"left_out": "FUGONG_PEER and DATABASE_URL say where the peer answers and where both keep their rows."}
    anyone = Caller(f"{given.scheme}://{given.hostname}:{given.port}/api/", {"X-Authenticator": "basic"})
    root = _signed_in(anyone, given.username or "", urllib.parse.unquote(given.password or ""))
    return {"rows": rows, **_registers(root, rows), **_days(root), "order": "Fugong, the peer, times as long"}


def _registers(root: Caller, rows: int) -> dict[str, Any]:
    """The list of enterprises: loaded from sheets, opened, searched, added to."""
    with database(), tempfile.TemporaryDirectory() as folder:
        whole = _sheet(Path(folder) / "whole.xlsx", rows, 0)
        starts = range(0, rows, IN_SHEET)
        parts = [_sheet(Path(folder) / f"{start}.xlsx", min(IN_SHEET, rows - start), start) for start in starts]
        campaign = _place()
        loaded = sum(_ours(campaign, whole))
        tidy()
        firms, officer, peer_loaded = _peer_register(root, parts)
        with _served() as port:
            mine = _own_register(port, _street_officer())
            return {
                "loaded_rows_per_s": [round(rows / loaded), round(rows / peer_loaded), round(peer_loaded / loaded, 1)],
                **_compared(mine, _peer_lists(officer, firms)),
            }


def _days(root: Caller) -> dict[str, Any]:
    """The day's coverage by grid."""
    with database():
        _tested()
        tidy()
        peer = _peer_coverage(root)
        with _served() as port:
            page = _page(port, _district_officer())
            return _compared(
                {"coverage_by_grid": lambda: page("/c/many/testing/?day=" + str(DAY))}, {"coverage_by_grid": peer}
            )


def _compared(mine: dict[str, Callable[[], Any]], theirs: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    found = {}
    for name, ask in mine.items():
        own, other = _milliseconds(ask), _milliseconds(theirs[name])
        found[f"{name}_ms"] = [own, other, round(other / own, 1)]
    return found


def _milliseconds(ask: Callable[[], Any]) -> float:
    ask()
    spent = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - began)
    return round(statistics.median(spent) * 1000, 1)


# Fugong


def _place() -> Any:
    from django.conf import settings

    from fugong.places.actions import activate
    from ground.cast import PACKS

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, PACKS]
    return activate(pack_key="plain", key="plain", by=None)


def _street_officer() -> Any:
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind
    from ground.cast import make_user

    officer = make_user("street", "街道")
    grant(user=officer, role="duty_desk", kind=ScopeKind.AREA, key=STREET[:9], by=None)
    return officer


def _district_officer() -> Any:
    from ground.many import person

    return person("duty_desk", name="desk")


def _page(port: int, user: Any) -> Caller:
    """`user`, signed in with a browser."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Caller(
        f"http://127.0.0.1:{port}", {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Accept": "text/html"}
    )


def _own_register(port: int, officer: Any) -> dict[str, Callable[[], Any]]:
    from fugong.accounts import tokens
    from ground.cast import credit_code

    page = _page(port, officer)
    _token, secret = tokens.issue(user=officer, name="bench", days=1, by=None)
    program = Caller(page.address, {"Authorization": f"Bearer {secret}", "Accept": "application/json"})
    numbers = itertools.count(5_000_000)

    def enter() -> None:
        body = _entered(next(numbers), credit_code) | {"jurisdiction": STREET}
        program("/api/v1/campaigns/plain/enterprises", body, more={"Idempotency-Key": str(uuid.uuid4())})

    return {
        "list": lambda: page("/c/plain/enterprises/"),
        "list_searched": lambda: page("/c/plain/enterprises/?q=" + urllib.parse.quote(SEARCHED)),
        "one_entered": enter,
    }


def _entered(number: int, code: Callable[[int], str]) -> dict[str, Any]:
    return {
        "name": f"清河新企业{number}有限公司", "uscc": code(number), "sector": "C3921", "address": f"滨河路{number}号",
        "staff_total": 40, "output_value": 12_000_000, "registered_on": "2012-05-15",
    }  # fmt: skip


def _tested() -> None:
    """The other campaign: people at enterprises in grids, and some days of tests, the last one asked for."""
    from django.db import connection

    from fugong.places.models import Grid, Jurisdiction
    from fugong.testing import regime
    from fugong.testing.partitions import DAILY
    from ground.many import CONTENT, REGIME, campaign_of, people_of

    content = {**CONTENT, "sections": {**CONTENT["sections"], "testing": REGIME}}
    campaign = campaign_of(FIRMS, content=content)
    street = Jurisdiction.objects.get(code=STREET)
    Grid.objects.bulk_create(Grid(jurisdiction=street, key=f"g{n}", name=f"{n}网格") for n in range(GRIDS))
    people_of(campaign, PEOPLE, FIRMS)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH grids AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM places_grid) "
            "UPDATE registry_enterprise e SET grid_id = grids.id FROM grids WHERE grids.n = e.id %% %s",
            [GRIDS],
        )
        for back in range(DAYS):
            day = DAY - dt.timedelta(days=back)
            DAILY.ensure(day)
            regime.open_day(campaign, day)
            cursor.execute(SAMPLES, {"day": day, "at": f"{day}T08:30:00+08:00", "campaign": campaign.pk})
            cursor.execute(SAMPLED, {"day": day})


@contextlib.contextmanager
def _served() -> Iterator[int]:
    """Fugong's server, one process, over the database of this run."""
    from django.conf import settings
    from django.db import connection

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = (
        urllib.parse.urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    )
    environment = {**os.environ, "DATABASE_URL": url, "FUGONG_SECRET_KEY": "", "FUGONG_VAR": str(settings.VAR)}
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "bin" / "fugong"), "serve", "--port", str(port), "--workers", "1"], env=environment
    )
    try:
        for _try in range(120):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/"):
                break
            time.sleep(0.5)
        yield port
    finally:
        server.terminate()
        server.wait()


# The peer


def _peer_register(root: Caller, parts: list[Path]) -> tuple[str, Caller, float]:
    """Its table of enterprises, an officer of one street, and the seconds for its import of the sheets."""
    mark = uuid.uuid4().hex[:8]
    firms = f"firms_{mark}"
    _collection(root, firms, FIELDS)
    officer = _officer(root, mark, {firms: {"street": {"$eq": STREET_NAME}}})
    began = time.perf_counter()
    for part in parts:
        _import(root, firms, part)
    return firms, officer, time.perf_counter() - began


def _peer_lists(officer: Caller, firms: str) -> dict[str, Callable[[], Any]]:
    from ground.cast import credit_code

    numbers = itertools.count(5_000_000)
    searched = urllib.parse.quote(orjson.dumps({"$and": [{"name": {"$includes": SEARCHED}}]}).decode())
    return {
        "list": lambda: officer(f"{firms}:list?pageSize=50"),
        "list_searched": lambda: officer(f"{firms}:list?pageSize=50&filter={searched}"),
        "one_entered": lambda: officer(
            f"{firms}:create", _entered(next(numbers), credit_code) | {"street": STREET_NAME}
        ),
    }


def _peer_coverage(root: Caller) -> Callable[[], Any]:
    mark = uuid.uuid4().hex[:8]
    people, tests = f"people_{mark}", f"tests_{mark}"
    _collection(root, people, {"grid": "string", "area": "string"}, dated=False)
    _collection(root, tests, {"grid": "string", "area": "string", "day": "dateOnly", "person": "bigInt"}, dated=False)
    district = {"area": {"$includes": "990101"}}
    officer = _officer(root, mark, {people: district, tests: district})
    _same_tests(people, tests)
    asked = {
        "measures": [{"field": ["grid"], "aggregation": "count", "alias": "many"}],
        "dimensions": [{"field": ["grid"], "alias": "grid"}],
        "limit": 2_000,
    }
    day = {"$and": [{"day": {"$dateOn": str(DAY)}}]}

    def covered() -> None:
        owed = orjson.loads(officer(f"{people}:query", asked))["data"]
        done = orjson.loads(officer(f"{tests}:query", {**asked, "filter": day}))["data"]
        assert len(owed) == len(done) == GRIDS, (owed[:3], done[:3])

    return covered


def _signed_in(anyone: Caller, name: str, password: str) -> Caller:
    anyone = Caller(anyone.address, {"X-Authenticator": "basic"})
    said = orjson.loads(anyone("auth:signIn", {"account": urllib.parse.unquote(name), "password": password}))
    return Caller(anyone.address, {**anyone.headers, "Authorization": f"Bearer {said['data']['token']}"})


def _collection(root: Caller, name: str, fields: dict[str, str], *, dated: bool = True) -> None:
    made = [
        {"name": key, "type": kind, "interface": FACES[kind], "uiSchema": {"title": key}}
        for key, kind in fields.items()
    ]
    root(
        "collections:create", {"name": name, "autoGenId": True, "createdAt": dated, "updatedAt": dated, "fields": made}
    )


def _officer(root: Caller, mark: str, scopes: dict[str, dict[str, Any]]) -> Caller:
    """Somebody who sees the rows of each collection that fit its condition, and may enter some."""
    role = f"officer_{mark}"
    root("roles:create", {"name": role, "title": role})
    for collection, condition in scopes.items():
        scope = {"name": "own", "resourceName": collection, "scope": {"$and": [condition]}}
        key = orjson.loads(root("dataSources/main/rolesResourcesScopes:create", scope))["data"]["id"]
        fields = [
            each["name"] for each in orjson.loads(root(f"collections/{collection}/fields:list?paginate=false"))["data"]
        ]
        actions = [{"name": "view", "fields": fields, "scope": {"id": key}}, {"name": "create", "fields": fields}]
        given = {"dataSourceKey": "main", "usingActionsConfig": True, "name": collection, "actions": actions}
        root(f"roles/{role}/dataSourceResources:create", given)
    root("users:create", {"username": role, "nickname": role, "password": f"Aa1{mark}", "roles": [{"name": role}]})
    return _signed_in(root, role, f"Aa1{mark}")


def _import(root: Caller, collection: str, sheet: Path) -> None:
    columns = [{"dataIndex": [key], "defaultTitle": head, "title": head} for key, head in zip(KEYS, HEAD, strict=True)]
    border = uuid.uuid4().hex
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    body = b"".join((
        f'--{border}\r\nContent-Disposition: form-data; name="columns"\r\n\r\n'.encode(), orjson.dumps(columns),
        f'\r\n--{border}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\nContent-Type: {kind}\r\n\r\n'.encode(),
        sheet.read_bytes(), f"\r\n--{border}--\r\n".encode(),
    ))  # fmt: skip
    root(f"{collection}:importXlsx", body, kind=f"multipart/form-data; boundary={border}")


def _same_tests(people: str, tests: str) -> None:
    """The peer's tables get Fugong's people and tests, with each row's grid written beside it and an index on the day."""
    import psycopg
    from django.db import connection

    theirs = urllib.parse.urlsplit(os.environ["DATABASE_URL"])._replace(
        path="/" + os.environ.get("FUGONG_PEER_DATABASE", "nocobase")
    )
    own = """FROM workforce_employment w JOIN registry_enterprise e ON e.id = w.enterprise_id JOIN places_grid g ON g.id = e.grid_id"""
    with connection.cursor() as ours, psycopg.connect(theirs.geturl(), autocommit=True) as peer:
        copied = {
            people: ("id, grid, area", f"SELECT w.person_id, g.key, e.area_code {own}"),
            tests: (
                "id, grid, area, day, person",
                "SELECT row_number() OVER (), g.key, e.area_code, s.day, s.person_id FROM testing_sample s "
                "JOIN registry_enterprise e ON e.id = s.enterprise_id JOIN places_grid g ON g.id = e.grid_id",
            ),
        }
        for table, (columns, query) in copied.items():
            with (
                ours.copy(f"COPY ({query}) TO STDOUT") as out,
                peer.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as into,
            ):
                for piece in out:
                    into.write(piece)
        peer.execute(f"CREATE INDEX ON {tests} (day)")
        peer.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
