"""The queue of the phone: killed, refused, full, lent, updated, signed out. Nothing is lost, nothing is shown to another."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from browser.phones import (
    FILES,
    READY,
    STATES,
    all_sent,
    hurry,
    only_the_page_sends,
    open_phone,
    person_is,
    show,
    until,
    wait,
    waiting,
    without_network,
)
from browser.test_phone_offline import add_photo, begin, finish, look_at_all, photograph, plan_round, sign
from ground.browser import FLAGS, PHONE, chromium

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(phone, sign_in, cast) -> Any:
    plan_round(cast, cast.river, cast.shop)
    sign_in(phone, cast.inspector)
    open_phone(phone)
    phone.locator("[data-enterprise]").first.wait_for()
    hurry(phone)
    return phone


def write_one(page: Any, name: str = "东河精工", photos: int = 1) -> None:
    """A whole visit."""
    begin(page, name)
    look_at_all(page)
    for _each in range(photos):
        add_photo(page.locator(".item").first, photograph(640, 480))
    sign(page)
    finish(page)


def visits() -> Any:
    from fugong.inspections.models import Visit

    return Visit.objects.all()


# -- killed -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def of_its_own(browser, live_server, tmp_path) -> Iterator[Callable[[], "Phone"]]:
    """`of_its_own()`: a phone in a browser of its own, over the same store each time."""
    phones = []

    def start() -> Phone:
        phones.append(Phone(browser, tmp_path, live_server))
        return phones[-1]

    yield start
    for each in phones:
        each.kill()


def test_killed_in_the_middle_of_sending_it_goes_on_where_it_was(of_its_own, cast, sign_in):
    """The whole browser is killed while a photo is on its way; opened again over the same store, all arrives once."""
    from fugong.inspections.models import Evidence

    plan_round(cast, cast.river)
    first = of_its_own()
    sign_in(first.page, cast.inspector)
    open_phone(first.page)
    first.page.locator("[data-enterprise]").first.wait_for()
    first.allowed = 2
    with without_network(first.page):
        write_one(first.page, photos=3)
    wait(first.page, lambda: first.pieces, 3, "pieces sent")
    first.kill()
    assert visits().count() == 1 and Evidence.objects.count() < 3
    again = of_its_own()
    sign_in(again.page, cast.inspector)
    open_phone(again.page)
    all_sent(again.page, 1)
    visit = visits().get()
    assert Evidence.objects.filter(visit=visit, kind="photo").count() >= 3
    assert not Evidence.objects.filter(visit=None).exists()


class Phone:
    """A browser of its own with a folder of its own, that can be killed."""

    def __init__(self, browser: Any, folder: Path, live_server: Any) -> None:
        self.folder = folder / "phone"
        self.pieces, self.allowed = 0, 10**9
        self.context = browser.browser_type.launch_persistent_context(
            str(self.folder), executable_path=chromium(), headless=True, args=[*FLAGS, "--no-sandbox"],
            base_url=live_server.url, **PHONE,
        )  # fmt: skip
        only_the_page_sends(self.context)
        self.page = self.context.pages[0]
        self.context.route(re.compile("/api/v1/evidence/"), self._piece)

    def _piece(self, route: Any) -> None:
        self.pieces += 1
        if self.pieces <= self.allowed:
            route.continue_()  # else neither sent nor refused: the phone waits

    def kill(self) -> None:
        """No goodbye: SIGKILL to every process of this browser, known by its folder, until none is left."""
        while running := list(self._processes()):
            for number in running:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.02)

    def _processes(self) -> Iterator[int]:
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and str(self.folder).encode() in (entry / "cmdline").read_bytes():
                    yield int(entry.name)


# -- lent, signed out, signed in again --------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_next_person_sees_nothing_and_nothing_is_lost(officer, sign_in, cast):
    with without_network(officer):
        write_one(officer)
        begin(officer, "泉水商贸")
        officer.locator(".answer").first.tap()
        show(officer, "me")
        officer.locator("[data-leave]").tap()
        officer.locator(".ask .btn-danger").tap()
        officer.locator("[data-enter]").wait_for()
        assert "东河" not in officer.locator("body").inner_text()
        assert officer.evaluate("() => phone.store.meta('leaving')")
    until(officer, "() => phone.store.meta('leaving')", None)
    assert not visits().exists()
    sign_in(officer, cast.officer)
    officer.reload()
    person_is(officer, "驻企干部甲")
    assert officer.evaluate(STATES) == [] and waiting(officer) == 0
    for screen in ("queue", "me", ""):
        show(officer, screen)
        assert "王负责" not in officer.locator("body").inner_text()
        assert officer.locator("[data-chain], #main [href^='#/v/']").count() == 0
    assert not visits().exists()
    sign_in(officer, cast.inspector)
    officer.reload()
    person_is(officer, "核查员")
    until(officer, f"() => ({STATES})().then((states) => states.sort())", ["open", "sent"])
    until(officer, "() => document.getElementById('waiting').hidden", True)
    assert visits().get().by == cast.inspector


@pytest.mark.thorough
def test_a_draft_of_another_person_does_not_open_by_its_address(officer, sign_in, cast):
    begin(officer, "东河精工")
    screen = officer.url.split("#/")[1]
    sign_in(officer, cast.officer)
    officer.goto("/phone/")
    person_is(officer, "驻企干部甲")
    show(officer, screen)
    assert officer.locator("#main .empty").count() == 1
    assert officer.locator(".item").count() == 0 and "东河" not in officer.locator("body").inner_text()


@pytest.mark.thorough
def test_signing_out_on_the_desks_pages_hides_it_here_too(officer):
    begin(officer, "东河精工")
    officer.goto("/me/")
    with officer.expect_navigation():
        officer.evaluate("document.querySelector('form[action$=\"/logout/\"]').submit()")
    officer.goto("/phone/")
    officer.locator(READY).wait_for(state="attached")
    assert officer.locator("[data-enter]").count() == 1 and officer.locator("[data-enterprise]").count() == 0
    person_is(officer, None)


@pytest.mark.thorough
def test_a_session_that_ran_out_asks_to_sign_in_and_keeps_the_queue(officer, sign_in, cast):
    with without_network(officer):
        write_one(officer)
        officer.context.clear_cookies()
    officer.locator("[data-bar=sign_in]").wait_for()
    assert waiting(officer) > 0 and not visits().exists()
    assert officer.locator("[data-enterprise]").count() == 2  # work goes on
    sign_in(officer, cast.inspector)
    officer.reload()
    all_sent(officer, 1)
    assert visits().count() == 1


# -- a new version ----------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_new_version_waits_for_the_officer_and_drafts_stay(officer, monkeypatch):
    from fugong.inspections.phone import assets

    begin(officer, "东河精工")
    officer.locator(".answer").first.tap()
    before = officer.locator(".item").first.get_attribute("data-answer")
    monkeypatch.setattr(assets, "version", lambda: "a-new-one")
    officer.evaluate("() => navigator.serviceWorker.ready.then((registration) => registration.update())")
    bar = officer.locator("[data-bar=version]")
    bar.wait_for()
    officer.locator(".item").nth(1).locator(".answer").nth(1).tap()
    officer.locator(".item").nth(1).locator("textarea").fill("刚刚写下")
    with officer.expect_navigation():
        bar.locator("button").tap()
    officer.locator(".item").first.wait_for()
    assert officer.evaluate("() => phone.addresses.version") == "a-new-one"
    assert officer.locator(".item").first.get_attribute("data-answer") == before == "true"
    assert officer.locator(".item").nth(1).locator("textarea").input_value() == "刚刚写下"


# -- full -------------------------------------------------------------------------------------------------------------

FULL = """() => {
    const put = IDBObjectStore.prototype.put;
    window.fill = (full) => { window.isFull = full; };
    IDBObjectStore.prototype.put = function (...given) {
        if (window.isFull && (this.name === "files" || this.name === "drafts")) throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, given);
    };
}"""


@pytest.mark.thorough
def test_a_full_phone_says_so_keeps_what_it_has_and_goes_on_when_there_is_room(officer):
    officer.evaluate(FULL)
    begin(officer, "东河精工")
    first = officer.locator(".item").first
    first.locator(".answer").first.tap()
    add_photo(first)
    officer.evaluate("() => fill(true)")
    first.locator("input[type=file]").first.set_input_files(
        {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": photograph(640, 480)}
    )
    officer.locator("[data-bar=full]").wait_for()
    assert first.locator(".thumb").count() == 1  # what was kept is there
    officer.evaluate("() => fill(false)")
    officer.locator("[data-bar=full] button").nth(1).tap()
    officer.locator("[data-bar=full]").wait_for(state="detached")
    first.locator(".thumb").nth(1).wait_for()  # and what wasn't is kept now
    assert officer.evaluate(STATES) == ["open"]


@pytest.mark.thorough
def test_sent_photos_make_room_by_themselves(officer):
    write_one(officer)
    until(officer, STATES, ["sent"])
    assert officer.evaluate(FILES) > 0
    show(officer, "queue")
    officer.locator("[data-drop-sent]").tap()
    until(officer, FILES, 0)
    assert officer.evaluate(STATES) == ["sent"]


# -- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_what_the_server_refuses_is_shown_kept_and_mended(officer):
    begin(officer, "东河精工")
    look_at_all(officer)
    sign(officer)
    with without_network(officer):
        finish(officer)
        officer.evaluate(
            """async () => {
                const person = await phone.store.meta("person");
                const [row] = await phone.outbox.list(person.id);
                row.body.items[0].item = "no_such_item";
                await phone.store.put("outbox", row);
            }"""
        )
    show(officer, "queue")
    officer.locator("[data-mend]").wait_for()
    assert waiting(officer) > 0 and not visits().exists()
    officer.locator("[data-mend]").tap()
    officer.locator("#main > div > .alert-danger[role=alert]").wait_for()
    officer.locator("[data-sign]").tap()
    finish(officer)
    until(officer, STATES, ["sent"])
    assert visits().count() == 1


@pytest.mark.thorough
def test_a_portals_page_is_no_answer(officer):
    """A hotel's network answers 200 with a page of its own to everything: nothing counts as sent."""
    asked = []

    def portal(route: Any) -> None:
        asked.append(route.request.method)
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome, please pay</h1>")

    only_the_page_sends(officer.context)
    officer.reload()
    officer.context.route(re.compile("/api/v1/"), portal)
    write_one(officer)
    wait(officer, lambda: asked.count("POST") > 2, True, "tried again and again")
    officer.locator("[data-bar=offline]").wait_for()
    assert waiting(officer) > 0 and not visits().exists()
    officer.context.unroute(re.compile("/api/v1/"))
    all_sent(officer, 1)
    assert visits().count() == 1
    officer.locator("[data-bar=offline]").wait_for(state="detached")


@pytest.mark.thorough
def test_a_busy_server_is_left_in_peace_as_long_as_it_asks(officer):
    asked: list[float] = []

    def busy(route: Any) -> None:
        asked.append(time.monotonic())
        body = '{"type": "about:blank", "title": "", "status": 503, "code": "busy", "detail": "", "faults": []}'
        problem = {"Content-Type": "application/problem+json", "Retry-After": "2"}
        route.fulfill(status=503, headers=problem, body=body)

    only_the_page_sends(officer.context)
    officer.reload()
    officer.context.route(re.compile("/api/v1/evidence/"), busy)
    write_one(officer)
    write_one(officer, "泉水商贸")
    wait(officer, lambda: len(asked) >= 3, True, "came again")
    assert min(later - earlier for earlier, later in pairwise(asked)) > 1.9
    assert officer.locator("[data-bar=offline]").count() == 0 and waiting(officer) > 0
    officer.context.unroute(re.compile("/api/v1/evidence/"))
    all_sent(officer, 2)
    assert visits().count() == 2


@pytest.mark.thorough
def test_two_officers_editing_one_visit_are_both_kept_and_told(officer):
    write_one(officer)
    until(officer, STATES, ["sent"])
    uid = officer.evaluate(
        "() => phone.store.meta('person').then(p => phone.store.ofPerson('drafts', p.id)).then(rows => rows[0].uid)"
    )
    show(officer, f"v/{uid}")
    officer.locator("[data-reopen]").tap()
    officer.locator(".item").first.wait_for()
    officer.locator(".item").first.locator('.answer[data-answer="null"]').tap()
    officer.locator("[data-sign]").tap()
    finish(officer)
    until(officer, STATES, ["sent"])
    assert visits().get().edits.count() == 1
    show(officer, f"v/{uid}")
    officer.locator("#main .alert-warning a").wait_for()
