"""Posts and assignments: who serves whom, with which access, from when to when."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.registry import coverage
from fugong.registry.access import may
from fugong.registry.actions import assignments, postings, teams
from fugong.registry.distribution import Shares, share_out, share_out_by_area
from fugong.registry.models import Assignment, Enrolment, Posting, Team


def again(user):
    """The same person, as the next request knows them."""
    return User.objects.get(pk=user.pk)


def missing(cast, enterprise):
    return Enrolment.objects.get(campaign=cast.campaign, enterprise=enterprise).missing_posts


def test_an_officer_may_act_for_assigned_enterprises_only(cast):
    officer = again(cast.officer)
    assert may(officer, Permission.REPORT_ENTER, cast.river)
    assert not may(officer, Permission.REPORT_ENTER, cast.hill)
    assert may(officer, Permission.REGISTRY_VIEW, cast.hill)
    assert not may(officer, Permission.REGISTRY_VIEW, cast.neighbour)


def test_a_grid_leader_acts_in_the_grid(cast):
    assert may(again(cast.grid_leader), Permission.REPORT_ENTER, cast.river)
    assert not may(again(cast.grid_leader), Permission.REPORT_ENTER, cast.hill)


def test_assigning_covers_and_ending_uncovers(cast):
    made = assignments.assign(
        campaign=cast.campaign, enterprise=cast.hill, post="resident", officer=cast.spare, by=cast.desk
    )
    assert missing(cast, cast.hill) == []
    assert may(again(cast.spare), Permission.REPORT_ENTER, cast.hill)
    assignments.end(assignment=made, by=cast.desk, reason="调整")
    assert missing(cast, cast.hill) == ["resident"]
    assert not may(again(cast.spare), Permission.REPORT_ENTER, cast.hill)
    with pytest.raises(Conflict):
        assignments.end(assignment=made, by=cast.desk)


def test_who_is_lacking_is_counted_where_more_than_one_is_asked_for():
    posts = [
        SimpleNamespace(key="guard", name="Guard", required=3),
        SimpleNamespace(key="grid", name="Grid", required=1),
    ]
    campaign = SimpleNamespace(pack=SimpleNamespace(registry=SimpleNamespace(posts=posts)))
    with override("en"):
        said = coverage.lacking(campaign, ["guard", "grid"], [Assignment(post="guard"), Assignment(post="other")])
    assert said == ["Guard: 2 of 3 missing", "no Grid"]


def test_assigning_twice_is_one_assignment(cast):
    given = {
        "campaign": cast.campaign,
        "enterprise": cast.hill,
        "post": "resident",
        "officer": cast.spare,
        "by": cast.desk,
    }
    assert assignments.assign(**given).pk == assignments.assign(**given).pk
    assert Event.objects.filter(verb="assignment.create", enterprise_id=cast.hill.pk).count() == 1


@pytest.mark.parametrize("post", ["bureau", "grid_leader", "unknown"])
def test_only_posts_of_single_enterprises_are_assigned(cast, post):
    with pytest.raises(Refused):
        assignments.assign(campaign=cast.campaign, enterprise=cast.hill, post=post, officer=cast.spare, by=cast.desk)


def test_who_does_not_hold_the_post_is_not_assigned(cast):
    with pytest.raises(Refused, match=cast.leader.name):
        assignments.assign(
            campaign=cast.campaign, enterprise=cast.hill, post="resident", officer=cast.leader, by=cast.desk
        )


def test_a_stranger_assigns_nobody(cast):
    with pytest.raises(NotAllowed):
        assignments.assign(
            campaign=cast.campaign, enterprise=cast.hill, post="resident", officer=cast.spare, by=cast.stranger
        )
    with pytest.raises(NotAllowed):
        assignments.assign_many(
            campaign=cast.campaign, post="resident", shares={cast.spare.pk: [cast.hill.pk]}, by=cast.stranger
        )


def test_handing_over_is_one_step_and_leaves_nobody_alone(cast):
    shares = assignments.hand_over(
        campaign=cast.campaign, frm=cast.officer, to=cast.leader, by=cast.desk, reason="发热隔离"
    )
    assert shares.of == {cast.leader.pk: [cast.river.pk, cast.shop.pk]}
    assert missing(cast, cast.shop) == []
    assert not Posting.objects.filter(user=cast.officer, until=None).exists()
    assert not may(again(cast.officer), Permission.REPORT_ENTER, cast.river)
    assert not again(cast.officer).holds(Permission.REGISTRY_VIEW)
    assert may(again(cast.leader), Permission.REPORT_ENTER, cast.river)
    past = Assignment.objects.filter(officer=cast.officer)
    assert {row.ended_reason for row in past} == {"发热隔离"}


def test_a_hand_over_can_be_shared_and_partial(cast):
    assignments.hand_over(
        campaign=cast.campaign, frm=cast.officer, to=[cast.spare, cast.leader], by=cast.desk, reason="调整",
        enterprise_ids=[cast.shop.pk],
    )  # fmt: skip
    assert Assignment.objects.get(enterprise=cast.river, until=None).officer == cast.officer
    assert Posting.objects.filter(user=cast.officer, until=None).exists()


def test_a_hand_over_needs_a_reason_and_someone_else(cast):
    for to, reason in ((cast.spare, " "), (cast.officer, "x"), ([], "x")):
        with pytest.raises(Refused):
            assignments.hand_over(campaign=cast.campaign, frm=cast.officer, to=to, by=cast.desk, reason=reason)


def test_a_posting_with_enterprises_does_not_end(cast):
    posting = Posting.objects.get(user=cast.officer)
    with pytest.raises(Refused, match="2"):
        postings.end_posting(posting=posting, by=cast.desk)


def test_ending_a_posting_ends_what_it_gave_and_nothing_else(cast):
    second = postings.appoint(campaign=cast.campaign, user=cast.spare, post="helper", by=cast.desk)
    postings.end_posting(posting=Posting.objects.get(user=cast.spare, post="resident"), by=cast.desk)
    assert again(cast.spare).role_keys == {"officer", "observer"}  # the helper's work still needs them
    postings.end_posting(posting=second, by=cast.desk)
    assert again(cast.spare).role_keys == frozenset()


def test_posts_outside_the_campaign_are_refused(cast):
    with pytest.raises(Refused):
        postings.appoint(campaign=cast.campaign, user=cast.spare, post="town", area="990102", by=cast.desk)
    with pytest.raises(NotAllowed):
        postings.appoint(campaign=cast.campaign, user=cast.spare, post="town", by=cast.stranger)
    with pytest.raises(Refused):
        postings.appoint(campaign=cast.campaign, user=cast.spare, post="grid_leader", by=cast.desk)


def test_even_shares_respect_capacity_and_keep_neighbours_together():
    shares = share_out(range(1, 8), {10: 0, 11: 3, 12: 1}, capacity=4)
    assert {officer: len(ids) for officer, ids in shares.of.items()} == {10: 4, 12: 2, 11: 1}
    assert all(ids == list(range(ids[0], ids[0] + len(ids))) for ids in shares.of.values())
    assert share_out(range(1, 8), {10: 0}, capacity=4).left == [5, 6, 7]
    assert share_out([1, 2], {}, capacity=None).left == [1, 2]


def test_even_shares_stay_within_the_officers_areas():
    enterprises = [
        (1, "990101001000"),
        (2, "990101001000"),
        (3, "990101002000"),
        (4, "990101002000"),
        (5, "990103000000"),
    ]
    areas = {10: {"990101001"}, 11: {"990101"}, 12: {"990101002", "990101001"}}
    shares = share_out_by_area(enterprises, {10: 0, 11: 0, 12: 5}, areas, capacity=None)
    assert shares.of == {10: [1, 2], 11: [3, 4]}
    assert (shares.left, shares.outside) == ([], [5])
    assert share_out_by_area(enterprises, {10: 0}, areas, capacity=1) == Shares({10: [1]}, [2], [3, 4, 5])
    assert share_out_by_area(enterprises[:1], {10: 0}, {}, capacity=None).outside == [1], "holds the post nowhere"


def test_an_even_share_gives_nobody_what_lies_outside_their_posting(cast):
    Posting.objects.filter(post="resident").update(area="990101001")
    ids = [cast.hill.pk]
    shares = assignments.share_evenly(campaign=cast.campaign, post="resident", enterprise_ids=ids, by=cast.desk)
    assert (shares.of, shares.left, shares.outside) == ({}, [], ids)
    assert not Assignment.objects.filter(enterprise=cast.hill, until=None).exists()


def test_sharing_evenly_takes_only_who_lacks_someone(cast):
    ids = [cast.river.pk, cast.hill.pk, cast.shop.pk]
    shares = assignments.share_evenly(campaign=cast.campaign, post="resident", enterprise_ids=ids, by=cast.desk)
    assert shares.of == {cast.spare.pk: [cast.hill.pk]}


def test_a_team_has_one_leader_and_brings_its_post(cast):
    team = Team.objects.get(campaign=cast.campaign, key="verification_1")
    with pytest.raises(Conflict):
        teams.add_member(team=team, user=cast.spare, part="leader", by=cast.desk)
    member = teams.add_member(team=team, user=cast.spare, part="expert", field="消防", by=cast.desk)
    assert again(cast.spare).holds(Permission.VERIFICATION_RECORD)
    teams.remove_member(member=member, by=cast.desk)
    assert not Posting.objects.filter(user=cast.spare, post="verifiers", until=None).exists()
