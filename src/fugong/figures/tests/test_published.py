"""What the places published, given as rows: our bulletins print exactly what the rows give."""

import datetime as dt
import random
from itertools import count

import pytest
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.core import clock
from fugong.figures import bulletins, comparing, compute, freezing, printing, tasks, trends
from fugong.passes.models import Pass
from fugong.places.models import Campaign, Jurisdiction, code_prefix
from fugong.policy import loaded
from fugong.rectification import naming
from fugong.rectification.models import Finding, Notice, NoticeItem
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption import standings
from fugong.resumption.actions import bulk_reports
from fugong.resumption.models import Resumption
from fugong.web.demo.passes import Life
from fugong.web.demo.staffing import Staff
from ground.many import person

pytestmark = pytest.mark.django_db

numbers = count(1)
DAY = dt.timedelta(days=1)


def campaign_of(pack_key, day):
    """The place's campaign, opened two days before."""
    pack = loaded.pack(pack_key)
    code = pack.places.code
    area = Jurisdiction.objects.create(code=code, prefix=code_prefix(code), name=str(pack.places.name))
    return Campaign.objects.create(
        key=pack_key.replace("_", "-"),
        jurisdiction=area,
        pack_version=loaded.keep(key=pack_key, by=None),
        name=str(pack.name),
        opened_at=clock.at(day - dt.timedelta(days=2)),
    )


def firms(campaign, many, resumed, segments, *, filed=None, staff=0):
    """`many` enterprises in these segments, of which `resumed` are at work and `filed` (all) have filed; `staff` in all."""
    area, day = campaign.jurisdiction, clock.today()
    shares = spread(staff, many)
    made = Enterprise.objects.bulk_create(
        Enterprise(
            jurisdiction=area,
            area_code=area.code,
            uscc=f"91{area.code[:6]}{next(numbers):010}",
            name=f"样例企业{place}",
            staff_total=shares[place] if staff else None,
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        for place in range(many)
    )
    Enrolment.objects.bulk_create(
        Enrolment(campaign=campaign, enterprise=e, area_code=area.code, segments=segments, computed_at=clock.now())
        for e in made
    )
    Resumption.objects.bulk_create(
        Resumption(
            campaign=campaign,
            enterprise=e,
            area_code=area.code,
            state="resumed"
            if place < resumed
            else "filed"
            if place < (many if filed is None else filed)
            else "not_filed",
            state_since=clock.now(),
            filed_at=clock.at(day - dt.timedelta(days=2)) if place < (many if filed is None else filed) else None,
            approved_at=clock.at(day - dt.timedelta(days=1)) if place < resumed else None,
            resumed_on=day if place < resumed else None,
        )
        for place, e in enumerate(made)
    )
    return made[:resumed]


def spread(total, over):
    """A total over so many, as evenly as whole numbers go."""
    share, rest = divmod(total, over)
    return [share + (place < rest) for place in range(over)]


def report(campaign, working, local, outside):
    desk = person("duty_desk", key=campaign.jurisdiction.prefix, name="desk")
    parts = zip(working, spread(local, len(working)), spread(outside, len(working)), strict=True)
    rows = [
        {
            "uscc": e.uscc,
            "staff_back": a + b,
            "staff_local": a,
            "staff_outside": b,
            "capacity": 80,
            "exceptions": 0,
            "stock": 9,
        }
        for e, a, b in parts
    ]
    bulk_reports.submit_many(campaign=campaign, day=clock.today(), rows=rows, by=desk)


def told(campaign, section):
    with override("zh-hans"):
        content = bulletins.of_day(campaign, clock.today()).content
        return printing.text_of(next(each for each in content["sections"] if each["key"] == section))


def test_weihai():
    day = dt.date(2020, 2, 22)
    with clock.showing(clock.at(day, 20)):
        campaign = campaign_of("weihai_kfq", day)
        working = firms(campaign, 100, 99, ["key", "above_scale", "foreign"])
        working += firms(campaign, 22, 22, ["key", "above_scale"])
        working += firms(campaign, 148, 124, ["key", "below_scale", "foreign"])
        working += firms(campaign, 75, 62, ["key", "below_scale"])
        standings.open_day(campaign, day)
        report(campaign, working, 17_216, 7_122)
        said = told(campaign, "resumption")
        for words in (
            "重点企业345家，已复工307家，复工率89.0%",
            "规模以上企业122家，复工121家，复工率99.2%",
            "223家，复工186家，复工率83.4%",
            "外资企业248家，复工223家，复工率89.9%",
        ):
            assert words in said
        assert "24338人，其中本地17216人，外地7122人" in told(campaign, "staff").replace(",", "")
        held = {each["published"].key: each for each in comparing.published(campaign, compute.figures(campaign, day))}
        assert (held["key"]["published"].value, held["key"]["from_its_parts"], held["key"]["differs"]) == (
            "90%",
            "89.0%",
            True,
        )
        assert held["key"]["published"].note is not None
        assert (held["above_scale"]["ours"].printed, held["above_scale"]["differs"]) == ("99.2%", False)
        assert not held["staff_back"]["differs"]


def test_jimei():
    day = dt.date(2020, 2, 14)
    with clock.showing(clock.at(day, 20)):
        campaign = campaign_of("jimei", day)
        working = firms(campaign, 56, 53, ["above_scale_industrial", "key_industrial"], staff=40_000)
        working += firms(campaign, 410, 312, ["above_scale_industrial"], filed=380, staff=60_000)
        standings.open_day(campaign, day)
        report(campaign, working, 30_000, 15_740)
        said = told(campaign, "resumption")
        assert "企业466家，已复工365家，复工率78.3%" in said
        assert "企业56家，已复工53家，复工率94.64%，备案率100%" in said
        assert "返岗率45.74%" in told(campaign, "staff")


def test_liuting():
    day = dt.date(2020, 3, 4)
    with clock.showing(clock.at(day, 20)):
        campaign = campaign_of("liuting", day)
        working = firms(campaign, 50, 50, ["foreign_above_scale"], staff=11_034)
        standings.open_day(campaign, day)
        report(campaign, working, 6_000, 2_716)
        said = told(campaign, "resumption").replace(",", "")
        assert "企业50家，已复工50家（" in said or "企业50家，已复工50家，复工率100%" in said
        assert "职工11034人，已返岗8716人，返岗率79%" in said


def notices_of(campaign, many, *, in_time, late):
    """Rectification notices of one finding each: put right in time, put right late, and the rest still within their day."""
    version, finder = campaign.pack_version, person("inspector", key=campaign.jurisdiction.prefix, name="inspector")
    aspects = list(naming.aspect_names(campaign.pack))
    common = {"campaign": campaign, "area_code": campaign.jurisdiction.code, "pack_version": version}
    for place, enrolment in enumerate(campaign.enrolments.order_by("enterprise_id")[:many]):
        ended = place < in_time + late
        issued = clock.now() - dt.timedelta(hours=48 if ended else 2)
        right = issued + dt.timedelta(hours=20 if place < in_time else 30)
        finding = Finding.objects.create(
            **common, enterprise=enrolment.enterprise, title="消毒记录不全", aspect=aspects[place % 3], severity="serious",
            route="notice", state="closed" if ended else "noticed", state_since=issued, found_at=issued, found_by=finder,
        )  # fmt: skip
        notice = Notice.objects.create(
            **common, enterprise=enrolment.enterprise, serial=place + 1, number=f"整改{place + 1}号", issued_at=issued,
            issued_by=finder, deadline=issued + dt.timedelta(hours=24), state="closed" if ended else "issued",
            state_since=issued, due_at=None if ended else issued + dt.timedelta(hours=24), aspects=[finding.aspect],
            answered_at=right if ended else None, answered_in_time=place < in_time if ended else None,
            ended_at=right + dt.timedelta(hours=4) if ended else None, content={},
        )  # fmt: skip
        NoticeItem.objects.create(notice=notice, finding=finding, order=1)


def test_fengxian():
    """F10: 53 rectification notices by 18 May."""
    day = dt.date(2022, 5, 18)
    with clock.showing(clock.at(day, 20)):
        campaign = campaign_of("fengxian_zone", day)
        firms(campaign, 60, 40, ["white_list"])
        standings.open_day(campaign, day)
        notices_of(campaign, 53, in_time=45, late=3)
        assert "发放整改通知书53份" in told(campaign, "inspection")
        assert "按期整改率93.8%" in told(campaign, "inspection")  # 45 of the 48 whose time has come
        held = {each["published"].key: each for each in comparing.published(campaign, compute.figures(campaign, day))}
        assert (held["rectification_notices"]["ours"].printed, held["rectification_notices"]["differs"]) == (
            "53",
            False,
        )
        content = bulletins.of_day(campaign, day).content
        table = next(each for each in content["sections"] if each["key"] == "aspects")["table"]
        assert sorted(row["cells"][0]["printed"] for row in table["rows"]) == ["17", "18", "18"]


def test_fengxian_vehicle_passes():
    """F14: 58 within the district for 17 enterprises, 230 within the city for 67, 172 across provinces for 45."""
    day = dt.date(2022, 5, 27)
    with clock.showing(clock.at(day, 20)):
        campaign = campaign_of("fengxian_zone", day)
        firms(campaign, 90, 90, ["white_list"])
        standings.open_day(campaign, day)
        passes_of(campaign, in_district=(58, 17), in_city=(230, 67), provinces=(172, 45))
        said = told(campaign, "passes")
        assert "为17家企业办理区内车辆通行证58张" in said
        assert "为67家企业办理市内车辆通行证230张" in said
        assert "为45家企业办理跨省市车辆通行证172张" in said
        held = {each["published"].key: each for each in comparing.published(campaign, compute.figures(campaign, day))}
        ours = {key: (each["ours"].printed, each["differs"]) for key, each in held.items() if key.startswith("passes")}
        assert len(ours) == 6
        assert not any(differs for _printed, differs in ours.values())


def passes_of(campaign, **kinds):
    """As the demo writes them: so many of each kind, of so many enterprises."""
    author = User.objects.create(username="author", name="企业")
    decider = User.objects.create(username="decider", name="中心")
    enterprises = list(Enterprise.objects.filter(enrolments__campaign=campaign))
    staff = Staff(decider, decider, liaisons={each.pk: author for each in enterprises})
    life = Life(campaign, staff, enterprises, random.Random(14))
    for kind, (there, many) in kinds.items():
        life.past(campaign.pack.passes.kind(kind), there, many)
    life.write()
    shown = Pass.objects.filter(kind="in_city").first()
    Pass.objects.filter(pk=shown.pk).update(state="valid", until=clock.today())  # its last day still counts


def inspected(day):
    """The zone with nine notices of three aspects, that day."""
    campaign = campaign_of("fengxian_zone", day)
    firms(campaign, 60, 40, ["white_list"])
    standings.open_day(campaign, day)
    notices_of(campaign, 9, in_time=6, late=0)
    return campaign


def change_of(campaign, indicator):
    """What tonight's bulletin says of the day before."""
    standings.open_day(campaign, clock.today())
    content = bulletins.of_day(campaign, clock.today()).content
    section = next(each for each in content["sections"] if each["key"] == "inspection")
    return next(each["change"]["en"] for each in section["indicators"] if each["indicator"] == indicator)


def test_the_clock_keeps_what_only_that_day_knew():
    """Notices are counted as they are now: the evening's freeze keeps their number, and that of each aspect."""
    day = dt.date(2022, 5, 18)
    with clock.showing(clock.at(day, 20)):
        campaign = inspected(day)
        aspect = Finding.objects.first().aspect
        assert tasks.freeze_today(0) == 0, "the day isn't over"
    with clock.showing(clock.at(day, 23, 50)):
        assert (tasks.freeze_today(0), tasks.freeze_today(0)) == (1, 0)
    with clock.showing(clock.at(day + DAY, 20)):
        assert compute.figures(campaign, day).value("rectification.notices") is None
        before = freezing.as_of(campaign, day)
        assert (before.value("rectification.notices"), before.value("stop_works")) == (9, 0)
        assert (before.value("findings", part=f"!{aspect}"), before.value("findings", part="!nothing")) == (3, 0)
        assert change_of(campaign, "rectification_notices") == "unchanged"
        notices = campaign.pack.figures.indicator("rectification_notices")
        points = trends.trend(campaign, notices, compute.figures(campaign, clock.today()))
        assert [point.value for point in points] == [9, 9]


def test_a_day_frozen_after_it_ended_says_that_it_does_not_know():
    day = dt.date(2022, 5, 18)
    with clock.showing(clock.at(day, 20)):
        campaign = inspected(day)
    with clock.showing(clock.at(day + DAY, 20)):
        assert tasks.freeze_yesterday(0) == 1
        before = freezing.as_of(campaign, day)
        assert (before.value("enterprises"), before.value("rectification.notices")) == (60, None)
        assert change_of(campaign, "rectification_notices") == "no earlier figure"
        notices = campaign.pack.figures.indicator("rectification_notices")
        points = trends.trend(campaign, notices, compute.figures(campaign, clock.today()))
        assert [(point.value, point.printed) for point in points] == [(None, "—"), (9, "9")]
