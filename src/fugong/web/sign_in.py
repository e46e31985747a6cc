"""How people sign in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSelfRegistration(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by those who manage them; nobody registers alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
