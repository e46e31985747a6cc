"""A10: over a line that drops 30 %, repeats 20 % and breaks off, the phone's queue loses nothing and doubles nothing.

200 sends in the ordinary run; `FUGONG_SENDS=10000 bin/test tests/faults/test_phone_line.py -k 'nothing or edits'` for the long one.
"""

import os
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from browser.phones import only_the_page_sends, open_phone, wait
from faults.line import Line
from faults.sends import run
from ground.browser import PHONE

SENDS = int(os.environ.get("FUGONG_SENDS", "200"))
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.timeout(max(300, SENDS))]


@pytest.fixture
def line(live_server, settings):
    settings.API_CALLS_A_MINUTE = 10**6
    target = urlsplit(live_server.url)
    with Line((target.hostname, target.port)) as bad:
        yield bad


@pytest.fixture
def far(browser, line, sign_in, cast):
    """The inspector's phone at the other end of the bad line."""
    context = browser.new_context(base_url=line.address, **PHONE)
    page = context.new_page()
    sign_in(page, cast.inspector)
    yield page
    context.close()


@pytest.mark.thorough
def test_nothing_is_lost_and_nothing_is_doubled(far, line, cast, capsys):
    outcome = run(far, line, cast.river.pk, SENDS, patience=max(200, SENDS))
    with capsys.disabled():
        print(f"\n{SENDS} sends in {outcome.seconds:.0f} s: {outcome}")
    assert (outcome.visits, outcome.doubled, outcome.edits) == (SENDS, 0, 0)
    assert outcome.photos == (SENDS + 9) // 10
    assert min(line.told[fate] for fate in ("lost", "unanswered", "twice", "cut")) > 0


@pytest.mark.thorough
def test_without_ids_of_its_own_the_same_line_doubles(far, line, cast):
    """The negative control."""
    line.cut = line.lost = 0
    outcome = run(far, line, cast.river.pk, 40, photos=10**6, forget=True)
    assert outcome.visits == 40 and outcome.doubled > 0


def test_the_worker_sends_when_the_page_is_closed(phone, sign_in, cast):
    """Background Sync: the browser wakes the worker, which has the queue and the sender by itself."""
    from faults.sends import WRITE
    from fugong.inspections.models import Evidence, Visit

    only_the_page_sends(phone.context)  # the browser's own call, whose moment nobody knows, is made by the test below
    sign_in(phone, cast.inspector)
    open_phone(phone)
    phone.context.set_offline(True)
    phone.evaluate(WRITE, [0, 3, cast.river.pk, 1])
    tools = phone.context.new_cdp_session(phone)
    found: list[Any] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    tools.send("ServiceWorker.enable")
    wait(phone, lambda: bool(found), True, "the worker is known")
    phone.goto("about:blank")
    assert not Visit.objects.exists()
    phone.context.set_offline(False)
    registration = next(each for each in found if each["scopeURL"].endswith("/"))
    origin = re.match(r"https?://[^/]+/", registration["scopeURL"])[0].rstrip("/")
    tools.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": origin, "registrationId": registration["registrationId"], "tag": "outbox", "lastChance": False},
    )
    arrived = Evidence.objects.exclude(visit=None)
    wait(phone, lambda: (Visit.objects.count(), arrived.count()), (3, 3), "visits and photos on the server")
    assert phone.url == "about:blank"


@pytest.mark.thorough
def test_edits_on_two_devices_are_all_kept(cast, settings):
    """Two phones record each visit differently, at once: one is the visit, the other is kept beside it, and both are told."""
    from django.test import Client

    from fugong.inspections.models import Visit, VisitEdit

    settings.API_CALLS_A_MINUTE = 10**6
    phones = []
    for _device in range(2):
        phones.append(Client())
        phones[-1].force_login(cast.inspector)

    def send(given: tuple[int, uuid.UUID]) -> int:
        from django.db import connection

        device, uid = given
        body = {
            "uid": str(uid), "enterprise": cast.river.pk, "kind": "round", "checklists": ["basics"],
            "items": [{"checklist": "basics", "item": "roster", "passed": device == 0}], "device": f"phone {device}",
            "started_at": "2020-02-20T03:00:00Z", "finished_at": "2020-02-20T03:30:00Z",
        }  # fmt: skip
        try:
            answer = phones[device].post("/api/v1/campaigns/plain/visits", body, content_type="application/json")
            assert answer.status_code == 201, answer.content
            return int(answer.json()["edits"])
        finally:
            connection.close()

    numbers = [uuid.uuid4() for _each in range((500 if SENDS >= 500 else 100) // 2)]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(send, [(device, uid) for uid in numbers for device in (0, 1)]))
    assert Visit.objects.count() == VisitEdit.objects.count() == len(numbers)
    assert {edit.visit.items.get().passed for edit in VisitEdit.objects.all()} <= {True, False}
    for visit in Visit.objects.prefetch_related("edits", "items"):
        first, second = visit.items.get().passed, visit.edits.get().content["answers"][0]["passed"]
        assert first is not second
    assert told.count(1) >= len(numbers)  # whoever came second always hears of it
