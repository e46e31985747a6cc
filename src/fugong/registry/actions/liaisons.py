"""An account for the person at the enterprise who files and reports."""

from collections.abc import Mapping, Sequence
from itertools import chain, count

from django.db import transaction

from fugong.accounts import actions as accounts
from fugong.accounts import handing_over, people
from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.ledger.recording import record
from fugong.registry.access import require
from fugong.registry.models import Enterprise

ROLE = "liaison"


@transaction.atomic
def invite_liaison(
    *, enterprise: Enterprise, username: str, name: str, by: User | None, language: str = "zh-hans"
) -> tuple[User, str]:
    """Makes an account that may act for this enterprise alone; gives it with its password for one use, which nobody keeps."""
    _guard(enterprise, by)
    user, password = people.new_person(username=username, name=name, language=language, by=by)
    _let_act(enterprise, user, by)
    return user, password


@transaction.atomic
def enter_liaison(*, enterprise: Enterprise, by: User, language: str = "zh-hans") -> User:
    """The same without a password, which is made when it is handed over: named like the contact whom the registry knows,
    signing in under the credit code."""
    _guard(enterprise, by)
    contact = enterprise.contacts.filter(kind=ROLE).exclude(name="").order_by("pk").first()
    name = contact.name if contact else enterprise.name[:60]
    user = people.enter_person(username=_free(enterprise.uscc.lower()), name=name, language=language, by=by)
    _let_act(enterprise, user, by)
    return user


def hand_over(
    *, enterprises: Sequence[Enterprise], acting: Mapping[int, Sequence[User]], by: User
) -> list[tuple[Enterprise, User, str]]:
    """First passwords for many enterprises at once: (enterprise, liaison, password). Where nobody is `acting` yet an account
    is made; whoever signed in once keeps their own password."""
    with transaction.atomic():
        chosen = [
            (each, user)
            for each in enterprises
            for user in acting.get(each.pk) or (enter_liaison(enterprise=each, by=by),)
        ][: handing_over.MOST]
    firms = {user.pk: each for each, user in chosen}
    made = handing_over.hand_over(users=[user for _each, user in chosen], by=by)
    return [(firms[user.pk], user, password) for user, password in made]


def _free(username: str) -> str:
    """The user name, with a number where somebody before had it."""
    taken = set(User.objects.filter(username__startswith=username).values_list("username", flat=True))
    tried = chain((username,), (f"{username}-{n}" for n in count(2)))
    return next(each for each in tried if each not in taken)


def _guard(enterprise: Enterprise, by: User | None) -> None:
    if by is not None:
        require(by, Permission.REGISTRY_EDIT, enterprise)
        require(by, Permission.ACCOUNT_MANAGE, enterprise)


def _let_act(enterprise: Enterprise, user: User, by: User | None) -> None:
    accounts.grant(
        user=user, role=ROLE, kind=ScopeKind.ENTERPRISE, key=str(enterprise.pk), within=enterprise.area_code, by=by
    )
    record("enterprise.invite", enterprise, by=by, as_name="" if by else "installation", user=user.pk, name=user.name)


@transaction.atomic
def dismiss_liaison(*, enterprise: Enterprise, user: User, by: User, reason: str = "") -> None:
    """The person acts for this enterprise no longer."""
    _guard(enterprise, by)
    for grant in liaison_grants(enterprise).filter(user=user):
        accounts.end_grant(grant=grant, by=by, reason=reason, within=enterprise.area_code)
    record("enterprise.dismiss", enterprise, by=by, reason=reason, user=user.pk, name=user.name)


def liaison_grants(enterprise: Enterprise):  # type: ignore[no-untyped-def]
    """Who acts for the enterprise now."""
    held = Grant.objects.filter(role=ROLE, scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk))
    return held.filter(since__lte=clock.now(), until=None).select_related("user")
