"""Sessions in the database: found at every call by a standing question, ended by silence, and ended for good after a day's work."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as KeptInTheDatabase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from fugong.accounts.models import OpenSession, User
from fugong.accounts.visitors import address_of
from fugong.core.standing import Standing

RUNNING = Standing(Session, "session_key = %s AND expire_date > %s")
BEGAN = "_began"
DEVICE = "_device"
LISTED = "_listed"  # under which key the session stands in the list: it gets another when somebody signs in
AGENT_KEPT = 300  # signs of what a browser says of itself
NOTED = dt.timedelta(minutes=10)  # how exactly the last call is kept: a write in ten minutes, not a write a call


class SessionStore(KeptInTheDatabase):
    """Django's own, but for how a session is found and when it ends.

    It ends when nothing was asked for FUGONG_SESSION_IDLE_MINUTES, and FUGONG_SESSION_HOURS after signing in, whatever was asked.
    """

    def load(self) -> dict[str, Any]:
        found = self._get_session_from_db()
        if found is None:
            return {}
        data: dict[str, Any] = self.decode(found.session_data)
        now, last = timezone.now(), self._last_moment(data)
        if now >= last:
            self._session_key = None
            return {}
        if found.expire_date < now + settings.SESSION_IDLE - NOTED:
            Session.objects.filter(pk=found.pk).update(expire_date=now + settings.SESSION_IDLE)
        return data

    def save(self, must_create: bool = False) -> None:
        """Keeps it, and once for each key whose it is."""
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # Django's own
        owner, is_listed = data.get(SESSION_KEY), data.get(LISTED) == self.session_key
        if owner and not is_listed and self.session_key is not None:
            data[LISTED] = self.session_key
        super().save(must_create)
        if owner and not is_listed:
            listed = OpenSession(session_id=str(self.session_key), user_id=owner)
            OpenSession.objects.bulk_create([listed], ignore_conflicts=True)

    def cycle_key(self) -> None:
        """Signing in, or another password: the day's work begins here."""
        super().cycle_key()
        self[BEGAN] = timezone.now().timestamp()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        data.setdefault(BEGAN, now.timestamp())
        key: str = super().create_model_instance(data).session_key
        return Session(session_key=key, session_data=self.encode(data), expire_date=now + settings.SESSION_IDLE)

    def _get_session_from_db(self) -> Any:
        found = RUNNING.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found

    @staticmethod
    def _last_moment(data: dict[str, Any]) -> dt.datetime:
        began = dt.datetime.fromtimestamp(data.get(BEGAN, timezone.now().timestamp()), dt.UTC)
        return began + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)


@dataclass(frozen=True, slots=True)
class Shown:
    """One open session as its owner sees it. `seen` is exact to ten minutes; `agent` is what the browser says of itself."""

    pk: int
    agent: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    is_this: bool


def remember_device(request: HttpRequest) -> None:
    """Notes in the session from what and from where somebody signed in."""
    agent = request.headers.get("User-Agent", "")[:AGENT_KEPT]
    request.session[DEVICE] = {"agent": agent, "address": address_of(request)[:45]}


def open_of(user: User, this: str | None = None) -> list[Shown]:
    """The sessions with which somebody could go on working as `user` now; that with the key `this` first, then the last seen."""
    now, bears = timezone.now(), user.get_session_auth_hash()
    found = []
    for each in OpenSession.objects.filter(user=user, session__expire_date__gt=now).select_related("session"):
        data = SessionStore().decode(each.session.session_data)
        if data.get(SESSION_KEY) != str(user.pk) or data.get(HASH_SESSION_KEY) != bears:
            continue
        if now >= SessionStore._last_moment(data):
            continue
        device = data.get(DEVICE, {})
        found.append(
            Shown(
                pk=each.pk,
                agent=device.get("agent", ""),
                address=device.get("address", ""),
                since=dt.datetime.fromtimestamp(data.get(BEGAN, now.timestamp()), dt.UTC),
                seen=each.session.expire_date - settings.SESSION_IDLE,
                is_this=each.session_id == this,
            )
        )
    return sorted(found, key=lambda shown: (shown.is_this, shown.seen), reverse=True)


def forget() -> int:
    """Drops the rows of sessions that ended by silence; returns how many."""
    ended = Session.objects.filter(expire_date__lt=timezone.now())
    return ended.delete()[1].get("sessions.Session", 0)
