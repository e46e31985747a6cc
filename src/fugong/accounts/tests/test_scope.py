import datetime as dt

import pytest

from fugong.accounts import actions
from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import ROLES
from fugong.accounts.scope import scope_of
from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event


def held(role, kind, key=""):
    return Grant(role=role, scope_kind=kind, scope_key=key)


def test_a_scope_is_the_union_of_the_grants_that_carry_the_permission():
    grants = [
        held("officer", "assigned"),
        held("observer", "area", "370214003"),
        held("duty_desk", "area", "370214"),
        held("liaison", "enterprise", "7"),
        held("officer", "grid", "3"),
    ]
    seen = scope_of(grants, Permission.REGISTRY_VIEW)
    assert (seen.areas, seen.enterprises, seen.grids, seen.assigned) == (("370214",), (7,), (3,), True)
    decides = scope_of(grants, Permission.FILING_DECIDE)
    assert (decides.areas, decides.enterprises, decides.grids, decides.assigned) == ((), (), (3,), True)
    assert not scope_of(grants, Permission.INSTALLATION_MANAGE)


def test_a_role_that_nobody_knows_gives_nothing():
    assert not scope_of([held("emperor", "all")], Permission.REGISTRY_VIEW)


def test_an_area_covers_what_lies_below_it_and_nothing_beside_it():
    scope = scope_of([held("duty_desk", "area", "370214003")], Permission.REGISTRY_VIEW)
    assert scope.covers_area("370214003002")
    assert not scope.covers_area("370214004001")
    assert not scope.covers_area("370214000000")


def test_every_role_says_what_it_is_for():
    assert all(str(role.about) and role.permissions for role in ROLES.values())
    assert {key for key, role in ROLES.items() if not role.staff} == {"liaison", "specialist", "checkpoint"}


@pytest.mark.django_db
class TestGranting:
    def test_grants_begin_end_and_stay_readable(self):
        user = actions.create_user(username="li", name="李四", password=None, by=None)
        given = actions.grant(user=user, role="duty_desk", kind=ScopeKind.AREA, key="370214", by=None)
        assert user.holds(Permission.BULLETIN_ISSUE)
        actions.end_grant(grant=given, by=None, reason="moved")
        assert not user.holds(Permission.BULLETIN_ISSUE)
        assert Grant.objects.get().until is not None
        assert list(Event.objects.values_list("verb", flat=True)) == [
            "account.create",
            "account.grant",
            "account.end_grant",
        ]

    def test_a_grant_that_begins_tomorrow_gives_nothing_today(self):
        user = User.objects.create(username="li", name="李四")
        tomorrow = clock.now() + dt.timedelta(days=1)
        Grant.objects.create(user=user, role="leader", scope_kind="all", since=tomorrow)
        assert not user.holds(Permission.FIGURES_VIEW)

    def test_nobody_gives_roles_beyond_their_own_area(self):
        desk = actions.create_user(username="desk", name="值班", password=None, by=None)
        actions.grant(user=desk, role="duty_desk", kind=ScopeKind.AREA, key="370214", by=None)
        other = actions.create_user(username="other", name="别人", password=None, by=None)
        actions.grant(user=other, role="leader", kind=ScopeKind.AREA, key="370214003", by=desk)
        for role, kind, key in [
            ("leader", ScopeKind.AREA, "370211"),
            ("leader", ScopeKind.ALL, ""),
            ("administrator", ScopeKind.AREA, "370214"),
            ("liaison", ScopeKind.ENTERPRISE, "7"),  # nobody said where that enterprise is
        ]:
            with pytest.raises(NotAllowed):
                actions.grant(user=other, role=role, kind=kind, key=key, by=desk)

    def test_an_enterprise_is_given_by_whoever_manages_the_area_it_lies_in(self):
        desk = actions.create_user(username="desk", name="值班", password=None, by=None)
        actions.grant(user=desk, role="duty_desk", kind=ScopeKind.AREA, key="370214", by=None)
        other = actions.create_user(username="other", name="别人", password=None, by=None)
        with pytest.raises(NotAllowed):
            actions.grant(
                user=other, role="liaison", kind=ScopeKind.ENTERPRISE, key="7", within="370211001000", by=desk
            )
        actions.grant(user=other, role="liaison", kind=ScopeKind.ENTERPRISE, key="7", within="370214001000", by=desk)
        assert other.scope(Permission.FILING_SUBMIT).enterprises == (7,)

    def test_a_weak_password_is_refused_with_its_reasons(self):
        with pytest.raises(Refused) as refused:
            actions.create_user(username="wang", name="王五", password="12345678", by=None)
        assert [fault.where for fault in refused.value.faults] == ["password"] * len(refused.value.faults)
        assert not User.objects.filter(username="wang").exists()

    def test_a_taken_user_name_is_refused(self):
        actions.create_user(username="wang", name="王五", password=None, by=None)
        with pytest.raises(Refused, match="wang"):
            actions.create_user(username="wang", name="王六", password=None, by=None)
