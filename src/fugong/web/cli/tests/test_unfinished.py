"""Nobody works with half of a place: who waits goes on when all is made, or when whoever made it is gone."""

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from fugong.web.cli import serving, unfinished
from fugong.web.laying_out import LayingOut

MAKER = """
import sys, time
from pathlib import Path
from django.conf import settings
settings.configure(VAR=Path(sys.argv[1]))
from fugong.web.cli import unfinished
unfinished.begin()
print("begun", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def _waiter() -> tuple[threading.Thread, list[str]]:
    went_on: list[str] = []
    thread = threading.Thread(target=lambda: (unfinished.wait(), went_on.append("on")), daemon=True)
    thread.start()
    return thread, went_on


def test_who_waits_goes_on_when_all_is_made() -> None:
    making = unfinished.begin()
    assert unfinished.is_under_way()
    waiting, went_on = _waiter()
    waiting.join(0.3)
    assert not went_on
    unfinished.done(making)
    waiting.join(10)
    assert went_on and not unfinished.is_under_way()


def test_meanwhile_the_address_says_how_far_it_is_and_asks_no_database(rf: Any) -> None:
    asked: list[str] = []

    def inner(request: Any) -> HttpResponse:
        asked.append(request.path)
        return HttpResponse("there")

    page = LayingOut(inner)
    making = unfinished.begin()
    unfinished.tell(making, 42, 100)
    answer = page(rf.get("/", headers={"accept-language": "en", "accept": "text/html"}))
    assert (answer.status_code, answer["Refresh"], answer["Retry-After"]) == (503, "5", "5")
    assert "being laid out: 42 %" in answer.content.decode() and not asked
    assert page(rf.get("/healthz", headers={"accept": "application/json"})).status_code == 503
    unfinished.tell(making, 100, 100)
    assert unfinished.share() == 99, "all is there only when it is"
    unfinished.done(making)
    assert page(rf.get("/")).content == b"there"
    making = unfinished.begin()
    assert page(rf.get("/")).content == b"there" and unfinished.share() == 0
    unfinished.done(making)


def test_nobody_waits_where_nothing_is_being_made() -> None:
    unfinished.wait()
    unfinished.wait()
    assert not unfinished.is_under_way()


def test_a_killed_maker_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", MAKER, str(tmp_path)], stdout=subprocess.PIPE) as maker:
        assert maker.stdout and maker.stdout.readline() == b"begun\n"
        waiting, went_on = _waiter()
        waiting.join(0.3)
        assert not went_on
        maker.send_signal(signal.SIGKILL)
        waiting.join(10)
        assert went_on


class Began(Exception):
    """The worker has begun to work."""


@pytest.mark.parametrize("demo", [True, False])
def test_only_the_demos_worker_waits(demo: bool, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[str] = []
    settings.DEMO = demo
    monkeypatch.setattr(serving, "_refuse_demo_data", lambda: None)
    monkeypatch.setattr(unfinished, "wait", lambda: waited.append("waited"))
    from procrastinate.contrib.django import app

    def begins() -> Any:
        raise Began(list(waited))

    monkeypatch.setattr(app.connector, "get_worker_connector", begins)
    with pytest.raises(Began) as began:
        serving.worker(concurrency=1)
    assert began.value.args[0] == (["waited"] if demo else [])
