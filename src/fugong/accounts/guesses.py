"""How often a password may be tried: counted before it is hashed, in the database, so that all processes count together.

An address gets 20 tries an hour, and 5 at one account. An account gets 10 an hour in all: 7 from anywhere, and 3 that only clients
get that have signed in to it before. So whoever guesses doesn't shut the person out who works elsewhere. A try that was right
isn't counted.
"""

import datetime as dt
import hashlib
import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from fugong.accounts.models import PasswordTry
from fugong.accounts.visitors import address_of
from fugong.core import clock

HOUR = dt.timedelta(hours=1)
OF_ADDRESS, OF_ADDRESS_AT_ACCOUNT, FROM_ANYWHERE, FROM_KNOWN = 20, 5, 7, 3
COOKIE, SALT, KEPT = "known", "client known to accounts", dt.timedelta(days=90)
MOST_ACCOUNTS = 8  # that one shared computer is known to

TAKE = """
    INSERT INTO accounts_passwordtry AS t (key, tries, until) VALUES (%(key)s, ARRAY[%(now)s], %(until)s)
    ON CONFLICT (key) DO UPDATE SET until = excluded.until,
        tries = ARRAY(SELECT e FROM unnest(t.tries) e WHERE e > %(then)s) || excluded.tries
    WHERE (SELECT count(*) FROM unnest(t.tries) e WHERE e > %(then)s) < %(most)s
    RETURNING 1
"""
GIVE_BACK = (
    "UPDATE accounts_passwordtry SET tries = trim_array(tries, 1) WHERE key = ANY(%s) AND cardinality(tries) > 0"
)

Taken = Sequence[str]


def take(request: HttpRequest, username: str) -> Taken | None:
    """Counts a try of a password, before it is hashed. None where there is none left; nothing is counted then."""
    account, address = _account(username), _network(address_of(request))
    known = account in _known(request)
    wanted = [
        (f"address {address}", OF_ADDRESS),
        (f"pair {account} {address}", FROM_KNOWN if known else OF_ADDRESS_AT_ACCOUNT),
        (f"known {account}" if known else f"account {account}", FROM_KNOWN if known else FROM_ANYWHERE),
    ]
    if known:  # its own tries, whoever else sits behind the same address
        wanted = wanted[2:]
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        for key, most in wanted:
            cursor.execute(TAKE, {"key": key, "now": now, "then": now - HOUR, "until": now + HOUR, "most": most})
            if cursor.fetchone() is None:
                transaction.set_rollback(True)
                return None
    return [key for key, _most in wanted]


def give_back(taken: Taken) -> None:
    """The password was right."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [list(taken)])


def forget_account(username: str) -> None:
    """Somebody who looks after the account has set a new password: the person may try that one at once."""
    account = _account(username)
    PasswordTry.objects.filter(key__in=[f"account {account}", f"known {account}"]).delete()
    PasswordTry.objects.filter(key__startswith=f"pair {account} ").delete()


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """This browser has signed in to the account: from now on it has tries of its own."""
    accounts = [_account(username), *(each for each in _known(request) if each != _account(username))]
    response.set_cookie(
        COOKIE,
        signing.dumps(accounts[:MOST_ACCOUNTS], salt=SALT),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
        path="/accounts/",
    )


def forget() -> int:
    """Drops counts that are over; returns how many."""
    return PasswordTry.objects.filter(until__lte=clock.now()).delete()[0]


def _known(request: HttpRequest) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return []
    return [str(each) for each in found]


def _account(username: str) -> str:
    """People type their password into the wrong field: what was typed is not kept."""
    return hashlib.sha256(f"{settings.SECRET_KEY} {username.strip().lower()}".encode()).hexdigest()[:32]


def _network(address: str) -> str:
    """An IPv6 subscriber has a whole /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:40]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
