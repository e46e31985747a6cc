"""How often one caller may call. Counted in the database, so that all workers count together."""

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import TooMany
from fugong.web.models import CallCount

COUNT = """
    INSERT INTO web_callcount (caller, minute, calls) VALUES (%s, %s, 1)
    ON CONFLICT (caller, minute) DO UPDATE SET calls = web_callcount.calls + 1
    RETURNING calls
"""


def count(caller: str) -> None:
    """Counts one call; raises TooMany when the caller has used up this minute's."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [caller[:40], this_minute()])
        calls = cursor.fetchone()[0]
    if calls > settings.API_CALLS_A_MINUTE:
        raise TooMany(
            _(
                "More than %(count)s calls in a minute. Wait for the next one; bulk operations take many rows in one call."
            )
            % {"count": settings.API_CALLS_A_MINUTE}
        )


def this_minute() -> int:
    """Minutes since 1970."""
    return int(clock.now().timestamp() // 60)


def forget() -> int:
    """Drops the counts of minutes gone by; returns how many."""
    return CallCount.objects.filter(minute__lt=this_minute() - 1).delete()[0]
