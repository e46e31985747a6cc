"""Entering and correcting enterprises, links and liaisons: guarded, checked, on record."""

import pytest

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.registry import facts, restoring
from fugong.registry.access import may
from fugong.registry.actions import enterprises, liaisons, links
from fugong.registry.models import Enterprise


def test_facts_are_those_that_packs_speak_of(cast):
    links.link(supplier=cast.hill, customer=cast.river, what="a", by=cast.desk)
    links.link(supplier=cast.hill, customer=cast.river, what="b", by=cast.desk)
    known = facts.facts(cast.river, cast.campaign)
    assert (known["sector"], known["sector_code"], known["grid"], known["suppliers"]) == ("C", "C3921", "east", 1)
    assert known["segments"] == ["above_scale", "foreign", "key_industrial"]
    assert known["group"] == "industry"


def test_every_standing_fact_is_given(cast):
    from fugong.registry.fact_types import FACTS

    assert set(FACTS) <= facts.facts(cast.shop, cast.campaign).keys()


def test_a_change_keeps_old_and_new(cast):
    enterprises.update(enterprise=cast.hill, values={"staff_total": 140}, by=cast.desk, reason="企业来电")
    event = Event.objects.get(verb="enterprise.update")
    assert event.data == {"changes": {"staff_total": [120, 140]}}
    assert event.reason == "企业来电"


def test_another_sector_is_no_guess_and_taking_it_back_makes_it_one_again(cast):
    Enterprise.objects.filter(pk=cast.hill.pk).update(sector="C", sector_is_proposed=True)
    before = Enterprise.objects.get(pk=cast.hill.pk)
    enterprises.update(enterprise=cast.hill, values={"sector": "F51"}, by=cast.desk)
    assert not Enterprise.objects.get(pk=cast.hill.pk).sector_is_proposed
    undoing.undo(offer=restoring.of_update(before, cast.desk), by=cast.desk)
    again = Enterprise.objects.get(pk=cast.hill.pk)
    assert (again.sector, again.sector_is_proposed) == ("C", True)


def test_the_same_again_is_no_event(cast):
    enterprises.update(enterprise=cast.hill, values={"staff_total": 120}, by=cast.desk)
    assert not Event.objects.filter(verb="enterprise.update").exists()


def test_the_same_code_twice_is_refused(cast):
    values = {"name": "又一家", "uscc": cast.river.uscc, "jurisdiction": cast.river.jurisdiction}
    with pytest.raises(Refused) as refused:
        enterprises.create(values=values, by=cast.desk)
    assert [fault.where for fault in refused.value.faults] == ["uscc"]


def test_nobody_enters_or_changes_enterprises_elsewhere(cast):
    from ground.cast import credit_code

    values = {"name": "外区企业", "uscc": credit_code(9), "jurisdiction": cast.neighbour.jurisdiction}
    with pytest.raises(NotAllowed):
        enterprises.create(values=values, by=cast.desk)
    with pytest.raises(NotAllowed):
        enterprises.update(enterprise=cast.neighbour, values={"staff_total": 1}, by=cast.desk)
    with pytest.raises(NotAllowed):  # an officer sees, but doesn't keep the registry
        enterprises.update(enterprise=cast.river, values={"staff_total": 1}, by=cast.officer)
    with pytest.raises(NotAllowed):  # nor can one push an enterprise over the border
        enterprises.update(
            enterprise=cast.river, values={"jurisdiction": cast.neighbour.jurisdiction, "grid": None}, by=cast.desk
        )


def test_every_fault_is_told_at_once(cast):
    values = {"name": "", "uscc": "123", "jurisdiction": None, "sector": "Z9", "staff_total": -1, "colour": "red"}
    with pytest.raises(Refused) as refused:
        enterprises.create(values=values, by=cast.desk)
    assert {fault.where for fault in refused.value.faults} == {
        "name",
        "uscc",
        "jurisdiction",
        "sector",
        "staff_total",
        "colour",
    }


def test_the_grid_follows_from_the_point(cast):
    values = {"grid": None, "longitude": 118.05, "latitude": 24.55}
    enterprises.update(enterprise=cast.river, values=values, by=cast.desk, campaign=cast.campaign)
    assert Enterprise.objects.get(pk=cast.river.pk).grid == cast.west


def test_a_link_changes_the_facts_of_both(cast):
    with pytest.raises(Refused):
        links.link(supplier=cast.river, customer=cast.river, what="", by=cast.desk)
    with pytest.raises(NotAllowed):
        links.link(supplier=cast.neighbour, customer=cast.river, what="", by=cast.desk)
    made = links.link(supplier=cast.shop, customer=cast.river, what="钢材", by=cast.desk)
    assert facts.facts(cast.shop, cast.campaign)["customers"] == 1
    links.unlink(link=made, by=cast.desk)
    assert facts.facts(cast.shop, cast.campaign)["customers"] == 0


def test_a_liaison_acts_for_one_enterprise(cast):
    user, password = liaisons.invite_liaison(enterprise=cast.hill, username="hill", name="西山联络员", by=cast.desk)
    assert user.check_password(password)
    user = User.objects.get(pk=user.pk)
    assert may(user, Permission.FILING_SUBMIT, cast.hill)
    assert not may(user, Permission.FILING_SUBMIT, cast.river)
    liaisons.dismiss_liaison(enterprise=cast.hill, user=user, by=cast.desk)
    assert not may(User.objects.get(pk=user.pk), Permission.FILING_SUBMIT, cast.hill)


def test_an_officer_invites_nobody(cast):
    with pytest.raises(NotAllowed):
        liaisons.invite_liaison(enterprise=cast.river, username="x", name="x", by=cast.officer)
