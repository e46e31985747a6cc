"""The pages: every one opens for whom it is, keeps what was typed, shows nothing to others; no number ever stands on one."""

import pytest
from django.urls import reverse

from fugong.arrivals import exports, lists, panels, people
from fugong.arrivals.actions import steps
from fugong.arrivals.actions import volunteers as actions
from fugong.arrivals.models import Arrival, HandOver, Party, Volunteer
from fugong.arrivals.tests.stage import PASSPORTS, later
from fugong.arrivals.views import announcing, crews, mine
from fugong.channels.models import InboxEntry
from fugong.places.models import Jurisdiction
from fugong.workforce import coding
from fugong.workforce.models import Employment, Person, RosterLink
from ground.paging import seen as walked


@pytest.fixture
def opening(client, stage, settings):
    """`opening(user, name, *args)`: the page as that person gets it."""
    settings.STAFF_SECOND_FACTOR = False

    def open_(user, name, *args, post=None, language="en", **query):
        client.force_login(user) if user else client.logout()
        url = reverse(f"arrivals:{name}", args=args)
        headers = {"Accept-Language": language}
        return client.get(url, query, headers=headers) if post is None else client.post(url, post, headers=headers)

    return open_


def text(answer):
    return answer.content.decode()


def test_every_page_opens_for_whom_it_is_and_shows_no_number(stage, opening, client):
    cast, key = stage.cast, stage.campaign.key
    rows = stage.rows(stage.family())
    for name, args in (
        ("reception", ()), ("board", ()), ("new", ()), ("returnees", ()), ("duties", ()), ("volunteers", ()),
        ("arrival", (rows[0].pk,)), ("questions", (rows[0].pk,)),
    ):  # fmt: skip
        for user in (cast.officer, cast.desk):
            answer = opening(user, name, key, *args)
            assert answer.status_code == 200, (name, text(answer)[:300])
            assert not any(number in text(answer) for number in PASSPORTS.values())
        assert opening(cast.liaison, name, key, *args).status_code == 403
        assert opening(cast.stranger, name, key, *args).status_code == 404
    mine = opening(cast.liaison, "mine", key, cast.river.pk)
    assert mine.status_code == 200 and "KIM MINSU" in text(mine)
    assert opening(cast.shop_liaison, "mine", key, cast.river.pk).status_code == 404
    client.force_login(cast.liaison)
    assert "待到达3人" in text(client.get(f"/mine/{key}/{cast.river.pk}/"))
    client.force_login(cast.officer)
    page = client.get(reverse("registry:enterprise", args=[key, cast.river.pk]))
    assert "KIM MINSU" in text(page)
    assert "KIM MINSU" not in text(opening(cast.hill_town, "board", key))


def test_the_whole_way_through_the_pages(stage, opening):
    cast, key = stage.cast, stage.campaign.key
    rows = stage.rows(stage.family())
    stage.van()
    first, who = rows[0], [str(row.pk) for row in rows]
    for row in rows:
        page = opening(cast.officer, "questions", key, row.pk)
        assert "지금 기침을 합니까?" in text(page) and 'lang="ko"' in text(page)
        assert "Are you coughing now?" in text(opening(cast.officer, "questions", key, row.pk, lang="en"))
        assert opening(cast.officer, "questions", key, row.pk, post={"q-cough": "no"}).status_code == 422
        said = {"q-cough": "no", "q-abroad": "yes"}
        assert opening(cast.officer, "questions", key, row.pk, post=said).status_code == 302
    short = opening(cast.officer, "screening", key, first.pk, post={"who": who, f"t-{first.pk}": "36.5"})
    assert short.status_code == 422 and 'value="36.5" checked' in text(short)
    degrees = {f"t-{pk}": "36.5" for pk in who[:2]} | {f"typed-{who[2]}": "36,6"}
    assert opening(cast.officer, "screening", key, first.pk, post={"who": who, **degrees}).status_code == 302
    for name, post in (
        ("testing", {"sampled": "1"}), ("registration", {"destination": "滨河路2号", "contact_name": "金翻译"}),
        ("departure", {"vehicle": str(stage.campaign.arrival_vehicles.get().pk)}),
        ("handing", {"to": "enterprise", "receiver": "王工"}),
    ):  # fmt: skip
        assert opening(cast.officer, name, key, first.pk, post={"who": who, **post}).status_code == 302, name
    assert {row.state for row in Arrival.objects.all()} == {"handed_over"}
    kept = Arrival.objects.opened().get(pk=first.pk)
    assert (kept.destination, kept.party.contact_phone) == ("滨河路2号", "13812345678")
    receipt = HandOver.objects.get()
    page = opening(None, "handed", receipt.token, lang="ko")
    assert page.status_code == 200 and "KIM MINSU" not in text(page) and "K***" in text(page)
    assert opening(None, "handed", receipt.token, post={"name": ""}).status_code == 422
    assert opening(None, "handed", receipt.token, post={"name": "王工"}).status_code == 302
    party = opening(None, "party", first.party.token)
    assert "The exit" in text(opening(None, "party", first.party.token, lang="en")) and "KIM" not in text(party)


def test_one_finds_by_name_by_last_signs_and_by_scanner(stage, opening):
    cast, key = stage.cast, stage.campaign.key
    rows = stage.rows(stage.family())
    token = Person.objects.get(pk=rows[1].person_id).token
    for typed, found in (
        ("minsu", ["KIM MINSU"]), ("5678", ["KIM MINSU"]), (f"https://x.cn/p/{token}/", ["LEE JIWON"]),
        ("M34567890<KOR1501018M3001018<<<<<<<<<<<<<<04", ["KIM HARU"]), ("nobody", []),
    ):  # fmt: skip
        page = text(opening(cast.officer, "reception", key, post={"text": typed}))
        assert [name for name in PASSPORTS if f"<strong>{name}" in page] == found, typed


def test_of_a_full_day_everybody_is_counted_found_and_listed(stage, opening, client, monkeypatch):
    cast, key = stage.cast, stage.campaign.key
    stage.family()
    monkeypatch.setattr(lists, "AT_GATE_MOST", 2)
    page = text(opening(cast.officer, "reception", key))
    assert '<p class="figure">3</p>' in page, "of all, not of those shown"
    for name in PASSPORTS:
        assert f"<strong>{name}" in text(opening(cast.officer, "reception", key, post={"text": name}))
    listed = walked(client, reverse("arrivals:reception", args=[key]), r"<strong>((?:KIM|LEE) \w+)")
    assert sorted(listed) == sorted(PASSPORTS)
    assert "Nobody is announced" not in text(opening(cast.officer, "reception", key, after="2"))
    for module, name in ((mine, "SHOWN"), (panels, "SHOWN"), (mine, "ROSTER")):
        monkeypatch.setattr(module, name, 1)
    page = reverse("registry:enterprise", args=[key, cast.river.pk])
    assert len(walked(client, page, r"/arrivals/\d+/\">(?:KIM|LEE)", "arrivals")) == 3
    opening(cast.liaison, "mine", key, cast.river.pk)
    own = reverse("arrivals:mine", args=[key, cast.river.pk])
    assert sorted(walked(client, own, r'<th scope="row">((?:KIM|LEE) \w+)')) == sorted(PASSPORTS)
    for person in Person.objects.filter(arrivals__isnull=False).distinct():
        known = {"campaign": stage.campaign, "enterprise": cast.river, "person": person}
        since = {"area_code": cast.river.area_code, "since": stage.flight.day}
        Employment.objects.get_or_create(**known, defaults=since)
    there = Employment.objects.current().filter(enterprise=cast.river).values_list("person", flat=True)
    ticks = walked(client, own, r'name="staff" value="(\d+)"', "roster")
    assert len(ticks) > 1 and sorted(ticks) == sorted(map(str, there))


def test_the_enterprise_announces_and_confirms(stage, opening):
    cast, key = stage.cast, stage.campaign.key
    where = (key, cast.river.pk)
    post = {
        "known": str(stage.flight.pk), "0-name": "SATO KEN", "0-document": "TK1234567", "0-nationality": "JP",
        "1-name": "SATO YUI", "1-family": "1", "1-child": "1", "1-nationality": "JP", "contact_name": "王工",
    }  # fmt: skip
    refused = opening(cast.liaison, "mine", *where, post={**post, "0-document": "1"})
    assert refused.status_code == 422 and 'value="SATO KEN"' in text(refused)
    wrong = {**post, "0-document": "1", "contact_phone": "1", "known": ""}
    at_once = text(opening(cast.liaison, "mine", *where, post=wrong))
    assert at_once.count("invalid-feedback d-block") == 4, "day, hour, document and telephone are named together"
    assert not Party.objects.exists()
    assert opening(cast.liaison, "mine", *where, post=post).status_code == 302
    engineer, child = Arrival.objects.opened().order_by("pk")
    assert (engineer.language, engineer.is_staff, child.person, child.name) == ("ja", True, None, "SATO YUI")
    assert InboxEntry.objects.filter(person=cast.desk, kind="arrival.announced").count() == 1
    again = opening(
        cast.liaison, "mine", *where, post={"known": str(stage.flight.pk), "staff": str(engineer.person_id)}
    )
    assert again.status_code == 422 and "已登记过该班次" in text(again)
    receipt = stage.handed_over(stage.family())
    assert opening(cast.shop_liaison, "mine_confirmation", *where, receipt.pk, post={}).status_code == 404
    assert opening(cast.liaison, "mine_confirmation", *where, receipt.pk, post={}).status_code == 302
    receipt.refresh_from_db()
    assert receipt.confirmed_as == cast.liaison.name


def test_people_announce_themselves_by_link_in_their_language(stage, opening):
    link = RosterLink.objects.create(
        campaign=stage.campaign, enterprise=stage.cast.river, made_at=stage.flight.scheduled_at
    )
    day = stage.flight.day.isoformat()
    post = {
        "service": "oz 317", "day": day, "time": "18:30", "gate": "air", "abroad": "1", "0-name": "PARK JUN",
        "0-document": "M99887766", "0-nationality": "KR", "0-language": "ko",
    }  # fmt: skip
    assert opening(None, "arriving", "A" * 26).status_code == 404
    assert 'lang="ko"' in text(opening(None, "arriving", link.token, lang="ko"))
    assert opening(None, "arriving", link.token, post=post).status_code == 422, "the notice isn't read"
    answer = opening(None, "arriving", link.token, post={**post, "read_notice": "1"})
    row = Arrival.objects.opened().get()
    assert answer.url.startswith(f"/coming/{row.party.token}/")
    assert (row.service.number, row.person.origin, row.party.via) == ("OZ317", "990000", "person")
    stolen = {**post, "read_notice": "1", "0-name": "SOMEBODY ELSE", "service": "OZ319"}
    refused = opening(None, "arriving", link.token, post=stolen)
    assert refused.status_code == 422 and "fit together" in text(refused), "a number tells nobody a name"


def test_at_the_gate_somebody_is_added(stage, opening):
    cast, key = stage.cast, stage.campaign.key
    post = {"known": str(stage.flight.pk), "0-name": "LEE WON", "enterprise": "东河精工", "at_gate": "1"}
    assert opening(cast.officer, "new", key, post={**post, "enterprise": "无此企业"}).status_code == 422
    answer = opening(cast.officer, "new", key, post=post)
    row = Arrival.objects.get()
    assert answer.url == f"/c/{key}/arrivals/{row.pk}/" and row.enterprise == cast.river


def test_a_community_and_an_officer_beyond_those_offered_are_found_by_name(stage, opening, monkeypatch):
    cast, key = stage.cast, stage.campaign.key
    monkeypatch.setattr(announcing, "COMMUNITIES", 1)
    areas = Jurisdiction.objects.within(stage.campaign.jurisdiction.prefix).order_by("-code")
    last = areas[0]
    post = {"known": str(stage.flight.pk), "0-name": "LEE WON", "destination": "x"}
    assert 'list="communities"' in text(opening(cast.officer, "new", key))
    refused = opening(cast.officer, "new", key, post={**post, "community": "无此社区"})
    assert refused.status_code == 422 and 'value="无此社区"' in text(refused)
    for n, typed in enumerate((last.name, f"{last.name} · {last.code}", last.code)):
        said = {**post, "0-name": f"LEE WON{'A' * n}", "community": typed}
        assert opening(cast.officer, "new", key, post=said).status_code == 302, typed
    assert set(Arrival.objects.values_list("area_code", flat=True)) == {last.code}
    monkeypatch.setattr(people, "OFFERED", 1)
    box = f'name="officers" value="{cast.spare.pk}"'
    assert box not in text(opening(cast.desk, "duties", key)) and 'name="who"' in text(
        opening(cast.desk, "duties", key)
    )
    assert box in text(opening(cast.desk, "duties", key, who="spare"))


def test_volunteers_are_counted_and_listed_to_the_last(stage, opening, client, monkeypatch):
    for n in range(3):
        actions.add(
            campaign=stage.campaign,
            name=f"老师{n}",
            languages=["ko"],
            times="",
            phone=f"1380013800{n}",
            by=stage.cast.desk,
        )
    monkeypatch.setattr(crews, "VOLUNTEERS", 2)
    assert '<p class="figure">3</p>' in text(opening(stage.cast.officer, "volunteers", stage.campaign.key))
    address = reverse("arrivals:volunteers", args=[stage.campaign.key])
    assert sorted(walked(client, address, r'<th scope="row">(老师\d)')) == ["老师0", "老师1", "老师2"]


def test_the_desk_moves_services_plans_duties_and_calls_volunteers(stage, opening):
    cast, key = stage.cast, stage.campaign.key
    stage.family()
    day = stage.flight.day.isoformat()
    assert opening(cast.officer, "services", key, post={}).status_code == 403
    late = {"number": "MU5555", "at": f"{day}T22:10", "gate": "air"}
    assert opening(cast.desk, "services", key, post=late).status_code == 302
    assert opening(cast.desk, "services", key, post={**late, "number": "!"}).status_code == 422
    assert opening(cast.officer, "service", key, stage.flight.pk, post={"at": f"{day}T14:30"}).status_code == 302
    assert "晚点90分钟" in text(opening(cast.officer, "board", key))
    assert opening(cast.desk, "vehicles", key, post={"plate": "鲁B1", "seats": "x"}).status_code == 422
    assert opening(cast.desk, "vehicles", key, post={"plate": "鲁B1", "seats": "7"}).status_code == 302
    duty = {"gate": "air", "day": day, "begins": "08:00", "ends": "20:00", "officers": [cast.officer.pk, cast.spare.pk]}
    assert opening(cast.desk, "duties", key, post=duty).status_code == 302
    assert opening(cast.desk, "duties", key, post={**duty, "officers": [cast.liaison.pk]}).status_code == 422
    assert "缺0人、1辆车" in text(opening(cast.desk, "duties", key))
    assert opening(cast.officer, "calling", key, stage.flight.pk, post={"language": "ko"}).status_code == 422
    new = {"name": "朴老师", "languages": ["ko"], "phone": "13800138000", "username": "spare"}
    assert opening(cast.desk, "volunteers", key, post=new).status_code == 302
    assert opening(cast.officer, "calling", key, stage.flight.pk, post={"language": "ko"}).status_code == 302
    assert InboxEntry.objects.filter(person=cast.spare, kind="arrival.called").count() == 1
    call = Volunteer.objects.get().calls.get()
    assert opening(None, "call", call.token, post={"comes": "yes"}).status_code == 302
    page = text(opening(cast.officer, "volunteers", key))
    assert "能来" in page and "13800138000" not in page
    assert opening(cast.desk, "volunteer_leaving", key, call.volunteer_id, post={}).status_code == 302


def test_returnees_are_filtered_and_go_out_without_any_number(stage, opening, django_assert_max_num_queries):
    cast, key = stage.cast, stage.campaign.key
    stage.family()
    for query, seen in (
        ({}, True), ({"nationality": "KR", "language": "ko", "enterprise": "东河"}, True), ({"nationality": "JP"}, False),
        ({"contact": "none"}, False), ({"since": "2020-02-20", "state": "expected"}, True), ({"until": "2020-02-01"}, False),
    ):  # fmt: skip
        assert ("KIM MINSU" in text(opening(cast.officer, "returnees", key, **query))) is seen, query
    rows = list(exports._rows(cast.desk, stage.campaign, lists.Wanted()))
    assert len(rows) == 3 and rows[0]["contact"] == "金翻译"
    assert not any(number in str(rows) for number in (*PASSPORTS.values(), "13812345678"))
    sheet = opening(cast.desk, "returnees_sheet", key)
    assert sheet.status_code == 200 and b"".join(sheet.streaming_content)[:2] == b"PK"
    with django_assert_max_num_queries(22):
        opening(cast.officer, "reception", key)
    with django_assert_max_num_queries(24):
        opening(cast.officer, "board", key)


def test_who_is_late_is_late_on_the_board(stage, opening):
    stage.family()
    with later(hours=3):
        assert "KIM MINSU" in text(opening(stage.cast.officer, "board", stage.campaign.key, state="late"))
    assert "KIM MINSU" not in text(opening(stage.cast.officer, "board", stage.campaign.key, state="late"))


def test_whoever_receives_hands_over_the_way_to_the_own_page_once_somebody_is_registered(stage, opening):
    cast, key = stage.cast, stage.campaign.key
    party = stage.family()
    before = stage.screened(party)
    assert "own-page" not in text(opening(cast.officer, "arrival", key, before[0].pk)), "there may be no file yet"
    steps.test(arrivals=before, sampled=True, by=cast.officer)
    steps.register(arrivals=before, given={}, by=cast.officer)
    shown = text(opening(cast.officer, "arrival", key, before[0].pk))
    assert shown.count('class="own-page"') == 3
    own = "http://testserver" + reverse("workforce:own", args=[stage.rows(party)[0].person.token])
    assert coding.linked(own) in shown
