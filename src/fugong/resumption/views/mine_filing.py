"""The filing as the enterprise fills it in, files it, follows it, mends it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.core import documents
from fugong.core.errors import Fault, Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.resumption import answers, rules, shown
from fugong.resumption.actions import commitments, filings, plans
from fugong.resumption.models import Document, Filing, JointFiling, Resumption
from fugong.resumption.views.mine import latest

REMEMBERED = 2_100  # signs of an answer that can't be read


@mine_page()
@require_GET
def mine_filing(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The form while it is a draft; its way once it is filed; how to begin where there is none."""
    filing = latest(campaign, enterprise)
    if filing is None:
        return render(request, "resumption/mine/begin.html", _beginning(campaign, enterprise))
    if filing.state == "draft":
        return _form(request, campaign, enterprise, filing)
    return render(request, "resumption/mine/status.html", _status(request, campaign, enterprise, filing))


@mine_page()
@require_POST
def mine_begin(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Begins a filing: by itself, remotely, or together with the neighbours."""
    way = request.POST.get("way", "")
    joint = _open_joint(campaign, enterprise) if way == "joint" else None
    filings.draft(campaign=campaign, enterprise=enterprise, by=request.user, remote=way == "remote", joint=joint)
    return _back(campaign, enterprise)


@mine_page()
@require_POST
def mine_answers(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Saves as one types. Answers with the mistakes so far, and the questions that came or went."""
    filing = _draft(campaign, enterprise)
    faults = filings.save_answers(filing=filing, answers=_typed(request), by=request.user)
    _remember(request, filing, faults)
    filing.refresh_from_db()
    lines = shown.fields(filing, faults, _typed(request))
    seen = set(request.POST.getlist("shown"))
    turned = [line for line in lines if line.field.when and (line.field.key in seen) != line.asked]
    there = [line for line in lines if line.asked and line not in turned]
    context = {"campaign": campaign, "enterprise": enterprise, "there": there, "turned": turned, "faults": faults}
    return render(request, "resumption/mine/saved.html", context)


@mine_page()
@require_POST
def mine_submission(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Files the draft; where something is missing, the form comes back with it marked."""
    filing = latest(campaign, enterprise)
    if filing is None or filing.state != "draft":
        return _back(campaign, enterprise)
    faults = filings.save_answers(filing=filing, answers=_typed(request), by=request.user)
    _remember(request, filing, faults)
    filing.refresh_from_db()
    try:
        if faults:
            raise Refused(_("Some answers can't be read. They are marked below."), fields=faults)
        filings.submit(filing=filing, by=request.user)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        filing.refresh_from_db()
        return _form(request, campaign, enterprise, filing, refusal)
    messages.success(request, _("Filed. You can follow every step here."))
    for line in shown.fields(filing):
        if line.asked and line.odd:
            messages.warning(request, line.odd)
    return _back(campaign, enterprise)


@mine_page()
@require_POST
def mine_document_add(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Attaches files to one paper of the draft."""
    filing = _draft(campaign, enterprise)
    field = request.POST.get("field", "")
    files = request.FILES.getlist("file")
    if not files:
        raise BadRequest("no file")
    try:
        for file in files[:10]:
            _attach(filing, field, file, request)
    except Refused as refusal:
        return _form(request, campaign, enterprise, filing, refusal)
    return _back(campaign, enterprise, f"#paper-{field}")


@mine_page()
@require_POST
def mine_document_removal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, uid: Any) -> HttpResponse:
    """Takes a file out of the draft."""
    document = Document.objects.filter(filing=_draft(campaign, enterprise), uid=uid).select_related("filing").first()
    if document is None:
        raise Http404
    filings.remove_document(document=document, by=request.user)
    return _back(campaign, enterprise, f"#paper-{document.field}")


@mine_page()
@require_POST
def mine_withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Takes the filing back."""
    filings.withdraw(filing=_latest(campaign, enterprise), reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("The filing is withdrawn. You can file again at any time."))
    return _back(campaign, enterprise)


@mine_page()
@require_POST
def mine_discarding(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Drops the draft."""
    filings.discard(filing=_draft(campaign, enterprise), by=request.user)
    return redirect("resumption:mine_enterprise", campaign.key, enterprise.pk)


@mine_page()
@require_POST
def mine_revision(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Begins the next version of a returned filing."""
    filings.revise(filing=_latest(campaign, enterprise), by=request.user)
    return _back(campaign, enterprise)


def _form(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, filing: Filing, refusal: Refused | None = None
) -> HttpResponse:
    kept = _remembered(request, filing)
    mistakes = answers.read(
        [each for each in rules.pack_of(filing).resumption.form if each.key in kept], kept, whole=False
    )
    faults: list[Fault] = [*mistakes[1], *(refusal.faults if refusal else [])]
    typed = {**kept, **(_typed(request) if refusal else {})}
    circumstances = rules.of_filing(filing)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "filing": filing,
        "lines": shown.fields(filing, faults, typed),
        "papers": shown.papers(filing, faults),
        "refusal": refusal,
        "accept": documents.ACCEPT,
        "needs_plan": campaign.pack.resumption.needs_plan(circumstances.facts),
        "plan_lacks": plans.lacks(circumstances, campaign, enterprise),
        "plan_fault": next((fault.message for fault in faults if fault.where == filings.PLAN), ""),
        "unsigned": commitments.lacking_before_approval(filing),
    }
    return render(request, "resumption/mine/form.html", context, status=422 if refusal else 200)


def _remember(request: PageRequest, filing: Filing, faults: list[Fault]) -> None:
    """What was typed and can't be read isn't in the draft: the session keeps it, so that it stays in its field on every way back."""
    typed, wrong = _typed(request), {fault.where for fault in faults}
    kept = {key: text for key, text in _remembered(request, filing).items() if key not in typed}
    kept |= {key: str(text)[:REMEMBERED] for key, text in typed.items() if key in wrong}
    if kept != _remembered(request, filing):
        request.session[f"typed-{filing.pk}"] = kept


def _remembered(request: PageRequest, filing: Filing) -> dict[str, str]:
    found: dict[str, str] = request.session.get(f"typed-{filing.pk}", {})
    return found


def _status(request: PageRequest, campaign: Campaign, enterprise: Enterprise, filing: Filing) -> dict[str, Any]:
    route, why = shown.route_of(filing)
    circumstances = rules.about(campaign, enterprise)
    return {
        "campaign": campaign,
        "enterprise": enterprise,
        "filing": filing,
        "steps": shown.steps(filing),
        "lines": [line for line in shown.fields(filing) if line.asked],
        "papers": shown.papers(filing),
        "route": route,
        "why": why,
        "needs_plan": circumstances.pack.resumption.needs_plan(circumstances.facts),
        "plan_lacks": plans.lacks(circumstances, campaign, enterprise),
        "unsigned": commitments.lacking_before_approval(filing) if filing.state == "filed" else "",
        "events": history.of(request, "filing", filing.pk),
        "earlier": _earlier(filing),
        "may_add": filing.state in ("approved", "withdrawn", "refused"),
        "beginning": _beginning(campaign, enterprise) if filing.is_final else {},
    }


def _earlier(filing: Filing) -> list[Filing]:
    """The versions before this one, newest first."""
    found: list[Any] = []
    before: Any = filing.follows
    while before is not None:
        before.attached = [line for line in shown.papers(before) if line.files]
        before.said = [(line.field.name, line.remarks) for line in shown.fields(before) if line.remarks]
        before.said += [(line.paper.name, line.remarks) for line in shown.papers(before) if line.remarks]
        found.append(before)
        before = before.follows
    return found


def _beginning(campaign: Campaign, enterprise: Enterprise) -> dict[str, Any]:
    circumstances = rules.about(campaign, enterprise)
    section = circumstances.pack.resumption
    kind, hindrance = filings.beginning(campaign, enterprise)
    return {
        "campaign": campaign,
        "enterprise": enterprise,
        "hindrance": hindrance,
        "kind": kind,
        "suspended": Resumption.objects.filter(campaign=campaign, enterprise=enterprise, state="suspended").exists(),
        "may_remote": section.may_work_remotely(circumstances.facts),
        "remote_note": section.remote.note,
        "joint": _open_joint(campaign, enterprise),
        "documents": circumstances.documents,
        "guidance": circumstances.guidance,
    }


def _open_joint(campaign: Campaign, enterprise: Enterprise) -> JointFiling | None:
    if enterprise.park_id is None:
        return None
    rows = JointFiling.objects.filter(campaign=campaign, park=enterprise.park_id, closed_at=None)
    return rows.select_related("park").first()


def _attach(filing: Filing, field: str, file: Any, request: PageRequest) -> None:
    if file.size > documents.LARGEST:
        message = _("The file is larger than %(n)s MB. Send a smaller one.") % {"n": documents.LARGEST >> 20}
        raise Refused(message, fields=[Fault(field, message)])
    filings.attach(filing=filing, field=field, name=file.name, content=file.read(), by=request.user)


def _typed(request: PageRequest) -> dict[str, Any]:
    """The answers as typed: fields of the form stand under `a-<key>`."""
    return {name[2:]: value for name, value in request.POST.items() if name.startswith("a-")}


def _draft(campaign: Campaign, enterprise: Enterprise) -> Filing:
    found = Filing.objects.filter(campaign=campaign, enterprise=enterprise, state="draft").first()
    if found is None:
        raise Http404
    return found


def _latest(campaign: Campaign, enterprise: Enterprise) -> Filing:
    found = latest(campaign, enterprise)
    if found is None:
        raise Http404
    return found


def _back(campaign: Campaign, enterprise: Enterprise, anchor: str = "") -> HttpResponse:
    answer = redirect("resumption:mine_filing", campaign.key, enterprise.pk)
    answer["Location"] += anchor
    return answer
