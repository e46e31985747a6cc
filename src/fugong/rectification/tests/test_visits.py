"""Look-backs recorded as visits: all right closes the notice, anything wrong waits on its page for a word; of a stop-work order
everything waits, since two people lift it.
"""

import pytest
from django.urls import reverse

from fugong.core import clock
from fugong.inspections import rounds
from fugong.inspections.actions.giving import Answer
from fugong.inspections.tests import giving
from fugong.rectification import visits
from fugong.rectification.actions import notices, stops
from fugong.rectification.models import Finding, Notice, StopWork
from fugong.rectification.tests.stage import photo


def looks(stage, by, *items):
    return giving.visit(stage.cast, by=by, kind="look_back", items=items)


@pytest.fixture
def notice(stage):
    found = stage.answered(stage.issued("masks", "doors"))
    with stage.later(hours=1):
        yield found


def test_all_put_right_closes_the_notice(stage, notice):
    looks(stage, stage.other, Answer("masks", True), Answer("doors", False, corrected=True))
    notice.refresh_from_db()
    assert notice.state == "closed"
    assert [item.outcome for item in notice.items.all()] == ["right", "right"]
    assert notice.look_backs.get().by == stage.other


@pytest.mark.parametrize("who", ["finder", "liaison"])
def test_not_where_someone_looked_who_may_not(stage, notice, who):
    if who == "finder":
        looks(stage, stage.finder, Answer("masks", True), Answer("doors", True))
    else:
        giving.visit(stage.cast, by=stage.other, items=[Answer("masks", True), Answer("doors", True)])  # no look-back
    assert Notice.objects.get().state == "answered"
    assert visits.sights(notice, list(notice.items.all())) == {}


def test_where_an_appeal_runs_the_visit_is_kept_and_the_notice_stays(stage, notice):
    Notice.objects.update(state="appealed")
    visit = looks(stage, stage.other, Answer("masks", True), Answer("doors", True))
    assert visit.pk and Notice.objects.get().state == "appealed"


def test_what_is_wrong_or_was_not_looked_at_stands_ready_on_the_page(stage, notice, client):
    looks(stage, stage.other, Answer("masks", False, note="still none"))
    assert Notice.objects.get().state == "answered"
    client.force_login(stage.other)
    page = client.get(reverse("rectification:notice", args=[stage.campaign.key, notice.pk])).content.decode()
    masks, doors = notice.items.all()
    assert f'id="o-{masks.pk}-wrong" value="wrong" checked' in page and 'value="still none"' in page
    assert f'id="o-{doors.pk}-right" value="right" checked' not in page
    assert stage.other.name in page
    looks(stage, stage.other, Answer("masks", True))
    sights = visits.sights(notice, list(notice.items.all()))
    assert sights[masks.pk].seen.right and doors.pk not in sights, "the latest counts"
    assert Notice.objects.get().state == "answered", "half a look-back closes nothing"


@pytest.fixture
def order(stage):
    found = stage.ordered()
    with stage.later(hours=1):
        yield found


def says(stage, order):
    """The enterprise says that it is put right."""
    for item in order.items.all():
        notices.attach(finding=item.finding, name="new.jpg", content=photo("green"), by=stage.liaison)
    return stops.answer(stop=order, text="Bought 500 more.", by=stage.liaison)


def page_of(client, who, order):
    client.force_login(who)
    url = reverse("rectification:stop_work", args=[order.campaign.key, order.pk])
    return client.get(url).content.decode()


def standing(order):
    order.refresh_from_db()
    sights = visits.sights(order, list(order.items.all()))
    return visits.ready(list(order.items.all()), sights).outcome


@pytest.mark.parametrize("answered", [False, True])
def test_a_visit_that_found_all_right_stands_ready_on_the_orders_page_and_verifies_nothing(
    stage, order, client, answered
):
    if answered:
        says(stage, order)
    with stage.later(hours=1):
        visit = looks(stage, stage.other, Answer("masks", False, corrected=True, note="bought before our eyes"))
        assert StopWork.objects.get().state == ("answered" if answered else "in_force"), "nobody said so yet"
        assert Finding.objects.count() == 1, "what lies on the order isn't found a second time"
        page = page_of(client, stage.other, order)
        assert reverse("inspections:visit", args=[order.campaign.key, visit.pk]) in page
        assert "bought before our eyes</textarea>" in page
        assert "现场检查发现问题均已整改到位" in page
        said = visits.ready(list(order.items.all()), visits.sights(order, list(order.items.all()))).note
        url = reverse("rectification:stop_look_back", args=[order.campaign.key, order.pk])
        client.post(url, {"outcome": "right", "note": said})
        order.refresh_from_db()
        assert (order.state, order.verified_by, order.lifted_by) == ("verified", stage.other, None)


def test_a_visit_that_found_it_wrong_stands_ready_to_keep_the_order(stage, order, client):
    says(stage, order)
    with stage.later(hours=1):
        looks(stage, stage.other, Answer("masks", False, note="still none"))
        assert StopWork.objects.get().state == "answered"
        page = page_of(client, stage.other, order)
        assert "still none</textarea>" in page and 'class="btn btn-danger" name="outcome" value="wrong"' in page
        order.refresh_from_db()
        stops.verify(stop=order, right=False, note="still none", by=stage.other)
        assert standing(order) == "", "what was said already isn't proposed again"


def test_what_was_wrong_before_the_enterprise_answered_speaks_no_more(stage, order, client):
    looks(stage, stage.other, Answer("masks", False, note="still none"))
    assert standing(order) == "wrong"
    page = page_of(client, stage.other, order)
    assert "still none</textarea>" not in page, "in force it can only be put right: no words for that"
    says(stage, order)
    assert standing(order) == ""


@pytest.mark.parametrize("who", ["finder", "proposer", "decider", "other kind"])
def test_of_an_order_too_only_those_are_heard_who_may_look_again(stage, order, who):
    says(stage, order)
    people = {"finder": stage.finder, "proposer": order.proposed_by, "decider": order.decided_by}
    with stage.later(hours=1):
        kind = "round" if who == "other kind" else "look_back"
        by = people.get(who, stage.other)
        if who == "decider":  # leaders make no visits: a row as if they had
            made = giving.visit(stage.cast, by=stage.other, kind=kind, items=[Answer("masks", True)])
            type(made).objects.filter(pk=made.pk).update(by=by)
        else:
            giving.visit(stage.cast, by=by, kind=kind, items=[Answer("masks", True)])
        assert standing(order) == ""


def test_half_of_it_seen_stands_on_the_page_and_proposes_nothing(stage, order, client):
    doors = stage.found("doors")
    Finding.objects.filter(pk=doors.pk).update(state="stopped")
    order.items.create(finding=doors)
    says(stage, order)
    with stage.later(hours=1):
        visit = looks(stage, stage.other, Answer("masks", True))
        assert standing(order) == ""
        page = page_of(client, stage.other, order)
        assert page.count(reverse("inspections:visit", args=[order.campaign.key, visit.pk])) == 1
        assert "The visit found" not in page


def test_rounds_go_back_to_an_order_that_was_answered_with_its_number_as_the_reason(stage, order):
    def due():
        return [each for each in rounds.due(stage.campaign, clock.today()) if each.enterprise_id == stage.river.pk]

    assert due() == [], "nothing to look at before the enterprise says so"
    says(stage, order)
    (one,) = due()
    assert (one.kind, order.number in one.reason) == ("look_back", True)
    assert one.not_by == {stage.finder.pk, order.proposed_by_id, order.decided_by_id}
