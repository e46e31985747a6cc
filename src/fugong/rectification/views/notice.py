"""One notice with its whole chain; serving it, sending an answer back, looking again, more time, objections."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.rectification import shown, visits
from fugong.rectification.access import holds
from fugong.rectification.actions import appeals, extensions, look_backs, notices
from fugong.rectification.actions.look_backs import Outcome, Seen
from fugong.rectification.models import Notice, StopWork
from fugong.rectification.models.paper import Way
from fugong.rectification.telling import case_url
from fugong.rectification.views.access import appeal_of, extension_of, moment, notice_of


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def notice(request: PageRequest, campaign: Campaign, rectification: int) -> HttpResponse:
    """Items before and after, the chain of papers, what may be done, what happened."""
    return _page(request, campaign, notice_of(request, campaign, rectification))


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def service(request: PageRequest, campaign: Campaign, rectification: int) -> HttpResponse:
    """Records how the paper was served."""
    found = notice_of(request, campaign, rectification)
    post = request.POST
    return acted(
        request,
        lambda: notices.serve(
            paper=found, way=post.get("way", ""), name=post.get("name", ""), note=post.get("note", ""), by=request.user
        ),
        lambda: _("Service is on record."),
        lambda: case_url(found),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def sending_back(request: PageRequest, campaign: Campaign, rectification: int) -> HttpResponse:
    """The answer doesn't show it."""
    found = notice_of(request, campaign, rectification)
    return acted(
        request,
        lambda: notices.send_back(notice=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("The answer was sent back."),
        lambda: case_url(found),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def look_back(request: PageRequest, campaign: Campaign, rectification: int) -> HttpResponse:
    """Judges every item; leads to what came of it."""
    found = notice_of(request, campaign, rectification)
    came: list[Outcome] = []
    return acted(
        request,
        lambda: came.append(
            look_backs.look_back(
                notice=found, seen=_seen(request, found), note=request.POST.get("note", ""), by=request.user
            )
        ),
        lambda: _said(came[0]),
        lambda: case_url(came[0].stop or came[0].second or found),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def extension(request: PageRequest, campaign: Campaign, extension: int) -> HttpResponse:
    """More time, or not."""
    asked = extension_of(request, campaign, extension)
    grant = request.POST.get("outcome") == "grant"
    return acted(
        request,
        lambda: extensions.decide(
            extension=asked, grant=grant, opinion=request.POST.get("opinion", ""), by=request.user
        ),
        lambda: _("More time is granted.") if grant else _("No more time is given."),
        lambda: ("rectification:notice", campaign.key, asked.notice_id),
        lambda refusal: _page(request, campaign, notice_of(request, campaign, asked.notice_id), refusal),
    )


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def appeal(request: PageRequest, campaign: Campaign, appeal: int) -> HttpResponse:
    """Upholds, changes or annuls what the enterprise objects to."""
    found = appeal_of(request, campaign, appeal)
    post = request.POST
    drop = numbers.asked_many(post.getlist("drop"))

    def again(refusal: Refused) -> HttpResponse:
        if found.notice_id:
            return _page(request, campaign, notice_of(request, campaign, found.notice_id), refusal)
        from fugong.rectification.views.stop import page_of

        return page_of(request, campaign, found.order_id, refusal)

    return acted(
        request,
        lambda: appeals.decide(
            appeal=found, outcome=post.get("outcome", ""), opinion=post.get("opinion", ""), by=request.user,
            drop=drop, deadline=moment(request, "deadline"),
        ),
        lambda: _("The objection is decided."),
        lambda: case_url(found.paper),
        again,
    )  # fmt: skip


def _seen(request: HttpRequest, found: Notice) -> dict[int, Seen]:
    """What was ticked and written, by item."""
    answers = {}
    for key in found.items.filter(outcome="").values_list("pk", flat=True):
        said = request.POST.get(f"o-{key}", "")
        if said in ("right", "wrong"):
            answers[key] = Seen(said == "right", request.POST.get(f"r-{key}", ""))
    return answers


def _entered(request: PageRequest, item: Any) -> tuple[str, str]:
    """The judgement and the remark in the form: as typed, else as a look-back saw it."""
    if request.method != "POST" and item.sight is not None:
        return "right" if item.sight.seen.right else "wrong", item.sight.seen.remark
    return request.POST.get(f"o-{item.pk}", ""), request.POST.get(f"r-{item.pk}", "")


def _said(outcome: Outcome) -> str:
    if outcome.stop is not None:
        return _("Not put right again: a stop to work is proposed. A second person decides.")
    if outcome.second is not None:
        return _("Not put right: notice %(number)s is issued.") % {"number": outcome.second.number}
    return _("Everything is put right: the notice is closed.")


def _page(request: PageRequest, campaign: Campaign, found: Notice, refusal: Refused | None = None) -> HttpResponse:
    user, items = request.user, shown.notice_items(found)
    open_items = [item for item in items if not item.outcome]
    findings = [item.finding for item in items]
    papers = shown.chain(found.enterprise_id, campaign.pk, findings)
    may = shown.moves(found, user)
    barred = user.pk in found.barred_from_look_back()
    sights = visits.sights(found, open_items)
    for item in open_items:
        item.sight = sights.get(item.pk)
        item.said, item.typed = _entered(request, item)
        item.fault = faults(refusal).get(f"o-{item.pk}") or faults(refusal).get(f"r-{item.pk}")
    context = {
        "campaign": campaign,
        "notice": found,
        "enterprise": found.enterprise,
        "items": items,
        "open_items": open_items,
        "papers": papers,
        "may_return": "return" in may,
        "may_look": "close" in may and not barred,
        "barred": barred and "close" in may,
        "too_early": found.state == "issued" and found.due_at and clock.now() < found.due_at,
        "may_serve": not found.is_served and holds(user, Permission.RECTIFICATION_ISSUE, found.enterprise),
        "ways": [(way.value, way.label) for way in Way if way != Way.PHONE],
        "extensions": asked_by(found, user),
        "appeals": objections(found, user),
        "events": history.page(request, shown.story(found, findings, papers)),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "rectification/notice.html", context, status=refusal.status if refusal else 200)


def asked_by(found: Notice, user: Any) -> list[Any]:
    """Extensions asked for, each with whether this person decides."""
    rows: list[Any] = list(found.extensions.select_related("asked_by", "decided_by", "notice", "enterprise"))
    for row in rows:
        row.may_decide = row.state == "asked" and row.may_move(user, Permission.RECTIFICATION_ISSUE)
    return rows


def objections(paper: Notice | StopWork, user: Any) -> list[Any]:
    """Objections, each with whether this person decides."""
    rows: list[Any] = list(paper.appeals.select_related("filed_by", "decided_by", "notice", "order", "enterprise"))
    for row in rows:
        row.may_decide = row.state == "filed" and row.may_move(user, Permission.RECTIFICATION_ISSUE)
    return rows
