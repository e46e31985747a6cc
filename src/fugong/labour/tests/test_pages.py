"""Pages: every one opens for whom it is, says what happened, keeps what was typed; the public ones without an account."""

import io

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override, pgettext
from openpyxl import load_workbook

from fugong.labour import lists, panels, short
from fugong.labour.actions import contingents, fairs
from fugong.labour.models import Contingent, Fair, Introduction, Lending, Seeker, Spare, Stand, Talk, Vacancy
from fugong.labour.views import bases, open_pages
from fugong.labour.views import fairs as fairs_page
from fugong.labour.views import mine as mine_page
from fugong.labour.views import sharing as sharing_page
from fugong.registry import todo
from fugong.transport.models import Need
from ground.paging import seen as walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(client, settings):
    """`seen(user, name, *args)`: the page as text; it must open. `user` None: without an account."""
    settings.STAFF_SECOND_FACTOR = False

    def get(user, name, *args, query="", status=200):
        _in_english(client, user)
        answer = client.get(reverse(f"labour:{name}", args=args) + query)
        assert answer.status_code == status, answer.status_code
        return b"".join(answer.streaming_content) if answer.streaming else answer.content.decode(errors="replace")

    return get


@pytest.fixture
def sent(client, settings):
    """`sent(user, name, args, status, **values)`: posted."""
    settings.STAFF_SECOND_FACTOR = False

    def post(user, name, args, status=302, /, **values):
        _in_english(client, user)
        answer = client.post(reverse(f"labour:{name}", args=args) + "?lang=en", values)
        told = answer.content.decode(errors="replace")
        assert answer.status_code == status, (answer.status_code, told[:3000])
        return told if status == 422 else answer

    return post


def _in_english(client, user):
    if user is None:
        client.logout()
        return
    type(user).objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)


VACANCY = {"trade": "welder", "wanted": "2", "wage_from": "5000", "wage_to": "6000", "since": "2020-02-21"}
SEEKER = {
    "name": "王小明",
    "phone": "13812345678",
    "trades": ["welder"],
    "place": "厦门市集美区",
    "since": "2020-02-20",
}


def test_an_enterprise_says_whom_it_looks_for_the_desk_checks_and_everybody_reads(stage, seen, sent):
    key, where = stage.campaign.key, [stage.campaign.key, stage.river.pk]
    told = sent(stage.liaison, "mine_vacancy_new", where, 422, **{**VACANCY, "wage_to": "4000"})
    assert "exchange them" in told and "4000" in told
    sent(stage.liaison, "mine_vacancy_new", where, **VACANCY, text="包吃住，五险一金")
    row = Vacancy.objects.get()
    assert any(each.detail == "Check the vacancy" for each in todo.of(stage.desk, stage.campaign))
    assert "Welder" not in seen(None, "open", key, query="?lang=en").split("</form>")[-1]
    assert "Publish" in seen(stage.desk, "vacancy", key, row.pk) and "Publish" not in seen(
        stage.leader, "vacancy", key, row.pk
    )
    seen(None, "open_vacancy", key, row.pk, status=404)
    sent(stage.desk, "vacancy_step", [key, row.pk], 422, step="return")
    sent(stage.desk, "vacancy_step", [key, row.pk], step="publish")
    page = seen(None, "open_vacancy", key, row.pk, query="?lang=ko")
    assert "包吃住，五险一金" in page and "용접공" in page
    assert "<svg" in seen(None, "open_code", key, row.pk)
    sent(stage.liaison, "mine_vacancy", [*where, row.pk], **{**VACANCY, "wanted": "3"})
    sent(stage.desk, "vacancy_step", [key, row.pk], step="publish")
    sent(stage.liaison, "mine_vacancy_step", [*where, row.pk], step="close", reason="招满")
    assert "Nobody is looked for here any more" in seen(None, "open_vacancy", key, row.pk, query="?lang=en")
    sent(stage.desk, "vacancy_step", [key, row.pk], 409, step="dance")


def test_an_officer_enters_for_its_enterprise_only(stage, seen, sent):
    key = stage.campaign.key
    sent(stage.officer, "vacancy_new", [key, stage.river.pk], 422, trade="welder")
    sent(stage.officer, "vacancy_new", [key, stage.river.pk], **VACANCY)
    row = Vacancy.objects.get()
    seen(stage.officer, "vacancy_new", key, stage.hill.pk, status=404)
    sent(stage.officer, "vacancy_edit", [key, row.pk], **{**VACANCY, "title": "氩弧焊"})
    assert "氩弧焊" in seen(stage.officer, "vacancy", key, row.pk)
    assert "A vacancy" in seen_enterprise(seen, stage)
    sent(
        stage.officer,
        "spare_new",
        [key, stage.shop.pk],
        trade="packer",
        people="3",
        since="2020-02-20",
        until="2020-03-01",
    )
    seen(stage.stranger, "vacancy", key, row.pk, status=404)


def seen_enterprise(seen, stage):
    from django.test import Client

    client = Client()
    client.force_login(stage.officer)
    return client.get(reverse("registry:enterprise", args=[stage.campaign.key, stage.river.pk])).content.decode()


def test_the_public_list_searches_and_pages(stage, seen, monkeypatch, django_assert_max_num_queries):
    from fugong.labour.views import open_pages

    monkeypatch.setattr(open_pages, "PAGE", 2)
    for wage in (4000, 9000, 6000):
        stage.vacancy(wage_from=str(wage), wage_to=str(wage), title=f"岗位{wage}")
    stage.vacancy(trade="packer", title="打包", place="外地")
    key = stage.campaign.key
    with django_assert_max_num_queries(12):
        page = seen(None, "open", key, query="?lang=en")
    assert "打包" in page and "岗位6000" in page and "岗位9000" not in page
    assert "打包" in seen(None, "open", key, query="?text=外地")
    assert "打包" not in seen(None, "open", key, query="?text=溶接")
    best = seen(None, "open", key, query="?order=wage&lang=en")
    assert best.index("岗位9000") < best.index("打包") and "岗位6000" not in best
    following = seen(None, "open", key, query="?order=wage&after=7000~1&lang=en")
    assert following.index("岗位6000") < following.index("岗位4000")
    assert "岗位9000" in seen(None, "open", key, query="?wage=8000") and "岗位6000" not in seen(
        None, "open", key, query="?wage=8000"
    )
    seen(None, "open", "nowhere", status=404)
    for odd in ("?wage=²&after=x", "?after=1~", "?text=%00&trade=zz"):
        seen(None, "open", key, query=odd)


def test_a_seeker_enters_asks_is_introduced_answered_and_erased(stage, seen, sent, client):
    key, vacancy = stage.campaign.key, stage.vacancy()
    told = sent(None, "open_seek", [key], 422, **{**SEEKER, "phone": "x"})
    assert "王小明" in told and "Without agreement" in told
    answer = sent(None, "open_seek", [key], **SEEKER, agreed="on")
    seeker = Seeker.objects.get()
    assert answer["Location"].startswith(f"/seeker/{seeker.token}/")
    own = seen(None, "own", seeker.token, query="?lang=en")
    assert vacancy.title in own and "same trade" in own and "13812345678" in own  # the own page shows the own number
    sent(None, "own", [seeker.token], **{**SEEKER, "wage": "5500"})
    sent(None, "own_applications", [seeker.token], vacancy=vacancy.pk)
    sent(None, "own_applications", [seeker.token], 409, vacancy=vacancy.pk)
    row = Introduction.objects.get()
    page = seen(stage.desk, "introduction", key, row.pk)
    assert "13812345678" not in page and "王小明" not in page and "138****5678" not in page
    seen(stage.liaison, "mine_introduction", key, stage.river.pk, row.pk, status=404)
    sent(stage.desk, "introduction_step", [key, row.pk], step="introduce")
    assert "王**" in seen(stage.liaison, "mine", key, stage.river.pk)
    page = seen(stage.liaison, "mine_introduction", key, stage.river.pk, row.pk)
    assert "13812345678" not in page
    shown = sent(stage.liaison, "mine_introduction_number", [key, stage.river.pk, row.pk], 200).content.decode()
    assert "13812345678" in shown and "王小明" in shown
    sent(stage.leader, "introduction_number", [key, row.pk], 403)
    sent(stage.liaison, "mine_introduction_step", [key, stage.river.pk, row.pk], 422, step="decline")
    sent(stage.liaison, "mine_introduction_step", [key, stage.river.pk, row.pk], step="hire")
    assert "Hired" in seen(None, "own", seeker.token, query="?lang=en")
    assert "erased" in sent(None, "own_erasure", [seeker.token], 200).content.decode()
    seen(None, "own", seeker.token, status=404)
    assert "erased" in seen(stage.desk, "introductions", key)


def test_the_desk_enters_a_caller_and_introduces(stage, seen, sent):
    key, vacancy = stage.campaign.key, stage.vacancy()
    assert "Read out" in seen(stage.desk, "seeker_new", key)
    sent(stage.desk, "seeker_new", [key], **SEEKER, agreed="on")
    seeker = Seeker.objects.get()
    listed = seen(stage.desk, "seekers", key)
    assert "138****5678" in listed and "13812345678" not in listed and "王小明" not in listed
    assert vacancy.title in seen(stage.desk, "seeker", key, seeker.pk)
    assert "王**" in seen(stage.desk, "vacancy", key, vacancy.pk)
    sent(stage.desk, "seeker_introductions", [key, seeker.pk], vacancy=vacancy.pk)
    assert Introduction.objects.get().state == "introduced"
    other = stage.vacancy(title="又一岗位")
    sent(stage.desk, "vacancy_introductions", [key, other.pk], seeker=seeker.pk)
    sent(stage.desk, "vacancy_introductions", [key, other.pk], 409, seeker=seeker.pk)
    for name in ("vacancies_sheet", "introductions_sheet"):
        book = load_workbook(io.BytesIO(seen(stage.desk, name, key)))
        text = str(list(book.active.values))
        assert book.active.max_row >= 2 and "1381234" not in text and "王小明" not in text
    sent(stage.desk, "seeker_erasure", [key, seeker.pk])
    assert not Seeker.objects.exists()


def test_a_fair_by_desk_enterprise_and_public(stage, seen, sent):
    key, vacancy = stage.campaign.key, stage.vacancy()
    day = {"starts_day": "2020-02-20", "starts_hour": "12:30", "ends_day": "2020-02-20", "ends_hour": "16:00"}
    told = sent(stage.desk, "fair_new", [key], 422, title="云招聘", **{**day, "ends_hour": "09:00"})
    assert "ends before it begins" in told and "云招聘" in told
    sent(stage.desk, "fair_new", [key], title="云招聘", **day)
    fair = Fair.objects.get()
    seen(stage.liaison, "mine_fair", key, stage.river.pk, fair.pk, status=404)
    seen(None, "open_fair", key, fair.pk, status=404)
    sent(stage.desk, "fair_edit", [key, fair.pk], title="线上云招聘", **day)
    sent(stage.desk, "fair_step", [key, fair.pk], step="announce")
    sent(stage.liaison, "mine_stand", [key, stage.river.pk, fair.pk])
    sent(stage.desk, "fair_stands", [key, fair.pk], 422, enterprise="没有这家")
    sent(stage.desk, "fair_stands", [key, fair.pk], enterprise=stage.shop.name)
    assert vacancy.title in seen(None, "open_fair", key, fair.pk) and "线上云招聘" in seen(None, "open", key)
    with stage.later(hours=1):
        sent(
            stage.liaison, "mine_talks", [key, stage.river.pk, fair.pk], outcome="hired", people="2", vacancy=vacancy.pk
        )
        stand = Stand.objects.get(enterprise=stage.shop)
        sent(stage.desk, "fair_talks", [key, fair.pk], stand=stand.pk, outcome="talked")
        sent(stage.desk, "fair_talks", [key, fair.pk], 422, stand=stand.pk, outcome="talked", people="0")
        assert Talk.objects.count() == 2
    with stage.later(hours=6):
        assert any(each.title == "线上云招聘" for each in todo.of(stage.desk, stage.campaign))
        sent(stage.desk, "fair_step", [key, fair.pk], step="hold")
        assert "Result" in seen(stage.desk, "fair", key, fair.pk)
    assert "线上云招聘" in seen(stage.desk, "fairs", key)
    seen(stage.liaison, "mine_fair", key, stage.river.pk, fair.pk)


def test_a_labour_base_by_the_desk(stage, seen, sent):
    key = stage.campaign.key
    ask = {"base": "mountain", "trade": "packer", "people": "40", "day": "2020-02-24"}
    told = sent(stage.desk, "contingent_new", [key], 422, enterprise="没有这家", **ask)
    assert "whole name" in told and "没有这家" in told
    sent(stage.desk, "contingent_new", [key], enterprise=stage.river.name, phone="13900001111", contact="周", **ask)
    row = Contingent.objects.get()
    page = seen(stage.desk, "contingent", key, row.pk)
    assert "139****1111" in page and "13900001111" not in page
    sent(stage.desk, "contingent_step", [key, row.pk], step="agree", day="2020-02-24", people="30")
    contingents.enlist(contingent=row, people=[("李一", "13811110001")], by=stage.desk)
    page = seen(stage.desk, "contingent", key, row.pk)
    assert "138****0001" in page and "李一" not in page
    assert "138****0001" not in seen(stage.leader, "contingent", key, row.pk)
    sent(stage.desk, "contingent_step", [key, row.pk], 422, step="gather", people="x")
    sent(stage.desk, "contingent_step", [key, row.pk], step="gather", people="30")
    sent(stage.desk, "contingent_step", [key, row.pk], step="hand", spot="云山站")
    assert Need.objects.get().people == 30
    sent(stage.desk, "contingent_step", [key, row.pk], step="arrive", people="30")
    listed = seen(stage.desk, "contingents", key)
    assert "Mountain base" in listed
    listed, sums = load_workbook(io.BytesIO(seen(stage.desk, "contingents_sheet", key))).worksheets
    numbers = [row[0] for row in listed.iter_rows(min_row=3, values_only=True)]
    assert numbers == list(Contingent.objects.order_by("-pk").values_list("pk", flat=True)), (
        "as the import of their people asks"
    )
    asked = sum(row[2] for row in sums.iter_rows(min_row=2, values_only=True))
    assert asked == sum(each.people for each in Contingent.objects.all())


def test_shared_staff_by_two_enterprises_and_the_desk(stage, seen, sent):
    key, lends, takes = stage.campaign.key, [stage.campaign.key, stage.river.pk], [stage.campaign.key, stage.shop.pk]
    offer = {"trade": "packer", "people": "10", "since": "2020-02-20", "until": "2020-03-10"}
    sent(stage.liaison, "mine_spare_new", lends, 422, **{**offer, "until": "2020-02-10"})
    sent(stage.liaison, "mine_spare_new", lends, **offer)
    spare = Spare.objects.get()
    assert "Ask for them" in seen(stage.shop_liaison, "mine", *takes)
    sent(stage.shop_liaison, "mine_borrowing", [*takes, spare.pk], 422, people="11")
    sent(stage.shop_liaison, "mine_borrowing", [*takes, spare.pk], people="4")
    row = Lending.objects.get()
    told = sent(stage.shop_liaison, "mine_signature", [*takes, row.pk], 422, name="李四")
    assert "Tick the box" in told and "李四" in told
    sent(stage.shop_liaison, "mine_signature", [*takes, row.pk], name="李四", agreed="on")
    sent(stage.liaison, "mine_signature", [*lends, row.pk], name="张三", agreed="on")
    assert seen(stage.liaison, "mine_lending_paper", *lends, row.pk).startswith("%PDF")
    assert seen(stage.desk, "lending_paper", key, row.pk).startswith("%PDF")
    sent(stage.liaison, "mine_lending_step", [*lends, row.pk], step="return", reason="复工")
    stage.vacancy(enterprise=stage.shop, by=stage.shop_liaison, trade="packer", title="包装工")
    page = seen(stage.desk, "shortage", key)
    assert stage.shop.name in page and "same trade" in page
    sent(stage.desk, "shortage_introductions", [key], 422, spare=spare.pk, borrower=stage.shop.pk, people="99")
    sent(stage.desk, "shortage_introductions", [key], spare=spare.pk, borrower=stage.shop.pk, people="2")
    made = Lending.objects.order_by("-pk").first()
    sent(stage.desk, "lending_step", [key, made.pk], step="decline", reason="不合适")
    sent(stage.desk, "spare_step", [key, spare.pk], step="withdraw")
    for name, *args in (("sharing",), ("lending", made.pk), ("spare", spare.pk)):
        assert stage.river.name in seen(stage.desk, name, key, *args)
    assert load_workbook(io.BytesIO(seen(stage.desk, "sharing_sheet", key))).active.max_row >= 3


def test_each_row_of_the_enterprise_s_home_and_of_the_desk_s_cards_is_reached(stage, client, seen, monkeypatch):
    for module in (mine_page, sharing_page):
        monkeypatch.setattr(module, "SHOWN" if module is mine_page else "PAGE", 2)
    names = [f"{n}号岗位" for n in range(1, 4)]
    made = [stage.vacancy(title=name) for name in names]
    for row in made:
        stage.introduced(vacancy=row, seeker=stage.seeker(by=stage.desk))
    for _n in range(3):
        stage.spare()
        stage.spare(enterprise=stage.shop, by=stage.shop_liaison)
        stage.lending(people=1)
        stage.fair(title="线上招聘会")
    seen(stage.liaison, "mine", "plain", stage.river.pk)
    home = reverse("labour:mine", args=["plain", stage.river.pk])
    card = r'<a href="[^"]*/labour/{}/\d+/"><strong>([^<]*)</strong>'
    assert walked(client, home, card.format("vacancies"), "vacancies") == names[::-1]
    assert len(walked(client, home, card.format("introductions"), "waiting")) == 3
    assert len(walked(client, home, card.format("sharing"), "lendings")) == 3
    assert len(walked(client, home, card.format("fairs"), "fairs")) == 3
    assert len(walked(client, home, r'id="people-\d+"', "offered")) == 3
    assert len(walked(client, home, r'value="withdraw"', "spares")) == 3
    seen(stage.desk, "sharing", "plain")
    assert len(walked(client, reverse("labour:sharing", args=["plain"]), r"/labour/spare/\d+/", "offers")) == 9
    monkeypatch.setattr(panels, "VACANCIES", 2)
    assert f'/labour/vacancies/?text={stage.river.uscc}"' in seen_enterprise(seen, stage)


def test_introductions_talks_recruits_and_a_fair_s_vacancies_are_read_to_their_end(stage, client, seen, monkeypatch):
    row, fair = stage.vacancy(), stage.fair()
    others = [stage.vacancy(title=f"{n}号岗位") for n in range(1, 4)]
    for _n in range(3):
        stage.introduced(vacancy=row, seeker=stage.seeker(by=stage.desk))
    stand = fairs.join(fair=fair, enterprise=stage.river, by=stage.desk)
    with stage.later(hours=2):
        for _n in range(3):
            fairs.talk(stand=stand, values={"people": "1", "outcome": "talked"}, by=stage.desk)
    recruiting = stage.contingent()
    contingents.enlist(contingent=recruiting, people=[(f"李{n}", f"1381111000{n}") for n in range(3)], by=stage.desk)
    monkeypatch.setattr(lists.page, "__defaults__", (2,))
    seen(stage.desk, "vacancy", "plain", row.pk)
    address = reverse("labour:vacancy", args=["plain", row.pk])
    assert len(walked(client, address, r"/labour/introductions/\d+/", "introductions")) == 3
    monkeypatch.setattr(bases, "RECRUITS", 2)
    address = reverse("labour:contingent", args=["plain", recruiting.pk])
    assert len(walked(client, address, r"138\*{4}000\d", "recruits")) == 3
    monkeypatch.setattr(fairs_page, "TALKS", 2)
    monkeypatch.setattr(open_pages, "PAGE", 2)
    address = reverse("labour:fair", args=["plain", fair.pk])
    assert len(walked(client, address, r'<p class="text-secondary">20 Feb', "talks")) == 3
    client.logout()
    address = reverse("labour:open_fair", args=["plain", fair.pk]) + "?lang=en"
    titles = walked(client, address, r"<strong>([^<]*)</strong><span class=\"job-wage")
    assert sorted(titles) == sorted([row.title, *(other.title for other in others)])


def test_what_is_looked_for_and_to_spare_is_summed_over_all(stage, client, seen, monkeypatch):
    monkeypatch.setattr(short, "MOST", 1)
    stage.vacancy(wanted="2"), stage.vacancy(enterprise=stage.shop, by=stage.shop_liaison, wanted="5", trade="packer")
    for _n in range(3):
        stage.spare(people=10)
    page = seen(stage.desk, "shortage", "plain")
    assert "<strong>1+</strong>" in page and "<strong>7</strong>" in page and "<strong>30</strong>" in page
    assert "1 enterprises are compared here: choose a trade" in page
    page = seen(stage.desk, "shortage", "plain", query="?trade=welder")
    assert stage.river.name in page and "<strong>2</strong>" in page, "found behind the others by its trade"


@pytest.mark.parametrize(
    "name", ["vacancies", "introductions", "seekers", "fairs", "contingents", "sharing", "shortage"]
)
def test_empty_lists_say_what_to_do_and_lists_ask_as_many_questions_with_more_rows(
    stage, seen, name, django_assert_max_num_queries
):
    assert "empty-title" in seen(stage.desk, name, stage.campaign.key)
    assert "Nothing fits" in seen(stage.desk, name, stage.campaign.key, query="?text=zz") or name == "shortage"
    first = stage.vacancy()
    for n in range(4):
        stage.introduced(first, stage.seeker(address=f"10.0.0.{n}"))
        stage.fair(title=f"会{n}")
        stage.contingent()
        stage.lending(1, stage.spare())
    with django_assert_max_num_queries(32):
        seen(stage.desk, name, stage.campaign.key)


@pytest.mark.parametrize(
    ("context", "words", "said"),
    [("of a fair", "Ends", "終了"), ("of a lending", "First day", "開始日"), ("of a labour base", "For", "受入企業")],
)
def test_labours_own_words_aren_t_those_of_filings(context, words, said):
    with override("ja"):
        assert pgettext(context, words) == said
        assert pgettext(context, words) != gettext(words)
