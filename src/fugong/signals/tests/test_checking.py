"""What doesn't fit is found, ranked, kept up to date, and let go."""

import datetime as dt
from decimal import Decimal

import pytest

from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.inspections import planning
from fugong.ledger.models import Event
from fugong.signals import checking, comparing
from fugong.signals.actions import doubts
from fugong.signals.models import Doubt, Meter, Reading

pytestmark = pytest.mark.django_db


def test_it_says_it_works_and_uses_four_per_cent(stage):
    taken = stage.read(stage.cast.river, 40)
    doubt = stage.doubt()
    assert (taken.new, taken.raised) == (1, 1)
    assert (doubt.rule, doubt.state, doubt.enterprise) == ("idle", "open", stage.cast.river)
    assert doubt.numbers["share"] == 4 and doubt.numbers["staff"] == 200
    assert doubt.reason == "Reports 200 people at work, but used 40 kWh a day over 1 days: 4% of the usual"
    assert Event.objects.about("doubt", doubt.pk).get().verb == "doubt.raise"
    assert [entry.person for entry in Message.objects.get().entries.all()] == [stage.cast.officer]


def test_it_says_it_rests_and_uses_eighty_per_cent(stage):
    stage.read(stage.cast.hill, 800)
    doubt = stage.doubt()
    assert (doubt.rule, doubt.enterprise) == ("hidden", stage.cast.hill)
    assert stage.cast.desk in [entry.person for entry in Message.objects.get().entries.all()]  # nobody serves hill


def test_what_fits_is_not_doubted_and_nothing_is_read_from_silence(stage):
    stage.read(stage.cast.river, 700)
    stage.read(stage.cast.hill, 60)
    stage.read(stage.cast.shop, 5, usual=None)  # what is usual isn't known
    assert not Doubt.objects.exists()


def test_the_same_readings_again_change_nothing(stage):
    stage.idle()
    before = (Event.objects.count(), Reading.objects.count(), Message.objects.count())
    again = stage.read(stage.cast.river, 40)
    assert (again.new, again.changed, again.same, again.raised) == (0, 0, 1, 0)
    assert (Event.objects.count(), Reading.objects.count(), Message.objects.count()) == before
    assert Doubt.objects.count() == 1


def test_a_corrected_reading_settles_the_doubt(stage):
    doubt = stage.idle()
    taken = stage.read(stage.cast.river, 820)
    doubt.refresh_from_db()
    assert (taken.changed, taken.settled, doubt.state) == (1, 1, "settled")


def test_meters_of_one_enterprise_are_added_up(stage):
    stage.read(stage.cast.river, 40, number="A1")
    assert stage.doubt().numbers["share"] == 4
    stage.read(stage.cast.river, 900, number="A2")
    assert Meter.objects.count() == 2
    assert stage.doubt().state == "settled"  # 940 of 2,000: nearly half


def test_what_is_usual_may_be_counted_from_before_the_campaign(stage, monkeypatch):
    kind = stage.campaign.pack.signals.kind("electricity").model_copy(update={"before": 30})
    opened = clock.local(stage.campaign.opened_at).date()
    for ago, value in ((1, 900), (2, 1000), (3, 5000)):
        stage.read(stage.cast.river, value, usual=None, day=opened - dt.timedelta(days=ago))
    stage.read(stage.cast.river, 40, usual=None)
    [found] = comparing.compare(stage.campaign, kind, clock.today())
    assert (found.usual, found.share) == (Decimal(1000), Decimal("4.0"))  # the median, whatever one day showed


def test_like_is_compared_with_like(stage):
    """The day before resuming doesn't drag the mean down."""
    campaign, river = stage.campaign, stage.cast.river
    with stage.later(days=1):
        stage.read(river, 900)
        [found] = comparing.compare(campaign, campaign.pack.signals.kind("electricity"), clock.today())
        assert found.days == 1


def test_the_gravest_comes_first(stage):
    stage.idle()
    stage.read(stage.cast.hill, 800)
    ranked = list(Doubt.objects.order_by("-weight").values_list("rule", flat=True))
    assert ranked == ["hidden", "idle"]


def test_after_a_visit_it_is_quiet_for_a_while(stage):
    doubt = stage.idle()
    Doubt.objects.filter(pk=doubt.pk).update(state="visited")
    assert stage.check().raised == 0
    Doubt.objects.filter(pk=doubt.pk).update(day=clock.today() - dt.timedelta(days=8))
    assert stage.check().raised == 1  # the control: once that time is over it is doubted anew


def test_looking_through_takes_a_fixed_number_of_statements(stage, django_assert_max_num_queries):
    stage.idle()
    stage.read(stage.cast.hill, 800)
    with django_assert_max_num_queries(14):
        checking.check(campaign=stage.campaign)


def test_only_the_desk_takes_readings(stage):
    with pytest.raises(NotAllowed):
        stage.read(stage.cast.river, 40, by=stage.cast.officer)


def test_a_doubt_is_work_for_inspectors_with_its_reason(stage):
    stage.idle()
    found = {each.enterprise: each for each in planning.candidates(stage.campaign, clock.today())}
    reasons = found[stage.cast.river.pk].reasons
    assert ["said", {"text": stage.doubt().campaign.pack.signals and reasons_of(stage)}] in reasons
    before = found[stage.cast.river.pk].weight
    doubts.confirm(doubt=stage.doubt(), reason="The hall is dark.", by=stage.cast.officer)
    again = {each.enterprise: each for each in planning.candidates(stage.campaign, clock.today())}
    assert again[stage.cast.river.pk].weight > before
    doubts.explain(doubt=stage.doubt(), reason="Handwork only this week.", by=stage.cast.officer)
    after = {each.enterprise: each for each in planning.candidates(stage.campaign, clock.today())}
    assert all("到岗200人" not in str(each.reasons) for each in after.values())


def reasons_of(stage) -> str:
    return "报称已复工、到岗200人，近1天日均用电40千瓦时，仅为平时的4%"
