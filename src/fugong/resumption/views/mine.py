"""The enterprise's side, made for a phone: where it stands, what comes next, the guide, the way to the first day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.policy.shapes import Text
from fugong.registry.mine import doors, enrolled, mine_page
from fugong.registry.models import Enterprise
from fugong.resumption import answers, critical, flow, rules, shown, standings, telling
from fugong.resumption.actions import commitments, plans, records
from fugong.resumption.checklist import Checklist
from fugong.resumption.models import EmployeeCommitment, Filing, Resumption, Verification
from fugong.resumption.questions import Field

CHOICES = 50


@page(Permission.FILING_SUBMIT)
@require_GET
def mine(request: PageRequest) -> HttpResponse:
    """Home. Who speaks for one enterprise in one campaign stands there at once; others choose."""
    found = Page.placed(enrolled(request, Permission.FILING_SUBMIT), CHOICES, request.GET.get("after", ""))
    if found.is_first and found.next_key is None and len(found.rows) == 1:
        return _home(request, found.rows[0].campaign, found.rows[0].enterprise)
    return render(request, "resumption/mine/choose.html", {"page": found})


@mine_page()
@require_GET
def mine_enterprise(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Home of one enterprise in one campaign."""
    return _home(request, campaign, enterprise)


def _home(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    circumstances = rules.about(campaign, enterprise)
    section = circumstances.pack.resumption
    resumption = Resumption.objects.filter(campaign=campaign, enterprise=enterprise).first()
    filing = latest(campaign, enterprise)
    roster = EmployeeCommitment.objects.filter(campaign=campaign, enterprise=enterprise)
    return render(
        request,
        "resumption/mine/home.html",
        {
            "campaign": campaign,
            "enterprise": enterprise,
            "resumption": resumption,
            "may_file_again": bool(resumption and telling.may_file_again(resumption)),
            "lacking": commitments.lacking_before_first_day(resumption) if resumption and resumption.exemption else "",
            "filing": filing,
            "before_approval": commitments.lacking_before_approval(filing)
            if filing and filing.state == "filed"
            else "",
            "steps": shown.steps(filing) if filing else [],
            "signed": commitments.signed(campaign, enterprise),
            "asks": section.commitments,
            "roster": roster.count(),
            "unsigned": roster.filter(signed_at=None).count(),
            "plan_lacks": plans.lacks(circumstances, campaign, enterprise),
            "standing": standings.of(campaign, enterprise, clock.today()),
            "needs_plan": section.needs_plan(circumstances.facts),
            "self_checks": _self_checks(circumstances, campaign, enterprise),
            "reports": resumption
            and resumption.state == "resumed"
            and section.reports_daily(circumstances.facts, exempt=bool(resumption.exemption)),
            "guidance": circumstances.guidance,
            "promises": section.commitments.authority,
            "today": clock.today(),
            "doors": doors(request, campaign, enterprise),
            "officers": _officers(campaign, enterprise),
        },
    )


def _self_checks(
    circumstances: rules.Circumstances, campaign: Campaign, enterprise: Enterprise
) -> list[tuple[Checklist, Verification | None, str]]:
    """The lists by which the enterprise checks itself, when it last did, and the critical measures that weren't met then."""
    found = critical.found_by_itself(campaign, enterprise)
    checks = [(each, *found.get(each.key, (None, []))) for each in circumstances.checklists("self")]
    return [(checklist, check, critical.in_words(unmet)) for checklist, check, unmet in checks]


def _officers(campaign: Campaign, enterprise: Enterprise) -> list[tuple[Any, Any]]:
    """Who serves the enterprise, each with the name of the post."""
    names = {post.key: post.name for post in campaign.pack.registry.posts}
    rows = enterprise.assignments.filter(campaign=campaign, until=None).select_related("officer")
    return [(row.officer, names.get(row.post, row.post)) for row in rows]


@mine_page()
@require_GET
def mine_guide(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The place's texts for this enterprise, the flow chart, and what is promised in return."""
    circumstances = rules.about(campaign, enterprise)
    pack = circumstances.pack
    texts = [(each.key, str(each.title), pack.text(each.text)) for each in circumstances.guidance]
    templates = [(paper, pack.text(paper.template)) for paper in circumstances.documents if paper.template]
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "texts": texts,
        "templates": templates,
        "chart": flow.chart(pack.resumption.flow),
        "checklists": circumstances.checklists("self"),
        "promises": pack.resumption.commitments.authority,
        "remote_note": pack.resumption.remote.note if pack.resumption.may_work_remotely(circumstances.facts) else "",
    }
    return render(request, "resumption/mine/guide.html", context)


@mine_page(Permission.REPORT_SUBMIT)
@require_POST
def mine_first_day(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The enterprise says that it is at work again."""
    resumption = records.of(campaign, enterprise.pk)
    records.resume(resumption=resumption, first_day=day_from(request, "first_day"), by=request.user)
    standing = standings.of(campaign, enterprise, clock.today())
    if standing is not None and standing.expected:
        messages.success(request, _("The first day is recorded. Please report every day from now on."))
    else:
        messages.success(request, _("The first day is recorded."))
    return redirect("resumption:mine_enterprise", campaign.key, enterprise.pk)


def latest(campaign: Campaign, enterprise: Enterprise) -> Filing | None:
    """The filing that counts now: the newest one that wasn't replaced or dropped as a draft."""
    rows = Filing.objects.filter(campaign=campaign, enterprise=enterprise).exclude(state="replaced")
    return rows.exclude(state="withdrawn", filed_at=None).order_by("-pk").first()


def day_from(request: PageRequest, name: str) -> Any:
    """A day from a form. Raises Refused at its field."""
    field = Field(key=name, name=Text(en=name), kind="date")
    read, faults = answers.read([field], request.POST, whole=True)
    if faults:
        raise Refused(faults[0].message, fields=[Fault(name, faults[0].message)])
    return clock.dt.date.fromisoformat(read[name])
