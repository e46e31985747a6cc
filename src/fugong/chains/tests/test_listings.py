"""Lists: by two people, for a ground, until a day; what hangs on a list follows it. One review a day."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fugong.chains import reviewing
from fugong.chains.actions import listings, reviews
from fugong.chains.models import DailyReview, KeyListing
from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.registry import facts
from fugong.registry.models import Enrolment
from fugong.workflow import deadlines


def test_one_proposes_and_another_confirms(stage):
    listing = stage.proposed()
    assert (listing.state, listing.until) == ("proposed", stage.today + dt.timedelta(days=30))
    assert "320" in stage.campaign.pack.registry.say(listing.why), "the deciding terms are kept"
    with pytest.raises(NotAllowed, match="somebody else confirms"):
        listings.confirm(listing=listing, by=stage.desk)
    with pytest.raises(NotAllowed):
        listings.confirm(listing=listing, by=stage.officer)
    done = listings.confirm(listing=listing, by=stage.leader)
    assert (done.state, done.confirmed_by, done.helper) == ("confirmed", stage.leader, stage.officer)
    with pytest.raises(Conflict):
        listings.confirm(listing=listing, by=stage.leader)


def test_the_database_itself_wants_two(stage):
    listing = stage.proposed()
    with pytest.raises(IntegrityError, match="key_listing_by_two"), transaction.atomic():
        KeyListing.objects.filter(pk=listing.pk).update(confirmed_by=stage.desk)


def test_a_confirmed_listing_is_a_fact_and_sets_the_tag_and_both_end_with_it(stage):
    condition = stage.campaign.pack.registry.condition('on_list("white_list")')
    listing = stage.proposed()
    assert not condition.holds(facts.facts(stage.river, stage.campaign))
    listings.confirm(listing=listing, by=stage.leader)
    stage.river.refresh_from_db()
    assert condition.holds(facts.facts(stage.river, stage.campaign))
    assert stage.river.tags == ["white_list"]
    listings.remove(listing=listing, reason="The order is over.", by=stage.desk)
    stage.river.refresh_from_db()
    assert not condition.holds(facts.facts(stage.river, stage.campaign))
    assert stage.river.tags == []
    assert Enrolment.objects.get(enterprise=stage.river, campaign=stage.campaign).segments is not None


def test_what_makes_no_sense_is_refused_at_its_field(stage):
    for given, field in (({"key": "no_such"}, "list"), ({"ground": "living_well"}, "ground")):
        with pytest.raises(Refused) as refusal:
            stage.proposed(**given)
        assert [fault.where for fault in refusal.value.faults] == [field]
    stage.proposed()
    with pytest.raises(Refused, match="already"):
        stage.proposed(by=stage.officer)
    with pytest.raises(NotAllowed):
        stage.proposed(by=stage.liaison)
    with pytest.raises(Refused, match="reason"):
        listings.decline(listing=KeyListing.objects.get(), reason=" ", by=stage.leader)


def test_a_listing_ends_after_its_last_day_unless_it_is_prolonged(stage):
    listing = stage.listed()
    with stage.later(days=29):
        deadlines.sweep()
        listings.prolong(listing=listing, until=stage.today + dt.timedelta(days=10), by=stage.desk)
    with stage.later(days=31):
        deadlines.sweep()
        listing.refresh_from_db()
        assert listing.state == "confirmed"
    with stage.later(days=41):
        deadlines.sweep()
        listing.refresh_from_db()
        assert listing.state == "expired"
        stage.river.refresh_from_db()
        assert stage.river.tags == []


def test_each_day_has_its_review_and_a_missed_one_says_so(stage):
    review = stage.review()
    assert (review.state, review.reviewer, review.due_at) == ("due", stage.officer, clock.at(stage.today, 18))
    assert reviewing.open_day(stage.campaign, stage.today) == 0, "once a day"
    with stage.later(days=1):
        assert reviewing.open_day(stage.campaign, stage.today) == 1
    review.refresh_from_db()
    assert review.state == "missed"


def test_a_review_says_what_stands_what_was_decided_and_who_does_what(stage):
    review = stage.review()
    steps = [reviews.Next("联系钢厂", stage.officer, stage.today + dt.timedelta(days=1))]
    with pytest.raises(Refused) as refusal:
        reviews.make(review=review, stands="", decided="x", by=stage.officer)
    assert refusal.value.faults[0].where == "stands"
    with pytest.raises(Refused) as refusal:
        reviews.make(
            review=review,
            stands="x",
            decided="y",
            by=stage.officer,
            steps=[reviews.Next("z", stage.liaison, stage.today)],
        )
    assert refusal.value.faults[0].where == "owner-0", "an enterprise's own liaison isn't given the authority's steps"
    with pytest.raises(NotAllowed):
        reviews.make(review=review, stands="x", decided="y", by=stage.liaison)
    done = reviews.make(review=review, stands="两条线开工", decided="先保原料", steps=steps, by=stage.officer)
    (step,) = done.steps.all()
    with pytest.raises(Conflict):
        reviews.make(review=review, stands="x", decided="y", by=stage.desk)
    finished = reviews.finish(step=step, outcome="已到货", by=stage.officer)
    assert (done.state, finished.state, finished.outcome) == ("done", "done", "已到货")


def test_a_late_review_is_told_to_its_reviewer_and_then_goes_up_once(stage):
    review = stage.review()
    with stage.later(hours=7):
        deadlines.sweep()
        deadlines.sweep()
        assert InboxEntry.objects.filter(person=stage.officer, kind="chains.late").count() == 1
        assert not InboxEntry.objects.filter(person=stage.cast.bureau, kind="chains.late").exists()
    with stage.later(hours=9):
        deadlines.sweep()
        deadlines.sweep()
        assert InboxEntry.objects.filter(person=stage.cast.bureau, kind="chains.late").count() == 1
    assert DailyReview.objects.get(pk=review.pk).rung == 2
