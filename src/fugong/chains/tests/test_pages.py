"""The pages as each person opens them: desk, leader, officer, enterprise. What lies elsewhere isn't found."""

import html
import io
import re

import openpyxl
import pytest
from django.db.models import DateTimeField, Sum, Value
from django.urls import reverse

from fugong.chains.actions import letters
from fugong.chains.models import (
    Interruption,
    KeyListing,
    Letter,
    OutsideLink,
    PremisesOffer,
    PremisesWanted,
    ResumingOrder,
)
from fugong.chains.tests.stage import at, signed_in
from fugong.chains.views import premises
from fugong.core import clock
from fugong.core.measures import KINDS, REGISTERED
from fugong.registry.models import SupplyLink


@pytest.fixture(autouse=True)
def here(settings):
    settings.STAFF_SECOND_FACTOR = False


def text_of(answer, status=200):
    assert answer.status_code == status, answer.status_code
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(page))


def rows_of(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows(min_row=3)]


def test_from_a_candidate_to_a_reviewed_key_enterprise(stage):
    desk, leader, officer = (signed_in(user) for user in (stage.desk, stage.leader, stage.officer))
    page = text_of(desk.get(at("candidates")))
    assert stage.river.name in page
    assert "output value 320 million yuan" in page
    desk.post(at("proposals"), {"list": "white_list", "ground": "core", "enterprise": [stage.river.pk]})
    listing = KeyListing.objects.get()
    assert "Somebody else confirms it" in text_of(desk.get(at("key", stage.river.pk)))
    leader.post(at("listing_confirmation", listing.pk))
    page = text_of(desk.get(at("keys")))
    assert stage.river.name in page
    assert "驻企干部甲" in page
    page = text_of(officer.get(at("key", stage.river.pk)))
    assert "Today’s review" in page
    review = stage.review()
    page = text_of(officer.post(at("review", review.pk), {"stands": "只有一条线", "decided": ""}), 422)
    assert "Write what was decided" in page
    officer.post(
        at("review", review.pk),
        {
            "stands": "只有一条线",
            "decided": "找原料",
            "what-0": "联系钢厂",
            "owner-0": stage.officer.pk,
            "day-0": stage.today,
        },
    )
    step = review.steps.get()
    assert "联系钢厂" in text_of(officer.get(reverse("resumption:today", args=["plain"])))
    officer.post(at("step_end", step.pk), {"outcome": "已到货"})
    step.refresh_from_db()
    assert step.state == "done"
    page = text_of(leader.get(at("overview")))
    assert stage.river.name in page
    assert "1 of 1 made today" in page
    assert "找原料" in text_of(leader.get(at("reviews")))
    assert rows_of(desk.get(at("keys_sheet")))[0][:3] == [stage.river.name, stage.river.uscc, "White list"]
    assert "White list" in text_of(desk.get(reverse("registry:enterprise", args=["plain", stage.river.pk])))


def test_an_enterprise_enters_its_chain_and_the_other_side_says_yes(stage):
    firm, shop = signed_in(stage.liaison), signed_in(stage.cast.shop_liaison)
    new = at("mine_link_new", stage.river.pk)
    page = text_of(firm.post(new, {"side": "supplier", "other": "不知道", "what": "包装"}), 422)
    assert "whole name" in page
    assert 'value="不知道"' in firm.post(new, {"side": "supplier", "other": "不知道"}).content.decode(), (
        "what was typed is kept"
    )
    firm.post(new, {"side": "supplier", "other": stage.shop.name, "what": "包装", "share": "30", "critical": "on"})
    firm.post(
        new,
        {
            "side": "supplier",
            "place": "outside",
            "partner": "苏州特钢",
            "region": "苏州",
            "what": "钢",
            "works": "stopped",
        },
    )
    link, outside = SupplyLink.objects.get(), OutsideLink.objects.get()
    assert (link.waits, outside.waits) == (True, True)
    assert "1 link waits for your yes" in text_of(
        shop.get(reverse("resumption:mine_enterprise", args=["plain", stage.shop.pk]))
    )
    assert stage.river.name in text_of(shop.get(at("mine", stage.shop.pk)))
    shop.post(at("mine_link_answer", stage.shop.pk, link.pk))
    link.refresh_from_db()
    assert not link.waits
    signed_in(stage.officer).post(at("outside_confirmation", outside.pk))
    firm.post(at("mine_report", stage.river.pk), {"link": f"o{outside.pk}", "cause": "stopped", "since": stage.today})
    row = Interruption.objects.get()
    assert "Restore the supply from 苏州特钢" in text_of(
        signed_in(stage.officer).get(reverse("resumption:today", args=["plain"]))
    )
    firm.post(at("mine_restoration", stage.river.pk, row.pk), {"how": "已到货"})
    row.refresh_from_db()
    assert row.state == "restored"
    page = text_of(firm.get(at("mine", stage.river.pk)))
    assert "苏州特钢" in page
    assert "at work" in page


def test_the_chain_is_drawn_with_words_beside_colours_and_as_a_table(stage):
    stage.link(stage.shop, stage.river, critical=True, what="包装")
    stage.outside()
    desk = signed_in(stage.desk)
    answer = desk.get(at("chain"))
    page = text_of(answer)
    assert answer.content.decode().count("<rect") == 3
    for said in ("stands still", "critical", "苏州特钢有限公司", "1 enterprise further down waits for it"):
        assert said in page
    town = text_of(signed_in(stage.cast.hill_town).get(at("chain")))
    assert stage.river.name not in town
    assert len(rows_of(desk.get(at("chain_sheet")))) == 2


def test_a_letter_goes_its_way_on_pages(stage):
    officer, leader = signed_in(stage.officer), signed_in(stage.leader)
    row = stage.broken()
    officer.post(at("interruption_letter", row.pk), {"kind": "resume_supplier", "authority": "苏州市工信局"})
    letter = Letter.objects.get()
    assert "somebody else signs" in text_of(officer.get(at("letter", letter.pk)))
    leader.post(at("letter_signature", letter.pk))
    officer.post(at("letter_sending", letter.pk), {"how": "传真"})
    officer.post(at("letter_answer", letter.pk), {"answer": "同意", "works": "running"})
    letter.refresh_from_db()
    assert letter.state == "answered"
    assert officer.get(at("letter_pdf", letter.pk)).content.startswith(b"%PDF")
    assert signed_in(stage.cast.shop_liaison).get(at("letter", letter.pk)).status_code == 404
    assert letter.number in text_of(officer.get(at("letters")))


def test_an_order_is_read_confirmed_and_filings_follow_it(stage):
    stage.link(stage.shop, stage.river, critical=True)
    stage.outside(stage.hill)
    desk = signed_in(stage.desk)
    assert "An enterprise needs 1 masks a head" in text_of(desk.get(at("orders")))
    page = text_of(desk.post(at("order_new"), {"waves": "0"}), 422)
    assert "from 1 to 60" in page
    desk.post(at("order_new"), {"waves": "2"})
    running = ResumingOrder.objects.get()
    assert "Gathering" in text_of(desk.get(at("order", running.pk)))
    assert desk.get(at("order_progress", running.pk)).status_code == 200
    desk.post(at("order_dropping", running.pk))
    order = stage.order()
    assert desk.get(at("order_progress", order.pk)).headers["HX-Refresh"] == "true"
    page = text_of(desk.get(at("order", order.pk)))
    assert "The 2 approvals that release the most" in page
    assert "proven" in page
    assert "苏州特钢有限公司" in text_of(desk.get(at("order", order.pk) + "?kind=blocked"))
    signed_in(stage.leader).post(at("order_confirmation", order.pk))
    order.refresh_from_db()
    assert order.state == "in_force"
    rows = rows_of(desk.get(at("order_sheet", order.pk)))
    assert [row[2] for row in rows] == [stage.shop.name, stage.river.name, stage.hill.name]
    assert text_of(desk.get(reverse("resumption:filings", args=["plain"]) + "?tab=open&sort=priority"))


def test_premises_from_the_enterprise_to_agreed(stage):
    firm, desk = signed_in(stage.liaison), signed_in(stage.desk)
    page = text_of(
        firm.post(at("mine_wanted_new", stage.river.pk), {"area": "0", "use": "plant", "since": stage.today}), 422
    )
    assert "from 1 to 10,000,000" in page
    firm.post(at("mine_wanted_new", stage.river.pk), {"area": "500", "use": "plant", "since": stage.today})
    desk.post(
        at("offer_new"),
        {"name": "三号厂房", "area": "600", "use": "plant", "since": stage.today, "area_code": stage.hill.area_code},
    )
    wanted, offer = PremisesWanted.objects.get(), PremisesOffer.objects.get()
    page = text_of(desk.get(at("wanted", wanted.pk)))
    assert "600 m², 500 are wanted" in page
    assert "三号厂房" in text_of(desk.get(at("premises")))
    desk.post(at("wanted_showing", wanted.pk), {"offer": offer.pk})
    assert "三号厂房" in text_of(firm.get(at("mine_premises", stage.river.pk)))
    firm.post(at("mine_wanted_answer", stage.river.pk, wanted.pk), {"agree": "1", "offer": offer.pk})
    wanted.refresh_from_db()
    assert wanted.state == "agreed"
    assert len(rows_of(desk.get(at("premises_sheet")))) == 1


def test_of_many_offers_each_is_reached_page_by_page(stage, monkeypatch):
    desk = signed_in(stage.desk)
    monkeypatch.setattr(premises, "OFFERS", 2)
    for n in range(5):
        said = {
            "name": f"厂房{n}",
            "area": "600",
            "use": "plant",
            "since": stage.today,
            "area_code": stage.hill.area_code,
        }
        desk.post(at("offer_new"), said)
    seen, address = [], at("premises") + "?tab=all"
    while address:
        page = desk.get(address).content.decode()
        seen += re.findall(r"<strong>(厂房\d)</strong>", page)
        following = re.search(r'href="([^"]*offers=\d+[^"]*)" rel="next"', page)
        address = at("premises") + html.unescape(following.group(1)) if following else ""
    assert seen == [f"厂房{n}" for n in (4, 3, 2, 1, 0)]


def test_what_lies_elsewhere_is_not_found(stage):
    listing, letter, order, wanted = stage.proposed(), stage.letter(), stage.order(), stage.wanted()
    link = stage.link(stage.shop, stage.river)
    stranger, hill = signed_in(stage.cast.stranger), signed_in(stage.cast.hill_town)
    for client in (stranger, hill):
        for name, pk in (
            ("key", stage.river.pk), ("letter", letter.pk), ("interruption", letter.interruption_id), ("wanted", wanted.pk)
        ):  # fmt: skip
            assert client.get(at(name, pk)).status_code == 404, name
        assert client.post(at("link_removal", link.pk)).status_code == 404
    assert stranger.get(at("order", order.pk)).status_code == 404
    assert stage.river.name not in text_of(hill.get(at("order", order.pk)))
    for name in ("keys", "chain", "orders", "overview"):
        assert signed_in(stage.liaison).get(at(name)).status_code == 404, "the desk's pages aren't the enterprise's"
    assert signed_in(stage.cast.shop_liaison).get(at("mine", stage.river.pk)).status_code == 404
    assert signed_in(stage.cast.town).post(at("listing_confirmation", listing.pk)).status_code == 403


def test_a_sheet_of_links_comes_in(stage):
    book = openpyxl.Workbook()
    for row in (
        ("供应商", "客户", "所在地", "产品", "类别", "占比", "关键"),
        (stage.shop.name, stage.river.uscc, "", "包装", "包装材料", "30%", "是"),
        ("苏州特钢", stage.river.name, "江苏苏州", "钢", "", "", ""),
        (stage.river.name, stage.river.name, "", "x", "", "", ""),
        ("不认识", stage.river.name, "", "y", "", "", ""),
        (stage.shop.name, stage.hill.name, "", "z", "", "120", ""),
    ):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "链条.xlsx"
    desk = signed_in(stage.desk)
    answer = desk.post(reverse("sheets:upload", args=["plain", "supply_links"]), {"file": file}, follow=True)
    page = text_of(answer)
    for said in ("can't supply itself", "or the region outside", "from 1 to 100"):
        assert said in page
    desk.post(f"{answer.redirect_chain[-1][0]}application/", {"only_good": "1"})
    link = SupplyLink.objects.get()
    assert (link.share, link.critical, link.kind, link.waits) == (30, True, "packaging", False)
    assert OutsideLink.objects.get().partner.region == "江苏苏州"


def test_the_lists_ask_the_same_number_of_questions_however_long(stage, django_assert_max_num_queries):
    desk = signed_in(stage.desk)
    for enterprise in (stage.river, stage.hill, stage.shop):
        stage.listed(enterprise)
        stage.broken(stage.outside(enterprise), by=stage.desk)
    for name, most in (
        ("keys", 26),
        ("overview", 34),
        ("chain", 26),
        ("interruptions", 18),
        ("letters", 16),
        ("reviews", 18),
    ):
        with django_assert_max_num_queries(most):
            text_of(desk.get(at(name)))


def test_figures_count_listings_and_restored_links(stage):
    stage.listed()
    stage.resumed(stage.river)
    from fugong.chains.actions import interruptions

    interruptions.restore(interruption=stage.broken(), how="x", by=stage.desk)
    letters.draft(
        campaign=stage.campaign, enterprise=stage.river, partner=OutsideLink.objects.get().partner, by=stage.desk
    )
    found = {}
    for key, measure in REGISTERED.items():
        if key.startswith(("key.", "chain.", "letters", "reviews", "premises")):
            rows = KINDS[measure.source].rows(stage.campaign, stage.desk)
            rows = rows.annotate(moment=Value(clock.now(), output_field=DateTimeField())).filter(measure.where)
            found[key] = rows.aggregate(n=Sum(measure.column))["n"] if measure.column else rows.count()
    assert (found["key.listed"], found["key.listed.resumed"], found["chain.restored"]) == (1, 1, 1)
    assert (found["chain.interrupted"], found["reviews.today"], found["letters"]) == (0, 1, 0)


def test_a_chain_that_takes_long_is_kept_and_says_so(stage, monkeypatch):
    from fugong.core import kept

    stage.broken(stage.outside(stage.river), by=stage.desk)
    desk = signed_in(stage.desk)
    before = text_of(desk.get(at("chain")))
    assert "As of" not in before
    monkeypatch.setattr(kept, "SLOW", -1)
    monkeypatch.setattr(kept, "PATIENCE", 10**9)
    for _twice in range(2):
        page = text_of(desk.get(at("chain")))
        assert "As of" in page and stage.river.name in page
        assert "As of" in text_of(desk.get(at("overview")))


def test_the_totals_of_lists_count_whoever_works_and_their_mean(stage):
    from fugong.chains.views.keys import totals
    from fugong.resumption.models import Resumption

    for enterprise, capacity in ((stage.river, 80), (stage.hill, 45), (stage.shop, None)):
        stage.listed(enterprise)
        if enterprise != stage.hill:
            stage.resumed(enterprise)
        Resumption.objects.filter(campaign=stage.campaign, enterprise=enterprise).update(capacity=capacity)
    found = {each["list"].key: each for each in totals(stage.desk, stage.campaign)}
    counted = [each for each in found.values() if each["n"]]
    assert [(each["n"], each["working"], each["capacity"]) for each in counted] == [(3, 2, 80)]
