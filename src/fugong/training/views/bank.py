"""The question bank: the list, one question, added, changed, taken out."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.training import exports, lists
from fugong.training.access import over_place
from fugong.training.actions import bank as actions
from fugong.training.actions.bank import LETTERS
from fugong.training.lists import Wanted
from fugong.training.models import Question
from fugong.training.models.bank import DIFFICULTIES, KINDS
from fugong.training.views.access import acted, question_of, status
from fugong.training.views.courses import LANGUAGES

OFFERED = LETTERS[:6]


@campaign_page(P.TRAINING_TEACH)
@require_GET
def bank(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Questions in use, and whether each topic has enough for the rules."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.questions(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
    there = dict(
        Question.objects.filter(campaign=campaign, ended_at=None)
        .order_by()
        .values_list("topic")
        .annotate(n=Count("pk"))
    )
    rules = campaign.pack.training
    needs: dict[str, int] = {}
    for kind in rules.courses:
        for part in kind.examination.draw if kind.examination else ():
            needs[part.topic] = max(needs.get(part.topic, 0), part.number)
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "kinds": KINDS.items(), "rules": rules,
        "topics": [(each, there.get(each.key, 0), needs.get(each.key, 0)) for each in rules.topics],
        "may_keep": over_place(request.user, P.TRAINING_MANAGE, campaign),
    }  # fmt: skip
    return render(request, "training/bank.html", context)


@campaign_page(P.TRAINING_TEACH)
@require_GET
def bank_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The bank as a sheet that can come in again."""
    rows = lists.questions(request.user, campaign, Wanted.of(request.GET))
    return exports.questions(rows.select_related("campaign__pack_version"), campaign)


@campaign_page(P.TRAINING_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A question of the desk's."""
    return _form(request, campaign, None)


@campaign_page(P.TRAINING_TEACH)
@require_http_methods(["GET", "POST"])
def question(request: PageRequest, campaign: Campaign, exam_question: int) -> HttpResponse:
    """One question; changed, it is a new one for the papers to come."""
    return _form(request, campaign, question_of(request, campaign, exam_question))


def _form(request: PageRequest, campaign: Campaign, found: Question | None) -> HttpResponse:
    def form(refusal: Refused | None = None) -> HttpResponse:
        typed = request.POST if request.method == "POST" else _typed(found)
        context = {
            "campaign": campaign, "found": found, "typed": typed, "rules": campaign.pack.training, "kinds": KINDS.items(),
            "difficulties": DIFFICULTIES.items(), "may_keep": over_place(request.user, P.TRAINING_MANAGE, campaign),
            "texts": [(code, name, typed.get(f"text_{code}", "")) for code, name in LANGUAGES],
            "options": [
                (letter, [(code, typed.get(f"option_{letter}_{code}", "")) for code, _name in LANGUAGES]) for letter in OFFERED
            ],
            "refusal": refusal, "faults": faults(refusal),
        }  # fmt: skip
        return render(request, "training/question.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    made: list[Question] = []
    return acted(
        request,
        lambda: made.append(actions.put(campaign=campaign, values=_values(request.POST, found), by=request.user)),
        lambda: _("Kept."),
        lambda: ("training:question", campaign.key, made[0].pk),
        form,
    )


def _values(post: Any, found: Question | None) -> dict[str, Any]:
    codes = [code for code, _name in LANGUAGES]
    options = [{code: post.get(f"option_{letter}_{code}", "") for code in codes} for letter in OFFERED]
    return {
        "number": found.number if found else post.get("number", ""), "topic": post.get("topic", ""),
        "kind": post.get("kind", ""), "difficulty": numbers.asked(post.get("difficulty")), "right": post.get("right", ""),
        "texts": {code: post.get(f"text_{code}", "") for code in codes}, "options": options,
    }  # fmt: skip


def _typed(found: Question | None) -> dict[str, Any]:
    if found is None:
        return {"kind": "single", "difficulty": "1"}
    typed: dict[str, Any] = {name: str(getattr(found, name)) for name in ("number", "topic", "kind", "difficulty")}
    typed["right"] = "".join(LETTERS[at] for at in sorted(found.right()))
    typed |= {f"text_{code}": text for code, text in found.texts.items()}
    for at, option in enumerate(found.options):
        typed |= {f"option_{LETTERS[at]}_{code}": text for code, text in option["text"].items()}
    return typed


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def removal(request: PageRequest, campaign: Campaign, exam_question: int) -> HttpResponse:
    """Drawn no more."""
    found = question_of(request, campaign, exam_question)
    return acted(
        request,
        lambda: actions.take_out(question=found, by=request.user),
        lambda: _("Taken out. Tries that were made with it stay as they are."),
        lambda: ("training:bank", campaign.key),
        lambda refusal: _form(request, campaign, found),
    )
