"""Sessions in the database, found at every call by a standing question."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as KeptInTheDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from fugong.core.standing import Standing

RUNNING = Standing(Session, "session_key = %s AND expire_date > %s")


class SessionStore(KeptInTheDatabase):
    """Django's own, but for how a session is found."""

    def _get_session_from_db(self) -> Any:
        found = RUNNING.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
