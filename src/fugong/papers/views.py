"""Handing papers in, promising, judging them, and opening their files. The list itself stands on the case's own page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, or_404, page
from fugong.accounts.permissions import Permission
from fugong.core import dates, documents
from fugong.core.errors import Refused
from fugong.core.handing import handed
from fugong.papers import access, actions, lists
from fugong.papers.models import Paper, PaperFile

ANYONE = Permission.REGISTRY_VIEW  # each kind of case says itself who may


def _acted(request: PageRequest, campaign: str, pk: int, do: Callable[[Paper], Any], said: str) -> HttpResponse:
    """Does it and goes back to the case, saying what happened, or why it didn't."""
    paper, case = lists.seen(request.user, campaign, pk)
    try:
        do(paper)
    except Refused as refusal:
        if refusal.status not in (409, 422):
            raise
        messages.error(request, f"{paper}: {refusal.message}")
    else:
        messages.success(request, said)
    return redirect(access.get(paper.case_kind).url(request.user, case) + f"#paper-{paper.pk}")


@page(ANYONE)
@require_POST
def files(request: PageRequest, campaign: str, paper: int) -> HttpResponse:
    """The paper's files."""
    sent = request.FILES.getlist("files")[: actions.MOST_FILES + 1]

    def do(row: Paper) -> None:
        given = [(each.name or "", each.read(documents.LARGEST + 1)) for each in sent]
        actions.hand_in(paper=row, files=given, by=request.user, remark=request.POST.get("remark", ""))

    return _acted(request, campaign, paper, do, _("Handed in."))


@page(ANYONE)
@require_GET
def file(request: PageRequest, campaign: str, paper: int, paper_file: UUID) -> Any:
    """One file, as an attachment under its own name."""
    row, _case = lists.seen(request.user, campaign, paper)
    found: PaperFile = or_404(row.files.filter(uid=paper_file).first())
    return handed(found.file, found.kind, found.name)


@page(ANYONE)
@require_POST
def removal(request: PageRequest, campaign: str, paper: int, paper_file: UUID) -> HttpResponse:
    """A file that was a slip."""

    def do(row: Paper) -> None:
        actions.take_out(file=or_404(row.files.filter(uid=paper_file).first()), by=request.user)

    return _acted(request, campaign, paper, do, _("Taken out."))


@page(ANYONE)
@require_POST
def promise(request: PageRequest, campaign: str, paper: int) -> HttpResponse:
    """It comes later."""
    until, remark = dates.asked(request.POST.get("until", "")), request.POST.get("remark", "")
    do = lambda row: actions.promise(paper=row, until=until, by=request.user, remark=remark)  # noqa: E731
    return _acted(request, campaign, paper, do, _("Promised. It is late when that day is over."))


@page(ANYONE)
@require_POST
def acceptance(request: PageRequest, campaign: str, paper: int) -> HttpResponse:
    """It is good."""
    return _acted(request, campaign, paper, lambda row: actions.accept(paper=row, by=request.user), _("Accepted."))


@page(ANYONE)
@require_POST
def sending_back(request: PageRequest, campaign: str, paper: int) -> HttpResponse:
    """It isn't."""
    reason = request.POST.get("reason", "")
    do = lambda row: actions.send_back(paper=row, reason=reason, by=request.user)  # noqa: E731
    return _acted(request, campaign, paper, do, _("Returned. Whoever handed it in was told why."))
