"""Pages of imports, the same for every kind of sheet: upload, preview, apply or discard, take the faults home."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.sheets import actions, kinds, papers, preview
from fugong.sheets.kinds import SheetKind
from fugong.sheets.models import ImportState, SheetImport, Verdict
from fugong.sheets.writer import download

ACCEPTED = ".xlsx,.xls,.xlsm,.xlsb,.ods,.et,.csv,.tsv,.txt"
ANYONE = Permission.REGISTRY_VIEW  # each kind says itself who may
RECENT = 10


def _kind(request: HttpRequest, campaign: Campaign, key: str) -> SheetKind:
    try:
        kind = kinds.get(key)
    except KeyError:
        raise Http404 from None
    if not kind.may(request.user, campaign):
        raise Http404
    return kind


def _import(request: HttpRequest, campaign: Campaign, uid: UUID) -> SheetImport:
    found = SheetImport.objects.visible_to(request.user).filter(campaign=campaign, uid=uid).first()
    if found is None:
        raise Http404
    found.campaign = campaign
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page(ANYONE)
def upload(request: HttpRequest, campaign: Campaign, kind: str) -> HttpResponse:
    """Choose a file; what is wrong with it as a whole is said beside the field."""
    chosen = _kind(request, campaign, kind)
    fault = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            fault = _("Choose a file first.")
        else:
            try:
                found = _take(chosen, file, campaign, request)
            except Refused as refused:
                fault = refused.message
            else:
                return redirect("sheets:preview", campaign.key, found.uid)
    imports = SheetImport.objects.visible_to(request.user).filter(campaign=campaign, kind=kind)
    recent = Page.newest(imports, RECENT, request.GET.get("after", ""))
    given = {"kind": chosen, "fault": fault, "accepted": ACCEPTED, "recent": recent, "campaign": campaign}
    if chosen.day is not None:
        given["day"] = request.POST.get("day") or clock.today().isoformat()
    given["sheet"] = request.POST.get("sheet", request.GET.get("sheet", ""))
    given["columns"] = [column for column in chosen.columns(campaign) if column.in_template]
    return render(request, "sheets/upload.html", given, status=422 if fault else 200)


def _take(kind: SheetKind, file: UploadedFile, campaign: Campaign, request: HttpRequest) -> SheetImport:
    """Small files are read at once, large ones by a job."""
    about: dict[str, Any] = {"kind": kind, "name": file.name or "", "campaign": campaign, "by": request.user}
    options = {}
    if kind.day is not None:
        options["day"] = kind.day(campaign, request.POST.get("day", "")).isoformat()
    if sheet := request.POST.get("sheet", "").strip()[:100]:
        options["sheet"] = sheet
    about["options"] = options
    if (file.size or 0) <= actions.AT_ONCE:
        return actions.read(file=file.read(), **about)
    return actions.upload(file=file, **about)  # type: ignore[arg-type]


@require_GET
@campaign_page(ANYONE)
def template(request: HttpRequest, campaign: Campaign, kind: str) -> HttpResponse:
    """The empty sheet to fill in."""
    chosen = _kind(request, campaign, kind)
    name = _("%(kind)s template") % {"kind": chosen.name}
    return download(papers.template(chosen, campaign), name)  # type: ignore[return-value]


@require_GET
@campaign_page(ANYONE)
def sample(request: HttpRequest, campaign: Campaign, kind: str) -> HttpResponse:
    """The same sheet with two made-up rows, to see how it is filled in."""
    chosen = _kind(request, campaign, kind)
    name = _("%(kind)s sample") % {"kind": chosen.name}
    return download(papers.template(chosen, campaign, filled=True), name)  # type: ignore[return-value]


@require_GET
@campaign_page(ANYONE)
def show(request: HttpRequest, campaign: Campaign, uid: UUID) -> HttpResponse:
    """What applying would do; while a job works on it, how far it is."""
    found = _import(request, campaign, uid)
    given: dict[str, Any] = {"import": found, "kind": found.kind_of_sheet, "campaign": campaign}
    if found.state in (ImportState.READING, ImportState.APPLYING):
        if request.headers.get("HX-Request"):
            return render(request, "sheets/parts/working.html", given)
        return render(request, "sheets/working.html", given)
    if request.headers.get("HX-Request"):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    given |= preview.of(found, request.GET.get("verdict", ""), request.GET.get("after", ""))
    return render(request, "sheets/preview.html", given)


@require_POST
@campaign_page(ANYONE)
def application(request: HttpRequest, campaign: Campaign, uid: UUID) -> HttpResponse:
    """Applies all rows, or the good ones."""
    found = _import(request, campaign, uid)
    only_good = bool(request.POST.get("only_good"))
    if found.writes > actions.APPLY_AT_ONCE:
        actions.apply_later(sheet_import=found, only_good=only_good, by=request.user)
        return redirect("sheets:preview", campaign.key, found.uid)
    counts = actions.apply(sheet_import=found, only_good=only_good, by=request.user)
    if found.count(Verdict.REFUSED) or not found.kind_of_sheet.after_url:
        return redirect("sheets:preview", campaign.key, found.uid)  # which says itself what was written
    messages.success(request, _("%(new)s added, %(changed)s changed.") % {"new": counts.new, "changed": counts.changed})
    return redirect(reverse(found.kind_of_sheet.after_url, kwargs={"campaign": campaign.key}))


@require_POST
@campaign_page(ANYONE)
def disposal(request: HttpRequest, campaign: Campaign, uid: UUID) -> HttpResponse:
    """Discards the sheet."""
    found = _import(request, campaign, uid)
    actions.discard(sheet_import=found, by=request.user)
    messages.success(request, _("The sheet was discarded. Nothing was changed."))
    return redirect("sheets:upload", campaign.key, found.kind)


@require_GET
@campaign_page(ANYONE)
def faults(request: HttpRequest, campaign: Campaign, uid: UUID) -> HttpResponse:
    """The sheet with its faults beside the cells."""
    found = _import(request, campaign, uid)
    if not found.rows.exists():
        raise Refused(_("The rows of this sheet are no longer kept. Upload it again."))
    only_faults = bool(request.GET.get("only"))
    name = found.file_name.rsplit(".", 1)[0]
    count = ngettext("%(name)s, %(count)s fault", "%(name)s, %(count)s faults", found.count(Verdict.REFUSED))
    file = papers.handed_back(found, only_faults=only_faults)
    name = count % {"name": name, "count": found.count(Verdict.REFUSED)}
    return download(file, name)  # type: ignore[return-value]
