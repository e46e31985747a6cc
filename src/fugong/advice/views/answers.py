"""Questions and answers for all: searched, shown while somebody types, published, taken back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.advice import finding, lists
from fugong.advice.access import fields_of, steers
from fugong.advice.actions import publishing
from fugong.advice.lists import Wanted
from fugong.advice.views.access import acted, enquiry_of, published_of, status
from fugong.core import languages, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

LANGUAGES = (("zh", "中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어"))


@campaign_page(P.ADVICE_VIEW)
@require_GET
def answers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What was asked before, with its answer."""
    wanted = Wanted.of(request.GET)
    if wanted.text.strip():
        page = Page(lists.found(campaign, wanted), None, True)
    else:
        page = lists.page(lists.published(request.user, campaign, wanted), request.GET.get("after", ""))
    mine = set(fields_of(request.user, campaign))
    for row in page.rows:
        row.campaign, row.may_withdraw = campaign, row.field in mine or steers(request.user, campaign)
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "rules": campaign.pack.advice,
        "may_publish": bool(mine) or steers(request.user, campaign),
    }  # fmt: skip
    return render(request, "advice/answers.html", context)


@campaign_page(P.ADVICE_VIEW)
@require_GET
def similar(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What fits the text that is being typed."""
    found = finding.similar(campaign, request.GET.get("text", "")[:600])
    return render(request, "advice/parts/similar.html", {"campaign": campaign, "similar": found})


@campaign_page(P.ADVICE_VIEW)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Publishes; `enquiry` in the address fills in what was asked and answered."""
    key = numbers.asked(request.GET.get("enquiry") or request.POST.get("enquiry"))
    source = enquiry_of(request, campaign, key) if key is not None else None

    def form(refusal: Refused | None = None) -> HttpResponse:
        typed = dict(request.POST.items())
        if source is not None and request.method == "GET":
            turns = list(source.turns.all())
            own = languages.SHORT.get(source.language, "zh")
            typed = {
                "field": source.field,
                f"question_{own}": next((each.text for each in turns if each.kind == "question"), ""),
                f"answer_{own}": next((each.text for each in reversed(turns) if each.kind == "answer"), ""),
            }
        context = {
            "campaign": campaign, "source": source, "rules": campaign.pack.advice, "typed": typed, "refusal": refusal,
            "texts": [(code, name, typed.get(f"question_{code}", ""), typed.get(f"answer_{code}", "")) for code, name in LANGUAGES],
            "faults": faults(refusal),
        }  # fmt: skip
        return render(request, "advice/answer_new.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    post = request.POST
    return acted(
        request,
        lambda: publishing.publish(
            campaign=campaign, field=post.get("field", ""), source=source, by=request.user,
            questions={code: post.get(f"question_{code}", "") for code, _name in LANGUAGES},
            answers={code: post.get(f"answer_{code}", "") for code, _name in LANGUAGES},
        ),
        lambda: _("Published: whoever types something like it is shown the answer."),
        lambda: ("advice:answers", campaign.key),
        form,
    )  # fmt: skip


@campaign_page(P.ADVICE_VIEW)
@require_POST
def helped(request: PageRequest, campaign: Campaign, published_answer: int) -> HttpResponse:
    """Nobody needs to ask."""
    publishing.helped(published=published_of(request, campaign, published_answer))
    return redirect("advice:answers", campaign.key)


@campaign_page(P.ADVICE_VIEW)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, published_answer: int) -> HttpResponse:
    """Nobody reads it any more."""
    publishing.withdraw(published=published_of(request, campaign, published_answer), by=request.user)
    return redirect("advice:answers", campaign.key)
