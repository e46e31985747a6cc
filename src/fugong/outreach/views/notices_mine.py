"""The enterprise's notices, made for a phone: unread first, one big button, a language switch, earlier versions."""

from typing import Any

from django.contrib import messages
from django.db.models import F, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import languages, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.outreach import composing
from fugong.outreach.actions import notices, receipts
from fugong.outreach.composing import OWN_NAME
from fugong.outreach.models import Notice, NoticeReceipt, NoticeVersion, Reader
from fugong.outreach.views.notices_access import one_language
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

PAGE, READERS = 50, 100
READABLE = ("published", "replaced", "withdrawn")


def own_receipts(campaign: Campaign, enterprise: Enterprise) -> Any:
    """The enterprise's receipts, of each notice the latest version's; those to be read first, then the newest."""
    rows = NoticeReceipt.objects.filter(campaign=campaign, enterprise=enterprise, reader=None)
    latest = Window(RowNumber(), partition_by=F("notice"), order_by=F("version__number").desc())
    rows = rows.annotate(place=latest).filter(place=1).select_related("version", "notice")
    return rows.prefetch_related("version__texts")


def to_read(receipt: NoticeReceipt) -> bool:
    """Whether the enterprise still has to do something about it."""
    if receipt.version.state != "published":
        return False
    return receipt.confirmed_at is None if receipt.notice.asks else receipt.opened_at is None


@mine_page(Permission.NOTICE_VIEW)
@require_GET
def mine_notices(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """All notices of the enterprise."""
    rows = list(own_receipts(campaign, enterprise).prefetch_related(None).order_by("-pk"))
    unread = [row for row in rows if to_read(row)]
    first = Page.placed(unread, PAGE, request.GET.get("unread", ""))
    read = Page.placed([row for row in rows if not to_read(row)], PAGE, request.GET.get("after", ""))
    kinds = campaign.pack.outreach.notices
    prefetch_related_objects([*first.rows, *read.rows], "version__texts")
    for row in (*first.rows, *read.rows):
        row.kind_name, row.title = kinds.kind(row.notice.kind).name, row.version.title()
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "unread": first,
        "many_unread": len(unread),
        "read": read,
        "readers": Reader.objects.filter(enterprise=enterprise, left_at=None).count(),
    }
    return render(request, "outreach/notices/mine_list.html", context)


@mine_page(Permission.NOTICE_VIEW)
@require_GET
def mine_notice(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> HttpResponse:
    """One notice in the reader's language; opening it is marked."""
    return _page(request, campaign, enterprise, pk)


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int, refusal: Refused | None = None
) -> HttpResponse:
    receipt = _receipt(campaign, enterprise, pk)
    versions = [each for each in receipt.notice.versions.order_by("-number") if each.state in READABLE]
    version = _version(request, receipt, versions)
    language = one_language(request, version)
    beside = request.GET.get("with", "")
    if version.pk == receipt.version_id:
        receipts.open_receipt(receipt=receipt, language=language)
    shown = [language, *([beside] if beside in version.written and beside != language else [])]
    people = NoticeReceipt.objects.filter(notice=receipt.notice, enterprise=enterprise, reader__isnull=False)
    people = people.filter(version=receipt.version).select_related("reader")
    people = people.order_by(F("confirmed_at").desc(nulls_first=True), "pk")
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "receipt": receipt,
        "notice": receipt.notice,
        "version": version,
        "versions": versions,
        "is_own": version.pk == receipt.version_id,
        "later": next((each for each in versions if each.state == "published" and each.number > version.number), None),
        "kind": campaign.pack.outreach.notices.kind(receipt.notice.kind),
        "language": language,
        "beside": beside,
        "languages": [(each, OWN_NAME[each]) for each in version.written],
        "columns": composing.columns(version, shown),
        "people": Page.placed(people, READERS, request.GET.get("people", "")),
        "refusal": refusal,
        "own_language": languages.current(),
    }
    return render(request, "outreach/notices/mine_one.html", context, status=refusal.status if refusal else 200)


def _receipt(campaign: Campaign, enterprise: Enterprise, pk: int) -> NoticeReceipt:
    notice = Notice.objects.filter(campaign=campaign, pk=pk).first()
    found = receipts.of_enterprise(notice, enterprise) if notice else None
    if found is None:
        raise Http404
    return found


def _version(request: PageRequest, receipt: NoticeReceipt, versions: list[NoticeVersion]) -> NoticeVersion:
    """The one that was sent, or another published one that is asked for."""
    number = numbers.asked(request.GET.get("version"))
    if number is not None:
        found = next((each for each in versions if each.number == number), None)
        if found is None:
            raise Http404
        return notices.fresh(found.pk)
    return notices.fresh(receipt.version_id)


@mine_page(Permission.FILING_SUBMIT)
@require_POST
def mine_notice_confirmation(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> HttpResponse:
    """“I have read it.”"""
    receipt = _receipt(campaign, enterprise, pk)
    receipts.confirm(receipt=receipt, by=request.user, language=request.POST.get("language", "")[:2])
    messages.success(request, _("Thank you. It is recorded that you have read it."))
    return redirect("outreach:mine_notices", campaign.key, enterprise.pk)


@mine_page(Permission.FILING_SUBMIT)
@require_POST
def mine_notice_people(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> HttpResponse:
    """The liaison confirms for people by name."""
    receipt = _receipt(campaign, enterprise, pk)
    keys = numbers.ticked(request.POST.getlist("reader"), 500)
    count = receipts.confirm_people(notice=receipt.notice, enterprise=enterprise, readers=keys, by=request.user)
    messages.success(request, ngettext("%(n)s person confirmed.", "%(n)s people confirmed.", count) % {"n": count})
    return redirect("outreach:mine_notice", campaign.key, enterprise.pk, pk)


@mine_page(Permission.FILING_SUBMIT)
@require_http_methods(["GET", "POST"])
def mine_readers(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Who of the enterprise reads notices in person: names, languages, named contacts."""
    refusal = None
    if request.method == "POST":
        try:
            receipts.add_reader(
                enterprise=enterprise,
                name=request.POST.get("name", ""),
                language=request.POST.get("language", ""),
                contact=request.POST.get("contact", ""),
                by=request.user,
            )
        except Refused as fault:
            refusal = fault
        else:
            return redirect("outreach:mine_readers", campaign.key, enterprise.pk)
    after = request.GET.get("after", "")
    rows = Reader.objects.filter(pk__gt=numbers.asked(after) or 0, enterprise=enterprise, left_at=None)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "page": Page.of(list(rows.order_by("pk")[: READERS + 1]), READERS, after),
        "languages": OWN_NAME.items(),
        "typed": request.POST,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "back": reverse("outreach:mine_notices", args=[campaign.key, enterprise.pk]),
    }
    return render(request, "outreach/notices/mine_readers.html", context, status=refusal.status if refusal else 200)


@mine_page(Permission.FILING_SUBMIT)
@require_POST
def mine_reader_leaving(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> HttpResponse:
    """Takes a person off the list."""
    found = Reader.objects.filter(enterprise=enterprise, left_at=None, pk=pk).first()
    if found is None:
        raise Http404
    receipts.remove_reader(reader=found, by=request.user)
    return redirect("outreach:mine_readers", campaign.key, enterprise.pk)
