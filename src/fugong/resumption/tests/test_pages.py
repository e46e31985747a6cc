"""The pages, asked as a browser asks them: what each shows, to whom, and what posting does."""

import io
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fugong.core import clock
from fugong.resumption.actions import filings, rosters
from fugong.resumption.models import EmployeeCommitment, EnterpriseCommitment, Filing, Resumption, Verification
from fugong.resumption.tests.asking import mine, office, text
from fugong.resumption.tests.stage import FRIDAY, GOOD, PDF


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_home_says_where_one_stands_and_what_is_next(stage, as_):
    browser = as_(stage.liaison_of(stage.small))
    first = text(browser.get("/mine/"))
    assert "Begin the filing" in first
    assert "Resident officer</span>" in first, "who serves the enterprise, and in which post"
    filing = stage.filed(stage.small)
    assert filing.number in text(browser.get("/mine/"))
    stage.signed(stage.small)
    filings.pass_on(filing=filing, by=stage.town)
    assert "We are at work again" in text(browser.get("/mine/"))
    answer = browser.post(mine("mine_first_day", stage, stage.small), {"first_day": "2020-02-14"})
    assert answer.status_code == 302
    assert Resumption.objects.get(enterprise=stage.small).state == "resumed"


def test_every_page_of_the_enterprise_opens(stage, as_):
    browser = as_(stage.liaison_of(stage.big))
    assert "flow-box" in text(browser.get(mine("mine_guide", stage, stage.big)))
    for name in ("mine_enterprise", "mine_filing", "mine_commitments", "mine_plan"):
        text(browser.get(mine(name, stage, stage.big)))
    text(browser.get(mine("mine_self_check", stage, stage.big, "basics")))


def test_a_filing_is_made_through_the_pages_alone(stage, as_):
    browser = as_(stage.liaison_of(stage.small))
    browser.post(mine("mine_begin", stage, stage.small), {"way": ""})
    page = text(browser.get(mine("mine_filing", stage, stage.small)))
    assert 'value="30"' in page  # prefilled from the registry
    saved = browser.post(mine("mine_answers", stage, stage.small), {"a-canteen": "yes", "a-planned_on": "?"})
    assert 'id="line-seats" hx-swap-oob="true"' in text(saved)  # the question that now is asked
    assert "is not a day" in text(saved)
    refused = browser.post(
        mine("mine_submission", stage, stage.small), {"a-canteen": "no", "a-planned_on": "2020-02-15"}
    )
    assert "Attach “Plan”" in text(refused, 422)
    file = SimpleUploadedFile("复工 方案.pdf", PDF)
    browser.post(mine("mine_document_add", stage, stage.small), {"field": "plan", "file": file})
    browser.post(mine("mine_submission", stage, stage.small), {"a-canteen": "no", "a-planned_on": "2020-02-15"})
    filing = Filing.objects.get(enterprise=stage.small)
    assert filing.state == "filed"
    assert "20200214-0001" in text(browser.get(mine("mine_filing", stage, stage.small)))


def test_what_is_typed_wrongly_stays_in_the_field_and_is_marked(stage, as_):
    browser = as_(stage.liaison_of(stage.small))
    browser.post(mine("mine_begin", stage, stage.small))
    page = text(browser.post(mine("mine_submission", stage, stage.small), {"a-staff_returning": "many"}), 422)
    assert 'value="many"' in page
    assert "Write a number" in page


def test_a_bad_file_comes_back_with_the_reason_at_its_paper(stage, as_):
    browser = as_(stage.liaison_of(stage.small))
    browser.post(mine("mine_begin", stage, stage.small))
    file = SimpleUploadedFile("virus.pdf", b"MZ\x90 not a paper")
    page = text(browser.post(mine("mine_document_add", stage, stage.small), {"field": "plan", "file": file}), 422)
    assert "Send a photo" in page


def test_documents_go_out_as_attachments_under_their_own_name_and_to_nobody_else(stage, as_, client):
    filing = stage.filed(stage.small)
    address = reverse("resumption:document", args=[filing.documents.get().uid])
    answer = as_(stage.town).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert unquote(answer["Content-Disposition"]).startswith("attachment; filename*=utf-8''复工方案.pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_(stage.liaison_of(stage.big)).get(address).status_code == 404
    assert as_(stage.elsewhere).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_the_papers_of_a_draft_are_the_enterprises_own(stage, as_):
    filing = stage.ready(stage.small)
    address = reverse("resumption:document", args=[filing.documents.get().uid])
    assert as_(stage.town).get(address).status_code == 404


def test_a_stranger_finds_nothing(stage, as_):
    filing = stage.filed(stage.small)
    for user in (stage.elsewhere,):
        browser = as_(user)
        for address in (
            office("filings", stage), office("board", stage), office("today", stage), office("filing", stage, filing.pk),
            office("same_day", stage), office("joints", stage), office("filings_sheet", stage),
            mine("mine_filing", stage, stage.small),
        ):  # fmt: skip
            assert browser.get(address).status_code in (403, 404), address
    browser = as_(stage.liaison_of(stage.big))
    for name in ("mine_enterprise", "mine_filing", "mine_commitments", "mine_plan", "mine_guide", "mine_unsigned"):
        assert browser.get(mine(name, stage, stage.small)).status_code == 404
    assert browser.post(mine("mine_withdrawal", stage, stage.small), {"reason": "x"}).status_code == 404


def test_the_list_has_tabs_filters_and_search(stage, as_):
    small, big = stage.filed(stage.small), stage.filed(stage.big)
    browser = as_(stage.town)
    page = text(browser.get(office("filings", stage)))
    assert small.number in page and big.number not in page
    assert big.number in text(browser.get(office("filings", stage) + "?tab=all"))
    assert small.number not in text(browser.get(office("filings", stage) + "?tab=all&segment=big"))
    assert big.number not in text(browser.get(office("filings", stage) + "?tab=all&post=town"))
    assert "Nothing fits" in text(browser.get(office("filings", stage) + "?tab=all&text=nobody"))
    assert small.number in text(browser.get(office("filings", stage) + f"?tab=all&text={small.number}"))
    assert "No filings here" in text(browser.get(office("filings", stage) + "?tab=overdue"))
    with clock.showing(FRIDAY + clock.dt.timedelta(hours=5)):
        assert small.number in text(browser.get(office("filings", stage) + "?tab=overdue"))


def test_the_number_of_queries_does_not_grow_with_the_list(stage, as_, django_assert_max_num_queries):
    browser = as_(stage.desk)
    stage.filed(stage.small)
    browser.get(office("filings", stage) + "?tab=all")
    with django_assert_max_num_queries(14) as few:
        browser.get(office("filings", stage) + "?tab=all")
    stage.filed(stage.big), stage.filed(stage.trader)
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(office("filings", stage) + "?tab=all")
    with django_assert_max_num_queries(16):
        browser.get(office("board", stage))


def test_pages_follow_each_other_without_counting(stage):
    from fugong.resumption import lists

    made = [stage.filed(enterprise) for enterprise in (stage.small, stage.big, stage.trader)]
    rows = lists.filings(stage.desk, stage.campaign, lists.Wanted(tab="all"))
    first = lists.page(rows, "", size=2)
    second = lists.page(rows, first.next_key, size=2)
    assert [row.pk for row in first.rows + second.rows] == [filing.pk for filing in made]
    assert (first.is_first, second.is_first, second.next_key) == (True, False, None)
    assert lists.page(rows, "nonsense_1", size=2).rows == first.rows


def test_a_reviewer_returns_item_by_item_and_the_liaison_mends(stage, as_):
    filing = stage.filed(stage.small)
    page = text(as_(stage.town).get(office("filing", stage, filing.pk)))
    assert "Your turn" in page
    done = as_(stage.town).post(
        office("decision", stage, filing.pk),
        {"outcome": "return", "opinion": "see below", "r-staff_returning": "fewer", "r-plan": ""},
    )
    assert done.status_code == 302
    browser = as_(stage.liaison_of(stage.small))
    page = text(browser.get(mine("mine_filing", stage, stage.small)))
    assert "fewer" in page and "see below" in page
    browser.post(mine("mine_revision", stage, stage.small))
    page = text(browser.get(mine("mine_filing", stage, stage.small)))
    assert "fewer" in page and "version 2" in page
    browser.post(mine("mine_submission", stage, stage.small), {"a-staff_returning": "10", "a-canteen": "no"})
    second = Filing.objects.get(enterprise=stage.small, state="filed")
    page = text(as_(stage.town).get(office("filing", stage, second.pk)))
    assert "changed" in page and "<del>30</del>" in page


def test_a_decision_without_reason_comes_back_in_words(stage, as_):
    filing = stage.filed(stage.small)
    page = as_(stage.town).post(office("decision", stage, filing.pk), {"outcome": "refuse"})
    assert "needs a reason" in text(page, 422)


def test_the_visit_is_recorded_on_the_phone_beside_the_enterprises_own_answers(stage, as_):
    liaison = as_(stage.liaison_of(stage.big))
    own = {"i-exits": "yes", "n-exits": "both", "i-masks": "no", "n-masks": "40 left"}
    assert liaison.post(mine("mine_self_check", stage, stage.big, "basics"), own).status_code == 302
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    as_(stage.desk).post(office("team_visit", stage, filing.pk, 2), {"team": stage.team.pk})
    browser = as_(stage.inspector)
    page = text(browser.get(office("visit", stage, filing.pk, 2)))
    assert "40 left" in page
    assert "Say what is wrong" in text(browser.post(office("visit", stage, filing.pk, 2), {"i-exits": "no"}), 422)
    sent = {"uid": "0190c4e0-0000-7000-8000-000000000001", "i-exits": "yes", "i-masks": "yes"}
    browser.post(office("visit", stage, filing.pk, 2), sent)
    browser.post(office("visit", stage, filing.pk, 2), sent)
    assert Verification.objects.filter(kind="verification").count() == 1
    browser.post(office("decision", stage, filing.pk), {"outcome": "pass"})
    assert filing.steps.get(order=2).outcome == "passed"


def test_the_recheck_stands_on_the_list_of_its_post(stage, as_):
    filing = stage.approved(stage.small)
    browser = as_(stage.bureau)
    assert filing.number in text(browser.get(office("filings", stage)))
    assert "re-check" in text(browser.get(office("today", stage)))
    browser.post(office("recheck", stage, filing.pk, 2), {"outcome": "pass"})
    assert "Nothing waits for you" in text(browser.get(office("filings", stage)))


def test_several_are_passed_at_once_and_one_that_cannot_be_is_named(stage, as_):
    small, trader = stage.filed(stage.small), stage.filed(stage.trader)
    stage.signed(stage.small)
    answer = as_(stage.town).post(office("decisions", stage), {"filing": [small.pk, trader.pk]}, follow=True)
    page = text(answer)
    assert "1 filing passed" in page and "Trading House" in page
    small.refresh_from_db(), trader.refresh_from_db()
    assert (small.state, trader.state) == ("approved", "filed")


def test_the_board_counts_by_lateness_and_leads_to_the_list(stage, as_):
    stage.filed(stage.small)
    with clock.showing(FRIDAY + clock.dt.timedelta(hours=5)):
        page = text(as_(stage.leader).get(office("board", stage)))
    assert "has-late" in page
    assert "route=town&amp;post=town&amp;lateness=late" in page


def test_the_same_day_page_and_batches_and_joint_pages_open(stage, as_):
    stage.approved(stage.small)
    assert "on the same day" in text(as_(stage.leader).get(office("same_day", stage)))
    browser = as_(stage.desk)
    assert "Second" in text(browser.get(office("batches", stage)))
    browser.post(office("batches", stage), {"batch": "second", "first_day": "2020-02-14"})
    assert Resumption.objects.get(enterprise=stage.small).state == "resumed"
    answer = browser.post(office("joint_opening", stage), {"park": stage.park.pk}, follow=True)
    assert "Tower" in text(answer)
    assert "Tower" in text(browser.get(office("joints", stage)))


def test_tenants_file_together_through_the_pages(stage, as_):
    joint = filings.open_joint(campaign=stage.campaign, park=stage.park, by=stage.desk)
    browser = as_(stage.liaison_of(stage.small))
    assert "Tower" in text(browser.get(mine("mine_filing", stage, stage.small)))
    browser.post(mine("mine_begin", stage, stage.small), {"way": "joint"})
    assert Filing.objects.get(enterprise=stage.small).joint == joint
    filings.discard(filing=Filing.objects.get(enterprise=stage.small), by=stage.liaison_of(stage.small))
    stage.filed(stage.small, joint=joint), stage.filed(stage.trader, joint=joint)
    browser = as_(stage.town)
    assert "2 filings wait for you" in text(browser.get(office("joint", stage, joint.pk)))
    text(browser.get(office("joint_visit", stage, joint.pk)))
    browser.post(office("joint_visit", stage, joint.pk), {f"i-{key}": value for key, (value, _note) in GOOD.items()})
    browser.post(office("joint_decision", stage, joint.pk), {"outcome": "pass"})
    assert {filing.steps.get(order=1).outcome for filing in joint.filings.filter(state="filed")} == {"passed"}


def test_both_commitments_through_the_pages(stage, as_, client):
    browser = as_(stage.liaison_of(stage.small))
    page = mine("mine_signature", stage, stage.small)
    assert "Write your full name" in text(browser.post(page, {"name": ""}), 422)
    browser.post(page, {"name": "Li Lei", "agreed": "on"})
    assert EnterpriseCommitment.objects.get().text == "I promise."
    assert "Line 2" in text(browser.post(mine("mine_roster", stage, stage.small), {"people": "王芳 1234\n李雷"}), 422)
    assert EmployeeCommitment.objects.count() == 0
    browser.post(mine("mine_roster", stage, stage.small), {"people": "王芳 11010119900101123X\n李雷，5678\n"})
    assert EmployeeCommitment.objects.count() == 2
    browser.post(mine("mine_link", stage, stage.small))
    assert "<svg" in text(browser.get(mine("mine_code", stage, stage.small)))
    assert "扫码签署" in text(browser.get(mine("mine_poster", stage, stage.small)))
    assert "王芳" in text(browser.get(mine("mine_commitments", stage, stage.small)))
    link = rosters.link(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))
    client.logout()
    address = reverse("resumption:sign", args=[link.token])
    for language, words in (
        ("en", "An employee"),
        ("ja", "従業員の誓い"),
        ("ko", "직원의 약속"),
        ("zh-hans", "员工承诺"),
    ):
        assert words in text(client.get(f"{address}?lang={language}"))
    wrong = text(client.post(f"{address}?lang=en", {"name": "王芳", "identity": "9999", "agreed": "on"}), 422)
    unknown = text(client.post(f"{address}?lang=en", {"name": "韩梅", "identity": "123X", "agreed": "on"}), 422)
    assert "don&#x27;t match the list" in wrong and "don&#x27;t match the list" in unknown
    receipt = client.post(f"{address}?lang=ja", {"name": "王芳", "identity": "123x", "agreed": "on"}, follow=True)
    assert "王芳" in text(receipt)
    row = EmployeeCommitment.objects.get(name="王芳")
    assert (row.language, row.signed_at) == ("ja", FRIDAY)
    assert client.get("/s/NOSUCHTOKEN/").status_code == 404


def test_sheets_go_out(stage, as_):
    import openpyxl

    stage.filed(stage.small)
    answer = as_(stage.desk).get(office("filings_sheet", stage) + "?tab=all&with_missing=1")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    names = [cell.value for row in book.active.iter_rows() for cell in row]
    assert {"Small Bakery", "Big Steel", "20200214-0001"} <= set(names)
    stage.roster(stage.small, ("王芳", "1234"))
    answer = as_(stage.liaison_of(stage.small)).get(mine("mine_unsigned", stage, stage.small))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert "王芳" in [cell.value for row in book.active.iter_rows() for cell in row]


def test_the_plan_and_its_lines(stage, as_):
    browser = as_(stage.liaison_of(stage.big))
    page = mine("mine_plan", stage, stage.big)
    assert "Please fill this in" in text(browser.post(page, {"a-hardest": ""}), 422)
    browser.post(page, {"a-hardest": "Trucks"})
    lines = {
        "lines": "1",
        "name": ["Rolling", "Casting"],
        "staff": ["300", "100"],
        "capacity": ["50", "90"],
        "planned_on": ["", ""],
    }
    browser.post(page, lines)
    row = Resumption.objects.get(enterprise=stage.big)
    assert (row.capacity, row.plans.count(), row.lines.count()) == (60, 1, 2)
    lines["capacity"] = ["lots", "90"]
    assert "Write a whole number" in text(browser.post(page, lines), 422)


def test_an_officer_suspends_and_releases_with_a_reason(stage, as_):
    stage.approved(stage.small)
    browser = as_(stage.resident)
    address = office("record_move", stage, stage.small.pk, "suspension")
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "no masks"}).status_code == 302
    assert Resumption.objects.get(enterprise=stage.small).state == "suspended"
    browser.post(office("record_move", stage, stage.small.pk, "release"), {"reason": "masks came"})
    assert Resumption.objects.get(enterprise=stage.small).state == "approved"
    assert browser.post(office("record_move", stage, stage.small.pk, "nonsense")).status_code == 404


def test_a_staff_list_comes_as_a_sheet_and_a_lost_number_is_named_by_its_cell(stage, as_):
    import openpyxl

    def sheet(*rows):
        book = openpyxl.Workbook()
        for row in (("某公司员工名册",), ("序号", "姓名", "部门", "身份证号"), *rows):
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return SimpleUploadedFile("名册.xlsx", out.getvalue())

    browser, page = as_(stage.liaison_of(stage.small)), mine("mine_roster", stage, stage.small)
    refused = browser.post(page, {"sheet": sheet((1, "王芳", "车间", 110101199001011234), (2, "李雷", "车间", "5678"))})
    assert "D3" in text(refused, 422)
    assert not EmployeeCommitment.objects.exists()
    good = sheet((1, "王芳", "车间", "11010119900101123X"), (2, "李雷", "车间", 12))
    assert browser.post(page, {"sheet": good}).status_code == 302
    assert set(EmployeeCommitment.objects.values_list("name", flat=True)) == {"王芳", "李雷"}
    li = EmployeeCommitment.objects.get(name="李雷")
    assert bytes(li.tail_index) == rosters.tail_index(stage.campaign, stage.small, "0012")


def test_the_liaison_is_told_what_must_be_signed_before_the_approval(stage, as_):
    browser = as_(stage.liaison_of(stage.small))
    page = mine("mine_filing", stage, stage.small)
    asks = "signed its commitment yet; it must before the approval."
    browser.post(mine("mine_begin", stage, stage.small), {"way": ""})
    assert asks in text(browser.get(page)), "while it is written"
    stage.filed(stage.small)
    assert asks in text(browser.get(page)), "while it is decided"
    stage.signed(stage.small)
    assert asks not in text(browser.get(page))
