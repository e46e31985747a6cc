"""The desk's pages of notices: the list, one notice with all its versions, a new one."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.outreach import composing, tallies
from fugong.outreach.actions import notices as actions
from fugong.outreach.models import Notice, NoticeReceipt, NoticeText, NoticeVersion
from fugong.outreach.notice_arrows import NOTICE
from fugong.outreach.views.notices_access import draft_of, languages_asked, notice_of, version_of, with_versions
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow.moves import open_arrows

PAGE = 50
SENDINGS = 20
SHOWN_STATES = ("draft", "checking", "published", "withdrawn")


@campaign_page(Permission.NOTICE_VIEW)
@require_GET
def notices(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Notices, newest first."""
    wanted = {name: request.GET.get(name, "").strip()[:80] for name in ("text", "kind", "state", "after")}
    rows = _narrowed(Notice.objects.visible_to(request.user).filter(campaign=campaign), wanted)
    found = list(with_versions(rows.order_by("-pk"))[: PAGE + 1])
    page = Page.of(found, PAGE, wanted["after"])
    kinds = campaign.pack.outreach.notices
    counted = tallies.of_versions([row.current_id for row in page.rows if row.current_id])
    for row in page.rows:
        row.kind_name = kinds.kind(row.kind).name
        row.shown = next((each for each in row.versions.all() if each.pk == row.current_id), row.versions.all()[0])
        row.draft = next((each for each in row.versions.all() if each.state in ("draft", "checking")), None)
        row.marks = composing.marks(row.shown, kinds.kind(row.kind).languages)
        row.tally = counted.get(row.current_id)
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": page,
        "kinds": kinds.kinds,
        "states": [(key, NOTICE.states[key]) for key in SHOWN_STATES],
        "filtered": bool(wanted["text"] or wanted["kind"] or wanted["state"]),
        "may_write": request.user.holds(Permission.NOTICE_PUBLISH),
    }
    return render(request, "outreach/notices/list.html", context)


def _narrowed(rows: Any, wanted: dict[str, str]) -> Any:
    if wanted["kind"]:
        rows = rows.filter(kind=wanted["kind"])
    if wanted["state"]:
        states = NoticeVersion.objects.filter(notice=OuterRef("pk"), state=wanted["state"])
        rows = rows.filter(Exists(states))
    else:
        rows = rows.filter(
            ~Q(current=None) | Exists(NoticeVersion.objects.filter(notice=OuterRef("pk")).exclude(state="dropped"))
        )
    if wanted["text"]:
        words = NoticeText.objects.filter(version__notice=OuterRef("pk"))
        for word in wanted["text"].split():
            rows = rows.filter(Exists(words.filter(Q(title__icontains=word) | Q(body__icontains=word))))
    after = numbers.asked(wanted["after"])
    return rows if after is None else rows.filter(pk__lt=after)


@campaign_page(Permission.NOTICE_PUBLISH)
@require_http_methods(["GET", "POST"])
def notice_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A new notice: its kind, or a template of the pack."""
    section, refusal = campaign.pack.outreach.notices, None
    if request.method == "POST":
        try:
            made = actions.draft(
                campaign=campaign,
                kind=request.POST.get("kind", ""),
                template=request.POST.get("template", ""),
                by=request.user,
            )
        except Refused as fault:
            refusal = fault
        else:
            return redirect("outreach:notice_writing", campaign.key, made.pk)
    templates = [(template, section.kind(template.kind)) for template in section.templates]
    context = {"campaign": campaign, "kinds": section.kinds, "templates": templates, "refusal": refusal}
    return render(request, "outreach/notices/new.html", context, status=refusal.status if refusal else 200)


@campaign_page(Permission.NOTICE_VIEW)
@require_GET
def notice(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One notice: its languages side by side, how whole each is, who was sent it, its versions."""
    found = notice_of(request, campaign, pk)
    version = version_of(found, numbers.asked(request.GET.get("version")))
    return notice_page(request, campaign, found, version)


def notice_page(
    request: PageRequest, campaign: Campaign, found: Notice, version: NoticeVersion, refusal: Refused | None = None
) -> HttpResponse:
    """The page of a notice, as it is shown after a refused step too."""
    kind = campaign.pack.outreach.notices.kind(found.kind)
    asked = languages_asked(request, version)
    may_write = request.user.scope(Permission.NOTICE_PUBLISH).covers_area(found.area)
    receipts = NoticeReceipt.objects.filter(notice=found, version=version, person=request.user)
    context = {
        "campaign": campaign,
        "notice": found,
        "version": version,
        "draft": draft_of(found),
        "kind": kind,
        "columns": composing.columns(version, asked),
        "asked": asked,
        "written": [(each, composing.OWN_NAME[each]) for each in version.written],
        "marks": composing.marks(version, kind.languages),
        "moves": _moves(request, version, kind.checked),
        "tally": tallies.of_versions([version.pk]).get(version.pk),
        "views": tallies.viewings(found),
        "sendings": Page.newest(version.sendings.select_related("sent_by"), SENDINGS, request.GET.get("sent", "")),
        "may_write": may_write,
        "receipt": receipts.first(),
        "public_url": request.build_absolute_uri(f"/n/{found.slug}/"),
        "refusal": refusal,
    }
    return render(request, "outreach/notices/one.html", context, status=refusal.status if refusal else 200)


def _moves(request: PageRequest, version: NoticeVersion, checked: bool) -> list[Any]:
    """The arrows that fit the kind: handing in where it is checked, publishing where it isn't."""
    unfit = {"publish"} if checked else {"submit"}
    return [arrow for arrow in open_arrows(version, request.user) if arrow.key not in unfit]
