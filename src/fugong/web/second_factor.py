"""What follows when somebody sets up, changes or loses a second factor. allauth tells of it by signals, and in no other way."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from fugong.accounts import people
from fugong.accounts.models import User


def changed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Whoever is signed in elsewhere signs in again."""
    people.sign_out_everywhere(user=user, by=user)
    update_session_auth_hash(request, user)


def app_added(authenticator: Authenticator, **told: Any) -> None:
    """As above, for a new app; allauth tells of its recovery codes in the same way."""
    if authenticator.type == Authenticator.Type.TOTP:
        changed(authenticator=authenticator, **told)


def register() -> None:
    signals.authenticator_added.connect(app_added)
    signals.authenticator_removed.connect(changed)
    signals.authenticator_reset.connect(changed)
