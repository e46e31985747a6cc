"""Accounts: making people, granting and ending roles."""

from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import ROLES
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record


@transaction.atomic
def create_user(*, username: str, name: str, password: str | None, by: User | None, language: str = "zh-hans") -> User:
    """Makes an account without any role. Without a password nobody can sign in until one is set.

    Raises Refused at `username`, `name` or `password` where it can't be so.
    """
    user = User(username=username, name=name, language=language)
    _refuse_faulty(lambda: user.clean_fields(exclude=["password"]))
    if password is None:
        user.set_unusable_password()
    else:
        _refuse_faulty(lambda: validate_password(password, user))
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Refused(_("The user name %(name)s is taken. Choose another.") % {"name": username}) from None
    record("account.create", user, by=by, as_name="" if by else "installation")
    return user


def _refuse_faulty(check: Callable[[], None]) -> None:
    try:
        check()
    except ValidationError as fault:
        said = fault.message_dict if hasattr(fault, "error_dict") else {"password": fault.messages}
        faults = [Fault(field, message) for field, messages in said.items() for message in messages]
        raise Refused(" ".join(fault.messages), fields=faults) from None


@transaction.atomic
def grant(*, user: User, role: str, kind: ScopeKind, key: str = "", within: str = "", by: User | None) -> Grant:
    """Gives a role over a scope. Who gives it must manage accounts there; only an administrator makes administrators.

    `within` is the area code in which an enterprise, a grid or someone's assignments lie: rooms that know them give it.
    """
    if role not in ROLES:
        raise Refused(_("There is no role %(role)s.") % {"role": role})
    _guard_grant(role, kind, key if kind == ScopeKind.AREA else within, by)
    given, is_new = Grant.objects.get_or_create(
        user=user,
        role=role,
        scope_kind=kind,
        scope_key=key,
        until=None,
        defaults={"since": clock.now(), "granted_by": by},
    )
    if is_new:
        record("account.grant", user, by=by, as_name="" if by else "installation", role=role, kind=str(kind), key=key)
        forget_grants(user)
    return given


@transaction.atomic
def end_grant(*, grant: Grant, by: User | None, reason: str = "", within: str = "") -> None:
    """Ends a grant now; its past stays readable. `within` as in `grant`."""
    kind = ScopeKind(grant.scope_kind)
    _guard_grant(grant.role, kind, grant.scope_key if kind == ScopeKind.AREA else within, by)
    Grant.objects.filter(pk=grant.pk, until=None).update(until=clock.now())
    record(
        "account.end_grant",
        grant.user,
        by=by,
        as_name="" if by else "installation",
        reason=reason,
        role=grant.role,
        kind=grant.scope_kind,
        key=grant.scope_key,
    )
    forget_grants(grant.user)


def forget_grants(user: User) -> None:
    """Drops what a user object remembers of its grants, after they changed."""
    for name in ("active_grants", "role_keys"):
        user.__dict__.pop(name, None)


def _guard_grant(role: str, kind: ScopeKind, area: str, by: User | None) -> None:
    if by is None:  # the installation itself: first start, demo, commands
        return
    scope = by.scope(Permission.ACCOUNT_MANAGE)
    allowed = scope.everything or (kind != ScopeKind.ALL and bool(area) and scope.covers_area(area))
    if role == "administrator" and not by.scope(Permission.INSTALLATION_MANAGE).everything:
        allowed = False
    if not allowed:
        raise NotAllowed(_("You can't give roles there. Ask the administrator of that area."))
