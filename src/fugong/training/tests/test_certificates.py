"""Certificates remind, end, are renewed and revoked; shifts ask for them; names go when their time is over."""

import datetime as dt
from typing import Any

import pytest

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.testing import covering
from fugong.testing.actions import points, shifts, specialists
from fugong.testing.models import ShiftPost, Specialist
from fugong.training import erasing
from fugong.training.actions import certificates
from fugong.training.actions.signups import Who
from fugong.training.models import Certificate, Sitting, Trainee
from fugong.workflow import deadlines
from ground.cast import make_user


def _account(stage: Any, name: str = "scanner") -> Any:
    user = make_user(name, "扫码员")
    grant(user=user, role="specialist", kind=ScopeKind.ENTERPRISE, key=str(stage.river.pk), by=None)
    return user


def _certified(stage: Any, user: Any = None) -> Certificate:
    trainee = stage.attended(who=Who(user=user or _account(stage)))
    stage.try_(trainee)
    return Certificate.objects.get(trainee=trainee)


def test_it_reminds_twice_and_ends_once(stage: Any) -> None:
    certificate = _certified(stage)
    for ago, reminded in ((31, 0), (29, 1), (8, 1), (6, 2)):
        with clock.showing(clock.at(certificate.valid_until - dt.timedelta(days=ago), 12)):
            deadlines.sweep()
        told = Message.objects.filter(kind="training.kept", about_kind="certificate", about_key=str(certificate.pk))
        assert told.count() == reminded
    with clock.showing(clock.at(certificate.valid_until + dt.timedelta(days=1), 0, 1)):
        deadlines.sweep()
        assert deadlines.sweep() == 0
    certificate.refresh_from_db()
    assert certificate.state == "expired"


def test_passing_again_follows_the_old_one(stage: Any) -> None:
    user = _account(stage)
    old = _certified(stage, user)
    with stage.later(days=80):
        new = certificates.recognise(
            campaign=stage.campaign, user=user, qualification="scanning", by=stage.desk, issued_on=clock.today()
        )
    old.refresh_from_db()
    assert (old.state, new.follows, new.state) == ("renewed", old, "valid")


def test_the_desk_renews_only_what_the_pack_lets_it_and_near_the_end(stage: Any) -> None:
    user = _account(stage)
    given = {"campaign": stage.campaign, "user": user, "by": stage.desk, "issued_on": clock.today()}
    driver = certificates.recognise(**given, qualification="driver")
    scanning = certificates.recognise(**given, qualification="scanning")

    with pytest.raises(Conflict, match="passing the course"):
        certificates.renew(certificate=scanning, by=stage.desk)
    with pytest.raises(Conflict, match="30 days before"):
        certificates.renew(certificate=driver, by=stage.desk)
    with pytest.raises(NotAllowed):
        certificates.renew(certificate=driver, by=stage.liaison)
    with stage.later(days=40):
        new = certificates.renew(certificate=driver, by=stage.desk)
    assert new.follows == driver and (new.valid_until - driver.valid_until).days == 40


def test_a_revoked_certificate_needs_a_reason_and_takes_its_holder_off_the_shift(stage: Any) -> None:
    certificate = _certified(stage)
    point = points.open_point(campaign=stage.campaign, enterprise=stage.river, by=stage.desk)
    shift = shifts.plan(point=point, day=clock.today(), by=stage.desk)
    post = ShiftPost.objects.get(shift=shift, kind="scanning")
    assert post.specialist is not None and post.specialist.certificate == certificate

    with pytest.raises(Refused, match="Say why"):
        certificates.revoke(certificate=certificate, reason="", by=stage.desk)
    certificates.revoke(certificate=certificate, reason="代考", by=stage.desk)

    post.refresh_from_db()
    specialist = Specialist.objects.get(certificate=certificate)
    assert post.specialist is None and not specialist.is_valid
    assert Specialist.objects.valid_on(clock.today()).filter(kind="scanning").count() == 0
    with pytest.raises(Refused, match="doesn’t hold"):
        shifts.put(shift=shift, kind="scanning", specialist=specialist, by=stage.desk)
    with pytest.raises(Refused, match="can’t be opened"):
        shifts.begin(shift=shift, by=stage.desk)


def test_who_passed_serves_and_who_has_no_certificate_does_not(stage: Any) -> None:
    certificate = _certified(stage)
    served = Specialist.objects.get(user=certificate.user)
    assert (served.kind, served.valid_until, served.trained_on) == ("scanning", certificate.valid_until, clock.today())
    bare = Specialist.objects.create(
        campaign=stage.campaign, user=_account(stage, "bare"), kind="scanning", area_code=stage.river.area_code,
        trained_on=clock.today(), passed=True, valid_until=clock.today() + dt.timedelta(days=9),
    )  # fmt: skip
    point = points.open_point(campaign=stage.campaign, enterprise=stage.river, by=stage.desk)
    shift = shifts.plan(point=point, day=clock.today(), by=stage.desk)

    assert [each.specialist for each in covering.candidates(shift, "scanning")] in ([], [served])
    with pytest.raises(Refused, match="no certificate"):
        shifts.put(shift=shift, kind="scanning", specialist=bare, by=stage.desk)


def test_specialists_entered_before_keep_what_they_have_when_the_pack_changes(stage: Any) -> None:
    from fugong.testing.certificates import take_over

    before = Specialist.objects.create(
        campaign=stage.campaign, user=_account(stage), kind="scanning", area_code=stage.river.area_code, passed=True,
        trained_on=clock.today() - dt.timedelta(days=9), valid_until=clock.today() + dt.timedelta(days=21), trained_by="卫健委",
    )  # fmt: skip

    take_over(campaign=stage.campaign, by=None)
    take_over(campaign=stage.campaign, by=None)

    before.refresh_from_db()
    certificate = Certificate.objects.get()
    assert before.certificate == certificate and certificate.source == "recognised"
    assert (certificate.issued_on, certificate.valid_until) == (before.trained_on, before.valid_until)


def test_the_desk_enters_a_paper_seen_elsewhere_as_a_certificate(stage: Any) -> None:
    found = specialists.enter(
        campaign=stage.campaign, user=_account(stage), kind="scanning", by=stage.desk, trained_on=clock.today(),
        trained_by="市疾控中心", enterprise=stage.river,
    )  # fmt: skip

    assert found.certificate is not None and found.certificate.trained_by == "市疾控中心" and found.is_valid


def test_names_and_answers_go_when_their_time_is_over(stage: Any) -> None:
    trainee = stage.attended()
    stage.try_(trainee)
    failed = stage.attended(name="李四", phone="13800138002")
    stage.try_(failed, wrong=4)
    Trainee.objects.filter(pk=failed.pk).update(state="failed")

    gone = erasing.erase_before(stage.campaign, clock.today() + dt.timedelta(days=1))

    trainee.refresh_from_db()
    failed.refresh_from_db()
    assert gone == {"training": 3} and not Sitting.objects.exists()
    assert trainee.full_name == "王小明"  # the certificate holds
    assert (failed.full_name, failed.phone, failed.masked_name) == ("—", None, "—")


def test_no_name_and_no_number_stands_in_clear_in_the_database(stage: Any) -> None:
    from django.db import connection

    stage.try_(stage.attended())
    with connection.cursor() as cursor:
        for table in ("training_trainee", "training_certificate", "ledger_event", "channels_message"):
            cursor.execute(
                f"SELECT count(*) FROM {table} row WHERE row::text LIKE ANY (%s)", [["%王小明%", "%13800138000%"]]
            )
            assert cursor.fetchone()[0] == 0, table
