"""What goes along on the phone: small, once, the officer's own, and nothing about anybody's health."""

import datetime as dt
import json

import pytest

from fugong.core import clock
from fugong.inspections.actions import swaps
from fugong.inspections.models import Round, RoundStop
from fugong.inspections.phone import day as phone_day
from fugong.inspections.phone.words import in_all_languages
from fugong.resumption.checklist import Item
from ground.cast import make_enterprise

pytestmark = pytest.mark.django_db
TODAY = "/api/v1/campaigns/plain/rounds/today"


@pytest.fixture
def asked(client, cast):
    def ask(who, **headers):
        client.force_login(getattr(cast, who))
        answer = client.get(TODAY, headers=headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def plan_round(cast, *enterprises, officer=None, day=None, kind="round"):
    """A round of an officer through the enterprises."""
    made = Round.objects.create(
        campaign=cast.campaign, day=day or clock.today(), officer=officer or cast.officer, area_code="990101",
        state="accepted", state_since=clock.now(),
        made_at=clock.now(), made_by=None,
    )  # fmt: skip
    for order, each in enumerate(enterprises, 1):
        RoundStop.objects.create(
            round=made, enterprise=each, area_code=each.area_code, order=order, kind=kind, checklists=[]
        )
    return made


def test_the_round_comes_first_in_its_order_then_ones_own_others(cast, asked):
    plan_round(cast, cast.shop, cast.hill)
    said = asked("officer")
    assert [(each["name"], bool(each.get("stop"))) for each in said["enterprises"]] == [
        ("泉水商贸有限公司", True),
        ("西山食品有限公司", True),
        ("东河精工机械有限公司", False),
    ]


def test_yesterdays_round_and_others_rounds_stay_away(cast, asked):
    plan_round(cast, cast.hill, day=clock.today() - dt.timedelta(days=1))
    plan_round(cast, cast.hill, officer=cast.spare)
    assert {each["name"] for each in asked("officer")["enterprises"]} == {"东河精工机械有限公司", "泉水商贸有限公司"}


def test_it_names_what_colleagues_ask_the_person_to_take_over(cast, asked):
    stop = plan_round(cast, cast.hill, officer=cast.spare).stops.get()
    assert asked("officer")["swaps_asked"] == []
    swaps.ask(stop=stop, to=cast.officer, by=cast.spare)
    said = asked("officer")
    assert said["swaps_asked"] == [cast.hill.name] and said["round_page"] == "/c/plain/round/"


def test_a_checklist_stands_in_it_once_with_all_its_languages(cast, asked):
    said = asked("officer")
    offered = {key for each in said["enterprises"] for offer in each["visits_offered"] for key in offer["checklists"]}
    assert offered and set(said["checklists"]) == offered
    item = next(iter(said["checklists"].values()))["aspects"][0]["items"][0]
    assert {"zh", "en"} <= set(item["name"])


def test_a_limit_of_nothing_at_all_goes_along(cast):
    item = Item(key="water", name={"zh": "积水", "en": "water"}, evidence="number", maximum=0, critical=True)
    said = phone_day._item(item)
    assert (said["maximum"], said["critical"]) == (0, True) and "minimum" not in said


def test_nothing_of_a_persons_health_and_no_telephone_number_is_in_it(cast, asked):
    text = json.dumps(asked("officer"), ensure_ascii=False)
    for word in ("phone", "identity", "health", "体温记录", "contacts", cast.liaison.name):
        assert word not in text


def test_whoever_records_no_visits_gets_none(client, cast):
    client.force_login(cast.leader)
    assert client.get(TODAY).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(TODAY).status_code in (403, 404)


def test_forty_enterprises_are_less_than_a_megabyte(cast, client, django_assert_max_num_queries):
    from fugong.registry.actions import assignments

    firms = [make_enterprise(100 + n, f"东河第{n}精密机械制造有限公司", cast.river.jurisdiction) for n in range(40)]
    for each in firms[20:]:
        assignments.assign(campaign=cast.campaign, enterprise=each, post="resident", officer=cast.officer, by=None)
    plan_round(cast, *firms[:20])
    client.force_login(cast.officer)
    with django_assert_max_num_queries(17):
        said = client.get(TODAY).json()
    assert len(said["enterprises"]) == 42
    assert len(json.dumps(said, ensure_ascii=False).encode()) < 1_000_000


def test_a_limit_is_said_as_on_the_desks_pages():
    words = json.loads(in_all_languages())
    assert (words["zh"]["limits_least"], words["zh"]["figure"]) == ("不小于%(bound)s。", "数值")
    assert words["en"]["limits_most"] == "At most %(bound)s."
