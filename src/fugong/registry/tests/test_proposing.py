"""Officers are proposed, a person confirms, then it is so: reasons, hands, two at once, data that changed since."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.proposals import actions
from fugong.proposals.models import Proposal
from fugong.registry.actions import assignments, postings, profiles
from fugong.registry.models import Assignment, Enterprise, Posting


@pytest.fixture
def place(cast: Any) -> Any:
    """The small place, messages in English."""
    with override("en"):
        yield cast


def ask(cast: Any, by: Any = None, **asked: Any) -> Proposal:
    given = {"post": "resident", "fewest": True, "out": None, **asked}
    made = actions.ask(campaign=cast.campaign, kind="officers", asked=given, by=by or cast.desk)
    made.refresh_from_db()
    return made


def serving(cast: Any) -> dict[str, str]:
    rows = Assignment.objects.filter(campaign=cast.campaign, post="resident", until=None)
    return dict(rows.values_list("enterprise__name", "officer__username"))


def shown(proposal: Proposal) -> dict[str, Any]:
    return proposal.kind_of_proposal.shown(proposal)


def test_whoever_lacks_an_officer_gets_one_and_nothing_happens_before_the_confirmation(place: Any) -> None:
    before = serving(place)
    found = ask(place)
    assert (found.state, serving(place)) == ("ready", before)
    told = shown(found)
    assert [(row["name"], row["to"]) for row in told["new"]] == [(place.hill.name, place.spare.name)]
    assert "nearer is 驻企干部甲, who is full" in told["new"][0]["reasons"] or told["new"][0]["reasons"]
    assert (told["moved"], told["kept_count"]) == ([], 2)
    assert actions.confirm(proposal=found, by=place.desk) == {"moved": 0, "new": 1}
    assert serving(place) == before | {place.hill.name: "spare"}
    assert Event.objects.filter(verb="proposal.confirm", by=place.desk).count() == 1
    assert Event.objects.filter(verb="assignment.create", data__officer=place.spare.pk).count() == 1


def test_who_drops_out_is_followed_with_the_fewest_changes(place: Any) -> None:
    assignments.assign(
        campaign=place.campaign, enterprise=place.hill, post="resident", officer=place.spare, by=place.desk
    )
    found = ask(place, out=place.officer.pk)
    told = shown(found)
    assert (told["counts"]["moved"], told["counts"]["unmet"], told["kept_count"]) == (1, 1, 1)
    assert told["moved"][0]["reasons"][0] == f"{place.officer.name} drops out"
    assert told["unmet"][0]["reasons"][0] == "All who could take it are full."
    assert place.spare.name in told["unmet"][0]["reasons"][1]  # the nearest that could, if it must be
    left = str(told["unmet"][0]["enterprise"])
    actions.change(proposal=found, subject=left, target=str(place.spare.pk), by=place.desk)
    assert actions.confirm(proposal=found, by=place.desk) == {"moved": 2, "new": 0}
    assert set(serving(place).values()) == {"spare"}
    assert not Posting.objects.filter(user=place.officer, post="resident", until=None).exists()


def test_the_language_that_is_needed_and_whom_one_keeps_away_from_are_kept(place: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(type(place.campaign.pack.registry.matching), "language", lambda self, f, c: "ja" if f else None)
    found = ask(place)  # nobody speaks Japanese
    assert [row["reasons"][0] for row in shown(found)["unmet"]] == ["No officer speaks Japanese."]
    given = {"campaign": place.campaign, "officer": place.spare, "by": place.desk}
    profiles.describe(**given, languages=["ja"], avoids=[place.hill.name])
    told = shown(ask(place))
    moves = {row["name"]: (row["frm"], row["to"], row["reasons"][0]) for row in told["moved"] + told["new"]}
    away = f"{place.officer.name} doesn’t speak the language that is needed"
    assert moves[place.river.name] == (place.officer.name, place.spare.name, away)
    assert moves[place.hill.name][1] == place.officer.name  # from whom the spare one keeps away
    with pytest.raises(Refused) as refused:
        profiles.describe(**given, avoids=["没有的公司"], latitude=1.0)
    assert {fault.where for fault in refused.value.faults} == {"avoids", "longitude"}


@pytest.mark.parametrize("what", ["assignments", "enterprises", "officers"])
def test_a_plan_of_data_that_changed_since_is_refused_with_what_changed(place: Any, what: str) -> None:
    found = ask(place)
    if what == "assignments":
        assignments.end(assignment=Assignment.objects.get(enterprise=place.shop, post="resident"), by=place.desk)
    elif what == "enterprises":
        Enterprise.objects.filter(pk=place.hill.pk).update(latitude=24.61)
    else:
        postings.end_posting(posting=Posting.objects.get(user=place.spare, post="resident"), by=place.desk)
    with pytest.raises(Conflict, match=what) as refused:
        actions.confirm(proposal=found, by=place.desk)
    assert "worked out again" in refused.value.message
    assert place.hill.name not in serving(place)
    found.refresh_from_db()
    assert found.state == "ready"


def test_the_second_who_confirms_is_told_who_was_first(place: Any) -> None:
    found, twin = ask(place), ask(place)
    actions.confirm(proposal=found, by=place.desk)
    with pytest.raises(Conflict, match=place.desk.name):
        actions.confirm(proposal=found, by=place.administrator)
    with pytest.raises(Conflict, match="assignments"):
        actions.confirm(proposal=twin, by=place.administrator)
    assert Assignment.objects.filter(enterprise=place.hill, until=None).count() == 1


def test_only_who_fills_posts_asks_sees_and_confirms(place: Any) -> None:
    found = ask(place)
    for person in (place.officer, place.leader, place.town, place.liaison, place.stranger):
        assert not Proposal.objects.visible_to(person).exists()
        for act in (lambda who: ask(place, by=who), lambda who: actions.confirm(proposal=found, by=who)):
            with pytest.raises(NotAllowed):
                act(person)
    with pytest.raises(NotAllowed):
        actions.change(proposal=found, subject=str(place.hill.pk), target=str(place.spare.pk), by=place.leader)


def test_what_is_chosen_by_hand_is_what_is_written(place: Any) -> None:
    found = ask(place)
    hands = found.kind_of_proposal.hands(found)
    assert (str(place.hill.pk), place.hill.name) in hands.subjects
    with pytest.raises(Refused):
        actions.change(proposal=found, subject=str(place.neighbour.pk), target=str(place.spare.pk), by=place.desk)
    with pytest.raises(Refused):
        actions.change(proposal=found, subject=str(place.hill.pk), target=str(place.stranger.pk), by=place.desk)
    actions.change(proposal=found, subject=str(place.hill.pk), target=str(place.officer.pk), by=place.desk)
    told = shown(found)
    assert told["new"][0]["reasons"] == ["chosen by hand"]
    assert [load["over"] for load in told["loads"] if load["pk"] == place.officer.pk] == [True]
    actions.confirm(proposal=found, by=place.desk)
    assert serving(place)[place.hill.name] == "officer"


def test_the_pages_from_asking_to_confirming(place: Any, client: Any) -> None:
    client.force_login(place.desk)
    page = client.get(reverse("registry:assignments", args=["plain"])).content.decode()
    where = reverse("proposals:wish", args=["plain", "officers"])
    assert where in page
    assert client.post(where, {"post": "none"}).status_code == 422
    answer = client.post(where, {"post": "resident", "out": ""})
    one = answer["Location"]
    page = client.get(one).content.decode()
    assert place.hill.name in page and place.spare.name in page
    stale = client.post(f"{one}changes/", {"subject": "x", "target": "y"})
    assert stale.status_code == 422
    assert client.post(f"{one}confirmation/").status_code == 302
    assert place.spare.name in client.get(one).content.decode()
    again = client.post(f"{one}confirmation/")
    assert again.status_code == 409 and place.desk.name in again.content.decode()
    officer = client.get(reverse("registry:officer", args=["plain", place.officer.pk])).content.decode()
    assert 'name="out"' in officer
    for path in ("changes/", "confirmation/", "repetition/", "disposal/"):
        client.force_login(place.leader)
        assert client.post(f"{one}{path}").status_code == 404


def test_where_nobody_knows_where_they_lie_no_distance_is_told(place: Any, client: Any) -> None:
    assert shown(ask(place))["far"]
    Enterprise.objects.update(longitude=None, latitude=None)
    found = ask(place)
    told = shown(found)
    assert told["far"] == "" and told["unplaced"]
    assert not [words for row in told["new"] + told["unmet"] for words in row["reasons"] if " m " in f"{words} "]
    client.force_login(place.desk)
    page = client.get(reverse("proposals:proposal", args=[place.campaign.key, found.pk])).content.decode()
    assert "企业位置均不明" in page and "0 m" not in page
