"""What a filing may say, and what is only odd: refused at its field, or told to the enterprise and to whoever decides."""

import copy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.policy import loaded, pack
from fugong.policy.report import Report
from fugong.resumption import answers
from fugong.resumption.actions import filings, plans, records, reports
from fugong.resumption.models import Filing, ProductionLine, ResumptionPlan
from fugong.resumption.questions import Field
from fugong.resumption.tests.asking import mine, office, text
from fugong.resumption.tests.stage import ANSWERS, CONTENT, PDF
from fugong.resumption.tests.stage import text as words

MORE = [
    {"key": "outside", "name": words("From outside"), "kind": "integer", "part_of": "staff_returning", "required": False},
    {"key": "loss", "name": words("Loss"), "kind": "decimal", "unit": {"zh": "万元", "en": "x 10,000 yuan"}, "required": False},
    {"key": "head", "name": words("Head"), "kind": "text", "maximum": 60, "required": False},
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def asking(stage):
    """The place with a part, a unit and a length in its form."""
    content = copy.deepcopy(CONTENT)
    content["sections"]["resumption"]["form"] += MORE
    content["sections"]["resumption"]["daily_report"]["fields"] += [{"key": "capacity", "name": words("Output")}]
    return under(stage, content)


def under(stage, content):
    """The place under other rules."""
    stage.campaign.pack_version = loaded.store(pack.build(content), by=None)
    stage.campaign.save()
    stage.campaign = Campaign.objects.get(pk=stage.campaign.pk)
    return stage


def draft(stage, **more):
    filing = stage.ready(stage.small)
    faults = filings.save_answers(filing=filing, answers=more, by=stage.liaison_of(stage.small))
    filing.refresh_from_db()
    return filing, faults


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"loss": "12,5"}, "with a point"),
        ({"loss": "1e9"}, "out in digits"),
        ({"head": "x" * 61}, "At most 60 characters."),
        ({"staff_returning": "1,20"}, "with a point"),
    ],
)
def test_what_cant_be_read_is_refused_at_its_field(asking, given, says):
    filing, faults = draft(asking, **given)
    assert [fault.where for fault in faults] == list(given) and says in faults[0].message
    assert not {"loss", "head"} & filing.answers.keys() and filing.answers["staff_returning"] == 30


def test_thousands_and_units_are_fine(asking):
    filing, faults = draft(asking, loss="1,200.5 万元", staff_returning="１，２００")
    assert faults == [] and (filing.answers["loss"], filing.answers["staff_returning"]) == (1200.5, 1200)


def test_a_part_above_its_whole_is_refused_with_the_packs_names(asking):
    filing, faults = draft(asking, outside="31")
    assert faults == []
    with pytest.raises(Refused) as refusal:
        filings.submit(filing=filing, by=asking.liaison_of(asking.small))
    fault = refusal.value.faults[0]
    assert fault.where == "outside" and fault.message == "“From outside” (31) can't be more than “Staff” (30)."
    filings.save_answers(filing=filing, answers={"outside": "30"}, by=asking.liaison_of(asking.small))
    assert filings.submit(filing=Filing.objects.get(), by=asking.liaison_of(asking.small)).state == "filed"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"planned_on": "2020-01-01"}, "1 Jan 2020 lies before this campaign began on 14 Feb 2020"),
        ({"planned_on": "2021-02-20"}, "20 Feb 2021 is more than a year away"),
        ({"staff_returning": "5000"}, "5,000 is more than the 30 staff in the registry"),
    ],
)
def test_what_is_odd_is_told_while_one_types_and_marked_for_whoever_decides(asking, as_, given, says):
    draft(asking)
    browser = as_(asking.liaison_of(asking.small))
    typed = {f"a-{key}": value for key, value in (ANSWERS | given).items()}
    assert says in text(browser.post(mine("mine_answers", asking, asking.small), typed))
    sent = browser.post(mine("mine_submission", asking, asking.small), typed, follow=True)
    assert sent.status_code == 200 and [says in str(each) for each in sent.context["messages"]] == [False, True]
    filing = Filing.objects.get()
    page = text(as_(asking.town).get(office("filing", asking, filing.pk)))
    assert page.count(says) == 2, "where it is decided, and at the answer"


def test_what_is_likely_is_told_to_nobody(asking, as_):
    filing = asking.filed(asking.small)
    assert "is the day right" not in text(as_(asking.town).get(office("filing", asking, filing.pk)))


def test_answers_are_shown_in_one_way(friday):
    loss = Field.model_validate(MORE[1])
    day = Field(key="day", name=words("Day"), kind="date")
    count = Field(key="count", name=words("Count"), kind="integer")
    share = Field(key="share", name=words("Share"), kind="percent")
    assert answers.shown(loss, 1200.5) == "1,200.5 x 10,000 yuan" and answers.shown(count, 5000) == "5,000"
    assert answers.shown(day, "2026-12-01") == "1 Dec 2026" and answers.shown(share, 12.0) == "12%"
    assert answers.shown(loss, 123456789.25) == "123,456,789.25 x 10,000 yuan"


def test_the_unit_stands_beside_the_field(asking, as_):
    draft(asking)
    page = text(as_(asking.liaison_of(asking.small)).get(mine("mine_filing", asking, asking.small)))
    assert '<span class="input-group-text">x 10,000 yuan</span>' in page and 'maxlength="60"' in page


def test_what_was_typed_wrong_stays_when_a_paper_is_attached(asking, as_):
    draft(asking)
    browser, here = as_(asking.liaison_of(asking.small)), mine("mine_filing", asking, asking.small)
    browser.post(mine("mine_answers", asking, asking.small), {"a-staff_returning": "-3", "a-loss": "12,5"})
    file = SimpleUploadedFile("photo.pdf", PDF)
    browser.post(mine("mine_document_add", asking, asking.small), {"field": "photo", "file": file})
    page = text(browser.get(here))
    assert 'value="-3"' in page and 'value="12,5"' in page and "At least 0." in page
    browser.post(mine("mine_answers", asking, asking.small), {"a-staff_returning": "28", "a-loss": "12.5"})
    page = text(browser.get(here))
    assert 'value="28"' in page and 'value="12.5"' in page and "At least 0." not in page


def test_a_question_that_appears_has_one_place_only(stage, as_):
    browser = as_(stage.liaison_of(stage.small))
    browser.post(mine("mine_begin", stage, stage.small))
    saved = text(browser.post(mine("mine_answers", stage, stage.small), {"a-canteen": "yes"}))
    assert saved.count('id="fault-seats"') == 1 and 'id="line-seats" hx-swap-oob="true"' in saved


def without_plan(stage, enterprise):
    filing = stage.ready(enterprise)
    ResumptionPlan.objects.all().delete()
    return filing


def test_a_plan_that_is_required_is_written_before_the_filing(stage, as_):
    without_plan(stage, stage.big)
    browser = as_(stage.liaison_of(stage.big))
    typed = {f"a-{key}": value for key, value in ANSWERS.items()}
    page = text(browser.post(mine("mine_submission", stage, stage.big), typed), 422)
    assert "Write your plan first" in page and mine("mine_plan", stage, stage.big) in page
    row = records.of(stage.campaign, stage.big.pk)
    plans.save_plan(resumption=row, content={"hardest": "parts"}, by=stage.liaison_of(stage.big))
    browser.post(mine("mine_submission", stage, stage.big), typed)
    assert Filing.objects.get().state == "filed"
    assert "One enterprise, one plan" in text(browser.get(mine("mine_filing", stage, stage.big)))


def test_whoever_needs_no_plan_is_asked_for_none(stage, as_):
    filing = without_plan(stage, stage.small)
    assert filings.submit(filing=filing, by=stage.liaison_of(stage.small)).state == "filed"
    page = text(as_(stage.liaison_of(stage.small)).get(mine("mine_filing", stage, stage.small)))
    assert "One enterprise, one plan" not in page


def test_where_the_pack_lets_it_come_later_the_approval_waits_for_it(stage):
    content = copy.deepcopy(CONTENT)
    content["sections"]["resumption"]["plan"] |= {"before": "approval", "when": "true", "fields": []}
    under(stage, content)
    stage.signed(stage.small)
    filing = stage.filed(stage.small)
    with pytest.raises(Refused, match="hasn't written its plan yet"):
        filings.pass_on(filing=filing, by=stage.town)
    row = records.of(stage.campaign, stage.small.pk)
    ProductionLine.objects.create(resumption=row, name="Oven", staff=3, capacity=40)  # the plan asks for lines only
    assert filings.pass_on(filing=filing, by=stage.town).state == "approved"


def test_more_empty_lines_are_given_without_saving(stage, as_):
    browser = as_(stage.liaison_of(stage.big))
    here = mine("mine_plan", stage, stage.big)
    page = text(browser.get(here))
    assert page.count('name="name"') == 3 and "Capacity (%)" in page and "Staff (people)" in page
    typed = {"lines": "1", "name": ["Berth 1", "", ""], "staff": ["1,200", "", ""], "capacity": ["40%", "", ""],
             "planned_on": ["", "", ""]}  # fmt: skip
    page = text(browser.post(here, typed | {"more": "1"}))
    assert page.count('name="name"') == 6 and 'value="Berth 1"' in page and not ProductionLine.objects.exists()
    assert browser.post(here, typed).status_code == 302
    assert ProductionLine.objects.values_list("name", "staff", "capacity").get() == ("Berth 1", 1200, 40)
    page = text(browser.post(here, typed | {"staff": ["1,20", "", ""]}), 422)
    assert "with a point" in page


def test_more_than_full_capacity_is_taken_with_a_warning(asking):
    def send(**values):
        whose = {"campaign": asking.campaign, "enterprise": asking.small, "by": asking.liaison_of(asking.small)}
        return reports.submit(**whose, day=filings.submitting.clock.today(), values=values)

    taken = send(staff_back=5, capacity=300)
    assert [fault.code for fault in taken.warnings] == ["more_than_full"]
    assert taken.warnings[0].message.startswith("“Output”: 300%")
    with pytest.raises(Refused) as refusal:
        send(staff_back=5, capacity=301)
    assert refusal.value.faults[0].message == "Give a whole number from 0 to 300."


def test_a_report_names_the_packs_fields_and_speaks_our_words(asking, as_):
    browser, here = as_(asking.liaison_of(asking.small)), mine("mine_report", asking, asking.small)
    for given, says in [
        ({"staff_back": "-1", "capacity": "5"}, "Give a whole number from 0 to 2,000,000."),
        ({"staff_back": "", "capacity": "5"}, "Please fill this in."),
        ({"staff_back": "many", "capacity": "5"}, "Write a number, such as 120."),
        ({"staff_back": "2.5", "capacity": "5"}, "Write a whole number, such as 120."),
        ({"staff_back": "1,20", "capacity": "5"}, "with a point"),
    ]:
        assert says in text(browser.post(here, given), 422)
    with pytest.raises(Refused) as refusal:
        reports.submit(
            campaign=asking.campaign, enterprise=asking.small, day=filings.submitting.clock.today(),
            values={"staff_back": 9, "capacity": 5, "staff_outside": 1_200}, by=asking.liaison_of(asking.small),
        )  # fmt: skip
    assert refusal.value.faults[0].message == "“Of them from outside” (1,200) can't be more than “Back” (9)."


def test_steps_that_run_side_by_side_say_so(stage, as_):
    filing = stage.filed(stage.big)
    for page in (
        text(as_(stage.bureau).get(office("filing", stage, filing.pk))),
        text(as_(stage.liaison_of(stage.big)).get(mine("mine_filing", stage, stage.big))),
    ):
        assert page.count("One of 2 that run side by side") == 2


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"form": [{"key": "a", "name": words("A"), "kind": "text", "unit": words("m")}]}, "a unit belongs to"),
        ({"form": [{"key": "a", "name": words("A"), "kind": "integer", "part_of": "b"}]}, "part_of"),
        (
            {"form": [{"key": "a", "name": words("A"), "kind": "integer", "part_of": "canteen"}]},
            "only a number is part",
        ),
        ({"plan": {"required": True}}, "the plan asks for nothing"),
    ],
)
def test_the_linter_finds_what_cant_be_asked(friday, more, says):
    content = copy.deepcopy(CONTENT)
    section = content["sections"]["resumption"]
    section["form"] += more.get("form", [])
    section["plan"] = more.get("plan", section["plan"])
    report = Report(lambda section, path: f"{section}.{path}")
    pack.build(content).resumption.check(report.section("resumption"))
    assert any(says in str(error) for error in report.errors)
