"""The pages: what each person sees and may do; what was typed stays; a policy goes through the form and comes back the same."""

import pytest
from django.urls import reverse

from fugong.benefits import writing
from fugong.benefits.actions import awards, claims, policies
from fugong.benefits.models import Claim, PolicyPack, SaidFact, Version
from fugong.policy.loaded import keys, pack
from fugong.transport.models import Need
from fugong.transport.tests.stage import build as with_coaches

pytestmark = pytest.mark.django_db
C = "/c/plain/benefits"


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_the_desk_s_pages_open_with_few_queries(stage, as_, django_assert_max_num_queries):
    stage.said()
    claim, award = stage.claim(), awards.propose(policy=stage.policy("start"), by=stage.desk)
    version = stage.entered()
    desk = as_(stage.desk)
    firm = stage.river.pk
    for address in (
        f"{C}/", f"{C}/money/", f"{C}/new/", f"{C}/policies/rent/", f"{C}/policies/rent/change/",
        f"{C}/policies/rent/matches/?state=yes", f"{C}/policies/rent/matches/?state=nearly&sort=near&after=-1_1",
        f"{C}/policies/rent/matches/sheet/", f"{C}/versions/{version.pk}/", f"{C}/awards/{award.pk}/", f"{C}/packs/",
        f"{C}/packs/print/", f"{C}/enterprises/{firm}/", f"{C}/enterprises/{firm}/pack.pdf", "/c/plain/benefit-claims/",
        "/c/plain/benefit-claims/sheet/", f"/c/plain/benefit-claims/{claim.pk}/",
    ):  # fmt: skip
        with django_assert_max_num_queries(70):
            answer = desk.get(address)
        assert answer.status_code == 200, address
        assert b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_enterprise_reads_what_it_gets_says_what_lacks_and_claims(stage, as_):
    own, base = as_(stage.liaison), f"/mine/plain/{stage.river.pk}/benefits"
    page = own.get(f"{base}/").content.decode()
    assert "开工补助" in page
    answer = own.post(f"{base}/facts/", {"rent": "viel", "landlord": "state"})
    assert answer.status_code == 422
    assert "viel" in answer.content.decode(), "what was typed stays"
    assert not SaidFact.objects.exists()
    assert own.post(f"{base}/facts/", {"rent": "1万元", "landlord": "state"}).status_code == 302
    assert "3,000.00" in own.get(f"{base}/policies/rent/claim/").content.decode()
    assert own.post(f"{base}/policies/rent/claim/").status_code == 302
    claim = Claim.objects.get()
    assert "租赁合同" in own.get(f"{base}/claims/{claim.pk}/").content.decode()
    assert own.post(f"{base}/policies/rent/claim/").status_code == 409
    assert own.get(f"{base}/pack/").status_code == 200
    assert b"".join(own.get(f"{base}/pack.pdf").streaming_content).startswith(b"%PDF")
    assert own.post(f"{base}/claims/{claim.pk}/withdrawal/").status_code == 302


def test_a_benefit_for_each_trip_is_claimed_for_one_of_them_and_never_for_another_s(stage, as_, cast):
    """The form offers the enterprise's own trips that count; one is claimed, then the other; a stranger's coach never."""
    coaches = with_coaches(cast)
    first = coaches.carried(2)
    Need.objects.update(spot="another place")
    second, others = coaches.carried(3), coaches.trip(2, cast.shop)
    content = {
        "key": "ride", "name": "接返防护包", "clause": "每接回一名职工送两份防护包。", "source": "示例", "for_each": "trip",
        "gives": "in_kind", "unit": "份", "trip_when": "t.people > 0", "amount": {"per": [{"each": 2, "of": "t.people"}]},
    }  # fmt: skip
    policies.publish(version=policies.propose(campaign=stage.campaign, content=content, by=stage.desk), by=stage.leader)
    form = f"/mine/plain/{stage.river.pk}/benefits/policies/ride/claim/"
    own = as_(stage.liaison)
    page = own.get(form).content.decode()
    assert [f'id="trip-{each.pk}"' in page for each in (first, second, others)] == [True, True, False]
    for typed, told in (
        ([others.pk], f"车次{others.pk}"),
        (["", first.pk, others.pk], f"车次{others.pk}"),
        ([""], "请至少选择一个班次"),
    ):
        answer = own.post(form, {"trips": typed})
        assert answer.status_code == 422
        assert told in answer.content.decode().replace(" ", "")
    assert not Claim.objects.exists(), "nothing is claimed in part"
    assert own.post(form, {"trips": ["", first.pk]}).status_code == 302
    claim = Claim.objects.get()
    assert (claim.trips, claim.asked) == ([first.pk], 4)
    assert own.post(form, {"trips": [first.pk]}).status_code == 422, "once for a trip"
    page = own.get(form).content.decode()
    assert f'id="trip-{first.pk}"' not in page and f'id="trip-{second.pk}"' in page
    assert own.post(form, {"trips": [second.pk]}).status_code == 302
    assert stage.match("ride").clause == "claimed"
    assert "已到达的车次均已申请" in own.get(f"/mine/plain/{stage.river.pk}/benefits/").content.decode()
    shop = as_(cast.shop_liaison)
    assert shop.post(form, {"trips": [second.pk]}).status_code == 404
    other_form = form.replace(str(stage.river.pk), str(cast.shop.pk), 1)
    assert shop.post(other_form, {"trips": [second.pk]}).status_code == 409, "it brought nobody yet"
    assert Claim.objects.count() == 2


def test_nobody_sees_another_s_claim_or_pack(stage, as_):
    claim = stage.claim()
    for user in (stage.cast.shop_liaison, stage.cast.stranger):
        client = as_(user)
        for address in (
            f"/c/plain/benefit-claims/{claim.pk}/", f"/mine/plain/{stage.river.pk}/benefits/",
            f"{C}/enterprises/{stage.river.pk}/",
        ):  # fmt: skip
            assert client.get(address).status_code in (403, 404), (user, address)
    shop = as_(stage.cast.shop_liaison).get(f"{C}/packs/").content.decode()
    assert stage.river.name not in shop


def test_two_people_on_the_pages_and_the_second_is_somebody_else(stage, as_):
    claim = stage.claim()
    here = f"/c/plain/benefit-claims/{claim.pk}"
    assert as_(stage.desk).post(f"{here}/check/").status_code == 302
    assert as_(stage.desk).post(f"{here}/decision/").status_code == 403
    assert as_(stage.leader).post(f"{here}/decision/").status_code == 302
    assert as_(stage.desk).post(f"{here}/payment/", {"on": "kein Tag"}).status_code == 422
    assert Claim.objects.get().state == "granted"


FORM = {
    "key": "tools", "name_zh": "设备补助", "clause_zh": "按支出补助。", "source_zh": "示例", "when": "e.staff >= 10",
    "percent": "50 | b.rent", "tiers": "step | e.staff | 10: gives 500; 100: gives 900", "cap_firm": "9000",
    "shared": "市级 | 2\n区级 | 1",
    "papers": "发票", "near": "e.staff | 5",
}  # fmt: skip


def test_an_officer_enters_a_policy_with_preview_and_mistakes_stand_at_their_fields(stage, as_):
    desk = as_(stage.desk)
    page = desk.post(f"{C}/new/", {**FORM, "do": "preview", "percent": "", "shared": ""})
    assert "1,900.00" in page.content.decode() or "2,300.00" in page.content.decode()
    assert not Version.objects.filter(policy__key="tools").exists()
    wrong = desk.post(f"{C}/new/", {**FORM, "do": "propose", "tiers": "so viel", "cap_firm": "1", "until": "heute"})
    assert wrong.status_code == 422
    assert "so viel" in wrong.content.decode()
    assert desk.post(f"{C}/new/", {**FORM, "do": "propose"}).status_code == 302
    version = Version.objects.get(policy__key="tools")
    assert desk.post(f"{C}/versions/{version.pk}/publication/").status_code == 403
    assert as_(stage.leader).get(f"{C}/versions/{version.pk}/").status_code == 200
    assert as_(stage.leader).post(f"{C}/versions/{version.pk}/publication/").status_code == 302


def test_every_pack_s_policies_go_through_the_form_and_come_back_the_same(test_packs):
    from fugong.benefits.actions.policies import contents
    from fugong.benefits.shapes import Policy

    seen = 0
    for key in keys():
        for policy in pack(key).benefits.policies:
            said = contents(policy)
            again = writing.kept(writing.content_of(writing.typed_of(said)), said)
            assert Policy.model_validate(again) == policy, policy.key
            seen += 1
    assert seen > 15


def test_many_policy_packs_on_one_paper(stage, as_):
    chosen = PolicyPack.objects.filter(campaign=stage.campaign, is_latest=True).values_list("pk", flat=True)
    answer = as_(stage.desk).get(reverse("benefits:packs_print", args=["plain"]), {"pack": list(chosen)})
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_leader_sees_the_money_left(stage, as_):
    claim = claims.check(claim=stage.claim(), by=stage.desk)
    claims.decide(claim=claim, by=stage.leader)
    assert "450.00" in as_(stage.leader).get(f"{C}/").content.decode()
