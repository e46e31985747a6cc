"""Writing a notice, and its moves."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.errors import Fault, Refused
from fugong.outreach import composing
from fugong.outreach.actions import notices as actions
from fugong.outreach.models import Notice, NoticeVersion
from fugong.outreach.models.notices import LANGUAGES
from fugong.outreach.views.notices import notice_page
from fugong.outreach.views.notices_access import draft_of, notice_of, version_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@campaign_page(Permission.NOTICE_PUBLISH)
@require_http_methods(["GET", "POST"])
def notice_writing(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The texts of all languages, side by side. What was typed stays on the page when something is refused."""
    found = notice_of(request, campaign, pk, Permission.NOTICE_PUBLISH)
    version = draft_of(found)
    if version is None or version.state != "draft":
        return redirect("outreach:notice", campaign.key, pk)
    refusal = None
    if request.method == "POST":
        try:
            _write(request, version)
        except Refused as fault:
            refusal = fault
        else:
            messages.success(request, _("Kept."))
            onward = "outreach:notice_writing" if "stay" in request.POST else "outreach:notice"
            answer = redirect(onward, campaign.key, pk)
            if onward == "outreach:notice":
                answer["Location"] += f"?version={version.number}"
            return answer
    return _form(request, campaign, found, version, refusal)


def _write(request: PageRequest, version: NoticeVersion) -> None:
    given = request.POST
    texts = {
        language: actions.Text(given.get(f"title_{language}", ""), given.get(f"body_{language}", ""))
        for language in LANGUAGES
        if f"title_{language}" in given or f"body_{language}" in given
    }
    actions.write(
        version=version,
        texts=texts,
        changes=given.get("changes", ""),
        public="public" in given,
        asks="asks" in given,
        still_right=tuple(language for language in LANGUAGES if f"right_{language}" in given),
        by=request.user,
    )


def _form(
    request: PageRequest, campaign: Campaign, found: Notice, version: NoticeVersion, refusal: Refused | None = None
) -> HttpResponse:
    typed, posted = request.POST, request.method == "POST" and "title_zh" in request.POST
    kind = campaign.pack.outreach.notices.kind(found.kind)
    states = {mark.language: mark for mark in composing.marks(version, LANGUAGES)}
    faults = {fault.where: fault.message for fault in refusal.faults} if refusal else {}
    fields = []
    for language in LANGUAGES:
        text = version.text(language)
        fields.append(
            {
                "language": language,
                "name": composing.OWN_NAME[language],
                "title": typed.get(f"title_{language}", "") if posted else (text.title if text else ""),
                "body": typed.get(f"body_{language}", "") if posted else (text.body if text else ""),
                "mark": states[language],
                "wanted": language in kind.languages,
                "title_fault": faults.get(f"title_{language}", ""),
                "body_fault": faults.get(f"body_{language}", ""),
            }
        )
    pack = campaign.pack
    context = {
        "campaign": campaign,
        "notice": found,
        "version": version,
        "kind": kind,
        "fields": fields,
        "changes": typed.get("changes", version.changes) if posted else version.changes,
        "public": ("public" in typed) if posted else found.public,
        "asks": ("asks" in typed) if posted else found.asks,
        "pictures": found.pictures.all(),
        "checklists": pack.resumption.checklists,
        "has_flow": bool(pack.resumption.flow),
        "guides": pack.outreach.notices.guides,
        "refusal": refusal,
        "faults": faults,
    }
    return render(request, "outreach/notices/writing.html", context, status=refusal.status if refusal else 200)


@campaign_page(Permission.NOTICE_PUBLISH)
@require_POST
def notice_pictures(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """A picture for the texts."""
    found = notice_of(request, campaign, pk, Permission.NOTICE_PUBLISH)
    version = draft_of(found)
    if version is None:
        raise Http404
    file = request.FILES.get("picture")
    try:
        if file is None:
            raise Refused(_("Choose a picture."), fields=[Fault("picture", _("Choose a picture."))])
        actions.add_picture(notice=found, name=file.name or "", content=file.read(), by=request.user)
    except Refused as refusal:
        return _form(request, campaign, found, version, refusal)
    messages.success(request, _("The picture is kept. Show it with the line that stands below it."))
    return redirect("outreach:notice_writing", campaign.key, pk)


@campaign_page(Permission.NOTICE_PUBLISH)
@require_POST
def notice_edition(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Begins the next version."""
    found = notice_of(request, campaign, pk, Permission.NOTICE_PUBLISH)
    actions.next_version(notice=found, by=request.user)
    return redirect("outreach:notice_writing", campaign.key, pk)


def _moving(permission: Permission, done: Callable[[], str], act: Callable[..., Any]) -> Any:
    @campaign_page(permission)
    @require_POST
    def move(request: PageRequest, campaign: Campaign, pk: int, number: int) -> HttpResponse:
        found = notice_of(request, campaign, pk, permission)
        version = version_of(found, number)
        try:
            act(version, request)
        except Refused as refusal:
            return notice_page(request, campaign, found, version_of(found, number), refusal)
        messages.success(request, done())
        answer = redirect("outreach:notice", campaign.key, pk)
        answer["Location"] += f"?version={number}"
        return answer

    return move


def _reason(request: PageRequest) -> str:
    return request.POST.get("reason", "")[:500]


submission = _moving(
    Permission.NOTICE_PUBLISH,
    lambda: _("Handed in for checking."),
    lambda version, request: actions.submit(version=version, by=request.user),
)
recall = _moving(
    Permission.NOTICE_PUBLISH,
    lambda: _("It is a draft again."),
    lambda version, request: actions.recall(version=version, by=request.user),
)
publication = _moving(
    Permission.NOTICE_PUBLISH,
    lambda: _("Published. Now send it to its readers."),
    lambda version, request: actions.publish(version=version, by=request.user),
)
approval = _moving(
    Permission.NOTICE_CHECK,
    lambda: _("Approved and published."),
    lambda version, request: actions.approve(version=version, by=request.user),
)
sending_back = _moving(
    Permission.NOTICE_CHECK,
    lambda: _("Returned to its author."),
    lambda version, request: actions.send_back(version=version, reason=_reason(request), by=request.user),
)
withdrawal = _moving(
    Permission.NOTICE_PUBLISH,
    lambda: _("Withdrawn. Whoever opens it reads why."),
    lambda version, request: actions.withdraw(version=version, reason=_reason(request), by=request.user),
)
discarding = _moving(
    Permission.NOTICE_PUBLISH,
    lambda: _("The draft is dropped."),
    lambda version, request: actions.discard(version=version, by=request.user),
)
