"""The second wall (ADR 0043): what a page reads passes the database's own row-level security, behind `visible_to`.

Pages and API calls that only read run under a role of the database that owns nothing. Policies on every table with
rows of a campaign or of an enterprise let through what lies in the person's campaigns and enterprises, whatever the page asks for.
Whoever holds a role over the whole installation meets no wall; neither do jobs, commands and actions, which act as the installation.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from fugong.accounts.models import ScopeKind, User
from fugong.accounts.pages import EVERYONE
from fugong.core import second_wall

RAISE = """
WITH campaign AS (
    SELECT c.id FROM places_campaign c JOIN places_jurisdiction j ON j.id = c.jurisdiction_id
    WHERE EXISTS (SELECT FROM unnest(%(areas)s::text[]) a WHERE starts_with(j.prefix, a) OR starts_with(a, j.prefix))
    UNION SELECT campaign_id FROM registry_posting WHERE user_id = %(user)s
    UNION SELECT campaign_id FROM registry_assignment WHERE officer_id = %(user)s
    UNION SELECT c.id FROM places_campaign c JOIN places_grid g ON g.jurisdiction_id = c.jurisdiction_id
        OR starts_with((SELECT prefix FROM places_jurisdiction WHERE id = g.jurisdiction_id),
                       (SELECT prefix FROM places_jurisdiction WHERE id = c.jurisdiction_id))
        WHERE g.id = ANY(%(grids)s::bigint[])
), met AS (
    SELECT id FROM campaign UNION SELECT campaign_id FROM registry_enrolment WHERE enterprise_id = ANY(%(enterprises)s::bigint[])
)
SELECT set_config('fugong.campaigns', (SELECT coalesce(array_agg(id), '{}')::text FROM campaign), false),
       set_config('fugong.met', (SELECT coalesce(array_agg(id), '{}')::text FROM met), false),
       set_config('fugong.enterprises', %(enterprises)s::bigint[]::text, false),
       set_config('fugong.staff', %(staff)s, false),
       set_config('role', %(role)s, false)
"""
LOWER = """
SELECT set_config('role', 'none', false), set_config('fugong.campaigns', '', false), set_config('fugong.met', '', false),
       set_config('fugong.enterprises', '', false), set_config('fugong.staff', '', false)
"""
READS = {"GET", "HEAD"}
Next = Callable[[Any], Any]


class SecondWall:
    """Stands before the views that belong to whoever is signed in; what is published for everybody is for them, too.

    A file that is written while it is sent is written behind the wall as well.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        try:
            response = self.get_response(request)
        finally:
            raised = second_wall.is_up()
            if raised:
                _lower()
        if raised and response.streaming and not response.is_async:
            response.streaming_content = _behind(request.user, response.streaming_content)
        return response

    @staticmethod
    def process_view(request: Any, view: Any, *_arguments: Any) -> None:
        if request.method not in READS or getattr(view, "access", EVERYONE) == EVERYONE:
            return
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and _meets(request.user):
            _raise(request.user)


@contextmanager
def before(user: User) -> Iterator[None]:
    """Reads within this block pass the wall. Once is enough: inside another such block it changes nothing."""
    if second_wall.is_up() or not _meets(user):
        yield
        return
    _raise(user)
    try:
        yield
    finally:
        _lower()


def _meets(user: User) -> bool:
    """Whether there is a wall, and this person holds nothing everywhere."""
    if not settings.SECOND_WALL or any(each.scope_kind == ScopeKind.ALL for each in user.active_grants):
        return False
    return second_wall.is_built(str(connection.settings_dict["NAME"]))


def _raise(user: User) -> None:
    grants = user.active_grants
    given = {
        "user": user.pk,
        "areas": [each.scope_key for each in grants if each.scope_kind == ScopeKind.AREA],
        "grids": [int(each.scope_key) for each in grants if each.scope_kind == ScopeKind.GRID],
        "enterprises": [int(each.scope_key) for each in grants if each.scope_kind == ScopeKind.ENTERPRISE],
        "staff": "on" if any(each.scope_kind != ScopeKind.ENTERPRISE for each in grants) else "",
        "role": second_wall.ROLE,
    }
    second_wall.said(RAISE, given)
    second_wall.mark(True)


def _lower() -> None:
    """Whatever happened meanwhile, no line goes back with somebody's wall on it."""
    second_wall.mark(False)
    if connection.connection is None or connection.connection.closed:
        return
    try:
        second_wall.said(LOWER)
    except Exception:
        connection.connection.close()  # Django opens another at the next question
        raise


def _behind(user: User, pieces: Any) -> Iterator[Any]:
    with before(user):
        yield from pieces
