"""Published answers (常见问答): found before one asks; written, changed and withdrawn by officers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.outreach import shown
from fugong.outreach.actions import posts as publishing
from fugong.outreach.faces import Face
from fugong.outreach.models import PublishedAnswer, Thread
from fugong.outreach.views.groups import faults_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

SPEAK = Permission.GROUP_SPEAK
PAGE = 30
NAMES = {"zh": "中文", "en": "English", "ja": "日本語", "ko": "한국어"}


@campaign_page(SPEAK)
@require_GET
def answers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """All published answers, for officers."""
    return _list(request, Face(campaign, request.user))


@mine_page(SPEAK)
@require_GET
def mine_answers(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The same for an enterprise, before it asks."""
    return _list(request, Face(campaign, request.user, enterprise))


def _list(request: PageRequest, face: Face) -> HttpResponse:
    text, after = request.GET.get("q", "").strip()[:80], request.GET.get("after", "")
    rows = shown.answers(face.user, face.campaign, text)
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows[: PAGE + 1])
    context = {
        "campaign": face.campaign,
        "enterprise": face.enterprise,
        "face": face,
        "answers": found[:PAGE],
        "page": Page.of(found, PAGE, after),
        "text": text,
        "list_url": face.url("groups"),
    }
    return render(request, "outreach/answers/list.html", context)


@mine_page(SPEAK)
@require_GET
def mine_similar(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """While one types a question: what was answered already."""
    text = request.GET.get("text", "").strip()[:400]
    found = shown.similar_answers(request.user, campaign, text) if len(text) > 1 else []
    return render(request, "outreach/answers/_similar.html", {"answers": found})


@campaign_page(SPEAK)
@require_http_methods(["GET", "POST"])
def publication(request: PageRequest, campaign: Campaign, key: str, pk: int) -> HttpResponse:
    """Turns a question with its answer into a published one: prefilled, edited by a person, without who asked."""
    face = Face(campaign, request.user)
    thread = face.thread(key, pk)
    before = PublishedAnswer.objects.filter(thread=thread, withdrawn_at=None).first()
    return _form(request, face, before, thread, _kept(before) if before else _from_thread(thread))


@campaign_page(SPEAK)
@require_http_methods(["GET", "POST"])
def answer_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """An answer that nobody has asked for yet."""
    return _form(request, Face(campaign, request.user), None, None, {"question": {}, "answer": {}})


@campaign_page(SPEAK)
@require_http_methods(["GET", "POST"])
def answer_edit(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Changes a published answer."""
    found = _answer(request, campaign, pk)
    return _form(request, Face(campaign, request.user), found, found.thread, _kept(found))


@campaign_page(SPEAK)
@require_POST
def answer_withdrawal(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """It no longer holds."""
    publishing.withdraw(
        published=_answer(request, campaign, pk), reason=request.POST.get("reason", ""), by=request.user
    )
    messages.success(request, _("The answer is withdrawn."))
    return redirect("outreach:answers", campaign.key)


def _answer(request: PageRequest, campaign: Campaign, pk: int) -> PublishedAnswer:
    if not request.user.is_staff_member:
        raise Http404
    found = PublishedAnswer.objects.visible_to(request.user).current().filter(campaign=campaign, pk=pk)
    row = found.select_related("campaign__jurisdiction", "thread").first()
    if row is None:
        raise Http404
    return row


def _kept(found: PublishedAnswer) -> dict[str, dict[str, str]]:
    return {"question": found.question, "answer": found.answer}


def _from_thread(thread: Thread) -> dict[str, dict[str, str]]:
    """Question and answer as they were written, with the texts that people set beside them."""
    first = thread.posts.filter(removed_at=None).order_by("pk").first()
    last = thread.answer or thread.posts.filter(enterprise=None, removed_at=None).order_by("-pk").first()
    return {"question": _texts(first), "answer": _texts(last)}


def _texts(post: Any) -> dict[str, str]:
    if post is None:
        return {}
    return {row.language: row.text for row in post.texts.all()} | {post.language or "zh": post.text}


def _form(
    request: PageRequest,
    face: Face,
    found: PublishedAnswer | None,
    thread: Thread | None,
    kept: dict[str, dict[str, str]],
) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        given = {field: {code: request.POST.get(f"{field}_{code}", "") for code in NAMES} for field in kept}
        try:
            publishing.publish(campaign=face.campaign, by=face.user, thread=thread, published=found, **given)
        except Refused as fault:
            refusal, kept = fault, given
        else:
            messages.success(request, _("Everyone in the groups finds it now."))
            return redirect(face.url("answers"))
    faults = faults_of(refusal)
    context = {
        "campaign": face.campaign,
        "face": face,
        "published": found,
        "thread": thread,
        "thread_url": face.url("thread", thread.group.key, thread.pk) if thread else "",
        "refusal": refusal,
        "lines": [
            {
                "code": code,
                "language": name,
                "question": kept["question"].get(code, ""),
                "answer": kept["answer"].get(code, ""),
                "question_fault": faults.get(f"question_{code}", ""),
                "answer_fault": faults.get(f"answer_{code}", ""),
            }
            for code, name in NAMES.items()
        ],
    }
    return render(request, "outreach/answers/form.html", context, status=refusal.status if refusal else 200)
