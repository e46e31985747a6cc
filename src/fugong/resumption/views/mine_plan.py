"""The plan (一企一方案) with its production lines, and the enterprise's check of itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fugong.accounts.pages import PageRequest
from fugong.core import clock, dates, numbers
from fugong.core.errors import Fault, Refused
from fugong.core.ids import uuid7
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.resumption import critical, rules
from fugong.resumption.actions import plans, records, verifications
from fugong.resumption.models import Resumption, Verification
from fugong.resumption.shown import FieldLine
from fugong.resumption.views.checklists import answers_from, uid_from
from fugong.resumption.views.checklists import lines as checklist_lines

SPARE_LINES = 3
LINE = ("name", "staff", "capacity", "planned_on")
VERSIONS = 20


@mine_page()
@require_http_methods(["GET", "POST"])
def mine_plan(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The plan's fields and its lines."""
    resumption = records.of(campaign, enterprise.pk)
    if request.method == "POST":
        return _save(request, resumption)
    return _page(request, resumption)


@mine_page()
@require_http_methods(["GET", "POST"])
def mine_self_check(request: PageRequest, campaign: Campaign, enterprise: Enterprise, checklist: str) -> HttpResponse:
    """The same list that will be gone through on site, answered by the enterprise first."""
    circumstances = rules.about(campaign, enterprise)
    found = next((each for each in circumstances.checklists("self") if each.key == checklist), None)
    if found is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            kept = verifications.record_visit(
                campaign=campaign, enterprise=enterprise, checklist=checklist, answers=answers_from(request),
                by=request.user, kind="self", note=request.POST.get("note", ""), uid=uid_from(request),
            )  # fmt: skip
        except Refused as fault:
            refusal = fault
        else:
            _thank(request, kept)
            return redirect("resumption:mine_enterprise", campaign.key, enterprise.pk)
    rows = Verification.objects.filter(campaign=campaign, enterprise=enterprise, kind="self", checklist=checklist)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "checklist": found,
        "aspects": checklist_lines(circumstances, found, request, refusal, before=rows.first()),
        "refusal": refusal,
        "uid": uuid7(),
    }
    return render(request, "resumption/mine/self_check.html", context, status=refusal.status if refusal else 200)


def _thank(request: PageRequest, kept: Verification) -> None:
    """What was kept, and what follows from the critical measures that aren't met."""
    messages.success(request, _("Thank you. Whoever visits you sees your answers beside theirs."))
    if unmet := critical.unmet(kept):
        words = _(
            "Critical and not met: %(items)s. While this is so, a check on site can't be passed. "
            "Put it right, then go through the list again."
        )
        messages.warning(request, words % {"items": critical.in_words(unmet)})


def _save(request: PageRequest, resumption: Resumption) -> HttpResponse:
    if "more" in request.POST:
        return _page(request, resumption)
    try:
        if "lines" in request.POST:
            plans.save_lines(resumption=resumption, lines=_lines(request), by=request.user)
        else:
            given = {name[2:]: value for name, value in request.POST.items() if name.startswith("a-")}
            plans.save_plan(resumption=resumption, content=given, by=request.user)
    except Refused as refusal:
        return _page(request, resumption, refusal)
    messages.success(request, _("Saved."))
    return redirect("resumption:mine_plan", resumption.campaign.key, resumption.enterprise_id)


def _page(request: PageRequest, resumption: Resumption, refusal: Refused | None = None) -> HttpResponse:
    asked = resumption.campaign.pack.resumption.plan
    last = resumption.plans.order_by("-version").first()
    content = last.content if last else {}
    faults = {fault.where: fault.message for fault in refusal.faults} if refusal else {}
    context = {
        "campaign": resumption.campaign,
        "enterprise": resumption.enterprise,
        "resumption": resumption,
        "asked": asked,
        "fields": [
            FieldLine(each, request.POST.get(f"a-{each.key}", content.get(each.key)), fault=faults.get(each.key, ""))
            for each in asked.fields
        ],
        "rows": _rows(request, resumption, faults),
        "versions": Page.newest(resumption.plans.select_related("made_by"), VERSIONS, request.GET.get("after", "")),
        "refusal": refusal,
    }
    return render(request, "resumption/mine/plan.html", context, status=refusal.status if refusal else 200)


def _rows(request: PageRequest, resumption: Resumption, faults: dict[str, str]) -> list[dict[str, Any]]:
    """The lines as typed, or as kept with some empty ones after them."""
    if "lines" in request.POST:
        typed = zip(*(request.POST.getlist(name) for name in LINE), strict=False)
        rows = [dict(zip(LINE, each, strict=True)) for each in typed]
    else:
        rows = [
            {"name": line.name, "staff": line.staff, "capacity": line.capacity, "planned_on": line.planned_on or ""}
            for line in resumption.lines.all()
        ]
    if "lines" not in request.POST or "more" in request.POST:
        rows += [dict.fromkeys(LINE, "")] * SPARE_LINES
    return [
        {**row, "fault": " ".join(faults[key] for key in faults if key.startswith(f"line-{at}-"))}
        for at, row in enumerate(rows)
    ]


def _lines(request: PageRequest) -> list[plans.Line]:
    """Rows with a name; numbers and days are read, and faults name the row."""
    names = request.POST.getlist("name")
    faults: list[Fault] = []
    lines = []
    for at, name in enumerate(names):
        if name.strip():
            staff, capacity, day = (request.POST.getlist(key)[at] for key in ("staff", "capacity", "planned_on"))
            lines.append(
                plans.Line(
                    name.strip(),
                    _whole(staff, at, "staff", faults),
                    _whole(capacity, at, "capacity", faults),
                    _day(day, at, faults),
                )
            )
    if faults:
        raise Refused(_("The lines can't be kept so. What is wrong is marked below."), fields=faults)
    return lines


def _whole(text: str, at: int, name: str, faults: list[Fault]) -> int:
    try:
        number = numbers.read(numbers.plain(text).rstrip("% ") or "0")
        if number == int(number):
            return int(number)
        message = _("Write a whole number, such as 120.")
    except numbers.NotANumber as mistake:
        message = str(mistake) if mistake.code != "number" else _("Write a whole number, such as 120.")
    faults.append(Fault(f"line-{at}-{name}", message))
    return 0


def _day(text: str, at: int, faults: list[Fault]) -> Any:
    if not text.strip():
        return None
    try:
        return dates.read(text, year=clock.today().year)
    except ValueError as mistake:
        faults.append(Fault(f"line-{at}-planned_on", str(mistake)))
        return None
