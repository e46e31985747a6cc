"""Other values than the pack's: tried, compared, kept with the proposal and its reason, said in each share's sentence."""

import pytest
from django.http import QueryDict

from fugong.core.errors import Refused
from fugong.ledger.models import Event
from fugong.supplies import sharing, words
from fugong.supplies.actions import allocations
from fugong.supplies.levers import Levers
from fugong.supplies.models import Allocation
from fugong.supplies.sharing import Asked
from fugong.supplies.tests.test_pages import at, signed_in, text_of

pytestmark = pytest.mark.django_db


def asked(stage, text):
    return Asked.of(stage.campaign, QueryDict(text))


def pieces(stage, text):
    """Enterprise → masks that it would get."""
    plan = sharing.propose(stage.campaign, asked(stage, text))
    return {each.wants.enterprise.name: each.pieces for each in plan.given["masks"]}


def test_the_packs_values_in_the_fields_change_nothing(stage):
    section = stage.campaign.pack.supplies
    item = section.item("masks")
    tiers = "".join(f"&tier-{tier.key}={place}" for place, tier in enumerate(section.tiers, 1))
    same = asked(stage, f"item=masks&norm-masks={item.norm}.0&days-masks={item.days}{tiers}")
    assert not same.levers
    assert asked(stage, "item=masks&norm-masks=&days-masks=").levers == Levers()
    assert not asked(stage, "item=masks&norm-gloves=9").levers, "only what is shared counts"


def test_a_norm_days_and_an_order_move_the_shares(stage):
    stage.at_work(river=100, shop=10, hill=40)
    stage.stocked(600)
    section = stage.campaign.pack.supplies
    usual = pieces(stage, "item=masks&floor_days=0")
    first, last = section.tiers[0].key, section.tiers[-1].key
    turned = f"&tier-{first}={len(section.tiers)}&tier-{last}=1"
    assert pieces(stage, "item=masks&floor_days=0" + turned) != usual, "the last tier comes first"
    alike = "".join(f"&tier-{tier.key}=1" for tier in section.tiers)
    together = pieces(stage, "item=masks&floor_days=0" + alike)
    assert all(together.values()), "nobody goes without where all are served alike"
    assert not all(usual.values()), "control: by the pack somebody does"
    few = sharing.propose(stage.campaign, asked(stage, "item=masks&floor_days=0&norm-masks=1/2&days-masks=2"))
    assert {each.target for each in few.given["masks"]} == {100, 10, 40}, "heads × 1/2 × 2"
    again = sharing.propose(stage.campaign, asked(stage, "item=masks&floor_days=0&norm-masks=1/2&days-masks=2").untried)
    assert {each.wants.enterprise.name: each.pieces for each in again.given["masks"]} == usual


@pytest.mark.parametrize(
    "field", ["norm-masks=x", "norm-masks=0", "norm-masks=1e99", "norm-masks=1/0", "norm-masks=-1", "days-masks=0",
              "days-masks=400", "days-masks=1.5"],
)  # fmt: skip
def test_what_is_no_value_is_said_at_its_field(stage, field):
    with pytest.raises(Refused) as refusal:
        asked(stage, f"item=masks&{field}")
    assert [fault.where for fault in refusal.value.faults] == [field.partition("=")[0]]
    tier = stage.campaign.pack.supplies.tiers[0].key
    with pytest.raises(Refused) as refusal:
        asked(stage, f"item=masks&tier-{tier}=99")
    assert refusal.value.faults[0].where == f"tier-{tier}"


def test_other_values_are_compared_proposed_with_a_reason_and_told(stage):
    stage.at_work(river=100, shop=10, hill=40)
    stage.stocked(600)
    desk = signed_in(stage.desk)
    tried = {"item": "masks", "floor_days": "0", "norm-masks": "1", "days-masks": "3"}
    page = text_of(desk.get(at("allocation_new"), tried))
    assert "By the pack" in page
    assert "Against the pack’s values" in page
    assert "By the pack" not in text_of(desk.get(at("allocation_new"), {"item": "masks", "floor_days": "0"})), "control"
    refused = text_of(desk.post(at("allocation_new"), tried), 422)
    assert "Say why other values" in refused
    assert "By the pack" in refused, "what was seen stays"
    assert not Allocation.objects.exists()
    desk.post(at("allocation_new"), {**tried, "why": "Two shifts share their masks"})
    row = Allocation.objects.get()
    assert (row.asked["levers"]["norms"], row.asked["levers"]["days"]) == ({"masks": "1"}, {"masks": 3})
    assert Event.objects.get(verb="supply_allocation.propose").reason == "Two shifts share their masks"
    page = text_of(desk.get(at("allocation", row.pk)))
    assert f"Chosen by {stage.desk.name}: Two shifts share their masks" in page
    share = row.shares.get(enterprise=stage.river)
    said = words.reason(stage.campaign.pack.supplies, share)
    assert "100 people × 1 a day × 3 days" in said
    assert "the pack says" in said
    stage.at_work(river=50, shop=10, hill=40)
    allocations.share_anew(allocation=row, by=stage.desk)
    assert row.shares.get(enterprise=stage.river).target == 150, "shared anew by the same values"


def test_by_the_packs_values_nobody_has_to_say_why(stage):
    stage.at_work()
    stage.stocked(600)
    row = stage.proposed()
    assert "the pack says" not in words.reason(stage.campaign.pack.supplies, row.shares.get(enterprise=stage.river))
    del row.asked["levers"]
    assert not Asked.read(row.asked).levers, "proposals of before are read"


SHARED = "/api/v1/campaigns/plain/supplies/allocations"


def shared(stage, **said):
    body = {"items": ["masks"], **said}
    return signed_in(stage.desk).post(SHARED, body, content_type="application/json", headers={"Accept-Language": "en"})


def test_over_the_api_other_values_are_proposed_told_and_kept(stage):
    stage.at_work(river=100, shop=10, hill=40)
    stage.stocked(600)
    tiers = [tier.key for tier in stage.campaign.pack.supplies.tiers]
    levers = {"norms": {"masks": "1/2"}, "days": {"masks": 2}, "tiers": dict.fromkeys(tiers, 1)}
    answer = shared(stage, levers={**levers, "why": "Two shifts share their masks"})
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["levers"] == {**levers, "why": "Two shifts share their masks"}
    row = Allocation.objects.get()
    assert {share.target for share in row.shares.all()} == {100, 10, 40}, "heads × 1/2 × 2"
    assert Event.objects.get(verb="supply_allocation.propose").reason == "Two shifts share their masks"
    again = signed_in(stage.desk).get(f"{SHARED}/{row.pk}").json()
    assert again["levers"]["norms"] == {"masks": "1/2"}


def test_over_the_api_the_packs_own_values_are_no_levers(stage):
    stage.at_work()
    stage.stocked(600)
    section = stage.campaign.pack.supplies
    item = section.item("masks")
    usual = {tier.key: place for place, tier in enumerate(section.tiers, 1)}
    same = {"norms": {"masks": item.norm}, "days": {"masks": item.days}, "tiers": usual}
    answers = [shared(stage), shared(stage, levers=same)]
    assert [answer.status_code for answer in answers] == [201, 201], "nobody has to say why"
    assert [answer.json()["levers"] for answer in answers] == [None, None]


@pytest.mark.parametrize(
    ("levers", "where"),
    [
        ({"norms": {"masks": "0"}}, "levers.norms.masks"),
        ({"norms": {"masks": "1001"}}, "levers.norms.masks"),
        ({"norms": {"masks": "x"}}, "levers.norms.masks"),
        ({"norms": {"gloves": "1"}}, "levers.norms.gloves"),
        ({"norms": {"parcels": "2"}, "days": {"parcels": 2}}, "levers.days.parcels"),
        ({"days": {"masks": 0}}, "body.levers.days.masks"),
        ({"days": {"masks": 366}}, "body.levers.days.masks"),
        ({"days": {"gloves": 3}}, "levers.days.gloves"),
        ({"tiers": {"first": 0}}, "body.levers.tiers.first"),
        ({"tiers": {"first": 3}}, "levers.tiers.first"),
        ({"tiers": {"nobody": 1}}, "levers.tiers.nobody"),
        ({"norms": {"masks": "1"}}, "why"),
        ({"floors": {"masks": 1}}, "body.levers.floors"),
    ],
)
def test_over_the_api_what_is_out_of_bounds_is_refused_at_its_field(stage, levers, where):
    stage.at_work()
    stage.stocked(600)
    items = ["masks", "parcels"] if "parcels" in where else ["masks"]
    answer = shared(stage, items=items, levers=levers)
    assert answer.status_code == 422
    assert [fault["where"] for fault in answer.json()["faults"]] == [where]
    assert not Allocation.objects.exists()


def test_over_the_api_an_item_that_the_pack_has_not_is_refused(stage):
    stage.at_work()
    answer = shared(stage, items=["nothing", "masks"])
    assert answer.status_code == 422, "the pack's own item has nothing to be shared: still no broken answer"
    assert [fault["where"] for fault in answer.json()["faults"]] == ["items[0]"]
