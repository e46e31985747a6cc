"""First passwords are handed over on slips: to officers and liaisons who never signed in, shown once and kept nowhere."""

import base64
import io
import re

import openpyxl
import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.urls import reverse

from fugong.accounts import handing_over
from fugong.accounts.models import Grant, User
from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.registry.actions import contacts, liaisons, postings

PASSWORD = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")


def url(cast, of="officer"):
    return reverse(f"registry:{of}_passwords", args=[cast.campaign.key])


@pytest.fixture
def newcomers(cast):
    """Three who came in without a password: two in East River, one for the whole district."""
    where = {"wang": "990101001", "li": "990101001", "zhao": ""}
    return {
        key: postings.enter_newcomer(
            campaign=cast.campaign, username=key, name=f"{key}某", post="resident", area=area, by=cast.desk
        ).user
        for key, area in where.items()
    }


def shown(answer):
    return set(re.findall(rf"<code[^>]*>({PASSWORD.pattern})</code>", answer.content.decode()))


def test_slips_are_made_for_the_ticked_and_their_passwords_open_the_accounts(cast, client, newcomers):
    client.force_login(cast.desk)
    listed = client.get(url(cast)).content.decode()
    assert "wang某" in listed and cast.spare.name in listed
    answer = client.post(url(cast), {"which": "ticked", "chosen": [newcomers["wang"].pk, newcomers["li"].pk]})
    assert "no-store" in answer["Cache-Control"]
    slips = {slip.user.username: slip.password for _place, stack in answer.context["stacks"] for slip in stack}
    assert slips.keys() == {"wang", "li"} and shown(answer) == set(slips.values())
    for username, password in slips.items():
        user = authenticate(username=username, password=password)
        assert user is not None and user.password_is_temporary
    assert "wang某" not in client.get(url(cast)).content.decode()


def test_the_quick_hash_lives_until_the_first_sign_in(cast, newcomers):
    ((user, password),) = handing_over.hand_over(users=[newcomers["wang"]], by=cast.desk)
    assert "$m=19456,t=2,p=1$" in user.password
    assert authenticate(username="wang", password=password) == user
    user.refresh_from_db()
    assert "$m=102400,t=2,p=8$" in user.password


def test_slips_lie_on_a_stack_for_each_town_and_in_the_workbook_that_comes_with_the_page(cast, client, newcomers):
    client.force_login(cast.desk)
    answer = client.post(url(cast) + "?q=某", {"which": "all"})
    assert [(place, len(stack)) for place, stack in answer.context["stacks"]] == [("平川区", 1), ("东河街道", 2)]
    file = base64.b64decode(answer.context["workbook"].partition(",")[2])
    rows = list(openpyxl.load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(values_only=True))
    assert {row[2] for row in rows[1:]} == shown(answer)
    assert {row[1] for row in rows[1:]} == {"wang", "li", "zhao"}


def test_no_password_is_kept_anywhere_in_clear(cast, client, newcomers, caplog):
    client.force_login(cast.desk)
    passwords = shown(client.post(url(cast), {"which": "all"}))
    assert len(passwords) >= 3
    kept = "".join(_everything())
    assert "wang某" in kept, "what is kept is found"
    assert not any(password in kept or password in caplog.text for password in passwords)


def _everything():
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(each::text, chr(10)) FROM "{table}" each')  # noqa: S608 (our own names)
            yield cursor.fetchone()[0] or ""


def test_whoever_signed_in_keeps_the_password_and_a_lost_slip_is_made_again(cast, client, newcomers):
    wang, li = newcomers["wang"], newcomers["li"]
    first = dict(handing_over.hand_over(users=[wang, li], by=cast.desk))
    User.objects.filter(pk=wang.pk).update(last_login=clock.now())
    client.force_login(cast.desk)
    again = url(cast) + "?show=again"
    assert "li某" in client.get(again).content.decode() and "wang某" not in client.get(again).content.decode()
    answer = client.post(again, {"which": "ticked", "chosen": [wang.pk, li.pk]})
    assert [slip.user for _place, stack in answer.context["stacks"] for slip in stack] == [li]
    assert authenticate(username="wang", password=first[wang]) == wang
    assert authenticate(username="li", password=first[li]) is None


def test_each_handing_over_stands_in_the_ledger_as_a_reset_by_hand_does(cast, newcomers):
    handing_over.hand_over(users=list(newcomers.values()), by=cast.desk)
    told = Event.objects.filter(verb="account.reset_access", by=cast.desk)
    assert {int(event.subject_key) for event in told} == {user.pk for user in newcomers.values()}


def test_nobody_hands_over_for_people_of_elsewhere(cast, client, newcomers):
    with pytest.raises(NotAllowed):
        handing_over.hand_over(users=[newcomers["wang"]], by=cast.stranger)
    with pytest.raises(NotAllowed):
        handing_over.hand_over(users=[newcomers["wang"]], by=cast.officer)
    for person, status in ((cast.stranger, 404), (cast.officer, 403), (cast.leader, 403), (cast.liaison, 403)):
        client.force_login(person)
        for of in ("officer", "liaison"):
            assert client.post(url(cast, of), {"which": "all"}).status_code == status, (person, of)


def test_an_account_with_roles_elsewhere_is_neither_listed_nor_handed_over(cast, client, newcomers):
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind

    grant(user=newcomers["wang"], role="duty_desk", kind=ScopeKind.AREA, key="990102", by=None)
    client.force_login(cast.desk)
    assert "wang某" not in client.get(url(cast)).content.decode()
    answer = client.post(url(cast), {"which": "ticked", "chosen": [newcomers["wang"].pk, newcomers["li"].pk]})
    assert [slip.user.username for _place, stack in answer.context["stacks"] for slip in stack] == ["li"]


def test_nobody_chosen_is_said_and_so_are_too_many(cast, client, monkeypatch, newcomers):
    client.force_login(cast.desk)
    for of in ("officer", "liaison"):
        assert client.post(url(cast, of), {"which": "ticked", "chosen": "x"}).status_code == 422
    monkeypatch.setattr(handing_over, "MOST", 2)
    with pytest.raises(Refused):
        handing_over.hand_over(users=list(newcomers.values()), by=cast.desk)
    assert len(shown(client.post(url(cast) + "?q=某", {"which": "all"}))) == 2
    assert len(shown(client.post(url(cast) + "?q=某", {"which": "all"}))) == 1


# -- liaisons ------------------------------------------------------------------------------------------------------------


def test_an_enterprise_gets_the_account_with_its_slip_named_like_its_contact(cast, client):
    contacts.set_contact(enterprise=cast.hill, kind="liaison", name="赵六", phone="13812345678", by=cast.desk)
    client.force_login(cast.desk)
    answer = client.post(url(cast, "liaison"), {"which": "ticked", "chosen": [cast.hill.pk]})
    ((_place, (slip,)),) = answer.context["stacks"]
    assert (slip.user.username, slip.user.name, slip.about) == (cast.hill.uscc.lower(), "赵六", cast.hill.name)
    held = Grant.objects.get(user=slip.user)
    assert (held.role, held.scope_kind, held.scope_key) == ("liaison", "enterprise", str(cast.hill.pk))
    assert authenticate(username=slip.user.username, password=slip.password) == slip.user
    assert set(Event.objects.filter(by=cast.desk, subject_key=str(slip.user.pk)).values_list("verb", flat=True)) == {
        "account.create", "account.grant", "account.reset_access",
    }  # fmt: skip
    assert Event.objects.filter(verb="enterprise.invite", enterprise_id=cast.hill.pk).exists()


def test_enterprises_whose_liaison_signed_in_are_left_alone(cast, client):
    User.objects.filter(pk=cast.liaison.pk).update(last_login=clock.now())
    client.force_login(cast.desk)
    answer = client.post(url(cast, "liaison"), {"which": "all"})
    handed = {slip.about for _place, stack in answer.context["stacks"] for slip in stack}
    assert handed == {cast.hill.name, cast.shop.name}
    assert User.objects.get(pk=cast.shop_liaison.pk).has_usable_password(), "who has an account gets no second one"
    listed = [row["name"] for row in client.get(url(cast, "liaison") + "?show=again").context["page"].rows]
    assert set(listed) == handed


def test_the_filters_of_the_list_say_whose_slips_are_made(cast, client):
    client.force_login(cast.desk)
    answer = client.post(url(cast, "liaison") + "?area=990101002000", {"which": "all"})
    assert [slip.about for _place, stack in answer.context["stacks"] for slip in stack] == [cast.hill.name]


def test_a_user_name_that_somebody_had_before_gets_a_number(cast):
    ((_firm, former, _password),) = liaisons.hand_over(enterprises=[cast.hill], acting={}, by=cast.desk)
    liaisons.dismiss_liaison(enterprise=cast.hill, user=former, by=cast.desk)
    ((_firm, later, _password),) = liaisons.hand_over(enterprises=[cast.hill], acting={}, by=cast.desk)
    assert later.username == f"{former.username}-2"


@pytest.mark.parametrize("of", ["officer", "liaison"])
def test_the_list_asks_as_much_for_many_as_for_few(cast, client, django_assert_max_num_queries, of):
    from ground.cast import make_enterprise

    for number in range(100, 130):
        make_enterprise(number, f"第{number}纺织有限公司", cast.hill.jurisdiction)
        where = {"username": f"u{number}", "name": f"干部{number}", "post": "resident"}
        postings.enter_newcomer(campaign=cast.campaign, by=None, **where)
    client.force_login(cast.desk)
    client.get(url(cast, of))
    with django_assert_max_num_queries(20):
        assert len(client.get(url(cast, of)).context["page"].rows) >= 30
