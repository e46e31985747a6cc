"""What else the enterprise does with a paper: signs for it, asks for more time, objects, takes it back."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fugong.accounts.acting import acted
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.rectification.actions import appeals, extensions, notices
from fugong.rectification.models import Appeal, Extension, Notice, StopWork
from fugong.rectification.telling import mine_url
from fugong.rectification.views.access import moment, own
from fugong.rectification.views.mine import notice_page, stop_page
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def notice_receipt(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, rectification: int
) -> HttpResponse:
    """Signs for a notice."""
    return _receive(request, own(Notice, campaign, enterprise, rectification))


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def stop_receipt(request: PageRequest, campaign: Campaign, enterprise: Enterprise, stop_work: int) -> HttpResponse:
    """Signs for an order."""
    return _receive(request, own(StopWork, campaign, enterprise, stop_work))


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def extension(request: PageRequest, campaign: Campaign, enterprise: Enterprise, rectification: int) -> HttpResponse:
    """Asks for more time."""
    found: Notice = own(Notice, campaign, enterprise, rectification)

    def ask() -> Extension:
        until = moment(request, "until")
        if until is None:
            message = _("Say until when.")
            raise Refused(message, fields=[Fault("until", message)])
        return extensions.ask(notice=found, until=until, why=request.POST.get("why", ""), by=request.user)

    return _acted(request, found, ask, _("You asked for more time. Until it is granted, the deadline stays."))


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def extension_back(request: PageRequest, campaign: Campaign, enterprise: Enterprise, extension: int) -> HttpResponse:
    """Needs no more time."""
    asked: Extension = own(Extension, campaign, enterprise, extension)
    return _acted(
        request, asked.notice, lambda: extensions.take_back(extension=asked, by=request.user), _("Taken back.")
    )


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def notice_appeal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, rectification: int) -> HttpResponse:
    """Objects to a notice."""
    return _object(request, own(Notice, campaign, enterprise, rectification))


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def stop_appeal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, stop_work: int) -> HttpResponse:
    """Objects to an order."""
    return _object(request, own(StopWork, campaign, enterprise, stop_work))


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def appeal_back(request: PageRequest, campaign: Campaign, enterprise: Enterprise, appeal: int) -> HttpResponse:
    """Objects no longer."""
    found: Appeal = own(Appeal, campaign, enterprise, appeal)
    return _acted(request, found.paper, lambda: appeals.take_back(appeal=found, by=request.user), _("Taken back."))


def _receive(request: PageRequest, paper: Notice | StopWork) -> HttpResponse:
    name = request.POST.get("name", "")
    return _acted(
        request, paper, lambda: notices.receive(paper=paper, name=name, by=request.user), _("Receipt is signed.")
    )


def _object(request: PageRequest, paper: Notice | StopWork) -> HttpResponse:
    grounds = request.POST.get("grounds", "")
    return _acted(
        request, paper, lambda: appeals.file(paper=paper, grounds=grounds, by=request.user),
        _("Your objection is filed. Somebody else decides about it."),
    )  # fmt: skip


def _acted(request: PageRequest, paper: Notice | StopWork, do: Any, said: str) -> HttpResponse:
    def again(refusal: Refused) -> HttpResponse:
        if isinstance(paper, StopWork):
            return stop_page(request, paper, refusal)
        return notice_page(request, paper, refusal)

    return acted(request, do, lambda: said, lambda: mine_url(paper), again)
