"""Vacancies, seekers and introductions: who sees whom when, what is refused, what is counted, what is erased."""

import datetime as dt

import pytest
from django.db import connection

from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused, TooMany
from fugong.labour import erasing, matching
from fugong.labour.actions import introductions, seekers, vacancies
from fugong.labour.models import Introduction, Seeker, Vacancy
from fugong.ledger.models import Event
from fugong.workflow import deadlines
from fugong.workforce import erasing as register
from fugong.workforce.models import DataKey, Erasure

pytestmark = pytest.mark.django_db


def _faults(excinfo):
    return {fault.where for fault in excinfo.value.faults}


def test_a_vacancy_is_checked_by_the_desk_published_until_its_last_day_and_closed_by_the_clock(stage):
    row = stage.vacancy(published=False)
    assert row.state == "draft" and row.due_at is not None
    with pytest.raises(NotAllowed):
        vacancies.publish(vacancy=row, by=stage.liaison)
    row = vacancies.publish(vacancy=row, by=stage.desk)
    assert (row.state, row.until) == ("published", clock.today() + dt.timedelta(days=10))
    changed = vacancies.amend(
        vacancy=row, by=stage.liaison,
        values={"trade": "welder", "wanted": "3", "wage_from": "5500", "since": str(clock.today())},
    )  # fmt: skip
    assert changed.state == "draft" and changed.wage_to == 5500
    vacancies.publish(vacancy=changed, by=stage.desk)
    with stage.later(days=11):
        deadlines.sweep()
    assert Vacancy.objects.get().state == "closed"
    assert Event.objects.filter(verb="vacancy.expire").count() == 1


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"wage_from": "6000", "wage_to": "5000"}, "wage_to"),
        ({"wage_from": "1900", "wage_to": "3000"}, "wage_from"),
        ({"wanted": "0"}, "wanted"),
        ({"wanted": "²"}, "wanted"),
        ({"trade": "宇航员"}, "trade"),
        ({"since": "2020-02-22"}, "since"),  # a Saturday
        ({"since": "2019-02-22"}, "since"),
        ({"languages": ["xx"]}, "languages"),
        ({"text": "x" * 2001}, "text"),
    ],
)
def test_what_can_t_be_is_named_at_its_field_and_nothing_is_kept(stage, said, where):
    with pytest.raises(Refused) as refused:
        stage.vacancy(published=False, **said)
    assert where in _faults(refused)
    assert not Vacancy.objects.exists()


def test_a_trade_is_known_by_any_of_its_words(stage):
    labour = stage.campaign.pack.labour
    assert [labour.trade_of(word) for word in ("焊工", "电焊工", "WELDING", "溶接工", "용접공")] == ["welder"] * 5
    assert labour.trade_of("飞行员") == ""


def test_reasons_are_shown_and_who_fits_best_stands_first(stage):
    vacancy = stage.vacancy(languages=["ja"])
    near = stage.seeker(languages=["ja"], wage="6000")
    far = stage.seeker(
        place="云南省楚雄州", languages=[], wage="9000", since=str(clock.today() + dt.timedelta(days=30))
    )
    stage.seeker(trades=["packer"], by=stage.desk)
    found = matching.for_vacancy(vacancy)
    assert [each.seeker.pk for each in found] == [near.pk, far.pk]
    assert not found[0].lacks and "same trade" in found[0].said and "from 20 Feb 2020" in found[0].said
    assert {each[0] for each in found[1].lacks} == {"from_late", "wage_low", "language_lacks", "km_far"}
    assert [each.vacancy.pk for each in matching.for_seeker(near)] == [vacancy.pk]


def test_the_enterprise_learns_who_it_is_with_the_introduction_not_before(stage):
    proposed = introductions.propose(vacancy=stage.vacancy(), seeker=stage.seeker(), by=stage.desk)
    assert not Introduction.objects.visible_to(stage.liaison).exists()
    for user in (stage.desk, stage.liaison, stage.officer):
        with pytest.raises(NotAllowed):
            introductions.reveal(introduction=proposed, by=user)
    row = introductions.introduce(introduction=proposed, by=stage.desk)
    assert Introduction.objects.visible_to(stage.liaison).get() == row
    assert not Introduction.objects.visible_to(stage.shop_liaison).exists()
    with pytest.raises(NotAllowed):
        introductions.reveal(introduction=row, by=stage.shop_liaison)
    assert introductions.reveal(introduction=row, by=stage.liaison)["phone"].startswith("138")
    assert Event.objects.filter(verb="introduction.reveal").count() == 1


def test_hired_is_counted_the_last_place_fills_the_vacancy_and_other_introductions_end(stage):
    vacancy, other = stage.vacancy(), stage.vacancy(enterprise=stage.shop, by=stage.shop_liaison, title="二保焊")
    first, second = stage.seeker(), stage.seeker()
    elsewhere = introductions.propose(vacancy=other, seeker=first, by=stage.desk)
    introductions.hire(introduction=stage.introduced(vacancy, first), by=stage.liaison)
    assert Vacancy.objects.get(pk=vacancy.pk).hired == 1
    assert Introduction.objects.get(pk=elsewhere.pk).state == "dropped"
    with pytest.raises(Conflict):
        introductions.propose(vacancy=other, seeker=first, by=stage.desk)
    introductions.hire(introduction=stage.introduced(vacancy, second), by=stage.officer)
    assert Vacancy.objects.get(pk=vacancy.pk).state == "filled"


def test_an_introduction_that_nobody_answers_climbs_each_rung_once(stage):
    row = stage.introduced()
    Message.objects.all().delete()
    with stage.later(days=4):
        deadlines.sweep()
        assert deadlines.sweep() == 0
    verbs = Event.objects.about("introduction", row.pk).values_list("verb", flat=True)
    assert sorted(verbs)[-4:] == [
        "introduction.escalate", "introduction.introduce", "introduction.overdue", "introduction.propose",
    ]  # fmt: skip
    told = set(Message.objects.filter(kind="labour.late").values_list("entries__person__username", flat=True))
    assert {"liaison", "officer"} <= told


def test_seekers_by_the_page_agree_first_and_are_bounded_in_number(stage):
    with pytest.raises(Refused) as refused:
        stage.seeker(agreed="", phone="12", trades=[])
    assert {"agreed", "phone", "trades"} <= _faults(refused) and not Seeker.objects.exists()
    stage.seeker()
    stage.seeker()
    with pytest.raises(TooMany):
        stage.seeker()
    assert stage.seeker(address="10.0.0.2").via == "web"
    for n in range(2):
        stage.seeker(phone="13900000000", address=f"10.0.1.{n}")
    stage.seeker(phone="13900000000", by=stage.officer)
    with pytest.raises(TooMany):
        stage.seeker(phone="139 0000 0000", address="10.0.2.1")


def test_what_tells_who_it_is_lies_sealed_and_only_the_place_s_desk_sees_the_file(stage):
    row = stage.seeker(name="王小明", phone="13811112222")
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM labour_seeker s")
        stored = cursor.fetchone()[0]
    assert "王小明" not in stored and "13811112222" not in stored
    assert (row.masked_name, row.masked_phone) == ("王**", "138****2222")
    assert Seeker.objects.visible_to(stage.desk).count() == 1
    for user in (stage.stranger, stage.liaison, stage.officer, stage.leader):
        assert not Seeker.objects.visible_to(user).exists()
    own = stage.seeker(by=stage.officer)
    assert Seeker.objects.visible_to(stage.officer).get() == own
    events = "".join(str(each.data) for each in Event.objects.filter(verb__startswith="seeker."))
    assert "王小明" not in events and "1381111" not in events


def test_a_seeker_who_withdraws_is_erased_at_once_and_a_certificate_says_so(stage):
    seeker = stage.seeker()
    made = stage.introduced(seeker=seeker)
    keys = DataKey.objects.count()
    seekers.withdraw(seeker=seeker, by=None)
    assert not Seeker.objects.exists() and DataKey.objects.count() == keys - 1
    made.refresh_from_db()
    assert (made.state, made.seeker_id) == ("dropped", None)
    assert Erasure.objects.get().counts == {"seeker": 1, "keys": 1}
    with pytest.raises(Conflict):
        introductions.reveal(introduction=made, by=stage.liaison)
    assert seekers.own(seeker.token) is None


def test_seekers_go_on_their_last_day_and_with_the_campaign(stage):
    seeker = stage.seeker()
    assert seekers.last_day(seeker) == clock.today() + dt.timedelta(days=60)
    with stage.later(days=60):
        assert "seeker" not in register.due(stage.campaign)
    with stage.later(days=61):
        assert register.due(stage.campaign)["seeker"] == 1
    stage.seeker(address="10.9.9.9")
    assert register.everything(stage.campaign)["seeker"] == 1
    lost = stage.seeker(address="10.9.9.8")
    DataKey.objects.filter(pk=lost.key_id)._raw_delete("default")
    assert erasing.erase_before(stage.campaign, clock.today()) == {"seeker": 1}
