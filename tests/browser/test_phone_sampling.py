"""A specialist fills a tube without network; once there is one, everybody stands on the server once."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from browser.phones import hurry, open_phone, until, wait, waiting, without_network
from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.testing import coding
from fugong.testing.actions import points
from fugong.testing.models import Sample, Shift, Specialist, Tube
from fugong.testing.tests.stage import person
from fugong.testing.tubecodes import TubeCodes
from ground import barcodes
from ground.cast import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def _shift(cast: Any) -> Any:
    """An open shift of today (the phone's clock, and the live server's, stand still for nobody) and who scans on it."""
    user = make_user("scanner", "扫码专员")
    grant(user=user, role="specialist", kind=ScopeKind.ENTERPRISE, key=str(cast.river.pk), by=None)
    now = dt.datetime.now(ZoneInfo("Asia/Shanghai"))
    with clock.showing(now):
        point = points.open_point(campaign=cast.campaign, enterprise=cast.river, by=cast.desk)
    Specialist.objects.create(
        campaign=cast.campaign, user=user, kind="scanning", enterprise=cast.river, area_code=cast.river.area_code,
        trained_on=now.date(), passed=True, valid_until=now.date(),
    )  # fmt: skip
    Shift.objects.create(
        campaign=cast.campaign, point=point, area_code=point.area_code, day=now.date(), begins_at=now,
        ends_at=now + dt.timedelta(hours=1), test="nucleic", state="open", state_since=now,
    )  # fmt: skip
    return user


def test_a_tube_is_filled_without_network(phone, sign_in, cast):
    people = [person(cast.campaign, number, cast.river) for number in (1, 2, 3)]
    user = _shift(cast)
    with clock.showing(dt.datetime.now(dt.UTC)):
        signed, typed = coding.of(people[0]), coding.short(people[1])
    sign_in(phone, user)
    open_phone(phone)
    hurry(phone)
    phone.locator("[data-sampling]").tap()
    phone.locator("[data-shift]").tap()
    phone.locator("#tube-code").wait_for()
    with without_network(phone):
        phone.locator("#tube-code").fill("t-7")
        phone.locator(".size", has_text="5").first.tap()
        phone.locator("[data-open-tube]").tap()
        for code in (signed, typed, signed[:-6] + "AAAAAA", typed):  # forged, and twice the same
            phone.locator("#person-code").fill(code)
            phone.locator("[data-add]").tap()
            wait(phone, lambda: phone.locator("#person-code").input_value(), "", "the field")
        assert phone.locator("[data-filled]").inner_text() == "2 / 5"
        for each in people[
            :2
        ]:  # what stands on the own page and on the printed sheet, so that one can be told from another
            shown = phone.locator(f'[data-number="{each.pk}"]').inner_text()
            assert coding.short(each).partition("-")[0] in shown
        assert not Tube.objects.exists()
    wait(phone, Sample.objects.count, 2, "samples")
    phone.locator(f'[data-undo="{people[1].pk}"]').tap()
    phone.locator("[data-seal]").tap()
    phone.locator(".ask .btn-danger").tap()
    phone.locator("#tube-code").wait_for()
    until(phone, "() => document.getElementById('waiting').hidden", True)
    assert waiting(phone) == 0
    tube = Tube.objects.get()
    assert (tube.code, tube.state, tube.filled) == ("T-7", "sealed", 1)
    assert [sample.person_id for sample in Sample.objects.all()] == [people[0].pk]


@pytest.mark.thorough
def test_the_camera_reads_the_tube_and_everybody_who_passes(seeing_phone, sign_in, cast):
    phone, film = seeing_phone
    people = [person(cast.campaign, number, cast.river) for number in (1, 2, 3)]
    user = _shift(cast)
    with clock.showing(dt.datetime.now(dt.UTC)):
        codes = [coding.of(each) for each in people[:2]]
    sign_in(phone, user)
    open_phone(phone)
    hurry(phone)
    phone.locator("[data-sampling]").tap()
    phone.locator("[data-shift]").tap()
    film(["T-9"])
    phone.locator("#tube-code").wait_for()
    phone.locator("button", has_text="扫码").first.tap()
    wait(phone, lambda: phone.locator("#tube-code").input_value(), "T-9", "the tube's field")
    phone.locator(".size", has_text="5").first.tap()
    phone.locator("[data-open-tube]").tap()
    film(["https://example.org/menu", *codes])
    phone.locator("[data-scan]").tap()
    wait(phone, lambda: phone.locator("[data-filled]").inner_text(), "2 / 5", "how many are in the tube")
    wait(phone, Sample.objects.count, 2, "samples")
    assert {sample.person_id for sample in Sample.objects.all()} == {each.pk for each in people[:2]}


@pytest.mark.thorough
def test_a_bar_code_is_read_and_another_label_is_not_a_tube(seeing_phone, sign_in, cast, monkeypatch):
    """The box beside it carries a bar code too, and a digit may be misread: neither fills anything, and the tube's own does."""
    rules = TubeCodes(reads=("qr", "code_128"), shapes=("@@##########",), check="luhn")
    monkeypatch.setitem(cast.campaign.pack.testing.__dict__, "tubes", rules)
    phone, film = seeing_phone
    sign_in(phone, _shift(cast))
    film([barcodes.seen("code_128", "BOX-77001", angle=3), barcodes.seen("code_128", "NB2003177458", angle=-4)])
    open_phone(phone)
    hurry(phone)
    phone.locator("[data-sampling]").tap()
    phone.locator("[data-shift]").tap()
    field, said, scan = (
        phone.locator("#tube-code"),
        phone.locator("#said"),
        phone.locator("button", has_text="扫码").first,
    )
    field.wait_for()
    assert phone.evaluate("typeof ZXing") == "undefined", "the reader of bar codes is fetched when it is needed"
    with without_network(phone):
        scan.tap()
        said.locator("text=BOX-77001").wait_for()
        said.locator("text=NB2003177458").wait_for()
        assert field.input_value() == ""
        scan.tap()  # the camera is put away, and taken out again
        film([barcodes.seen("code_128", "NB2003177454", angle=-12)])
        scan.tap()
        wait(phone, field.input_value, "NB2003177454", "the tube's field")
        phone.locator("[data-open-tube]").tap()
        phone.locator("#person-code").wait_for()
    wait(phone, lambda: [tube.code for tube in Tube.objects.all()], ["NB2003177454"], "tubes")


@pytest.mark.thorough
def test_what_was_typed_wrong_is_heard_of_beside_the_tube(phone, sign_in, cast, monkeypatch):
    rules = TubeCodes(shapes=("@@##########",), check="luhn")
    monkeypatch.setitem(cast.campaign.pack.testing.__dict__, "tubes", rules)
    sign_in(phone, _shift(cast))
    open_phone(phone)
    hurry(phone)
    phone.locator("[data-sampling]").tap()
    phone.locator("[data-shift]").tap()
    for typed, heard in (("nb200317745", "@@##########"), ("nb2003177445", "末位"), ("n b", "3")):
        phone.locator("#tube-code").fill(typed)
        phone.locator("[data-open-tube]").tap()
        phone.locator("#said", has_text=heard).wait_for()
    phone.locator("#tube-code").fill("nb20 0317 7454")
    phone.locator("[data-open-tube]").tap()
    phone.locator("#person-code").wait_for()
    wait(phone, lambda: [tube.code for tube in Tube.objects.all()], ["NB2003177454"], "tubes")
