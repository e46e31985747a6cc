"""The first steps: fetched by the start page once it stands, so that they cost it nothing; put away and called back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission
from fugong.registry.mine import enrolled
from fugong.web import first_steps
from fugong.web.context import Shell
from fugong.web.first_steps import Where


@require_GET
@page()
def guide(request: HttpRequest) -> HttpResponse:
    """The list for whoever asks; nothing where all is done or it was put away."""
    steps = [] if request.user.first_steps_put_away_at else first_steps.steps_of(_where(request))  # type: ignore[union-attr,arg-type]
    return render(request, "web/parts/first_steps.html", {"steps": steps}) if steps else HttpResponse()


def _where(request: PageRequest) -> Where:
    if request.user.is_staff_member or not request.user.holds(Permission.FILING_SUBMIT):
        return Where(request.user, Shell(request).campaign)
    first = enrolled(request, Permission.FILING_SUBMIT).first()
    return Where(request.user, first.campaign, first.enterprise) if first else Where(request.user, None)


@require_POST
@page()
def putting_away(request: PageRequest) -> HttpResponse:
    """Puts the list away."""
    first_steps.put_away(user=request.user)
    messages.success(request, _("The first steps are put away. Help brings them back."))
    return redirect("home")


@require_POST
@page()
def calling_back(request: PageRequest) -> HttpResponse:
    """Brings the list back to the start page."""
    first_steps.call_back(user=request.user)
    return redirect("home")
