"""Addresses that messages bear: the same for everyone, each reader is led to their own face of the group."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, or_404, page
from fugong.accounts.permissions import Permission
from fugong.outreach.models import ChatGroup, Thread

SPEAK = Permission.GROUP_SPEAK


@page(SPEAK)
@require_GET
def to_group(request: PageRequest, campaign: str, key: str) -> HttpResponse:
    """To the group, as an officer or for the member that the person speaks for."""
    found = or_404(ChatGroup.objects.visible_to(request.user).filter(campaign__key=campaign, key=key).first())
    if ChatGroup.objects.answerable_by(request.user).filter(pk=found.pk).exists():
        return redirect("outreach:group", campaign, key)
    return redirect("outreach:mine_group", campaign, _member(request, found), key)


@page(SPEAK)
@require_GET
def to_thread(request: PageRequest, campaign: str, key: str, pk: int) -> HttpResponse:
    """To the thread, likewise; a private one leads to the enterprise that asked."""
    rows = Thread.objects.filter(campaign__key=campaign, group__key=key, pk=pk)
    found = or_404(rows.visible_to(request.user).select_related("group").first())
    if rows.answerable_by(request.user).exists():
        return redirect("outreach:thread", campaign, key, pk)
    own = request.user.scope(SPEAK).enterprises
    enterprise = found.enterprise_id if found.enterprise_id in own else _member(request, found.group)
    return redirect("outreach:mine_thread", campaign, enterprise, key, pk)


def _member(request: PageRequest, group: ChatGroup) -> int:
    members = group.members.filter(enterprise__in=request.user.scope(SPEAK).enterprises, until=None)
    return int(or_404(members.order_by("enterprise").values_list("enterprise", flat=True).first()))
