"""Who people are stands nowhere in clear: not in a table, not in the database's own files and its journal, not in media, sheets,
logs or backups. Made-up people come in by every way there is, and are then looked for, byte by byte.
"""

import base64
import io
import json
import logging
import secrets
import subprocess
import tarfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from fugong.arrivals.models import Arrival
from fugong.arrivals.tests.stage import build as with_flight
from fugong.core import clock, embedded
from fugong.core.backup import making
from fugong.places.actions import close
from fugong.sheets.models import SheetImport
from fugong.workforce.actions import erasures, links
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db(transaction=True)  # the files of a database hold what was committed
C = "/c/plain"
RUN = "".join(secrets.choice("金丝雀鹂莺鹃鹤鹭鸢鹏鸿鹄") for _each in range(5))
"""All names and addresses of this run begin so; numbers with DIGITS."""
DIGITS = f"{secrets.randbelow(90_000) + 10_000}"


@dataclass
class Canary:
    """A made-up person: what of it is looked for begins alike for all, so that one search finds any."""

    n: int

    @property
    def name(self) -> str:
        return f"{RUN}{'甲乙丙丁戊己庚辛壬癸'[self.n]}"

    @property
    def passport(self) -> str:
        return f"E8{DIGITS}{self.n:02d}"

    @property
    def phone(self) -> str:
        return f"139{DIGITS}0{self.n:02d}"

    @property
    def street(self) -> str:
        return f"{RUN}路{self.n}号"

    @property
    def said(self) -> dict[str, str]:
        return {
            "name": self.name, "document": self.passport, "document_kind": "passport", "phone": self.phone,
            "address": self.street, "origin": "江苏赣榆", "arrived_on": "2020-02-20", "nationality": "CN",
        }  # fmt: skip


MARKS = (RUN, f"E8{DIGITS}", f"139{DIGITS}")


@dataclass
class Found:
    """What lay where; and what was asked of the server: the addresses, which the log keeps."""

    addresses: list[str] = field(default_factory=list)
    sheets: list[bytes] = field(default_factory=list)


def forms(mark: str) -> Iterator[bytes]:
    """A text as files may hold it: plain, in other encodings, escaped, as hexadecimal digits, in base 64 at every offset."""
    plain = mark.encode()
    yield plain
    yield mark.encode("utf-16-le")
    yield plain.hex().encode()
    if not mark.isascii():
        yield mark.encode("gb18030")
        yield json.dumps(mark)[1:-1].encode()
        yield quote(mark).encode()
    for skip in range(3):
        coded = base64.b64encode(b"\0" * skip + plain).rstrip(b"=")
        yield coded[(skip * 8 + 5) // 6 : -1]


NEEDLES = tuple(dict.fromkeys(needle for mark in MARKS for needle in forms(mark)))


def holds(content: bytes, needles: Iterable[bytes] = NEEDLES) -> bool:
    return any(needle in content for needle in needles)


def files_since(folder: Path, moment: float) -> Iterator[Path]:
    """Files that were written since; a page or a journal that holds something of this test is among them."""
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime >= moment:
            yield path


def raw_files(moment: float) -> list[Path]:
    """The database's own files (tables, indexes, TOAST, journal, its log) with everything in them that was committed."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_lsn()), current_setting('data_directory')")
        journal, folder = cursor.fetchone()
    found = list(files_since(Path(folder), moment))
    assert any(path.name == journal for path in found), "the journal is read, too"
    return found


def in_files(paths: Iterable[Path], needles: Iterable[bytes] = NEEDLES) -> list[str]:
    return [str(path) for path in paths if holds(_content(path), needles)]


def _content(path: Path) -> bytes:
    """What stands in a file; nothing where the database took it away meanwhile, as it does with tables that were emptied."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def in_tables() -> list[str]:
    """Tables in a row of which one of the texts stands."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT 1 FROM "{table}" t WHERE t::text LIKE ANY(%s) LIMIT 1', [[f"%{mark}%" for mark in MARKS]]
            )
            if cursor.fetchone():
                found.append(table)
    return found


def unpacked(content: bytes) -> bytes:
    """A sheet as its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def come_in_by_every_way(cast: Any, client: Client, found: Found) -> None:
    """Sheet of the enterprise, sheet of the desk, link, desk, enterprise, API, announced by link, received on the phone."""
    who = [Canary(n) for n in range(9)]
    desk, firm, gate = Client(), Client(), Client()
    for browser, user in ((desk, cast.desk), (firm, cast.liaison), (gate, cast.officer)):
        browser.force_login(user)

    def ask(browser: Client, path: str, post: Any, wanted: int = 302, **more: Any) -> Any:
        answer = browser.post(path, post, **more)
        assert answer.status_code == wanted, (path, answer.status_code, answer.content.decode()[-600:])
        found.addresses += [path, answer.get("Location", "")]
        return answer

    mine, head = f"/mine/plain/{cast.river.pk}", "姓名,证件类型,证件号码,联系电话,住址,来自"
    line = "{0.name},护照,{0.passport},{0.phone},{0.street},江苏省赣榆区"
    sheet = f"{head}\n{line.format(who[0])}\n".encode()
    ask(firm, f"{mine}/people/sheet/", {"sheet": SimpleUploadedFile("名册.csv", sheet)})
    sheet = f"统一社会信用代码,{head}\n{cast.river.uscc},{line.format(who[1])}\n".encode()
    ask(desk, f"{C}/sheets/people/", {"file": SimpleUploadedFile("名册.csv", sheet)})
    ask(desk, f"{C}/sheets/imports/{SheetImport.objects.latest('pk').uid}/application/", {})
    link = links.link(campaign=cast.campaign, enterprise=cast.river, by=cast.liaison)
    own = ask(client, f"/join/{link.token}/", {**who[2].said, "read_notice": "on"})["Location"].split("?")[0]
    ask(client, f"{own}health/", {"other": "38.5", "symptom": "cough"})
    ask(client, f"{own}correction/", {"text": f"我的电话是{who[2].phone}，不是{who[0].phone}"})
    ask(client, f"{own}copy/", {"tail": who[2].passport[-4:]}, 200)
    ask(desk, f"{C}/people/new/", {**who[3].said, "enterprise": str(cast.river.pk)})
    ask(desk, f"{C}/people/new/", {**who[4].said, "document": f"{who[4].passport}？？"}, 422)
    ask(desk, f"{C}/people/", {"text": who[3].passport})
    ask(firm, f"{mine}/people/new/", who[4].said)
    body = {key: value for key, value in who[5].said.items() if key != "address"} | {"enterprise": cast.river.pk}
    ask(firm, "/api/v1/campaigns/plain/people", body, 201, content_type="application/json")
    stage = with_flight(cast)
    coming = {"known": str(stage.flight.pk), "0-name": who[6].name, "0-phone": who[6].phone, "read_notice": "1"}
    coming |= {"contact_name": "王工", "contact_phone": who[7].phone, "destination": who[6].street}
    coming |= {"service": "KE841", "day": clock.today().isoformat(), "time": "13:00", "gate": "air"}
    ask(client, f"/arriving/{link.token}/", coming)
    row = Arrival.objects.latest("pk")
    ask(gate, f"{C}/reception/", {"text": who[6].name}, 200)
    document = {f"document-{row.pk}": who[6].passport, f"kind-{row.pk}": "passport", f"name-{row.pk}": who[6].name}
    ask(gate, f"{C}/arrivals/{row.pk}/document/", document | {f"nationality-{row.pk}": "KR"})
    looked = Person.objects.order_by("pk")[3]
    ask(desk, f"{C}/people/{looked.pk}/look/", {"field": "document", "reason": "核对"}, 200)
    for path in (f"{C}/people/sheet/?tab=all", f"{C}/health/sheet/", f"{C}/arrivals/returnees/sheet/"):
        found.sheets.append(b"".join(desk.get(path).streaming_content))


@pytest.mark.thorough
def test_who_people_are_lies_nowhere_in_clear(
    cast: Any, client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, found = time.time() - 2, Found()
    for logger in ("", "django.request"):
        caplog.set_level(logging.DEBUG, logger)
    come_in_by_every_way(cast, client, found)
    assert {person.name for person in Person.objects.opened()} >= {Canary(n).name for n in range(7)}, "all came in"

    assert in_tables() == []
    assert in_files(raw_files(began)) == []
    assert in_files(files_since(Path(settings.MEDIA_ROOT), began)) == []
    assert not [address for address in found.addresses if holds(address.encode())]
    assert not [line for line in caplog.messages if holds(line.encode())]
    numbers = [needle for mark in MARKS[1:] for needle in forms(mark)]
    assert not [sheet for sheet in found.sheets if holds(unpacked(sheet), numbers)], "sheets name people, and no number"
    assert holds(unpacked(found.sheets[0]), forms(RUN)), "names stand in the list that asks for them"
    assert _in_backup(tmp_path) == []

    close(campaign=cast.campaign, by=cast.administrator, reason="应急响应结束")
    erasures.wind_down(campaign=cast.campaign, by=cast.desk)
    erasures.free_pages()
    assert in_tables() == [] and in_files(raw_files(began)) == []

    Person.objects.model.campaign.field.related_model.objects.filter(pk=cast.campaign.pk).update(name=Canary(9).name)
    assert in_tables() == ["places_campaign"], "what stands in clear is found: in the table,"
    clear = in_files(raw_files(began))
    assert any("/base/" in path for path in clear) and any("/pg_wal/" in path for path in clear), (
        "on the disk, in the journal,"
    )
    assert _in_backup(tmp_path) == ["database.dump"], "and in the backup"


def _in_backup(folder: Path) -> list[str]:
    """Parts of a backup made now in which something stands; the dump is looked through as the SQL that it is."""
    target = folder / f"{secrets.token_hex(4)}.tar"
    making.make(target, with_secrets=True)
    found = []
    with tarfile.open(target) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            read = content.read() if content else b""
            if member.name == "database.dump":
                dump = folder / "database.dump"
                dump.write_bytes(read)
                restore = [str(embedded.programs() / "pg_restore"), "--file=-", str(dump)]
                read = subprocess.run(restore, capture_output=True, check=True).stdout  # noqa: S603
            if holds(read):
                found.append(member.name)
    return found + in_files(each for each in folder.iterdir() if each.name != "database.dump" and each != target)
