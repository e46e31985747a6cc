"""Eight enterprises ask for workers, each in its own words; one answer reaches all eight the way each chose, and is rated.

Everything goes through the pages; what leaves the house goes to a real SMTP server and a real HTTP gateway on this machine.
"""

import datetime as dt
import json
import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fugong.channels import mail, sending
from fugong.channels.models import Address, Gateway, Message
from fugong.core import clock, crypto
from fugong.demands.models import Cause, Demand, Task
from ground.cast import make_enterprise, make_user
from ground.receivers import mail_server, receiver

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ASKED = (
    "我们厂缺焊工二十名，请帮忙招工",
    "车间缺少普工三十人，招工困难",
    "用工缺口大，缺普工，能否组织招聘会",
    "缺少熟练工人，年后招不到工",
    "返岗工人不足，急需招聘操作工",
    "용접공 20명이 부족합니다. 인력을 구해 주세요.",
    "缺操作工十五名，希望协助招工",
    "工人不够，流水线开不满，请帮忙招工",
)
KOREAN_ONE = 5
WAYS = ("email", "email", "email", "email", "sms", "sms", "", "")  # what each chose beside the inbox
ANSWER = "人社局周五上午九点举办专场招聘会，凭本消息入场。"
KOREAN = "금요일 오전 9시 전용 채용 박람회를 엽니다."


@pytest.fixture
def post(settings: Any) -> Any:
    settings.PUBLIC_URL, settings.RECEIVERS_ALLOWED = "https://fugong.test", ["127.0.0.1"]
    settings.STAFF_SECOND_FACTOR = False
    with mail_server() as office, receiver() as texts:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", office.port
        body = '{"to": "{number}", "text": "{text}", "id": "{id}"}'
        Gateway.objects.create(name="短信", url=texts.url, body=body, made_at=clock.now())
        yield office, texts
        mail.close()


def enter(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def send(client: Client, name: str, *args: Any, **fields: Any) -> str:
    """Posts, and gives the page that follows."""
    answer = client.post(reverse(name, args=args), fields, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain, (name, answer.status_code, answer.content.decode())
    return str(answer.content.decode())


@pytest.mark.thorough
def test_eight_ask_for_workers_and_one_answer_reaches_all(cast: Any, post: Any) -> None:
    firms = [(firm, liaison) for firm, liaison in eight(cast)]
    desk, bureau = enter(cast.desk), enter(cast.bureau)
    for (firm, liaison), words, way in zip(firms, ASKED, WAYS, strict=True):
        choose(liaison, way)
        ask(firm, liaison, words)
    cause = join(desk)
    with clock.showing(clock.now() + dt.timedelta(hours=2)):
        meeting = call_the_meeting(desk, cause)
    with clock.showing(clock.at(clock.today() + dt.timedelta(days=1), 8, 35)):
        decide_and_answer(desk, meeting, cause, cast.town)
        sending.run()
        hear(firms, *post)
        for firm, liaison in firms:
            read_and_rate(firm, liaison)
        figures_open_their_rows(bureau)


def eight(cast: Any) -> list[tuple[Any, Any]]:
    """Three of the cast and five more, each with somebody who speaks for it."""
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind

    area = cast.river.jurisdiction
    firms = [cast.river, cast.hill, cast.shop]
    firms += [make_enterprise(40 + n, f"东河第{n}机械厂", area, sector="C3921", staff_total=50) for n in range(5)]
    found = []
    for number, firm in enumerate(firms):
        person = make_user(f"speaker_{number}", f"联络员{number}")
        person.language = "ko" if number == KOREAN_ONE else "zh-hans"
        person.save()
        grant(user=person, role="liaison", kind=ScopeKind.ENTERPRISE, key=str(firm.pk), by=None)
        found.append((firm, person))
    return found


def choose(person: Any, way: str) -> None:
    """On the page “my notifications”: answers come to the inbox, and the chosen way at once."""
    if not way:
        return
    value = f"{person.username}@example.com" if way == "email" else f"1380000{person.pk % 10_000:04}"
    Address.objects.create(
        person=person, channel=way, value=value, index=crypto.blind_index(value, "channels.address"),
        label=crypto.mask(value)[:80], added_at=clock.now(), verified_at=clock.now(),
    )  # fmt: skip
    others = {f"choice:demand.answered:{each}": "off" for each in {"email", "sms", "push"} - {way}}
    send(enter(person), "channels:mine", **{f"choice:demand.answered:{way}": "on"}, **others)


def ask(firm: Any, liaison: Any, words: str) -> None:
    """One field, one tap: it is told at once who answers by when."""
    told = send(enter(liaison), "demands:mine_call", "plain", firm.pk, text=words)
    demand = Demand.objects.get(enterprise=firm)
    assert demand.category == "labour", (words, demand.category)
    assert demand.due_at is not None and demand.number in told


def join(desk: Client) -> Cause:
    """What looks like one cause is offered ticked, whatever its language; the desk joins it."""
    offered = page(desk, "routing:suggestions", "plain")
    numbers = {int(each) for each in re.findall(r'name="demand" value="(\d+)" checked', offered)}
    korean = Demand.objects.get(text=ASKED[KOREAN_ONE])
    assert korean.pk in numbers and len(numbers) >= 5
    send(desk, "routing:joining", "plain", demand=sorted(numbers), title="缺工")
    cause = Cause.objects.get()
    for left in Demand.objects.filter(cause=None):  # what was put too differently is joined from its own page
        send(desk, "demands:demand_deed", "plain", left.pk, "cause", cause=cause.pk)
    assert cause.demands.count() == 8
    return cause


def call_the_meeting(desk: Client, cause: Cause) -> Any:
    begins = clock.at(clock.today() + dt.timedelta(days=1), 8, 30)
    shown = send(desk, "meetings:new", "plain", kind="morning", starts_at=f"{clock.local(begins):%Y-%m-%dT%H:%M}")
    meeting = cause.campaign.meetings.get()
    first = meeting.items.order_by("position", "pk").first()
    assert first.key == f"cause:{cause.pk}" and first.many == 8 and "缺工" in shown
    return meeting


def decide_and_answer(desk: Client, meeting: Any, cause: Cause, owner: Any) -> None:
    item = meeting.items.get(key=f"cause:{cause.pk}")
    send(desk, "meetings:opening", "plain", meeting.pk)
    due = f"{clock.local(clock.now() + dt.timedelta(days=2)):%Y-%m-%d}"
    decided = send(
        desk, "meetings:decision", "plain", meeting.pk, item.pk,
        decision="周五举办专场招聘会", owner=owner.username, due=due,
    )  # fmt: skip
    task = Task.objects.get()
    assert task.owner == owner and task.number in decided
    given = {"text": ANSWER, "text-ko": KOREAN, "send": "on"}
    send(desk, "meetings:answer", "plain", meeting.pk, item.pk, **given)
    assert set(Demand.objects.values_list("state", flat=True)) == {"answered"}


def hear(firms: Any, office: Any, texts: Any) -> None:
    """Four letters, two text messages, all eight in the inbox; each with its link."""
    letters = [message_from_bytes(each, policy=policy.default) for each in office.mails]
    for (_firm, liaison), way in zip(firms, WAYS, strict=True):
        link = f"/n/{answer_to(liaison).uid}/"
        by_mail = [each for each in letters if link in each.get_body(("plain",)).get_content()]
        by_text = [each for each in texts.taken if link in json.loads(each.body)["text"]]
        assert (len(by_mail), len(by_text)) == (int(way == "email"), int(way == "sms")), liaison.username


def answer_to(liaison: Any) -> Message:
    return Message.objects.get(entries__person=liaison, kind="demand.answered")


def read_and_rate(firm: Any, liaison: Any) -> None:
    client = enter(liaison)
    opened = client.get(reverse("channels:opened", args=[answer_to(liaison).uid]), follow=True)
    assert (KOREAN if liaison.language == "ko" else ANSWER) in opened.content.decode()
    demand = Demand.objects.get(enterprise=firm)
    send(client, "demands:mine_deed", "plain", firm.pk, demand.pk, "confirmation", stars="5", rating="很快")
    demand.refresh_from_db()
    assert (demand.state, demand.stars) == ("confirmed", 5)


def figures_open_their_rows(reader: Client) -> None:
    for measure in ("demands", "demands.answered", "demands.solved", "demands.rated", "demands.satisfied"):
        rows = page(reader, "figures:rows", "plain", measure)
        assert len(set(re.findall(r"D\d{8}-\d{4}", rows))) == 8, measure
