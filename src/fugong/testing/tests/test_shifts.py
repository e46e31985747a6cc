"""Points, specialists and shifts: whose is which, who may serve, and no shift without the three."""

import datetime as dt

import pytest

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.testing import covering, planning
from fugong.testing.actions import points, shifts, specialists
from fugong.testing.models import Shift, Specialist
from ground.cast import make_user

pytestmark = pytest.mark.django_db


def _user(stage, name):
    user = make_user(name, name)
    grant(user=user, role="specialist", kind=ScopeKind.ENTERPRISE, key=str(stage.cast.river.pk), by=None)
    return user


def test_a_full_point_takes_nobody_more_and_an_own_one_nobody_else(stage):
    tiny = points.open_point(
        campaign=stage.campaign, by=stage.desk, area_code="990101001000", name="小点", capacity=1,
        begins=dt.time(8), ends=dt.time(8, 30),
    )  # fmt: skip
    assert tiny.a_day == 0
    with pytest.raises(Refused, match="no room"):
        points.belong(campaign=stage.campaign, enterprise=stage.cast.shop, point=tiny, by=stage.desk)
    with pytest.raises(Refused, match="own point"):
        points.belong(campaign=stage.campaign, enterprise=stage.cast.shop, point=stage.point, by=stage.desk)


def test_metres_along_the_ground():
    assert planning.metres((24.6, 118.0), (24.6, 118.0)) == 0
    assert 11_050 < planning.metres((24.6, 118.0), (24.7, 118.0)) < 11_200


def test_a_shift_is_staffed_with_the_nearest_and_opened_with_all_three(stage):
    shift = stage.shift()
    assert {post.kind for post in shift.posts.exclude(specialist=None)} == {"control", "sampling", "scanning"}
    shifts.begin(shift=shift, by=stage.scanner)
    assert Shift.objects.get(pk=shift.pk).state == "open"


@pytest.mark.parametrize("lack", ["nobody", "expired", "not passed", "ended"])
def test_without_one_of_the_three_it_isnt_opened(stage, lack):
    shift = stage.shift()
    one = stage.specialists["sampling"]
    if lack == "nobody":
        shifts.put(shift=shift, kind="sampling", specialist=None, by=stage.desk)
    elif lack == "expired":
        yesterday = clock.today() - dt.timedelta(days=1)
        Specialist.objects.filter(pk=one.pk).update(valid_until=yesterday)
    elif lack == "not passed":
        Specialist.objects.filter(pk=one.pk).update(passed=False)
    else:
        specialists.end(specialist=one, by=stage.desk)
    with pytest.raises(Refused) as refused:
        shifts.begin(shift=shift, by=stage.scanner)
    assert [fault.where for fault in refused.value.faults] == ["sampling"]
    assert Shift.objects.get(pk=shift.pk).state == "planned"


def test_the_planner_reads_why_those_of_the_point_are_not_offered(stage, client):
    shift = stage.shift()
    shifts.put(shift=shift, kind="sampling", specialist=None, by=stage.desk)
    client.force_login(stage.desk)
    url = f"/c/{stage.campaign.key}/testing/shifts/{shift.pk}/"
    one = stage.specialists["sampling"]
    assert covering.passed_over(shift, "sampling") == [] and f'value="{one.pk}"' in client.get(url).content.decode()
    Specialist.objects.filter(pk=one.pk).update(passed=False)
    page = client.get(url).content.decode()
    assert f"{one}考核未合格" in page and f'value="{one.pk}"' not in page


def test_who_falls_out_is_covered_by_the_nearest_who_can(stage):
    shift, user = stage.shift(), _user(stage, "cover")
    reserve = specialists.enter(
        campaign=stage.campaign, user=user, kind="scanning", by=stage.desk, trained_on=clock.today()
    )
    post = shifts.fall_out(shift=shift, kind="scanning", by=stage.scanner, reason="unwell")
    assert post.specialist == reserve
    other = points.open_point(campaign=stage.campaign, by=stage.desk, area_code="990101001000", name="共享点")
    elsewhere = shifts.plan(point=other, day=clock.today(), by=stage.desk)
    assert elsewhere.posts.get(kind="scanning").specialist == stage.specialists["scanning"]  # free again
    with pytest.raises(Refused, match="serves elsewhere"):
        shifts.put(shift=elsewhere, kind="scanning", specialist=reserve, by=stage.desk)


def test_only_planners_plan_and_only_accounts_that_may_sample_serve(stage):
    with pytest.raises(NotAllowed):
        shifts.plan(point=stage.point, day=clock.today(), by=stage.scanner)
    with pytest.raises(NotAllowed):
        points.open_point(campaign=stage.campaign, by=stage.cast.stranger, area_code="990101001000", name="x")
    with pytest.raises(Refused, match="no account"):
        specialists.enter(
            campaign=stage.campaign, user=stage.cast.nobody, kind="control", by=stage.desk, trained_on=clock.today()
        )


def test_candidates_are_the_same_whoever_is_looked_at_first(stage, monkeypatch):
    """Own, then of no place, then of the nearest points: whether all are within the first look or it takes a second one."""
    here = (stage.point.latitude, stage.point.longitude)
    made = []
    for n, (north, east) in enumerate([(0.30, 0.0), (0.01, 0.0), (0.0, 0.02), (-0.1, 0.1), (0.0, -0.05)]):
        point = points.open_point(
            campaign=stage.campaign, by=stage.desk, area_code="990101001000", name=f"点{n}",
            latitude=here[0] + north, longitude=here[1] + east,
        )  # fmt: skip
        made.append(_entered(stage, f"of_{n}", point=point))
    free = _entered(stage, "of_no_place")
    shift = stage.shift()
    shifts.put(shift=shift, kind="scanning", specialist=None, by=stage.desk)
    expected = [stage.specialists["scanning"], free, made[1], made[2], made[4], made[3], made[0]]
    whole = covering.candidates(shift, "scanning")
    assert [each.specialist for each in whole] == expected
    for near, at_once in (((60, 600), 2), ((1, 2), 500), ((2,), 3)):
        monkeypatch.setattr(covering, "NEAR_POINTS", near)
        monkeypatch.setattr(covering, "AT_ONCE", at_once)
        assert covering.candidates(shift, "scanning") == whole
        assert covering.candidates(shift, "scanning", most=3) == whole[:3]


def _entered(stage, name, **more):
    return specialists.enter(
        campaign=stage.campaign, user=_user(stage, name), kind="scanning", by=stage.desk,
        trained_on=clock.today() - dt.timedelta(days=9), **more,
    )  # fmt: skip
