"""A checklist asks for numbers, keeps them, and judges by them, wherever it is filled in."""

import copy
from decimal import Decimal
from typing import Any

import pytest

from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.policy import loaded, pack
from fugong.resumption import measured
from fugong.resumption.actions import filings, verifications
from fugong.resumption.actions.verifications import Said
from fugong.resumption.checklist import Item
from fugong.resumption.models import ChecklistAnswer, FilingStep
from fugong.resumption.tests.stage import CONTENT, Stage, text
from fugong.resumption.tests.test_pages import mine, office
from fugong.resumption.tests.test_pages import text as page_of

GAS = {"zh": "％", "en": "%"}
ITEMS = [
    {"key": "gas", "name": text("Gas"), "evidence": "number", "unit": GAS, "maximum": 0.8, "critical": True},
    {"key": "air", "name": text("Air"), "evidence": "temperature", "minimum": 18, "maximum": 26},
    {"key": "sign", "name": text("Sign"), "evidence": "photo"},
    {"key": "book", "name": text("Book"), "evidence": "document"},
]
FINE = {
    "gas": ("yes", "", "0.8"),
    "air": ("yes", "", "20.5"),
    "sign": ("yes", ""),
    "book": ("yes", "log of the gas meter"),
}


@pytest.fixture
def measuring(stage: Stage, settings: Any) -> Stage:
    """The place with a list that asks for numbers, and for what this form can't keep."""
    settings.STAFF_SECOND_FACTOR = False
    content = copy.deepcopy(CONTENT)
    content["sections"]["resumption"]["checklists"][0]["aspects"][0]["items"] = ITEMS
    stage.campaign.pack_version = loaded.store(pack.build(content), by=None)
    stage.campaign.save()
    stage.campaign = Campaign.objects.get(pk=stage.campaign.pk)  # its pack is looked up once
    return stage


def step_of(stage: Stage) -> FilingStep:
    """The big firm's filing waits for the group on site."""
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    step = filing.steps.get(order=2)
    verifications.send_team(step=step, team=stage.team, by=stage.desk)
    return step


def check(stage: Stage, step: FilingStep, **said: Any) -> Any:
    return verifications.record_visit(
        campaign=stage.campaign, enterprise=stage.big, checklist="basics", answers={**FINE, **said}, step=step,
        by=stage.inspector,
    )  # fmt: skip


def typed(**said: tuple[str, ...]) -> dict[str, str]:
    """The form as it is sent."""
    given = {**FINE, **said}
    return {f"{field}-{key}": each for key, answer in given.items() for field, each in zip("inv", answer, strict=False)}


def test_a_number_is_kept_and_read_as_it_is_typed(measuring: Stage) -> None:
    made = check(measuring, step_of(measuring), gas=("yes", "", " ０．３５％ "))
    assert made.result == "passed"
    assert dict(made.answers.values_list("item", "value")) == {
        "gas": Decimal("0.350"), "air": Decimal("20.5"), "sign": None, "book": None,
    }  # fmt: skip


@pytest.mark.parametrize("ticked", ["yes", "not_applicable"])
def test_a_number_beyond_the_limits_is_not_met_whatever_was_ticked(measuring: Stage, ticked: str) -> None:
    step = step_of(measuring)
    made = check(measuring, step, gas=(ticked, "", "0.81"))
    assert (made.result, made.answers.get(item="gas").answer) == ("faults", "no")
    with pytest.raises(Refused, match="critical measure"):
        filings.pass_on(filing=step.filing, by=measuring.inspector)


@pytest.mark.parametrize(
    ("given", "says"),
    [("", "Write the number."), ("much", "such as 120.5"), ("0,8", "such as 120.5"), ("NaN", "such as 120.5")],
)
def test_met_without_a_number_or_with_none_is_refused_at_the_number(measuring: Stage, given: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(measuring, step_of(measuring), gas=("yes", "", given))
    ((where, message),) = [(fault.where, fault.message) for fault in refusal.value.faults]
    assert where == "gas.value" and says in message
    assert not ChecklistAnswer.objects.exists()


def test_not_met_or_not_applicable_is_kept_and_needs_no_number(measuring: Stage) -> None:
    made = check(measuring, step_of(measuring), gas=("no", "the meter is broken"), air=("not_applicable", ""))
    assert set(made.answers.values_list("value", flat=True)) == {None}


def test_the_pages_ask_for_it_and_show_it_with_its_unit(measuring: Stage, as_: Any) -> None:
    liaison = as_(measuring.liaison_of(measuring.big))
    own = mine("mine_self_check", measuring, measuring.big, "basics")
    page = page_of(liaison.get(own))
    assert 'name="v-gas"' in page and "At most 0.8 %." in page and "From 18 °C to 26 °C." in page
    assert "whoever visits you takes it" in page and "write in the note which one" in page
    page = page_of(liaison.post(own, typed(gas=("yes", "at noon", "much"))), 422)
    assert "such as 120.5" in page and 'value="much"' in page and 'value="at noon"' in page
    assert liaison.post(own, typed(gas=("yes", "", "0.5"))).status_code == 302
    assert 'value="0.5"' in page_of(liaison.get(own))

    step = step_of(measuring)
    browser, there = as_(measuring.inspector), office("visit", measuring, step.filing_id, 2)
    page = page_of(browser.get(there))
    assert "Yes · 0.5 %" in page and "take it on the phone" in page
    assert browser.post(there, typed(gas=("yes", "", "1.2"))).status_code == 302
    page = page_of(browser.get(office("filing", measuring, step.filing_id)))
    assert "1.2 %" in page and "At most 0.8 %." in page and "20.5 °C" in page
    page = page_of(as_(measuring.desk).get(f"/c/stage/enterprises/{measuring.big.pk}/"))
    assert "1.2 %" in page and "20.5 °C" in page


def test_tenants_who_filed_together_get_the_number_each(measuring: Stage, as_: Any) -> None:
    joint = filings.open_joint(campaign=measuring.campaign, park=measuring.park, by=measuring.desk)
    measuring.filed(measuring.small, joint=joint), measuring.filed(measuring.trader, joint=joint)
    as_(measuring.town).post(office("joint_visit", measuring, joint.pk), typed())
    assert list(ChecklistAnswer.objects.filter(item="gas").values_list("value", flat=True)) == [Decimal("0.8")] * 2


def test_a_count_is_read_in_thousands_and_shown_so(friday: None) -> None:
    item = Item(key="air", name="风量", evidence="number", unit="m³/min", minimum=2_000_000)  # type: ignore[arg-type]
    assert measured.read(item, "1,200,000 m3/min") == 1_200_000
    assert measured.limits(item) == "At least 2,000,000 m³/min."
    assert measured.shown(item, Decimal("1200.000")) == "1,200 m³/min"
    assert Said("yes").value is None


def test_the_headline_says_what_is_wrong(measuring: Stage) -> None:
    def headline(**said: Any) -> str:
        with pytest.raises(Refused) as refusal:
            check(measuring, step, **said)
        return refusal.value.message

    step = step_of(measuring)
    assert headline(gas=("yes", "", "abc")) == "“Gas”: Write a number, such as 120.5."
    assert headline(gas=("", "", "")) == "1 items still need an answer. They are marked below."
    assert headline(gas=("yes", "", "abc"), air=("", "")).startswith("2 items aren't right yet.")


@pytest.mark.parametrize("kind", ["self", "verification"])
def test_a_record_that_shows_an_item_is_named_in_the_note(measuring: Stage, kind: str) -> None:
    step = step_of(measuring)
    whose = {"self": (measuring.liaison_of(measuring.big), None), "verification": (measuring.inspector, step)}
    by, at = whose[kind]
    given = {
        "campaign": measuring.campaign,
        "enterprise": measuring.big,
        "checklist": "basics",
        "kind": kind,
        "step": at,
    }
    with pytest.raises(Refused, match="which record or paper shows this") as refusal:
        verifications.record_visit(**given, answers={**FINE, "book": ("yes", " ")}, by=by)  # type: ignore[arg-type]
    assert [fault.where for fault in refusal.value.faults] == ["book"]
    verifications.record_visit(**given, answers={**FINE, "book": ("not_applicable", "")}, by=by)  # type: ignore[arg-type]


def test_the_refused_pass_names_the_measure(measuring: Stage) -> None:
    step = step_of(measuring)
    check(measuring, step, gas=("yes", "", "12"))
    with pytest.raises(Refused, match=r"critical measure isn't met \(Gas\)"):
        filings.pass_on(filing=step.filing, by=measuring.inspector)


def test_whoever_checks_itself_hears_what_is_critical_and_so_does_whoever_decides(measuring: Stage, as_: Any) -> None:
    liaison = as_(measuring.liaison_of(measuring.big))
    own, home = (
        mine("mine_self_check", measuring, measuring.big, "basics"),
        mine("mine_enterprise", measuring, measuring.big),
    )
    sent = liaison.post(own, typed(gas=("yes", "", "12"), air=("yes", "", "30")), follow=True)
    told = [str(each) for each in sent.context["messages"]]
    assert told[1].startswith("Critical and not met: Gas. While this is so,")
    assert "Critical and not met: Gas." in page_of(liaison.get(home))
    filing = measuring.filed(measuring.big)
    decision = office("filing", measuring, filing.pk)
    assert "critical and not met: Gas." in page_of(as_(measuring.bureau).get(decision))
    liaison = as_(measuring.liaison_of(measuring.big))
    sent = liaison.post(own, typed(air=("yes", "", "30")), follow=True)  # not met, and not critical
    assert len(sent.context["messages"]) == 1 and "not met: Gas" not in page_of(liaison.get(home))
    assert "not met: Gas" not in page_of(as_(measuring.bureau).get(decision))
