"""The keys by which passes are signed: the administrator's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, or_404, page
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused
from fugong.passes.actions import keys as actions
from fugong.passes.models import SigningKey
from fugong.passes.views.access import acted, status

MANAGE = Permission.INSTALLATION_MANAGE


@page(MANAGE)
@require_GET
def keys(request: PageRequest) -> HttpResponse:
    """All of them."""
    return _page(request)


@page(MANAGE)
@require_POST
def new(request: PageRequest) -> HttpResponse:
    """A new key signs from now on."""
    return acted(
        request,
        lambda: actions.rotate(by=request.user),
        lambda: _("A new key signs from now on. What the old one signed holds on."),
        lambda: ("passes:keys",),
        lambda no: _page(request, no),
    )


@page(MANAGE)
@require_POST
def withdrawal(request: PageRequest, signing_key: int) -> HttpResponse:
    """Nothing that this key signed holds any more."""
    found = or_404(SigningKey.objects.filter(pk=signing_key).first())
    return acted(
        request,
        lambda: actions.withdraw(key=found, why=request.POST.get("why", ""), by=request.user),
        lambda: _("The key is withdrawn. Drivers open their pass’s page again for a new code."),
        lambda: ("passes:keys",),
        lambda no: _page(request, no),
    )


def _page(request: PageRequest, refusal: Refused | None = None) -> HttpResponse:
    context = {"keys": SigningKey.objects.select_related("made_by")[:100], "refusal": refusal, "typed": request.POST}
    return render(request, "passes/keys.html", context, status=status(refusal))
