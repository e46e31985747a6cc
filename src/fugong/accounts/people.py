"""Looking after accounts: opening one with its first role, setting a new password, closing it, and one's own.

Who manages accounts in an area looks after the people whose every role lies there, and after no administrator.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fugong.accounts import guesses, undoing
from fugong.accounts.actions import create_user, forget_grants, grant
from fugong.accounts.models import Grant, OpenSession, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that could be taken for another when read out by telephone

LOCATORS: dict[str, Callable[[Iterable[str]], dict[str, str]]] = {}
"""Scope kind → function from scope keys to area codes: the rooms that own grids and enterprises add theirs."""

SEEN: dict[str, Callable[[tuple[str, ...]], Q]] = {}
"""Scope kind → function from area prefixes to a filter over grants that lie in one of them."""


def managed_by(manager: User) -> "QuerySet[User]":
    """The accounts that a person sees on the pages of people: those with a role in the areas that the person manages."""
    scope = manager.scope(Permission.ACCOUNT_MANAGE)
    if scope.everything:
        return User.objects.all()
    within = Q(pk__in=[])
    for area in scope.areas:
        within |= Q(scope_kind=ScopeKind.AREA, scope_key__startswith=area)
    for kind, lies_in in SEEN.items():
        within |= Q(scope_kind=kind) & lies_in(scope.areas)
    return User.objects.filter(Exists(Grant.objects.filter(within, user=OuterRef("pk"))))


def may_manage(manager: User, user: User) -> bool:
    """Whether a person may set another's password or close the account: no role may reach out of the manager's areas."""
    return bool(looked_after(manager, [user]))


def looked_after(manager: User, users: Sequence[User]) -> list[User]:
    """Those of the people whom the manager looks after, as `may_manage` says: a handful of queries, however many they are."""
    scope = manager.scope(Permission.ACCOUNT_MANAGE)
    held: dict[int, list[Grant]] = {user.pk: [] for user in users}
    for each in Grant.objects.in_force().filter(user__in=list(held)):
        held[each.user_id].append(each)
    if not manager.scope(Permission.INSTALLATION_MANAGE).everything:
        users = [user for user in users if not (user.is_active and _administers(held[user.pk]))]
    if scope.everything:
        return list(users)
    bound = {key: [each for each in grants if each.scope_kind != ScopeKind.ASSIGNED] for key, grants in held.items()}
    loose = [user.pk for user in users if not bound[user.pk]]  # nothing in force: whoever manages where a role ended
    seen = set(managed_by(manager).filter(pk__in=loose).values_list("pk", flat=True)) if loose else set()
    flat = [grant for grants in bound.values() for grant in grants]
    outside = {
        each.user_id for each, code in zip(flat, _areas(flat), strict=True) if not (code and scope.covers_area(code))
    }
    return [user for user in users if user.pk in seen or (bound[user.pk] and user.pk not in outside)]


def _administers(held: list[Grant]) -> bool:
    return any(each.role == "administrator" for each in held)


def area_of(grant: Grant) -> str:
    """The area code in which a grant lies; empty where it holds everywhere or nobody knows."""
    return _areas([grant])[0]


def _areas(held: list[Grant]) -> list[str]:
    """The area code of each grant; empty where it holds everywhere or nobody knows."""
    found: dict[tuple[str, str], str] = {}
    for kind, locate in LOCATORS.items():
        keys = [each.scope_key for each in held if each.scope_kind == kind]
        found |= {(kind, key): code for key, code in locate(keys).items()} if keys else {}
    return [
        each.scope_key if each.scope_kind == ScopeKind.AREA else found.get((each.scope_kind, each.scope_key), "")
        for each in held
    ]


@transaction.atomic
def open_account(*, username: str, name: str, language: str, role: str, area: str, by: User | None) -> tuple[User, str]:
    """Makes an account with its first role and returns it with a password for one use.

    `area` is a code prefix; empty for the whole installation. `by` None is the installation itself.
    """
    user, password = new_person(username=username, name=name, language=language, by=by)
    grant(user=user, role=role, kind=ScopeKind.AREA if area else ScopeKind.ALL, key=area, by=by)
    return user, password


@transaction.atomic
def new_person(*, username: str, name: str, by: User | None, language: str = "zh-hans") -> tuple[User, str]:
    """Makes an account that has no role yet, and gives it with a password for one use.

    Whoever calls this grants the first role in the same transaction: the grant asks whether `by` may.
    """
    password = one_time_password()
    user = create_user(username=username, name=name, password=password, by=by, language=language)
    User.objects.filter(pk=user.pk).update(password_is_temporary=True)
    user.password_is_temporary = True
    return user, password


@transaction.atomic
def enter_person(*, username: str, name: str, by: User | None, language: str = "zh-hans") -> User:
    """Makes an account that has neither role nor password yet: its first one is made when it is handed over."""
    user = create_user(username=username, name=name, password=None, by=by, language=language)
    User.objects.filter(pk=user.pk).update(password_is_temporary=True)
    user.password_is_temporary = True
    return user


@transaction.atomic
def reset_access(*, user: User, by: User, second_factor: bool = False) -> str:
    """Sets a password for one use, which ends the person's sessions; takes the second factor away where it is lost."""
    _guard(by, user)
    password = one_time_password()
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary"])
    if second_factor:
        Authenticator.objects.filter(user=user).delete()
    guesses.forget_account(user.username)
    record("account.reset_access", user, by=by, second_factor=second_factor)
    return password


@transaction.atomic
def close_account(*, user: User, by: User, reason: str) -> None:
    """Nobody can sign in with it any more; what the person did stays under the person's name."""
    _guard(by, user)
    if user.pk == by.pk:
        raise Refused(_("You can't close your own account. Ask someone else who manages accounts."))
    if not reason.strip():
        raise Refused(_("Say why the account is closed."), fields=[Fault("reason", _("Say why."))])
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        record("account.close", user, by=by, reason=reason)
    user.is_active = False
    forget_grants(user)


@transaction.atomic
def reopen_account(*, user: User, by: User) -> None:
    """Lets the person sign in again, with the roles that were not ended meanwhile."""
    _guard(by, user)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record("account.reopen", user, by=by)
    user.is_active = True
    forget_grants(user)


@transaction.atomic
def update_own(*, user: User, name: str, language: str) -> None:
    """What people change about themselves."""
    if not name.strip():
        raise Refused(_("Enter your name."), fields=[Fault("name", _("This is needed."))])
    before, user.name, user.language = user.name, name.strip(), language
    user.save(update_fields=["name", "language"])
    if before != user.name:
        record("account.rename", user, by=user, before=before, after=user.name)


@transaction.atomic
def sign_out_everywhere(*, user: User, by: User) -> None:
    """Ends all sessions of an account at once, on whatever device. Its owner may, and whoever looks after the account."""
    if user.pk != by.pk:
        _guard(by, user)
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    record("account.sign_out_everywhere", user, by=by)


@transaction.atomic
def end_session(*, user: User, session: int, by: User) -> None:
    """Ends one of the sessions of an account. Its owner may, and whoever looks after the account."""
    if user.pk != by.pk:
        _guard(by, user)
    found = OpenSession.objects.filter(user=user, pk=session).first()
    if found is None:
        raise Refused(_("This session has ended already."))
    Session.objects.filter(pk=found.session_id).delete()
    record("account.end_session", user, by=by)


def speak(*, user: User, language: str) -> None:
    """Keeps the language in which the person reads."""
    User.objects.filter(pk=user.pk).update(language=language)


def read_as_signed_in(*, user: User, language: str) -> None:
    """Whoever comes with a first password goes on in the language in which they signed in, if nobody chose another for them."""
    if user.password_is_temporary and user.language == settings.LANGUAGE_CODE != language in dict(settings.LANGUAGES):
        speak(user=user, language=language)


def one_time_password() -> str:
    """Four groups that can be read out: `k7wm-3xqd-pa9c-ttfe` (79 random bits)."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _group in range(4))


def last_password_set(user: User) -> None:
    """Notes that the password is the person's own again."""
    User.objects.filter(pk=user.pk, password_is_temporary=True).update(password_is_temporary=False)
    user.password_is_temporary = False


def _guard(by: User, user: User) -> None:
    if not may_manage(by, user):
        raise NotAllowed(_("You don't look after this account: it has roles outside your area."))


def grants_shown(user: User) -> "QuerySet[Grant]":
    """All that was ever granted, what is in force first."""
    moment = clock.now()
    return (
        user.grants.select_related("granted_by")
        .order_by(F("until").desc(nulls_first=True), "-since")
        .filter(since__lte=moment)
    )


def _open_again(by: User, given: dict[str, Any]) -> User:
    user = User.objects.get(pk=given["user"])
    reopen_account(user=user, by=by)
    return user


def _give_again(by: User, given: dict[str, Any]) -> User:
    held = Grant.objects.select_related("user").get(pk=given["grant"])
    kind = ScopeKind(held.scope_kind)
    grant(user=held.user, role=held.role, kind=kind, key=held.scope_key, within=given["within"], by=by)
    return held.user


undoing.register("account.close", _open_again)
undoing.register("account.end_grant", _give_again)
