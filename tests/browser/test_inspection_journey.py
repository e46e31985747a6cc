"""From the cellar to the lifted suspension: each step by the person whose it is, and refused to every other.

The inspector finds on the phone, without network, what was found and put right before; the notice, the enterprise's answer,
the look-back, the order with its two signatures, its lifting and the evening meeting follow on the pages.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from browser.phones import all_sent, hurry, open_phone, without_network
from browser.test_phone_offline import begin, finish, look_at_all, photograph, plan_round, sign
from browser.walking import Walker

pytestmark = pytest.mark.django_db(transaction=True)

C = "/c/plain"
WIRING = 2  # the third item of the list: a fault in it asks for a notice
FAULT = "无私拉电线、违规用电"


@dataclass
class Case:
    """Who there is, a window at which they sit one after the other, and how others fare."""

    cast: Any
    walker: Walker
    sign_in: Callable[[Any, Any], None]

    def sit_down(self, person: Any, address: str) -> None:
        self.walker.who = person.username
        self.sign_in(self.walker.page, person)
        self.walker.open(address)

    def send(self, action_end: str, button: str = "button:not([type=button])", sure: bool = False) -> None:
        self.walker.send(self.walker.form(action_end), button, sure)

    def refused(self, address: str, fields: dict[str, str], *people: Any) -> None:
        """None of them can do it, and nothing is written by trying."""
        from django.conf import settings
        from django.test import Client

        from fugong.ledger.models import Event

        before = Event.objects.count()
        for person in people:
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            assert client.post(address, fields).status_code in (403, 404), f"{person.username} at {address}"
        assert Client().post(address, fields).status_code == 302  # to the sign-in
        assert Event.objects.count() == before


@pytest.mark.thorough
def test_from_the_cellar_to_the_lifted_suspension(phone, desktop, sign_in, cast, settings, tmp_path):
    settings.MEDIA_ROOT, settings.STAFF_SECOND_FACTOR = tmp_path, False
    case = Case(cast, Walker(desktop), sign_in)
    was_put_right_once(cast)
    at_work(cast)
    inspect_in_the_cellar(phone, sign_in, cast)
    notice = issue_the_notice(case)
    answer_it(case, notice)
    stop = find_it_wanting(case, notice)
    order_the_stop(case, stop)
    answer_the_order(case, stop)
    find_it_right(case, stop)
    hear_it_in_the_evening(case, stop)
    lift_it(case, stop)
    assert not case.walker.faults, "\n".join(case.walker.faults)


def was_put_right_once(cast: Any) -> None:
    """Makeshift wiring was found before, and taken away: what is found today is a repeat."""
    from fugong.rectification.tests.stage import build

    stage = build(cast)
    stage.looked_at(stage.answered(stage.issued("wiring")), right=True)


def at_work(cast: Any) -> None:
    from fugong.core import clock
    from fugong.resumption.models import Resumption

    rows = Resumption.objects.filter(campaign=cast.campaign, enterprise=cast.river)
    rows.update(state="resumed", resumed_on=clock.today(), approved_at=clock.now())


def state(cast: Any) -> str:
    from fugong.resumption.models import Resumption

    return str(Resumption.objects.get(campaign=cast.campaign, enterprise=cast.river).state)


def inspect_in_the_cellar(phone: Any, sign_in: Any, cast: Any) -> None:
    from fugong.rectification.models import Finding

    plan_round(cast, cast.river, cast.hill, cast.shop)
    sign_in(phone, cast.inspector)
    open_phone(phone)
    phone.locator("[data-enterprise]").nth(2).wait_for()
    hurry(phone)
    with without_network(phone):
        phone.reload()
        for name, failing in (("东河精工", WIRING), ("西山食品", None), ("泉水商贸", None)):
            begin(phone, name)
            look_at_all(phone, failing=failing)
            sign(phone)
            finish(phone)
    all_sent(phone, 3)
    found = Finding.objects.get(state="open")
    assert (found.enterprise, found.item, found.is_repeat) == (cast.river, "wiring", True)


def issue_the_notice(case: Case) -> Any:
    from fugong.rectification.models import Finding, Notice

    cast, found = case.cast, Finding.objects.get(state="open")
    there = f"{C}/enterprises/{cast.river.pk}/findings/"
    fields = {"finding": str(found.pk)}
    case.refused(f"{there}notice/", fields, cast.liaison, cast.hill_town, cast.leader, cast.stranger)
    case.sit_down(cast.inspector, there)
    case.send("/findings/notice/", ".sticky-act button", sure=True)
    found.refresh_from_db()
    assert found.state == "noticed"
    return Notice.objects.get(state="issued")


def answer_it(case: Case, notice: Any) -> None:
    cast, item = case.cast, notice.items.get()
    address = f"/mine/plain/{cast.river.pk}/rectification/{notice.pk}/"
    fields = {f"a-{item.pk}": "拆了"}
    case.refused(f"{address}answer/", fields, cast.shop_liaison, cast.inspector, cast.bureau, cast.stranger)
    case.sit_down(cast.liaison, address)
    show_and_say(case, f"p-{item.pk}", f"a-{item.pk}", "临时线路已拆除")
    case.send("/answer/")
    notice.refresh_from_db()
    assert notice.state == "answered"


def find_it_wanting(case: Case, notice: Any) -> Any:
    from fugong.rectification.models import StopWork

    cast, item = case.cast, notice.items.get()
    address = f"{C}/rectification/{notice.pk}/"
    fields = {f"o-{item.pk}": "wrong", f"r-{item.pk}": "仍有"}
    case.refused(f"{address}look-back/", fields, cast.inspector, cast.liaison, cast.hill_town, cast.stranger)
    case.sit_down(cast.bureau, address)
    case.walker.page.locator(f'label[for="o-{item.pk}-wrong"]').click()
    case.walker.page.fill(f"[name=r-{item.pk}]", "二楼仍有插座串接")
    case.send("/look-back/")
    stop = StopWork.objects.get()
    assert (stop.state, stop.proposed_by) == ("proposed", cast.bureau)
    assert state(cast) == "resumed"  # one signature isn't enough
    return stop


def order_the_stop(case: Case, stop: Any) -> None:
    cast, address = case.cast, f"{C}/stop-works/{stop.pk}/"
    fields = {"outcome": "order", "opinion": "同意"}
    case.refused(f"{address}decision/", fields, cast.bureau, cast.inspector, cast.liaison, cast.town, cast.stranger)
    case.sit_down(cast.leader, address)
    case.walker.page.fill("[name=opinion]", "同意停工整改")
    case.send("/decision/", "[value=order]", sure=True)
    stop.refresh_from_db()
    assert (stop.state, stop.decided_by, state(cast)) == ("in_force", cast.leader, "suspended")


def answer_the_order(case: Case, stop: Any) -> None:
    cast, found = case.cast, stop.items.get().finding
    address = f"/mine/plain/{cast.river.pk}/stop-works/{stop.pk}/"
    case.refused(f"{address}answer/", {"text": "拆了"}, cast.shop_liaison, cast.bureau, cast.leader, cast.stranger)
    case.sit_down(cast.liaison, address)
    item = stop.items.get()
    assert found.item == "wiring"
    show_and_say(case, f"p-{item.pk}", "text", "全部线路由电工重新布设")
    case.send("/answer/")
    stop.refresh_from_db()
    assert stop.state == "answered"


def find_it_right(case: Case, stop: Any) -> None:
    cast, address = case.cast, f"{C}/stop-works/{stop.pk}/"
    fields = {"outcome": "right", "note": "好"}
    barred: Iterable[Any] = (cast.inspector, cast.bureau, cast.leader, cast.liaison, cast.hill_town, cast.stranger)
    case.refused(f"{address}look-back/", fields, *barred)
    case.sit_down(cast.grid_leader, address)
    case.walker.page.fill("[name=note]", "逐间查看，已规范")
    case.send("/look-back/", "[value=right]")
    stop.refresh_from_db()
    assert (stop.state, stop.verified_by, state(cast)) == ("verified", cast.grid_leader, "suspended")


def hear_it_in_the_evening(case: Case, stop: Any) -> None:
    """The desk calls the meeting; the finding of the day and the order stand on its agenda by themselves."""
    from fugong.core import clock
    from fugong.meetings import actions

    begins = clock.now() + dt.timedelta(minutes=20)
    meeting = actions.call(campaign=case.cast.campaign, kind="meeting", starts_at=begins, by=case.cast.desk)
    case.sit_down(case.cast.desk, f"{C}/meetings/{meeting.pk}/")
    assert stop.number in case.walker.text and FAULT in case.walker.text
    keys = list(meeting.items.values_list("key", flat=True))
    assert f"stop_work:{stop.pk}" in keys and "aspect:fire_safety" in keys


def lift_it(case: Case, stop: Any) -> None:
    cast, address = case.cast, f"{C}/stop-works/{stop.pk}/"
    fields = {"outcome": "lift", "opinion": "同意"}
    case.refused(f"{address}decision/", fields, cast.grid_leader, cast.bureau, cast.liaison, cast.stranger)
    case.sit_down(cast.leader, address)
    case.send("/decision/", "[value=lift]")
    stop.refresh_from_db()
    assert (stop.state, state(cast)) == ("lifted", "approved")  # it says itself when it begins again
    case.sit_down(cast.liaison, f"/mine/plain/{cast.river.pk}/")
    assert stop.number not in case.walker.text or "解除" in case.walker.text


def show_and_say(case: Case, file: str, field: str, words: str) -> None:
    case.walker.page.set_input_files(
        f"[name={file}]", {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photograph(640, 480)}
    )
    case.walker.page.fill(f"[name={field}]", words)
