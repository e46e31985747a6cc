"""My notifications: where I can be reached, and what reaches me how."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fugong.accounts.pages import PageRequest, page


@page()
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    return render(request, "channels/mine.html", {})
