"""The evening meeting of the inspection groups (F9): reports, faults by aspect, what is late; good practice becomes an example."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections.models import Visit
from fugong.inspections.tests.giving import BAD, visit
from fugong.meetings import actions
from fugong.meetings.models import Meeting, Outcome
from fugong.rectification.actions import examples
from fugong.rectification.models import Example
from fugong.rectification.tests.stage import Stage, build, photo
from fugong.registry.models import Team

DAY = dt.timedelta(days=1)


@pytest.fixture
def stage(cast, settings, tmp_path):
    settings.MEDIA_ROOT, settings.STAFF_SECOND_FACTOR = tmp_path, False
    with override("en"):
        yield build(cast)


def evening(stage: Stage, kind: str = "meeting") -> Meeting:
    """Called by the desk for this evening: a meeting of every source."""
    begins = clock.now() + dt.timedelta(hours=7)
    return actions.call(campaign=stage.campaign, kind=kind, starts_at=begins, by=stage.cast.desk)


def matters(meeting: Meeting, *sources: str) -> list[str]:
    rows = meeting.items.filter(removed=False)
    return list((rows.filter(source__in=sources) if sources else rows).values_list("key", flat=True))


def figures(words: str) -> list[int]:
    """The numbers in a text, whatever its language: an agenda is written in Chinese."""
    return [int(number) for number in re.findall(r"\d+", words)]


def proposed(stage: Stage) -> Example:
    return examples.propose(
        campaign=stage.campaign, enterprise=stage.river, title="错峰用餐", text="食堂分三批用餐。", by=stage.finder,
        after=[("canteen.jpg", photo())],
    )  # fmt: skip


def test_each_group_reports_what_it_did_that_day(stage):
    team = Team.objects.get(campaign=stage.campaign, key="verification_1")
    made = visit(stage.cast, items=BAD)
    Visit.objects.filter(pk=made.pk).update(team=team)
    item = evening(stage).items.get(key=f"team:{team.pk}")
    assert item.source == "inspections" and str(team) in item.title
    assert figures(item.detail) == [1, 1, 2, 1]  # visits, enterprises, faults, put right on the spot
    with clock.showing(clock.now() + DAY):
        assert f"team:{team.pk}" not in matters(evening(stage)), "yesterday's report isn't carried"


def test_faults_of_the_day_stand_by_aspect_the_worst_first(stage):
    stage.found("roster")
    stage.found("masks")
    stage.found("doors", enterprise=stage.cast.hill)
    meeting = evening(stage)
    assert matters(meeting, "inspections") == ["aspect:site", "aspect:people"]
    site = meeting.items.get(key="aspect:site")
    assert site.cluster and site.title.startswith(site.cluster)
    assert figures(site.detail.splitlines()[0]) == [2, 2, 2, 0]  # findings, enterprises, open, found before
    assert "口罩储备充足" in site.detail and stage.cast.hill.name in site.detail


def test_what_is_late_and_who_is_to_stop_stand_under_their_aspect(stage):
    stop = stage.proposed()
    late = stage.issued("roster")
    with clock.showing(clock.now() + 2 * DAY):
        meeting = evening(stage)
        assert set(matters(meeting, "inspections")) == {f"stop_work:{stop.pk}", f"rectification_notice:{late.pk}"}
        stopped, notice = (
            meeting.items.get(key=f"stop_work:{stop.pk}"),
            meeting.items.get(enterprise=stage.river, key__startswith="rect"),
        )
        assert late.number in notice.title and notice.cluster != stopped.cluster
        stage.looked_at(late, right=True)
        actions.refresh(meeting=meeting, by=stage.cast.desk)
        assert matters(meeting, "inspections") == [f"stop_work:{stop.pk}"]


def test_what_was_left_comes_back_with_todays_words_until_it_is_settled(stage):
    late = stage.issued("masks")
    with clock.showing(clock.now() + 2 * DAY):
        first = evening(stage)
        with clock.showing(first.starts_at):
            actions.open_(meeting=first, by=stage.cast.desk)
            item = first.items.get(key=f"rectification_notice:{late.pk}")
            actions.carry(item=item, by=stage.cast.desk, reason="The firm's owner comes tomorrow.")
            actions.close(meeting=first, by=stage.cast.desk)
    with clock.showing(clock.now() + 3 * DAY):
        second = evening(stage)
        again = second.items.get(key=f"rectification_notice:{late.pk}")
        assert (again.source, again.times) == ("carried", 2)
        assert again.detail.startswith("The firm's owner comes tomorrow.")
        stage.looked_at(late, right=True)
        actions.refresh(meeting=second, by=stage.cast.desk)
        assert matters(second) == []


def test_a_special_session_hears_of_its_own_enterprise_only(stage):
    stage.found("masks")
    stage.found("doors", enterprise=stage.cast.hill)
    begins = clock.now() + dt.timedelta(hours=7)
    more = {"kind": "special", "enterprise": stage.cast.hill}
    meeting = actions.call(campaign=stage.campaign, starts_at=begins, by=stage.cast.desk, **more)
    assert all(stage.river.name not in item.detail for item in meeting.items.all())


def test_good_practice_of_the_evening_becomes_a_published_example(stage, client):
    example = proposed(stage)
    meeting = evening(stage)
    assert matters(meeting, "examples") == [f"example:{example.pk}"]
    actions.open_(meeting=meeting, by=stage.cast.desk)
    item = meeting.items.get(key=f"example:{example.pk}")
    client.force_login(stage.cast.desk, backend="django.contrib.auth.backends.ModelBackend")
    where = reverse("meetings:publication", args=[stage.campaign.key, meeting.pk, item.pk])
    assert where in client.get(reverse("meetings:meeting", args=[stage.campaign.key, meeting.pk])).content.decode()
    assert client.post(where, {"opinion": "每家食堂都可照做"}).status_code == 302
    item.refresh_from_db()
    example.refresh_from_db()
    assert (example.state, example.decided_by) == ("published", stage.cast.desk)
    assert (item.outcome, item.said) == (Outcome.DECIDED, "每家食堂都可照做")
    assert example in Example.objects.readable_to(stage.cast.shop_liaison), "the others read it"
    assert client.post(where, {}).status_code == 409, "once"


def test_what_is_no_example_is_declined_with_a_reason(stage):
    example = proposed(stage)
    meeting = evening(stage)
    actions.open_(meeting=meeting, by=stage.cast.desk)
    item = meeting.items.get(key=f"example:{example.pk}")
    with pytest.raises(Refused):
        actions.decline_example(item=item, reason=" ", by=stage.cast.desk)
    assert actions.decline_example(item=item, reason="别处更好", by=stage.cast.desk).said == "别处更好"
    example.refresh_from_db()
    assert example.state == "declined"


def test_whoever_may_not_publish_or_proposed_it_publishes_nothing(stage):
    example = proposed(stage)
    meeting = evening(stage)
    actions.open_(meeting=meeting, by=stage.cast.desk)
    item = meeting.items.get(key=f"example:{example.pk}")
    for person in (stage.leader, stage.finder, stage.cast.town, stage.cast.stranger, stage.liaison):
        with pytest.raises(NotAllowed):
            actions.publish_example(item=item, by=person)
    Example.objects.filter(pk=example.pk).update(proposed_by=stage.cast.desk)
    with pytest.raises(NotAllowed):
        actions.publish_example(item=item, by=stage.cast.desk)
    item.refresh_from_db()
    assert item.outcome == Outcome.OPEN
    with pytest.raises(Conflict):
        actions.publish_example(item=actions.add(meeting=meeting, title="口罩", by=stage.cast.desk), by=stage.cast.desk)
