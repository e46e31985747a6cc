"""Of many rows each is reached, and each choice can be made however many there are."""

import datetime as dt
import re
from types import SimpleNamespace

from django.urls import reverse

from fugong.core import clock
from fugong.outreach import notice_shown, people, shown
from fugong.outreach.actions import receipts
from fugong.outreach.actions import threads as asking
from fugong.outreach.audiences import Audience
from fugong.outreach.hours import Sitting
from fugong.outreach.models import NoticeReceipt, NoticeSending, OnlineDuty
from fugong.outreach.tests.test_notices import published
from fugong.outreach.views import answers, groups_desk, notices, notices_mine, notices_sending, online
from fugong.places.models import Grid
from ground.paging import seen


def office(name, *more):
    return reverse(f"outreach:{name}", args=["plain", *more])


def mine(name, enterprise, *more):
    return reverse(f"outreach:mine_{name}", args=["plain", enterprise.pk, *more])


def send(cast, version, **more):
    return receipts.send(version=version, audience=Audience(enterprises=(cast.river.pk,), **more), by=cast.desk)


def test_the_enterprise_reads_on_to_its_first_notice(cast, as_, monkeypatch):
    monkeypatch.setattr(notices_mine, "PAGE", 1)
    for _each in range(4):
        send(cast, published(cast))
    keys = list(NoticeReceipt.objects.order_by("-pk").values_list("notice", flat=True))
    for notice in keys[:2]:
        as_(cast.liaison).post(mine("notice_confirmation", cast.river, notice), {"language": "en"})
    found = r'card-link mb-2%s" href="[^"]*/notices/(\d+)/"'
    page = mine("notices", cast.river)
    assert ">2 to read<" in as_(cast.liaison).get(page).content.decode()
    assert seen(as_(cast.liaison), page, found % " notice-unread", "unread") == [str(key) for key in keys[2:]]
    assert seen(as_(cast.liaison), page, found % "") == [str(key) for key in keys[:2]]


def test_whoever_has_not_read_it_stands_first_and_each_can_be_ticked(cast, as_, monkeypatch):
    monkeypatch.setattr(notices_mine, "READERS", 2)
    for name in ("Ito", "Kim", "Sato", "Tanaka", "Ueda"):
        receipts.add_reader(enterprise=cast.river, name=name, language="ja", contact="", by=cast.liaison)
    liaison = as_(cast.liaison)
    listed = seen(liaison, mine("readers", cast.river), r"<span><strong>(\w+)</strong>")
    assert listed == ["Ito", "Kim", "Sato", "Tanaka", "Ueda"]
    version = published(cast)
    send(cast, version, by_name=True)
    first = list(NoticeReceipt.objects.filter(reader__isnull=False).order_by("pk").values_list("reader", flat=True))
    page = mine("notice", cast.river, version.notice_id)
    assert seen(liaison, page, r'name="reader" value="(\d+)"', "people") == [str(key) for key in first]
    receipts.confirm_people(notice=version.notice, enterprise=cast.river, readers=first[:3], by=cast.liaison)
    shown_first = liaison.get(page).content.decode()
    assert re.findall(r'name="reader" value="(\d+)"', shown_first) == [str(key) for key in first[3:]]


def test_sendings_and_what_an_enterprise_was_sent_are_read_on(cast, as_, monkeypatch):
    monkeypatch.setattr(notices, "SENDINGS", 1)
    monkeypatch.setattr(notice_shown, "IN_PANEL", 1)
    version = published(cast)
    for firm in (cast.river, cast.shop):
        receipts.send(version=version, audience=Audience(enterprises=(firm.pk,)), by=cast.desk)
    send(cast, published(cast))
    desk = as_(cast.desk)
    assert NoticeSending.objects.filter(version=version).count() == 2
    assert len(seen(desk, office("notice", version.notice_id), "(Enterprises: 1)", "sent")) == 2
    page = reverse("registry:enterprise", args=["plain", cast.river.pk])
    assert len(set(seen(desk, page, r"/notices/(\d+)/\?version=", "notices"))) == 2


def test_of_many_grids_each_can_be_looked_for_and_ticked(cast, as_, monkeypatch):
    monkeypatch.setattr(notices_sending, "OFFERED", 1)
    version, desk = published(cast), as_(cast.desk)
    page = office("notice_sending", version.notice_id)
    grid = Grid.objects.get(key="east", jurisdiction__code__startswith="990101")
    assert f'name="grids" value="{grid.pk}"' not in desk.get(page).content.decode()
    looked = desk.post(page, {"look": "grids", "grids_text": grid.name}).content.decode()
    assert f'name="grids" value="{grid.pk}"' in looked and "Send now" not in looked
    ticked = desk.post(page, {"grids": grid.pk}).content.decode()
    assert f'name="grids" value="{grid.pk}" checked' in ticked and "Send now" in ticked


def test_a_code_that_is_none_is_refused_at_its_field(cast, as_, monkeypatch):
    desk, page = as_(cast.desk), office("notice_sending", published(cast).notice_id)
    for codes in (f"{cast.river.uscc}\n913500000000000000", "\x00", f"{cast.river.uscc}\n{cast.shop.uscc}"):
        if codes.endswith(cast.shop.uscc):
            monkeypatch.setattr("fugong.outreach.audiences.MOST_SINGLE", 1)
        answer = desk.post(page, {"codes": codes, "send": "1"})
        assert answer.status_code == 422 and not NoticeSending.objects.exists(), codes
    assert 'class="invalid-feedback"' in answer.content.decode()


def test_everybody_who_answers_in_a_group_is_listed(cast, industry, as_, monkeypatch):
    monkeypatch.setattr(groups_desk, "OFFICERS", 1)
    whole = [str(user.pk) for user in people.officers(industry)]
    found = seen(as_(cast.desk), office("officers", industry.key), r'/officers/(\d+)/"><bdi>')
    assert found == whole and len(whole) > 1
    named = as_(cast.desk).get(office("officers", industry.key), {"q": people.officers(industry).last().name})
    assert 'name="user"' not in named.content.decode()  # whoever answers already isn't offered, on whatever page


def test_what_was_closed_here_is_told_however_much_was_closed_elsewhere(cast, industry, others, as_, monkeypatch):
    monkeypatch.setattr(groups_desk, "EVENTS", 1)
    made = [asking.begin(group=industry, text=f"问题{n}？", by=cast.liaison, enterprise=cast.river) for n in range(2)]
    for thread in made:
        asking.close(thread=thread, by=cast.desk, reason="双")
    page = office("activity", industry.key)
    assert len(seen(as_(cast.desk), page, r"<blockquote>双</blockquote>")) == 2


def test_of_very_many_waiting_questions_the_rest_is_reached(cast, industry, as_, monkeypatch):
    monkeypatch.setattr(shown, "WAITING", 1)
    monkeypatch.setattr(online, "WAITING", 1)
    for n in range(3):
        with clock.showing(clock.now() + dt.timedelta(minutes=n)):
            asking.begin(group=industry, text=f"口罩问题{n}？", by=cast.liaison, enterprise=cast.river)
    page = office("group", industry.key) + "?tab=open"
    found = seen(as_(cast.desk), page, r"口罩问题(\d)")
    assert list(dict.fromkeys(found)) == ["0", "1", "2"]
    assert "More questions wait" in as_(cast.desk).get(office("online")).content.decode()


def test_the_roster_looks_for_names_where_those_who_answer_are_many(cast, industry, as_, monkeypatch):
    monkeypatch.setattr(online, "MOST_PEOPLE", 1)
    now = clock.now()
    sitting = Sitting(SimpleNamespace(key="evening"), clock.today(), now, now)
    OnlineDuty.objects.create(campaign=cast.campaign, hour=sitting.key, day=sitting.day, user=cast.town)
    face = online.Face(cast.campaign, cast.desk)
    assert [user.pk for user in online._roster(face, sitting, "")["candidates"]] == [cast.town.pk]
    found = online._roster(face, sitting, cast.bureau.name)
    assert {user.pk for user in found["candidates"]} == {cast.town.pk, cast.bureau.pk}


def test_threads_and_answers_are_read_to_the_first(cast, industry, as_, monkeypatch):
    monkeypatch.setattr(shown, "PAGE", 1)
    monkeypatch.setattr(answers, "PAGE", 1)
    for n in range(3):
        thread = asking.begin(group=industry, text=f"口罩问题{n}？", by=cast.liaison, enterprise=cast.river)
        asking.reply(thread=thread, text="是。", by=cast.bureau, is_answer=True)
        given = {"question_zh": f"发布问题{n}", "answer_zh": "是。"}
        assert as_(cast.bureau).post(office("publication", industry.key, thread.pk), given).status_code == 302
    desk = as_(cast.desk)
    found = seen(desk, office("group", industry.key), r"口罩问题(\d)")
    assert list(dict.fromkeys(found)) == ["2", "1", "0"]
    found = seen(desk, office("answers"), r"发布问题(\d)")
    assert list(dict.fromkeys(found)) == ["2", "1", "0"]
