"""Where an employee signs: no account, one short page, in the reader's language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fugong.accounts.pages import open_to_everyone
from fugong.accounts.visitors import address_of, language_of
from fugong.core.errors import Refused
from fugong.resumption.actions import commitments, rosters
from fugong.resumption.models import EmployeeCommitment, SigningLink

RECEIPT = "signed"


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """The text, and below it name and the end of the identity number; afterwards the receipt."""
    link = rosters.open_link(token)
    if link is None:
        raise Http404
    with translation.override(language_of(request)):
        if request.method == "POST":
            return _signing(request, link)
        receipt = _receipt(request, link)
        return _receipt_page(request, link, receipt) if receipt else _form(request, link)


def _signing(request: HttpRequest, link: SigningLink) -> HttpResponse:
    try:
        signed = rosters.sign(
            link=link,
            name=request.POST.get("name", ""),
            identity=request.POST.get("identity", ""),
            agreed="agreed" in request.POST,
            language=translation.get_language(),
            address=address_of(request),
        )
    except Refused as refusal:
        return _form(request, link, refusal)
    answer = redirect(f"{request.path}?lang={translation.get_language()}")
    answer.set_signed_cookie(
        RECEIPT, str(signed.pk), salt=link.token, max_age=600, path=request.path, httponly=True, samesite="Lax"
    )
    return answer


def _form(request: HttpRequest, link: SigningLink, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "link": link,
        "text": commitments.text_of(link.campaign.pack, "employee", translation.get_language()),
        "asks": link.campaign.pack.resumption.commitments.employee,
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "name": request.POST.get("name", ""),
    }
    return render(request, "resumption/sign/form.html", context, status=refusal.status if refusal else 200)


def _receipt_page(request: HttpRequest, link: SigningLink, signed: EmployeeCommitment) -> HttpResponse:
    context = {
        "link": link,
        "signed": signed,
        "text": commitments.text_of(link.campaign.pack, "employee", signed.language),
        "asks": link.campaign.pack.resumption.commitments.employee,
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
    }
    return render(request, "resumption/sign/receipt.html", context)


def _receipt(request: HttpRequest, link: SigningLink) -> EmployeeCommitment | None:
    """What this browser has just signed; the next person at the same telephone begins anew with `?new`."""
    if "new" in request.GET:
        return None
    key = request.get_signed_cookie(RECEIPT, default="", salt=link.token, max_age=600)
    rows = EmployeeCommitment.objects.filter(campaign=link.campaign, enterprise=link.enterprise)
    return rows.exclude(signed_at=None).filter(pk=int(key)).first() if key else None
