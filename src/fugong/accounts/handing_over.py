"""First passwords for many at once: made when they are handed over, told to whoever hands them over, and kept nowhere.

Who has signed in once keeps the password; whoever lost the slip before that is simply given another.
"""

from collections.abc import Sequence

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, Argon2PasswordHasher
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.accounts import guesses, people
from fugong.accounts.models import User
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.recording import record_many

MOST = 300
"""Passwords that one step makes: while somebody waits, a few seconds of one processor."""

WITHOUT = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
"""No password was ever made for the account."""
NEVER_IN = Q(is_active=True, last_login=None) & (Q(password_is_temporary=True) | WITHOUT)
"""Nobody has signed in with the account yet."""


class ForOneUse(Argon2PasswordHasher):
    """Argon2id at the least that OWASP advises (19 MiB, two passes, one lane): who signs in has it renewed at the usual
    cost, and choosing another password is the first thing asked. 79 random bits need no more for so long."""

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1


def hand_over(*, users: Sequence[User], by: User) -> list[tuple[User, str]]:
    """New passwords for one use for those of the people who never signed in: (person, password), in their order.

    Earlier ones hold no longer. Raises NotAllowed where `by` doesn't look after everybody, Refused where they are too many.
    """
    if len(users) > MOST:
        raise Refused(_("At most %(n)s passwords at once. Choose fewer people.") % {"n": MOST})
    if len(people.looked_after(by, users)) != len(users):
        raise NotAllowed(_("You don't look after this account: it has roles outside your area."))
    made = {user.pk: people.one_time_password() for user in users}
    hasher = ForOneUse()  # takes a while, so it is done before any row is locked
    hashed = {pk: hasher.encode(password, hasher.salt()) for pk, password in made.items()}
    return [(user, made[user.pk]) for user in _set(hashed, by)]


@transaction.atomic
def _set(hashed: dict[int, str], by: User) -> list[User]:
    """Sets the hashes of those who still never signed in; gives these people."""
    waiting = User.objects.filter(NEVER_IN, pk__in=list(hashed)).select_for_update().in_bulk()
    users = [waiting[pk] for pk in hashed if pk in waiting]
    for user in users:
        user.password, user.password_is_temporary = hashed[user.pk], True
        user.save(update_fields=["password", "password_is_temporary"])
        guesses.forget_account(user.username)
    record_many("account.reset_access", users, by=by, data=[{"second_factor": False}] * len(users))
    return users
