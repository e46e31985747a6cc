"""Sessions in the database: found at every call by a standing question, ended by silence, and ended for good after a day's work."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as KeptInTheDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from fugong.core.standing import Standing

RUNNING = Standing(Session, "session_key = %s AND expire_date > %s")
BEGAN = "_began"
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
        if found.expire_date < min(now + settings.SESSION_IDLE - NOTED, last):
            Session.objects.filter(pk=found.pk).update(expire_date=min(now + settings.SESSION_IDLE, last))
        return data

    def cycle_key(self) -> None:
        """Signing in, or another password: the day's work begins here."""
        super().cycle_key()
        self[BEGAN] = timezone.now().timestamp()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        data.setdefault(BEGAN, now.timestamp())
        ends = min(now + settings.SESSION_IDLE, self._last_moment(data))
        key: str = super().create_model_instance(data).session_key
        return Session(session_key=key, session_data=self.encode(data), expire_date=ends)

    def _get_session_from_db(self) -> Any:
        found = RUNNING.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found

    @staticmethod
    def _last_moment(data: dict[str, Any]) -> dt.datetime:
        began = dt.datetime.fromtimestamp(data.get(BEGAN, timezone.now().timestamp()), dt.UTC)
        return began + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
