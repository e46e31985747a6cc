"""Fairs, labour bases and shared staff: no more than there are, both signatures, days that can be, what is counted."""

import datetime as dt
import io

import pytest
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.core.measures import KINDS, REGISTERED
from fugong.demands.models import Demand
from fugong.labour import printing, short
from fugong.labour.actions import contingents, fairs, introductions, sharing
from fugong.labour.models import Contingent, Fair, Lending, Recruit, Spare, Stand
from fugong.ledger.models import Event
from fugong.resumption.models import Standing
from fugong.transport.models import Need
from fugong.workflow import deadlines
from fugong.workforce import erasing as register

pytestmark = pytest.mark.django_db


def _faults(excinfo):
    return {fault.where for fault in excinfo.value.faults}


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"ends_hour": "12:00"}, "ends_day"),
        ({"starts_day": "2020-02-22", "ends_day": "2020-02-22"}, "starts_day"),  # a Saturday
        ({"ends_day": "2020-03-20"}, "ends_day"),
        ({"starts_hour": "99"}, "starts_day"),
        ({"title": " "}, "title"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_a_fair_that_can_t_be_is_refused_at_its_field(stage, said, where):
    with pytest.raises(Refused) as refused:
        stage.fair(**said)
    assert where in _faults(refused) and not Fair.objects.exists()


def test_a_fair_from_its_plan_to_its_result(stage):
    stage.vacancy()
    fair = stage.fair()
    stand = fairs.join(fair=fair, enterprise=stage.river, by=stage.liaison)
    assert fairs.join(fair=fair, enterprise=stage.river, by=stage.liaison).pk == stand.pk
    with pytest.raises(NotAllowed):
        fairs.join(fair=fair, enterprise=stage.shop, by=stage.liaison)
    with pytest.raises(Conflict):
        fairs.talk(stand=stand, values={"outcome": "talked"}, by=stage.liaison)
    with stage.later(hours=2):
        fairs.talk(stand=stand, values={"outcome": "hired", "people": "3"}, by=stage.liaison)
        with pytest.raises(Refused):
            fairs.talk(stand=stand, values={"outcome": "dance"}, by=stage.liaison)
        with pytest.raises(Conflict):
            fairs.leave(stand=stand, by=stage.liaison)
        with pytest.raises(Conflict):
            fairs.hold(fair=fair, by=stage.desk)
    with stage.later(hours=8):
        counts = fairs.hold(fair=fair, by=stage.desk).counts
    assert (counts["enterprises"], counts["vacancies"], counts["wanted"], counts["talks"], counts["hired"]) == (
        1,
        1,
        2,
        3,
        3,
    )
    assert not Stand.objects.filter(enterprise=stage.shop).exists()


def test_a_contingent_is_agreed_gathered_handed_to_the_coaches_and_arrives(stage):
    row = stage.contingent(agreed=False)
    with pytest.raises(Conflict):
        contingents.enlist(contingent=row, people=[("李一", "13811110001")], by=stage.desk)
    row = contingents.agree(contingent=row, day=str(stage.tomorrow), people="40", by=stage.desk)
    listed = [(f"李{n}", f"138111100{n:02d}") for n in range(20)]
    assert contingents.enlist(contingent=row, people=[*listed, listed[0]], by=stage.desk) == 20
    assert contingents.enlist(contingent=row, people=listed, by=stage.desk) == 0
    with pytest.raises(Refused):
        contingents.gather(contingent=row, people="19", by=stage.desk)
    row = contingents.gather(contingent=row, people="38", by=stage.desk)
    row = contingents.hand(contingent=row, spot="楚雄客运站", by=stage.desk)
    need = Need.objects.get()
    assert (need.people, need.enterprise, need.spot, need.state) == (38, stage.river, "楚雄客运站", "wanted")
    with pytest.raises(Refused):
        contingents.arrive(contingent=row, people="39", by=stage.desk)
    row = contingents.arrive(contingent=row, people="37", by=stage.desk)
    assert (row.state, row.arrived) == ("arrived", 37)
    for liar in (stage.liaison, stage.stranger):
        with pytest.raises(NotAllowed):
            contingents.ask(campaign=stage.campaign, enterprise=stage.river, values={}, by=liar)
    with stage.later(days=62):
        assert register.due(stage.campaign)["seeker"] == 20
    assert not Recruit.objects.exists() and Contingent.objects.get().gathered == 38


def test_a_base_that_doesn_t_answer_climbs_and_a_cancelled_one_takes_its_seats_back(stage):
    row = stage.contingent(agreed=False)
    with stage.later(days=9):
        deadlines.sweep()
    verbs = set(Event.objects.about("contingent", row.pk).values_list("verb", flat=True))
    assert {"contingent.overdue", "contingent.escalate"} <= verbs
    other = stage.contingent()
    other = contingents.gather(contingent=other, people="5", by=stage.desk)
    other = contingents.hand(contingent=other, by=stage.desk)
    contingents.cancel(contingent=other, reason="疫情", by=stage.desk)
    assert Need.objects.get().state == "withdrawn"


def test_no_more_is_lent_than_there_are(stage):
    spare = stage.spare(people=10)
    stage.lending(6, spare)
    with pytest.raises(Refused) as refused:
        stage.lending(5, spare)
    assert _faults(refused) == {"people"} and Spare.objects.get().lent == 6
    declined = stage.lending(4, spare)
    sharing.decline(lending=declined, reason="不需要", by=stage.liaison)
    assert Spare.objects.get().free == 4
    with pytest.raises(Conflict):
        sharing.withdraw(spare=spare, by=stage.liaison)
    with pytest.raises(Refused):
        sharing.propose(spare=spare, borrower=stage.river, people=1, by=stage.desk)
    for until in (str(clock.today() + dt.timedelta(days=40)), "2020-02-19"):
        with pytest.raises(Refused):
            sharing.propose(spare=spare, borrower=stage.shop, people=1, until=until, by=stage.desk)
    with pytest.raises(Refused) as refused:
        stage.spare(people=331)
    assert _faults(refused) == {"people"}


def test_shared_staff_begins_with_both_signatures_each_by_its_own(stage):
    row = stage.lending()
    assert row.text == f"{stage.river.name}借给{stage.shop.name}4名包装工，自2020年2月20日至2020年3月11日。"
    for stranger in (stage.desk, stage.officer):
        with pytest.raises(NotAllowed):
            sharing.sign(lending=row, name="值班员", agreed=True, by=stranger)
    with pytest.raises(Refused) as refused:
        sharing.sign(lending=row, name="", agreed=False, by=stage.liaison)
    assert _faults(refused) == {"name", "agreed"}
    row = sharing.sign(lending=row, name="张三", agreed=True, by=stage.liaison)
    assert row.state == "proposed"
    with pytest.raises(NotAllowed):
        sharing.sign(lending=row, name="张三", agreed=True, by=stage.liaison)
    row = sharing.sign(lending=row, name="李四", agreed=True, by=stage.shop_liaison)
    assert row.state == "running"
    assert printing.pdf(row)[:5] == b"%PDF-"


def test_shared_staff_ends_on_its_day_or_early_and_the_people_are_free_again(stage):
    spare = stage.spare(people=10)
    early, whole = stage.signed(stage.lending(4, spare)), stage.signed(stage.lending(5, spare))
    sharing.send_home(lending=early, reason="本企业复工", by=stage.liaison)
    assert Spare.objects.get().lent == 5
    with stage.later(days=21):
        deadlines.sweep()
    assert set(Lending.objects.values_list("pk", "state")) == {(early.pk, "returned_early"), (whole.pk, "ended")}
    assert (Spare.objects.get().state, Spare.objects.get().lent) == ("ended", 0)


def test_who_is_short_stands_beside_who_can_lend(stage):
    from fugong.demands.actions import receiving

    stage.spare(people=10)
    stage.vacancy(enterprise=stage.shop, by=stage.shop_liaison, trade="packer", title="包装工", wanted="3")
    receiving.receive(
        campaign=stage.campaign,
        enterprise=stage.shop,
        text="缺工，急需包装工人",
        category="labour",
        by=stage.shop_liaison,
    )
    assert Demand.objects.get().category == "labour"
    (row,) = short.of(stage.desk, stage.campaign)
    assert (row.enterprise, row.gap, len(row.signs)) == (stage.shop, 3, 2)
    short.beside(stage.campaign, [row])
    (fit,) = row.fits
    assert fit.same_trade and fit.away == 0.0
    made = sharing.propose(spare=fit.spare, borrower=stage.shop, people=3, by=stage.desk)
    (row,) = short.of(stage.desk, stage.campaign, "packer")
    short.beside(stage.campaign, [row])
    assert not row.fits and [each.pk for each in row.waiting] == [made.pk]
    assert not short.of(stage.desk, stage.campaign, "welder")


def test_a_daily_report_tells_who_is_short_where_the_place_counts_that(stage):
    day, firm = clock.today(), stage.shop
    key = {"campaign": stage.campaign, "enterprise": firm, "day": day}
    said = {
        "area_code": firm.area_code,
        "state": "resumed",
        "resumed": True,
        "staff_total": 12,
        "reported_at": clock.now(),
    }
    Standing.objects.filter(**key).delete()
    Standing.objects.create(**key, **said, staff_back=6)
    assert not short.of(stage.desk, stage.campaign), "half of them is enough here"
    Standing.objects.filter(**key).update(staff_back=5)
    (row,) = short.of(stage.desk, stage.campaign)
    assert (row.enterprise, [sign.words for sign in row.signs]) == (
        firm,
        ["5 of 12 staff are back, by the daily report"],
    )


def test_each_number_opens_its_rows(stage):
    introductions.hire(introduction=stage.introduced(), by=stage.liaison)
    stage.signed()
    row = contingents.gather(contingent=stage.contingent(), people="30", by=stage.desk)
    contingents.arrive(contingent=contingents.hand(contingent=row, by=stage.desk), people="29", by=stage.desk)
    counted = {}
    for key, measure in REGISTERED.items():
        if key.startswith("labour."):
            kind = KINDS[measure.source]
            rows = kind.rows(stage.campaign, stage.desk).filter(measure.rows)
            counted[key] = sum(getattr(each, measure.column) for each in rows) if measure.column else rows.count()
            assert all(kind.page(stage.campaign, each) for each in rows)
    assert counted == {
        "labour.vacancies": 1, "labour.vacancies.to_check": 0, "labour.wanted": 1, "labour.hired": 1, "labour.introduced": 0,
        "labour.introductions": 1, "labour.bases": 40, "labour.bases.gathered": 30, "labour.bases.arrived": 29,
        "labour.spare": 10, "labour.shared": 4, "labour.sharing": 1,
    }  # fmt: skip


def test_the_sheet_of_vacancies_names_each_cell_that_can_t_be(stage):
    from openpyxl import Workbook

    from fugong.labour.models import Vacancy
    from fugong.sheets import actions, kinds

    book = Workbook()
    book.active.append(["企业名称", "工种", "招聘人数", "月薪下限", "月薪上限", "到岗日期"])
    book.active.append([stage.river.name, "电焊工", 5, 5000, 7000, "2020-02-21"])
    book.active.append([stage.river.name, "包装工", 5, 5000, 4000, "2020-02-21"])
    book.active.append(["没有这家", "包装工", 5, 5000, 6000, "2020-02-21"])
    book.active.append([stage.shop.name, "包装工", 2, 1500, 6000, "2020-02-21"])
    file = io.BytesIO()
    book.save(file)
    found = actions.read(
        kind=kinds.get("vacancies"), file=file.getvalue(), name="岗位.xlsx", campaign=stage.campaign, by=stage.desk
    )
    faults = {fault[0] for row in found.rows.all() for fault in row.faults}
    assert faults == {"E3", "A4", "D5"}
    actions.apply(sheet_import=found, only_good=True, by=stage.desk)
    assert list(Vacancy.objects.values_list("trade", "wanted", "state")) == [("welder", 5, "draft")]


@pytest.mark.parametrize("language", ["zh-hans", "ja", "ko"])
def test_a_vacancy_s_sheet_asks_for_the_work_and_reads_its_own_head_again(stage, language):
    from openpyxl import Workbook

    from fugong.labour.models import Vacancy
    from fugong.sheets import actions, kinds

    with override(language):
        heads = [str(each.name) for each in kinds.get("vacancies").columns(stage.campaign)]
        assert {"工作内容", "仕事の内容", "업무 내용"} & set(heads)
        book = Workbook()
        book.active.append(heads)
        book.active.append([stage.river.name, "电焊工", "", 5, 5000, 7000, "", "2020-02-21", "", "", "", "钢结构焊接"])
        file = io.BytesIO()
        book.save(file)
        found = actions.read(
            kind=kinds.get("vacancies"), file=file.getvalue(), name="岗位.xlsx", campaign=stage.campaign, by=stage.desk
        )
        actions.apply(sheet_import=found, only_good=True, by=stage.desk)
    assert Vacancy.objects.get().text == "钢结构焊接"
