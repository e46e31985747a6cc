"""The queue of the phone: killed, refused, full, lent, updated, signed out. Nothing is lost, nothing is shown to another."""

import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from browser.phones import hurry, open_phone, until, waiting, without_network
from browser.test_phone_offline import add_photo, begin, finish, look_at_all, plan_round, sign
from ground.browser import FLAGS, PHONE, chromium

pytestmark = pytest.mark.django_db(transaction=True)

DRAFTS = "() => phone.store.meta('person').then(p => phone.store.ofPerson('drafts', p.id)).then(rows => rows.length)"
STATES = "() => phone.store.meta('person').then(p => phone.store.ofPerson('drafts', p.id)).then(rows => rows.map(d => d.state))"


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
        add_photo(page.locator(".item").first)
    sign(page)
    finish(page)


def visits() -> Any:
    from fugong.inspections.models import Visit

    return Visit.objects.all()


# -- killed -----------------------------------------------------------------------------------------------------------


def test_killed_in_the_middle_of_sending_it_goes_on_where_it_was(browser, live_server, cast, sign_in, tmp_path):
    """The whole browser is killed while a photo is on its way; opened again over the same store, all arrives once."""
    from fugong.inspections.models import Evidence

    plan_round(cast, cast.river)
    first = Phone(browser, tmp_path, live_server)
    sign_in(first.page, cast.inspector)
    open_phone(first.page)
    first.page.locator("[data-enterprise]").first.wait_for()
    first.allowed = 2
    with without_network(first.page):
        write_one(first.page, photos=3)
    first.wait_for(2)
    first.kill()
    assert visits().count() == 1 and Evidence.objects.count() < 3
    again = Phone(browser, tmp_path, live_server)
    sign_in(again.page, cast.inspector)
    open_phone(again.page)
    until(again.page, STATES, ["sent"])
    again.context.close()
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
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **PHONE,
        )  # fmt: skip
        self.page = self.context.pages[0]
        self.context.route(re.compile("/api/v1/evidence/"), self._piece)

    def _piece(self, route: Any) -> None:
        self.pieces += 1
        if self.pieces <= self.allowed:
            route.continue_()  # else neither sent nor refused: the phone waits

    def wait_for(self, pieces: int) -> None:
        for _tick in range(400):
            if self.pieces > pieces:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"only {self.pieces} pieces were sent")

    def kill(self) -> None:
        """No goodbye: SIGKILL to every process of this browser, known by its folder."""
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and str(self.folder).encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
            except OSError:
                continue


# -- lent, signed out, signed in again --------------------------------------------------------------------------------


def test_the_next_person_sees_nothing_and_nothing_is_lost(officer, sign_in, cast):
    with without_network(officer):
        write_one(officer)
        begin(officer, "泉水商贸")
        officer.locator(".answer").first.tap()
        officer.goto("/phone/#/me")
        officer.locator("[data-leave]").tap()
        officer.locator(".ask .btn-danger").tap()
        officer.locator("[data-enterprise]").first.wait_for(state="detached")
        assert "东河" not in officer.locator("body").inner_text()
    until(officer, "() => phone.store.meta('leaving')", None)
    assert not visits().exists()
    sign_in(officer, cast.officer)
    officer.goto("/phone/")
    officer.reload()
    until(officer, "() => phone.store.meta('person').then(person => person && person.name)", "驻企干部甲")
    until(officer, DRAFTS, 0)
    assert waiting(officer) == 0 and not visits().exists()
    for address in ("/phone/#/queue", "/phone/#/"):
        officer.goto(address)
        assert "王负责" not in officer.locator("body").inner_text()
    sign_in(officer, cast.inspector)
    officer.goto("/phone/")
    officer.reload()
    hurry(officer)
    until(officer, DRAFTS, 2)
    until(officer, "() => document.getElementById('waiting').hidden", True)
    assert visits().get().by == cast.inspector


def test_a_draft_of_another_person_does_not_open_by_its_address(officer, sign_in, cast):
    begin(officer, "东河精工")
    address = officer.url
    sign_in(officer, cast.officer)
    officer.goto("/phone/")
    officer.reload()
    until(officer, "() => phone.store.meta('person').then(person => person && person.name)", "驻企干部甲")
    officer.goto(address)
    officer.locator(".empty").wait_for()
    assert officer.locator(".item").count() == 0


def test_signing_out_on_the_desks_pages_hides_it_here_too(officer):
    begin(officer, "东河精工")
    officer.goto("/me/")
    with officer.expect_navigation():
        officer.evaluate("document.querySelector('form[action$=\"/logout/\"]').submit()")
    officer.goto("/phone/")
    officer.locator("html[data-ready=yes]").wait_for(state="attached")
    until(officer, "() => phone.store.meta('person')", None)
    assert officer.locator("[data-enterprise]").count() == 0


def test_a_session_that_ran_out_asks_to_sign_in_and_keeps_the_queue(officer, sign_in, cast):
    with without_network(officer):
        write_one(officer)
        officer.context.clear_cookies()
    officer.locator("[data-bar=sign_in]").wait_for()
    assert waiting(officer) > 0 and not visits().exists()
    assert officer.locator("[data-enterprise]").count() == 2  # work goes on
    sign_in(officer, cast.inspector)
    officer.reload()
    until(officer, "() => document.getElementById('waiting').hidden", True)
    assert visits().count() == 1


# -- a new version ----------------------------------------------------------------------------------------------------


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


def test_a_full_phone_says_so_keeps_what_it_has_and_goes_on_when_there_is_room(officer):
    officer.evaluate(FULL)
    begin(officer, "东河精工")
    first = officer.locator(".item").first
    first.locator(".answer").first.tap()
    add_photo(first)
    officer.evaluate("() => fill(true)")
    first.locator("input[type=file]").first.set_input_files(
        {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": _small_photo()}
    )
    officer.locator("[data-bar=full]").wait_for()
    assert first.locator(".thumb").count() == 1  # what was kept is there
    officer.evaluate("() => fill(false)")
    officer.locator("[data-bar=full] button").nth(1).tap()
    officer.locator("[data-bar=full]").wait_for(state="detached")
    first.locator(".thumb").nth(1).wait_for()  # and what wasn't is kept now
    assert officer.evaluate(DRAFTS) == 1


def _small_photo() -> bytes:
    from browser.test_phone_offline import photograph

    return photograph(640, 480)


def test_sent_photos_make_room_by_themselves(officer):
    write_one(officer)
    until(officer, STATES, ["sent"])
    files = "() => phone.store.meta('person').then(p => phone.store.ofPerson('files', p.id)).then(rows => rows.length)"
    assert officer.evaluate(files) > 0
    officer.goto("/phone/#/queue")
    officer.locator("[data-drop-sent]").tap()
    until(officer, files, 0)
    assert officer.evaluate(STATES) == ["sent"]


# -- refused ----------------------------------------------------------------------------------------------------------


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
    officer.goto("/phone/#/queue")
    officer.locator("[data-mend]").wait_for()
    assert waiting(officer) > 0
    officer.locator("[data-mend]").tap()
    officer.locator(".alert-danger").first.wait_for()
    officer.locator("[data-sign]").tap()
    finish(officer)
    until(officer, STATES, ["sent"])
    assert visits().count() == 1


def test_a_portals_page_is_no_answer(officer):
    """A hotel's network answers 200 with a page of its own to everything: nothing counts as sent."""
    portal = lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Welcome, please pay</h1>")  # noqa: E731
    officer.context.route(re.compile("/api/v1/"), portal)
    write_one(officer)
    officer.wait_for_timeout(500)
    assert waiting(officer) > 0 and not visits().exists()
    officer.context.unroute(re.compile("/api/v1/"))
    until(officer, STATES, ["sent"])
    assert visits().count() == 1


def test_two_officers_editing_one_visit_are_both_kept_and_told(officer):
    write_one(officer)
    until(officer, STATES, ["sent"])
    uid = officer.evaluate(
        "() => phone.store.meta('person').then(p => phone.store.ofPerson('drafts', p.id)).then(rows => rows[0].uid)"
    )
    officer.goto(f"/phone/#/v/{uid}")
    officer.locator("[data-reopen]").tap()
    officer.locator(".item").first.wait_for()
    officer.locator(".item").first.locator('.answer[data-answer="null"]').tap()
    officer.locator("[data-sign]").tap()
    finish(officer)
    until(officer, STATES, ["sent"])
    assert visits().get().edits.count() == 1
    officer.goto(f"/phone/#/v/{uid}")
    officer.locator(".alert-warning a").wait_for()
