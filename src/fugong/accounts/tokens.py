"""API tokens: a person's key for a program, never wider than the person, shown once, kept as a digest."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.accounts.models import ApiToken, User
from fugong.accounts.permissions import Permission
from fugong.core import clock, ids
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record

MARK = "fg_"  # so that a token that leaked into a log or a repository is recognised
LONGEST_DAYS = 366
MOST = 20
SEEN_EVERY = dt.timedelta(minutes=1)  # how exactly "last used" is kept


@transaction.atomic
def issue(
    *, user: User, name: str, permissions: Iterable[str] = (), days: int, by: User | None
) -> tuple[ApiToken, str]:
    """Makes a token for `user` and returns it with its plain text, which can't be had again.

    `permissions` are values of Permission; none means all that the person holds, now and later. People make their own
    tokens; the installation (`by=None`) makes anybody's. Raises NotAllowed, or Refused naming the field.
    """
    _guard_issue(user, by)
    chosen = _chosen(user, permissions)
    if not name.strip():
        raise Refused(_("Give the token a name: what will use it?"), fields=[Fault("name", _("This is needed."))])
    if not 1 <= days <= LONGEST_DAYS:
        message = _("A token lives between 1 and %(days)s days.") % {"days": LONGEST_DAYS}
        raise Refused(message, fields=[Fault("days", message)])
    if live(user).count() >= MOST:
        raise Refused(_("There are already %(count)s tokens. Withdraw one that is no longer used.") % {"count": MOST})
    plain = MARK + ids.link_token()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip()[:60],
        prefix=plain[:8],
        digest=digest(plain),
        permissions=chosen,
        created_at=clock.now(),
        expires_at=clock.now() + dt.timedelta(days=days),
    )
    record("api_token.issue", token, by=by, as_name="" if by else "installation", name=token.name, permissions=chosen)
    return token, plain


@transaction.atomic
def revoke(*, token: ApiToken, by: User | None, reason: str = "") -> None:
    """Ends a token at once. Its owner may, and whoever manages accounts."""
    if by is not None and by.pk != token.user_id and not by.holds(Permission.ACCOUNT_MANAGE):
        raise NotAllowed(_("This is another person's token."))
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record("api_token.revoke", token, by=by, as_name="" if by else "installation", reason=reason)
    token.refresh_from_db(fields=["revoked_at"])


def live(user: User) -> "QuerySet[ApiToken]":
    """The person's tokens that still open something."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=clock.now())


def find(plain: str) -> ApiToken | None:
    """The live token with this plain text; its `user` is narrowed to what the token allows. None where there is none."""
    if not plain.startswith(MARK) or len(plain) > 100:
        return None
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest(plain), revoked_at=None, expires_at__gt=clock.now(), user__is_active=True)
        .first()
    )
    if token is None or not token.user.holds(Permission.API_TOKEN):
        return None
    if token.permissions:
        token.user.narrowed_to = frozenset(token.permissions)
    return token


def note_use(token: ApiToken) -> None:
    """Keeps when the token was last used, to the minute: a write a minute, not a write a call."""
    moment = clock.now()
    if token.last_used_at is None or moment - token.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)


def digest(plain: str) -> bytes:
    """What is kept of a token. It has 130 random bits, so a plain digest can't be searched."""
    return hashlib.sha256(plain.encode(errors="replace")).digest()


def _guard_issue(user: User, by: User | None) -> None:
    if by is None:
        return
    if by.pk != user.pk or by.narrowed_to is not None:
        raise NotAllowed(_("People make their own tokens, signed in by themselves."))
    if not by.holds(Permission.API_TOKEN):
        raise NotAllowed(_("Your work here doesn't include API tokens. Ask whoever manages accounts."))


def _chosen(user: User, permissions: Iterable[str]) -> list[str]:
    chosen = sorted(set(permissions))
    known = {str(permission) for permission in Permission}
    for value in chosen:
        if value not in known or not user.holds(Permission(value)):
            message = _("You don't hold “%(permission)s”, so a token of yours can't either.") % {"permission": value}
            raise Refused(message, fields=[Fault("permissions", message)])
    return chosen
