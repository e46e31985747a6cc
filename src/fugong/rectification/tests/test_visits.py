"""Look-backs recorded as visits: all right closes the notice, anything wrong waits on its page for a word."""

import pytest
from django.urls import reverse

from fugong.inspections.actions.giving import Answer
from fugong.inspections.tests import giving
from fugong.rectification import visits
from fugong.rectification.models import Notice


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
