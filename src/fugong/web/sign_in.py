"""How people sign in: with a password and, for the authority's people, a second factor."""

from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fugong.accounts.pages import EVERYONE, SIGNED_IN, declare, open_to_everyone


class NoSelfRegistration(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by those who manage them; nobody registers alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Staff can't put their second factor away; whoever manages accounts can, when a telephone is lost."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.STAFF_SECOND_FACTOR and authenticator.user.is_staff_member)

    def get_totp_issuer(self) -> str:
        return "Fugong"


@open_to_everyone
def closed(request: HttpRequest) -> HttpResponse:
    """What would be self-registration and password reset by mail elsewhere: here a person is asked."""
    return render(request, "web/no_self_service.html")


# Only what is needed of allauth has an address: its e-mail pages, sign-up and resets have none.
urlpatterns = [
    path("login/", declare(account.login, EVERYONE), name="account_login"),
    path("logout/", declare(account.logout, EVERYONE), name="account_logout"),
    path("inactive/", declare(account.account_inactive, EVERYONE), name="account_inactive"),
    path("help/", closed, name="account_signup"),
    path("help/", closed, name="account_reset_password"),
    path("reauthenticate/", declare(account.reauthenticate, SIGNED_IN), name="account_reauthenticate"),
    path("password/", declare(account.password_change, SIGNED_IN), name="account_change_password"),
    path("second-factor/", declare(mfa.index, SIGNED_IN), name="mfa_index"),
    path("second-factor/code/", declare(mfa.authenticate, EVERYONE), name="mfa_authenticate"),
    path("second-factor/confirm/", declare(mfa.reauthenticate, SIGNED_IN), name="mfa_reauthenticate"),
    path("second-factor/app/", declare(totp.activate_totp, SIGNED_IN), name="mfa_activate_totp"),
    path("second-factor/app/off/", declare(totp.deactivate_totp, SIGNED_IN), name="mfa_deactivate_totp"),
    path("second-factor/codes/", declare(codes.view_recovery_codes, SIGNED_IN), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        declare(codes.generate_recovery_codes, SIGNED_IN),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/file/",
        declare(codes.download_recovery_codes, SIGNED_IN),
        name="mfa_download_recovery_codes",
    ),
]
