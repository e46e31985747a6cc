"""The door of the house: home, language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts import people
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, back, open_to_everyone, page
from fugong.accounts.permissions import Permission as P
from fugong.advice.access import fields_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.web.looked_at import ONE_YEAR, remembered


@open_to_everyone
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speaks another language from now on: for the account where one is signed in, for this browser in any case."""
    chosen = request.POST.get("language", "")
    response = back(request, "home")
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            people.speak(user=request.user, language=chosen)
        translation.activate(chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


@page()
def home(request: PageRequest) -> HttpResponse:
    """Sends everyone to where their work is."""
    user = request.user
    if not user.is_staff_member and user.holds(P.FILING_SUBMIT):
        return redirect(_address("resumption:mine") or "web:campaigns")
    if not user.is_staff_member and user.holds(P.SAMPLE_TAKE):
        return redirect("inspections:phone")
    campaigns = list(Campaign.objects.visible_to(user).open().select_related("jurisdiction")[:2])
    if len(campaigns) == 1:
        return redirect(_address(_first_page(user, campaigns[0]), campaign=campaigns[0].key) or "web:campaigns")
    if not campaigns and user.holds(P.PASS_CHECK):
        return redirect("passes:gate")
    return render(request, "web/chooser.html")


@campaign_page(P.REGISTRY_VIEW)
@require_GET
def enter(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Takes the person to a campaign and remembers it in this browser."""
    first = _first_page(request.user, campaign)
    return remembered(request, redirect(_address(first, campaign=campaign.key) or "web:campaigns"), campaign)


def _first_page(user: User, campaign: Campaign) -> str:
    """The name of the page where a person's day begins in a campaign: those who decide have their list, leaders the overview,
    medical contacts those who are unwell, advisers the questions, lecturers the sessions.
    """
    if user.holds(P.FILING_DECIDE):
        return "resumption:today"
    if user.holds(P.FIGURES_VIEW):
        return "figures:command"
    if user.holds(P.HEALTH_HANDLE):
        return "workforce:health_cases"
    return _experts_page(user, campaign) or "registry:enterprises"


def _experts_page(user: User, campaign: Campaign) -> str:
    """One role answers and teaches: whoever is named as an adviser here begins with what waits for an answer, all others with the
    sessions. What the place doesn't do is nobody's beginning.
    """
    pack = campaign.pack
    answers = pack.advice.is_used and user.holds(P.ADVICE_ANSWER)
    teaches = pack.training.is_used and user.holds(P.TRAINING_TEACH)
    if answers and (not teaches or fields_of(user, campaign)):
        return "advice:enquiries"
    return "training:sessions" if teaches else ""


def _address(name: str, **kwargs: str) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
