"""Which campaign somebody looked at last: remembered in the browser, for pages that belong to none."""

from django.http import HttpRequest, HttpResponse

from fugong.places.models import Campaign

COOKIE = "campaign"
ONE_YEAR = 365 * 24 * 3600


def remembered(request: HttpRequest, response: HttpResponse, campaign: Campaign) -> HttpResponse:
    """The response, which tells the browser."""
    response.set_cookie(COOKIE, campaign.key, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def last(request: HttpRequest) -> str:
    """The key of that campaign, or nothing."""
    return request.COOKIES.get(COOKIE, "")
