"""Who looks after whose account."""

import pytest

from fugong.accounts import people
from fugong.accounts.actions import end_grant
from fugong.accounts.models import Grant
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event


def test_people_of_the_area_and_liaisons_of_its_enterprises_are_seen(cast):
    seen = set(people.managed_by(cast.desk))
    assert {cast.leader, cast.officer, cast.grid_leader, cast.liaison, cast.shop_liaison} <= seen
    assert not seen & {cast.stranger, cast.administrator, cast.nobody}


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("leader", True),
        ("officer", True),
        ("liaison", True),
        ("grid_leader", True),
        ("stranger", False),
        ("administrator", False),
    ],
)
def test_the_duty_desk_manages_whoever_works_only_in_its_area(cast, who, may):
    assert people.may_manage(cast.desk, getattr(cast, who)) is may


def test_an_administrator_manages_everyone(cast):
    assert all(people.may_manage(cast.administrator, each) for each in (cast.stranger, cast.nobody, cast.liaison))


def test_whose_roles_have_ended_is_still_looked_after_where_they_were(cast):
    for grant in Grant.objects.in_force().filter(user=cast.leader):
        end_grant(grant=grant, by=cast.desk)
    assert people.may_manage(cast.desk, cast.leader)
    assert not people.may_manage(cast.stranger, cast.leader)


def test_a_leader_manages_nobody(cast):
    assert not people.may_manage(cast.leader, cast.liaison)
    assert not people.managed_by(cast.leader).exists()


def test_a_reset_makes_a_password_for_one_use_and_leaves_it_out_of_the_ledger(cast):
    password = people.reset_access(user=cast.leader, by=cast.desk)
    cast.leader.refresh_from_db()
    assert cast.leader.check_password(password)
    assert cast.leader.password_is_temporary
    event = Event.objects.about("user", cast.leader.pk).filter(verb="account.reset_access").get()
    assert password not in str(event.data)


def test_a_reset_by_someone_else_is_refused_and_changes_nothing(cast):
    before = cast.leader.password
    with pytest.raises(NotAllowed):
        people.reset_access(user=cast.leader, by=cast.stranger)
    cast.leader.refresh_from_db()
    assert cast.leader.password == before


def test_nobody_closes_the_own_account(cast):
    with pytest.raises(Refused):
        people.close_account(user=cast.administrator, by=cast.administrator, reason="x")


def test_an_account_is_not_made_when_its_role_cannot_be_given(cast, django_user_model):
    there = cast.next_door.jurisdiction.prefix
    with pytest.raises(NotAllowed):
        people.open_account(username="x", name="X", language="en", role="leader", area=there, by=cast.desk)
    assert not django_user_model.objects.filter(username="x").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "长" * 61}, "name"),
        ({"name": ""}, "name"),
        ({"username": "a b"}, "username"),
        ({"username": "x" * 151}, "username"),
    ],
)
def test_a_name_that_no_account_can_have_is_refused_at_its_field(cast, django_user_model, said, field):
    before = django_user_model.objects.count()
    with pytest.raises(Refused) as refusal:
        people.new_person(**{"username": "liwei", "name": "李伟", "by": cast.administrator} | said)
    assert {fault.where for fault in refusal.value.faults} == {field}
    assert django_user_model.objects.count() == before


def test_passwords_for_one_use_differ_and_can_be_read_out():
    made = {people.one_time_password() for _each in range(200)}
    assert len(made) == 200
    assert all(len(each) == 19 and not set(each) & set("il1o0") for each in made)
