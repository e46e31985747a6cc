"""How far it is: straight lines, the deployer's table, a routing server that must lie inside. Nothing outside is ever asked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from fugong.channels import net
from fugong.core.errors import Refused
from fugong.planning.travel import Spot
from fugong.proposals import distances
from fugong.proposals.distances import Whereabouts, roads

A, B, C = Spot(118.10, 24.60), Spot(118.20, 24.60), Spot(118.10, 24.70)


@pytest.fixture
def place(cast: Any) -> Any:
    with override("en"):
        yield cast.campaign


class Router:
    """A routing server on this machine: a metre and two seconds for each 0.00001 degree, as OSRM answers."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: bytes | None = None
        self.status = 200
        router = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                router.asked.append(self.path)
                body = router.answer if router.answer is not None else router.table(self.path)
                self.send_response(router.status)
                if router.status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def table(path: str) -> bytes:
        given, _mark, query = path.removeprefix("/table/v1/driving/").partition("?")
        points = [tuple(map(float, each.split(","))) for each in given.split(";")]
        asked = dict(part.split("=") for part in query.split("&"))
        rows, columns = ([int(key) for key in asked[name].split(";")] for name in ("sources", "destinations"))
        far = [
            [round(1e5 * (abs(points[r][0] - points[c][0]) + abs(points[r][1] - points[c][1]))) for c in columns]
            for r in rows
        ]
        return json.dumps({"code": "Ok", "distances": far, "durations": [[2 * m for m in row] for row in far]}).encode()


@pytest.fixture
def router(settings: Any) -> Iterator[Router]:
    made = Router()
    settings.ROUTING_SERVER = made.address
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_without_anything_it_is_the_straight_line_times_the_packs_factor(place: Any) -> None:
    found = roads(place)
    ways = found.between([A], [B])
    assert found.source == "line" and 13_000 < ways.metres[0, 0] < 13_300  # 10.1 km × 1.3
    assert abs(ways.seconds[0, 0] - ways.metres[0, 0] / (30 / 3.6)) < 2


def test_the_routing_server_is_asked_block_by_block(place: Any, router: Router, monkeypatch: Any) -> None:
    monkeypatch.setattr(distances, "BLOCK", 2)
    found = roads(place)
    ways = found.between([A, B, C], [A, B, C])
    assert ways.metres.tolist() == [[0, 10_000, 10_000], [10_000, 0, 20_000], [10_000, 20_000, 0]]
    assert ways.seconds[0, 1] == 20_000
    assert (found.source, len(router.asked)) == ("server", 4)


@pytest.mark.parametrize(
    "wrong", [b"<html>", b"[]", b"{}", b'{"distances": [[1]], "durations": [[1]]}', b'{"distances": [["x"]]}']
)
def test_a_server_that_answers_nonsense_is_replaced_by_straight_lines_and_it_is_said(
    place: Any, router: Router, wrong: bytes
) -> None:
    router.answer = wrong
    found = roads(place)
    ways = found.between([A, B], [A, B])
    assert (found.source, bool(found.note)) == ("line", True) and ways.metres[0, 1] > 13_000


def test_a_way_that_the_server_does_not_know_is_straight(place: Any, router: Router) -> None:
    router.answer = b'{"distances": [[null]], "durations": [[null]]}'
    found = roads(place)
    assert found.between([A], [B]).metres[0, 0] > 13_000 and found.source == "server"


@pytest.mark.parametrize("status", [302, 500])
def test_a_server_that_leads_elsewhere_is_not_followed(place: Any, router: Router, status: int) -> None:
    router.status = status
    found = roads(place)
    assert found.between([A], [B]).metres[0, 0] > 13_000
    assert (found.source, len(router.asked)) == ("line", 1)


def test_a_server_outside_is_never_asked_whatever_the_setting_names(
    place: Any, settings: Any, monkeypatch: Any
) -> None:
    dialled: list[Any] = []

    def dial(*given: Any) -> Any:
        dialled.append(given)
        raise ConnectionRefusedError

    monkeypatch.setattr(net, "dial", dial)
    monkeypatch.setattr(net, "resolve", lambda host, port, **_more: [(2, 1, 6, "", ("8.8.8.8", port))])
    for address in ("http://router.example:5000", "https://router.example", "ftp://10.0.0.1", "http://u@10.0.0.1"):
        settings.ROUTING_SERVER = address
        found = roads(place)
        found.between([A], [B])
        assert found.source == "line" and found.note == "unsafe_address"
    assert not dialled
    monkeypatch.setattr(net, "is_public", lambda address: False)  # the control: without the guard it would be
    settings.ROUTING_SERVER = "http://router.example:5000"
    roads(place).between([A], [B])
    assert dialled


def test_the_way_to_receivers_outside_is_as_strict_as_before(settings: Any) -> None:
    settings.ROUTING_SERVER = "http://10.0.0.1:5000"
    with pytest.raises(net.Failed, match="inside"):
        net.addresses("10.0.0.1", 5000)
    with pytest.raises(net.Failed):
        net.checked("http://10.0.0.2:5000/", "10.0.0.1:5000")


def _table(tmp_path: Path, text: str) -> str:
    path = tmp_path / "ways.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_deployers_table_comes_first(place: Any, settings: Any, tmp_path: Path) -> None:
    text = "名称,经度,纬度,桥东,桥西\n桥东,118.10,24.60,0,9000/600\n桥西,118.101,24.60,9500,0\n"
    settings.DISTANCES, settings.ROUTING_SERVER = _table(tmp_path, text), "http://127.0.0.1:9"
    found = roads(place)
    east, west = Spot(118.10, 24.60), Spot(118.101, 24.60)
    ways = found.between([east, west], [east, west])
    assert found.source == "table" and ways.metres.tolist() == [[0, 9000], [9500, 0]]
    assert (ways.seconds[0, 1], ways.seconds[1, 0]) == (600, 1140)  # given; by the pack's speed
    beside = Spot(118.1001, 24.60)  # ten metres from the bridge's east end: on the same side it is straight
    assert found.between([beside], [east]).metres[0, 0] < 20
    assert 9_000 < found.between([beside], [west]).metres[0, 0] < 9_030


@pytest.mark.parametrize(
    "text",
    [
        "", "名称,经度,纬度,甲\n乙,118,24,0\n", "名称,经度,纬度,甲\n甲,118,24,x\n", "名称,经度,纬度,甲\n甲,18,240,0\n",
        "名称,经度,纬度,甲\n甲,118,24,-5\n", "名称,经度,纬度,甲,甲\n甲,118,24,0,1\n甲,118,24,1,0\n", "甲\n甲,1\n",
    ],
)  # fmt: skip
def test_a_table_that_makes_no_sense_names_its_line(place: Any, settings: Any, tmp_path: Path, text: str) -> None:
    settings.DISTANCES = _table(tmp_path, text)
    with pytest.raises(Refused, match=r"ways\.csv makes no sense in line"):
        roads(place)
    settings.DISTANCES = str(tmp_path / "none.csv")
    with pytest.raises(Refused, match="can’t be read"):
        roads(place)


def test_who_lies_nowhere_lies_in_the_middle_of_its_grid_or_of_the_place(cast: Any) -> None:
    where = Whereabouts(cast.campaign)
    assert where.place(24.6, 118.15).how == "exact"
    assert where.place(118.15, 24.6, cast.east.pk).how == "grid"  # latitude and longitude were swapped
    assert where.place(0.0, 0.0).how == "middle"
    assert where.place(None, None, cast.east.pk).spot == where.grids[cast.east.pk]
