"""Employees sign by link: without an account, without learning who is on the roster, and not by guessing."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused, TooMany
from fugong.ledger.models import Event
from fugong.resumption import signing
from fugong.resumption.actions import rosters
from fugong.resumption.models import EmployeeCommitment, SigningTry, Standing
from fugong.resumption.tests.stage import FRIDAY


@pytest.fixture
def link(stage):
    stage.roster(stage.small, ("王芳", "11010119900101123X"), ("Anna Müller", "C01X 5678"))
    return rosters.link(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))


def sign(link, name="王芳", identity="123X", address="10.0.0.1", **more):
    given = {"agreed": True, "language": "en", **more}
    return rosters.sign(link=link, name=name, identity=identity, address=address, **given)


def test_of_the_number_only_a_keyed_digest_of_its_end_is_kept(stage, link):
    row = EmployeeCommitment.objects.get(name="王芳")
    assert len(bytes(row.tail_index)) == 16
    assert b"123X" not in bytes(row.tail_index)
    other = rosters.tail_index(stage.campaign, stage.big, "123X")
    assert bytes(row.tail_index) != other  # of no use for another roster


def test_a_name_is_known_however_it_is_typed(link):
    assert sign(link, name=" 王芳 ", identity="１２３ｘ").signed_at == FRIDAY
    assert sign(link, name="Anna  Müller", identity="5678").signed_at == FRIDAY


def test_signing_twice_gives_the_first_receipt(link):
    first = sign(link)
    with clock.showing(FRIDAY + dt.timedelta(hours=1)):
        again = sign(link, language="ko")
    assert (again.signed_at, again.language) == (first.signed_at, "en")
    assert Event.objects.filter(verb="employee_commitment.sign").count() == 1


def test_the_standing_follows(stage, link):
    sign(link)
    row = Standing.objects.get(enterprise=stage.small, day=clock.today())
    assert (row.roster, row.signed) == (2, 1)


def test_a_wrong_number_and_an_unknown_name_are_answered_alike(link):
    said = []
    for name, identity in (("王芳", "9999"), ("韩梅", "123X")):
        with pytest.raises(Refused) as refusal:
            sign(link, name=name, identity=identity)
        said.append((refusal.value.message, refusal.value.code, refusal.value.status))
    assert said[0] == said[1]


def test_ten_failures_from_one_address_are_the_last(link):
    for number in range(signing.PER_ADDRESS.failures):
        with pytest.raises(Refused, match="don't match"):
            sign(link, name=f"name {number}", identity="0000")
    with pytest.raises(TooMany):
        sign(link)
    assert sign(link, address="10.0.0.2").signed_at  # others aren't kept out
    with clock.showing(FRIDAY + dt.timedelta(minutes=11)):
        assert sign(link, name="Anna Müller", identity="5678").signed_at


def test_one_name_can_be_guessed_at_only_so_often_from_anywhere(link):
    for number in range(signing.PER_NAME.failures):
        with pytest.raises(Refused, match="don't match"):
            sign(link, identity=f"000{number}", address=f"10.0.0.{number}")
    with pytest.raises(TooMany):
        sign(link, address="10.9.9.9")


def test_failures_are_forgotten_after_a_while(link):
    with pytest.raises(Refused):
        sign(link, identity="0000")
    with clock.showing(FRIDAY + dt.timedelta(hours=2)):
        assert rosters.forget_tries() == 1
    assert not SigningTry.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"), [({"name": ""}, "name"), ({"identity": "12"}, "identity"), ({"agreed": False}, "agreed")]
)
def test_what_is_missing_is_named_and_counts_as_no_attempt(link, given, field):
    with pytest.raises(Refused) as refusal:
        sign(link, **given)
    assert [fault.where for fault in refusal.value.faults] == [field]
    assert not SigningTry.objects.exists()


def test_a_new_link_ends_the_old_one_and_a_closed_campaign_all_of_them(stage, link):
    fresh = rosters.renew_link(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))
    assert rosters.open_link(link.token) is None
    assert rosters.open_link(fresh.token) == fresh
    stage.campaign.state, stage.campaign.closed_at = "closed", clock.now()
    stage.campaign.save()
    assert rosters.open_link(fresh.token) is None


def test_only_the_enterprise_keeps_its_roster(stage, link):
    for user in (stage.town, stage.desk, stage.liaison_of(stage.big)):
        with pytest.raises(NotAllowed):
            rosters.add(campaign=stage.campaign, enterprise=stage.small, people=[], by=user)


def test_adding_the_same_people_again_adds_nobody(stage, link):
    people = [rosters.Person("王芳", "123X"), rosters.Person("新人", "0001")]
    liaison = stage.liaison_of(stage.small)
    assert rosters.add(campaign=stage.campaign, enterprise=stage.small, people=people, by=liaison) == 1


def test_lines_are_read_as_people_paste_them():
    people = rosters.parse("王芳\t11010119900101123X\n李雷，5678\n\nAnna Müller C01X5678\n")
    assert [(person.name, person.identity[-4:]) for person in people] == [
        ("王芳", "123X"), ("李雷", "5678"), ("Anna Müller", "5678"),
    ]  # fmt: skip
