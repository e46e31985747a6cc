"""Sending a notice: choosing who gets it, and following who has read it."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.outreach import audiences, tallies
from fugong.outreach.actions import receipts as actions
from fugong.outreach.audiences import Audience
from fugong.outreach.models import ChatGroup, Notice, NoticeReceipt, NoticeVersion
from fugong.outreach.views.notices_access import notice_of, version_of
from fugong.places.models import Campaign, Grid
from fugong.places.pages import campaign_page
from fugong.registry.models import Assignment, Enterprise, Park
from fugong.sheets import writer
from fugong.sheets.columns import Column

PAGE = 50
OFFERED = 200
STATES = (
    ("", gettext_lazy("All")),
    ("open", gettext_lazy("Not confirmed")),
    ("unopened", gettext_lazy("Not opened")),
    ("opened", gettext_lazy("Have opened it")),
    ("confirmed", gettext_lazy("Confirmed")),
)
WHERE: dict[str, dict[str, Any]] = {
    "open": {"confirmed_at": None},
    "unopened": {"opened_at": None},
    "opened": {"opened_at__isnull": False},
    "confirmed": {"confirmed_at__isnull": False},
}
COLUMNS = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="reader", name=gettext_lazy("Reader"), width=18),
    Column(key="contact", name=gettext_lazy("Named contact"), width=18),
    Column(key="version", name=gettext_lazy("Version"), width=8),
    Column(key="sent_at", name=gettext_lazy("Sent"), width=18),
    Column(key="opened_at", name=gettext_lazy("First opened"), width=18),
    Column(key="confirmed_at", name=gettext_lazy("Confirmed"), width=18),
    Column(key="confirmed_by", name=gettext_lazy("Confirmed by"), width=18),
    Column(key="reminders", name=gettext_lazy("Reminders"), width=10),
)


@campaign_page(Permission.NOTICE_PUBLISH)
@require_http_methods(["GET", "POST"])
def notice_sending(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Choose, see who and how many, send. The preview is the same form, answered without sending."""
    found = notice_of(request, campaign, pk, Permission.NOTICE_PUBLISH)
    version = version_of(found)
    if version.state != "published":
        return redirect("outreach:notice", campaign.key, pk)
    refusal, preview = None, None
    audience = _audience(request, campaign) if request.method == "POST" else Audience(everyone=False)
    if request.method == "POST":
        try:
            _check_codes(request, campaign)
            if "send" in request.POST:
                sending = actions.send(version=version, audience=audience, by=request.user)
                count = sending.enterprises + sending.people + sending.officers
                messages.success(
                    request, ngettext("Sent to %(n)s reader.", "Sent to %(n)s readers.", count) % {"n": count}
                )
                return redirect("outreach:notice_receipts", campaign.key, pk)
            if "look" not in request.POST:
                preview = audiences.preview(audience, version, request.user)
        except Refused as fault:
            refusal = fault
    return _form(request, campaign, found, version, audience, preview, refusal)


def _audience(request: PageRequest, campaign: Campaign) -> Audience:
    """As the form says it. Single enterprises are named by credit code, one a line."""
    given = request.POST
    codes = _codes(request)[: audiences.MOST_SINGLE]
    single = list(_seen(request, campaign).filter(uscc__in=codes).values_list("pk", flat=True)) if codes else []
    return Audience(
        everyone="everyone" in given,
        segments=tuple(given.getlist("segments")),
        groups=tuple(given.getlist("groups")),
        tags=tuple(given.getlist("tags")),
        grids=tuple(numbers.asked_many(given.getlist("grids"))),
        parks=tuple(numbers.asked_many(given.getlist("parks"))),
        chat_groups=tuple(numbers.asked_many(given.getlist("chat_groups"))),
        enterprises=(*single, *numbers.asked_many(given.getlist("enterprises"))),
        earlier="earlier" in given,
        posts=tuple(given.getlist("posts")),
        by_name="by_name" in given,
    )


def _codes(request: PageRequest) -> list[str]:
    typed = request.POST.get("codes", "").replace(",", "\n").replace("，", "\n")
    return list(dict.fromkeys(code.strip().upper() for code in typed.splitlines() if code.strip()))


def _seen(request: PageRequest, campaign: Campaign) -> Any:
    rows = Enterprise.objects.visible_to(request.user, Permission.NOTICE_PUBLISH)
    return rows.filter(enrolments__campaign=campaign)


def _check_codes(request: PageRequest, campaign: Campaign) -> None:
    """Raises Refused where a code names no enterprise that the person sees, or there are too many: nobody is left out silently."""
    codes = _codes(request)
    if len(codes) > audiences.MOST_SINGLE:
        raise refuse("codes", _("At most %(n)s rows at once.") % {"n": audiences.MOST_SINGLE})
    known = set(_seen(request, campaign).filter(uscc__in=codes).values_list("uscc", flat=True)) if codes else set()
    if missing := [code for code in codes if code not in known]:
        words = _("No enterprise of this campaign is called %(names)s.")
        raise refuse("codes", words % {"names": _(", ").join(missing[:5])})


def _form(
    request: PageRequest, campaign: Campaign, found: Notice, version: NoticeVersion, audience: Audience,
    preview: Any, refusal: Refused | None,
) -> HttpResponse:  # fmt: skip
    registry, prefix = campaign.pack.registry, campaign.jurisdiction.prefix
    groups = ChatGroup.objects.visible_to(request.user).filter(campaign=campaign, closed_at=None)
    context = {
        "campaign": campaign,
        "notice": found,
        "version": version,
        "audience": audience,
        "preview": preview,
        "refusal": refusal,
        "codes": request.POST.get("codes", ""),
        "faults": faults(refusal),
        "choices": [
            ("segments", _("Segments"), *_all(registry.segments, audience.segments)),
            ("groups", _("Industry groups"), *_all(registry.groups, audience.groups)),
            ("tags", _("Tags"), *_all(registry.tags, audience.tags)),
            ("grids", _("Grids"), *_some(request, "grids", _places(Grid, prefix), audience.grids)),
            ("parks", _("Parks and buildings"), *_some(request, "parks", _places(Park, prefix), audience.parks)),
            ("chat_groups", _("Groups"), *_some(request, "chat_groups", groups, audience.chat_groups)),
            ("posts", _("Officers by post"), *_all(registry.posts, audience.posts)),
        ],
        "has_earlier": found.versions.filter(number__lt=version.number, published_at__isnull=False).exists(),
    }
    return render(request, "outreach/notices/sending.html", context, status=refusal.status if refusal else 200)


def _places(model: Any, prefix: str) -> Any:
    return model.objects.filter(jurisdiction__prefix__startswith=prefix).select_related("jurisdiction").order_by("pk")


def _all(named: Any, chosen: tuple[str, ...]) -> tuple[list[Any], Any, bool, str]:
    """As `_some`, of what the pack names: never many."""
    return [(each.key, each.name) for each in named], chosen, False, ""


def _some(request: PageRequest, key: str, rows: Any, chosen: tuple[int, ...]) -> tuple[list[Any], Any, bool, str]:
    """What is offered to tick, what is ticked, whether that is all, and what was looked for. Of very many those that are ticked,
    and those in whose name `<key>_text` occurs."""
    found = list(rows[: OFFERED + 1])
    if len(found) <= OFFERED:
        return [(row.pk, str(row)) for row in found], chosen, False, ""
    text = request.POST.get(f"{key}_text", "").strip()[:60]
    ticked = list(rows.filter(pk__in=chosen)) if chosen else []
    like = rows.filter(Q(name__icontains=text) | Q(names__icontains=text)).exclude(pk__in=chosen)
    shown = [*ticked, *(like[:OFFERED] if text else ())]
    return [(row.pk, str(row)) for row in shown], chosen, True, text


@campaign_page(Permission.NOTICE_VIEW)
@require_GET
def notice_receipts(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Who was sent it, who opened it, who confirmed, and who hasn't: of those whom the person sees."""
    found = notice_of(request, campaign, pk)
    version = version_of(found, numbers.asked(request.GET.get("version")))
    seen = NoticeReceipt.objects.visible_to(request.user).filter(notice=found, version=version)
    rows = _narrowed(seen, request)
    after = request.GET.get("after", "")
    rows = rows.filter(pk__gt=numbers.asked(after) or 0)
    listed = list(rows.select_related("enterprise", "reader", "person", "confirmed_by").order_by("pk")[: PAGE + 1])
    following = str(listed[PAGE - 1].pk) if len(listed) > PAGE else None
    context = {
        "campaign": campaign,
        "notice": found,
        "version": version,
        "versions": [row for row in found.versions.all() if row.published_at],
        "page": Page(listed[:PAGE], following, not after),
        "state": request.GET.get("state", ""),
        "states": STATES,
        "text": request.GET.get("text", ""),
        "tally": tallies.of_versions([version.pk], seen).get(version.pk),
        "may_remind": version.state == "published" and version.may_move(request.user, Permission.NOTICE_PUBLISH),
    }
    return render(request, "outreach/notices/receipts.html", context)


def _narrowed(rows: Any, request: PageRequest) -> Any:
    rows = rows.filter(**WHERE.get(request.GET.get("state", ""), {}))
    if "mine" in request.GET:
        served = Assignment.objects.filter(officer=request.user, until=None, enterprise=OuterRef("enterprise"))
        rows = rows.filter(Exists(served))
    text = request.GET.get("text", "").strip()[:80]
    if text:
        rows = rows.filter(enterprise__in=Enterprise.objects.matching(text).values("pk"))
    return rows


@campaign_page(Permission.REGISTRY_EXPORT)
@require_GET
def notice_receipts_sheet(request: PageRequest, campaign: Campaign, pk: int) -> FileResponse:
    """The same list as a sheet."""
    found = notice_of(request, campaign, pk)
    version = version_of(found, numbers.asked(request.GET.get("version")))
    rows = _narrowed(NoticeReceipt.objects.visible_to(request.user).filter(notice=found, version=version), request)
    rows = rows.select_related("enterprise", "reader", "person", "confirmed_by")
    given = (
        _line(row, version.number)
        for row in rows.order_by(F("confirmed_at").asc(nulls_first=True), "pk").iterator(2_000)
    )
    name = _("Who has read “%(title)s”") % {"title": version.title()}
    return writer.download(writer.workbook(writer.Sheet(COLUMNS, given, title=name)), name)


def _line(row: NoticeReceipt, version: int) -> dict[str, Any]:
    return {
        "enterprise": row.enterprise.name if row.enterprise else "",
        "uscc": row.enterprise.uscc if row.enterprise else "",
        "reader": str(row.reader or row.person or ""),
        "contact": row.reader.contact if row.reader else "",
        "version": version,
        "sent_at": row.sent_at,
        "opened_at": row.opened_at,
        "confirmed_at": row.confirmed_at,
        "confirmed_by": row.confirmed_by.name if row.confirmed_by else "",
        "reminders": row.reminders,
    }


@campaign_page(Permission.NOTICE_PUBLISH)
@require_POST
def notice_reminder(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Reminds whoever hasn't confirmed."""
    found = notice_of(request, campaign, pk, Permission.NOTICE_PUBLISH)
    count = actions.remind(version=version_of(found), by=request.user)
    if count:
        messages.success(request, ngettext("%(n)s reader reminded.", "%(n)s readers reminded.", count) % {"n": count})
    else:
        messages.info(request, _("Nobody to remind: all confirmed, or were reminded within the hour."))
    return redirect("outreach:notice_receipts", campaign.key, pk)
