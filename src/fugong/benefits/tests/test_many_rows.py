"""Of many claims, grants and versions each is reached; whoever signs reads the whole list; what runs is known however old."""

import pytest
from django.urls import reverse

from fugong.benefits.actions import awards
from fugong.benefits.models import Award, Claim, PolicyPack
from fugong.benefits.views import awards as award_views
from fugong.benefits.views import firms, mine, policies
from ground.paging import seen

pytestmark = pytest.mark.django_db
C = "/c/plain/benefits"


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_whoever_signs_a_grant_reads_everybody_in_it(stage, client, monkeypatch):
    monkeypatch.setattr(award_views, "SHOWN", 1)
    stage.said()
    award = awards.propose(policy=stage.policy("start"), by=stage.desk)
    firms_ = [stage.river.pk, stage.cast.shop.pk, stage.cast.hill.pk]
    Award.objects.filter(pk=award.pk).update(rows=[[pk, 100] for pk in firms_], many=3)
    client.force_login(stage.leader)
    found = seen(client, f"{C}/awards/{award.pk}/", r'<th scope="row"><a href="[^"]*/enterprises/(\d+)/"')
    assert found == [str(pk) for pk in firms_]


def test_grants_and_versions_of_a_policy_are_read_to_the_first(stage, client, monkeypatch):
    monkeypatch.setattr(policies, "AWARDS", 1)
    stage.said()
    made = []
    for _each in range(2):
        made.append(awards.propose(policy=stage.policy("start"), by=stage.desk))
        awards.drop(award=made[-1], by=stage.desk)
    client.force_login(stage.leader)
    found = seen(client, f"{C}/policies/start/", r'href="[^"]*/awards/(\d+)/"', "awards")
    assert found == [str(row.pk) for row in reversed(made)]


def test_a_claim_that_runs_is_known_however_many_came_after(stage, client, monkeypatch):
    monkeypatch.setattr(mine, "CLAIMS", 1)
    monkeypatch.setattr(firms, "CLAIMS", 1)
    stage.said()
    first = stage.claim()
    page = reverse("benefits:mine", args=["plain", stage.river.pk])
    client.force_login(stage.liaison)
    before = [row.running for _key, rows in client.get(page).context["parts"] for row in rows if row.running]
    assert [row.pk for row in before] == [first.pk]
    late = Claim.objects.get(pk=first.pk)
    late.pk, late.state, late.ended_at = None, "withdrawn", late.submitted_at
    late.save(force_insert=True)
    after = [row.running for _key, rows in client.get(page).context["parts"] for row in rows if row.running]
    assert [row.pk for row in after] == [first.pk]
    assert seen(client, page, r'<li class="mb-1"><a href="[^"]*/(\d+)/"', "claims") == [str(late.pk), str(first.pk)]
    client.force_login(stage.desk)
    found = seen(client, f"{C}/enterprises/{stage.river.pk}/", r'href="[^"]*/benefit-claims/(\d+)/"', "claims")
    assert found == [str(late.pk), str(first.pk)]


def test_versions_of_the_policy_pack_are_read_on_below_the_latest(stage, client, monkeypatch):
    monkeypatch.setattr(mine, "VERSIONS", 1)
    stage.said()
    row = PolicyPack.objects.get(enterprise=stage.river, is_latest=True)
    number = row.number
    PolicyPack.objects.filter(pk=row.pk).update(is_latest=False)
    row.pk, row.number = None, number + 1
    row.save(force_insert=True)
    client.force_login(stage.liaison)
    found = seen(client, reverse("benefits:mine_pack", args=["plain", stage.river.pk]), r"<li>№ (\d+) ·")
    assert found[:2] == [str(number + 1), str(number)]
