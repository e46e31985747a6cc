"""Filings that wait to be verified come onto the rounds, those first whose approval releases the most; each says why."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from fugong.chains.models import OrderEntry, ResumingOrder
from fugong.core import clock
from fugong.inspections import planning, verifying
from fugong.inspections.actions.giving import Answer
from fugong.inspections.tests.giving import visit
from fugong.inspections.words import reason
from fugong.planning.travel import Spot
from fugong.proposals import actions as proposals
from fugong.registry.models import Team
from fugong.resumption.actions import verifications
from fugong.resumption.models import Filing, FilingStep, TeamVisit


def files(cast: Any, enterprise: Any, do: str = "verify") -> FilingStep:
    """A filing whose step is open."""
    filing = Filing.objects.create(
        campaign=cast.campaign, enterprise=enterprise, area_code=enterprise.area_code, state="filed",
        state_since=clock.now(), pack_version=cast.campaign.pack_version, filed_at=clock.now(), filed_by=cast.desk,
        made_by=cast.desk, step=1,
    )  # fmt: skip
    return FilingStep.objects.create(
        filing=filing, order=1, post="verifiers", do=do, state="open", opened_at=clock.now()
    )


def in_force(cast: Any, *entries: dict[str, Any], state: str = "in_force") -> ResumingOrder:
    """An order of resuming, confirmed."""
    made = ResumingOrder.objects.create(
        campaign=cast.campaign, area_code=cast.campaign.jurisdiction.code, pack_version=cast.campaign.pack_version,
        asked_at=clock.now(), asked_by=cast.desk, confirmed_at=clock.now(), confirmed_by=cast.desk, state=state,
        state_since=clock.now(),
    )  # fmt: skip
    for each in entries:
        OrderEntry.objects.create(order=made, area_code=each["enterprise"].area_code, **{"kind": "approve"} | each)
    return made


def entries(cast: Any) -> tuple[dict[str, Any], ...]:
    return (
        {"enterprise": cast.shop, "place": 1, "wave": 1, "releases": 5_000, "behind": 900_000, "code": "opens_the_way",
         "data": {"others": 900_000}},
        {"enterprise": cast.river, "place": 2, "wave": 1, "releases": 880_000},
        {"enterprise": cast.hill, "kind": "blocked", "code": "outside"},
    )  # fmt: skip


def weights(cast: Any) -> dict[str, float]:
    return {each.enterprise: each.weight for each in planning.candidates(cast.campaign, clock.today())}


def test_a_visit_for_a_step_brings_its_numbers_to_the_filing(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifications, "_guard", lambda *_given: None)
    items = [Answer("doors", True), Answer("masks", True, Decimal("120.5")), Answer("roster", None)]
    made = visit(place, items=items, step=files(place, place.river))
    assert list(made.verification.answers.values_list("item", "answer", "value")) == [
        ("doors", "yes", None), ("masks", "yes", Decimal("120.500")), ("roster", "not_applicable", None),
    ]  # fmt: skip


def test_whoever_releases_the_most_is_verified_first_and_says_why(place: Any) -> None:
    before = weights(place)
    for each in (place.river, place.shop, place.hill):
        files(place, each)
    in_force(place, *entries(place))
    rule = place.campaign.pack.inspections.rounds
    found = {each.enterprise: each for each in planning.candidates(place.campaign, clock.today())}
    gained = {pk: each.weight - before[pk] for pk, each in found.items()}
    assert gained == {
        place.shop.pk: rule.verify + rule.order, place.river.pk: rule.verify + rule.order / 2, place.hill.pk: rule.verify,
    }  # fmt: skip
    assert {each.kind for each in found.values()} == {"verify"}
    said = {pk: [reason(why) for why in each.reasons] for pk, each in found.items()}
    assert (
        "1 of 2 in the order of resuming: Opens the way: 900,000 yuan a day of others’ output hangs on it"
        in said[place.shop.pk]
    )
    assert "2 of 2 in the order of resuming: Releases 880,000 yuan a day" in said[place.river.pk]
    assert not any("order of resuming" in why for why in said[place.hill.pk])
    with override("zh-hans"):
        assert "第1位" in "".join(reason(why) for why in found[place.shop.pk].reasons)


def test_only_what_waits_for_a_visit_and_only_the_order_in_force_counts(place: Any) -> None:
    files(place, place.river, do="approve")
    sent = files(place, place.shop)
    files(place, place.hill)
    in_force(place, {"enterprise": place.hill, "place": 1, "wave": 1, "releases": 7}, state="replaced")
    team = Team.objects.filter(campaign=place.campaign).first()
    TeamVisit.objects.create(step=sent, team=team, sent_at=clock.now(), sent_by=place.desk)
    assert verifying.waiting(place.campaign) == {place.hill.pk: verifying.Waiting()}


def test_a_place_whose_rounds_leave_verification_to_others(
    place: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    files(place, place.river)
    rule = place.campaign.pack.inspections.rounds
    monkeypatch.setitem(rule.__dict__, "verify", 0)
    with django_assert_num_queries(0):
        assert verifying.waiting(place.campaign) == {}


def test_where_one_visit_fits_the_first_of_the_order_gets_it(place: Any, monkeypatch: Any) -> None:
    """Both lie at the same spot, so that nothing but the order decides; the other way round the other one goes."""
    for each in (place.river, place.shop):
        files(place, each)
    rule = place.campaign.pack.inspections.rounds
    monkeypatch.setitem(rule.__dict__, "stops", 1)
    monkeypatch.setattr("fugong.proposals.distances.Whereabouts.place", _one_spot)
    order = in_force(place, *entries(place)[:2])
    assert _goes(place) == [place.shop.pk]
    order.entries.filter(enterprise=place.shop).update(place=3)
    assert _goes(place) == [place.river.pk]


def _one_spot(self: Any, *_where: Any, **_more: Any) -> Any:
    from fugong.proposals.distances import Placed

    return Placed(Spot(121.0, 31.0), "exact")


def _goes(cast: Any) -> list[int]:
    asked = {"day": clock.today().isoformat()}
    made = proposals.ask(campaign=cast.campaign, kind="rounds", asked=asked, by=cast.desk)
    made.refresh_from_db()
    assert made.state == "ready", made.failure
    return [stop["enterprise"] for each in made.content["rounds"] for stop in each["stops"]]
