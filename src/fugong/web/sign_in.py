"""How people sign in: with a password and, for the authority's people, a second factor."""

import time
from typing import Any

import structlog
from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fugong.accounts import guesses, people
from fugong.accounts.models import User
from fugong.accounts.pages import EVERYONE, SIGNED_IN, back, declare, open_to_everyone
from fugong.accounts.sessions import remember_device
from fugong.accounts.visitors import address_of
from fugong.core.errors import NotAllowed

log = structlog.get_logger("fugong.sign_in")
JUST_NOW = 5 * 60  # seconds
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class NoSelfRegistration(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by those who manage them; nobody registers alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever signed in a moment ago isn't asked again, so that the second factor is set up in one go."""
        request = allauth_context.request
        latest = max((each["at"] for each in get_authentication_records(request, request.user)), default=0)
        just_now = time.time() - latest < JUST_NOW
        return not just_now and super().is_reauthentication_required(app=app, **more)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person whose password this is. Tries are counted before anything is hashed, and each is hashed once."""
        taken = guesses.take(request, str(credentials.get("username", "")))
        if taken is None:
            log.warning("sign_in_tried_too_often", address=address_of(request))
            raise self.validation_error("too_many_login_attempts")
        user: Any = AuthenticationBackend().authenticate(request, **credentials)
        if user is None:
            AuthenticationBackend.unstash_authenticated_user()
            log.warning("sign_in_failed", address=address_of(request))
            return None
        user.backend = BACKEND
        guesses.give_back(taken)
        return user  # type: ignore[no-any-return]

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """From here on this browser is known to the account."""
        response: HttpResponse = super().post_login(request, user, **more)
        people.read_as_signed_in(user=user, language=translation.get_language() or "")
        guesses.remember(request, response, user.username)
        remember_device(request)
        log.info("signed_in", user_id=user.pk, address=address_of(request))
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To where the person's work is, rather than to the same form again."""
        return reverse("home")

    def set_password(self, user: User, password: str) -> None:
        """From here on the password is the person's own."""
        super().set_password(user, password)
        people.last_password_set(user)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Staff can't put their second factor away; whoever manages accounts can, when a telephone is lost."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.STAFF_SECOND_FACTOR and authenticator.user.is_staff_member)

    def get_totp_issuer(self) -> str:
        return "Fugong"


@open_to_everyone
def sign_in_help(request: HttpRequest) -> HttpResponse:
    """What would be self-registration and password reset by mail elsewhere: here a person is asked."""
    return render(request, "web/sign_in_help.html")


@open_to_everyone
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click in the demo. Nobody but the demo's own people can be signed in so, and nowhere but in a demo."""
    if not settings.DEMO:
        raise Http404
    user = User.objects.filter(username=request.POST.get("username", ""), is_demo=True, is_active=True).first()
    if user is None:
        raise NotAllowed(_("Only the demo’s own people can be signed in with one click."))
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    remember_device(request)
    return back(request, "home")


# Only what is needed of allauth has an address: its e-mail pages, sign-up and resets have none.
urlpatterns = [
    path("login/", declare(account.login, EVERYONE), name="account_login"),
    path("logout/", declare(account.logout, EVERYONE), name="account_logout"),
    path("inactive/", declare(account.account_inactive, EVERYONE), name="account_inactive"),
    path("help/", sign_in_help, name="sign_in_help"),
    path("demo/", demo_sign_in, name="demo_sign_in"),
    path("reauthenticate/", declare(account.reauthenticate, SIGNED_IN), name="account_reauthenticate"),
    path("password/", declare(account.password_change, SIGNED_IN), name="account_change_password"),
    path("password/first/", declare(account.password_set, SIGNED_IN), name="account_set_password"),
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
