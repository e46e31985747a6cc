"""Letters to other authorities."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.chains import lists, papers
from fugong.chains.actions import letters as actions
from fugong.chains.lists import Wanted
from fugong.chains.models import Letter
from fugong.chains.views.access import EDIT, VIEW, acted, day, interruption_of, letter_of, outside_of, status
from fugong.chains.views.chain import interruption_page
from fugong.chains.views.keys import key_page
from fugong.core import clock
from fugong.core.errors import Refused, refuse
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow.moves import open_arrows

TABS = (
    ("all", gettext_lazy("All")),
    ("draft", gettext_lazy("To be signed")),
    ("signed", gettext_lazy("To be sent")),
    ("sent", gettext_lazy("Wait for an answer")),
    ("late", gettext_lazy("Overdue")),
    ("answered", gettext_lazy("Answered")),
)
LANGUAGES = (("zh", "中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어"))


@campaign_page(VIEW)
@require_GET
def letters(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Letters, the newest first."""
    wanted = Wanted.of(request.GET, [key for key, _name in TABS])
    rows = lists.letters(request.user, campaign, wanted).select_related("enterprise", "partner")
    context = {
        "campaign": campaign, "wanted": wanted, "tabs": TABS, "page": lists.page(rows, request.GET.get("after", "")),
    }  # fmt: skip
    return render(request, "chains/letters.html", context)


@campaign_page(EDIT)
@require_POST
def draft_about(request: PageRequest, campaign: Campaign, interruption: int) -> HttpResponse:
    """A letter about an interrupted supply from a partner outside."""
    found = interruption_of(request, campaign, interruption)
    made: list[Letter] = []

    def write() -> None:
        if found.outside is None:
            raise refuse("authority", _("Its supplier is in the area: no letter is needed."))
        given = {name: request.POST.get(name, "") for name in ("kind", "authority")}
        language = request.POST.get("language") or "zh"
        made.append(
            actions.draft(
                campaign=campaign, enterprise=found.enterprise, partner=found.outside.partner, interruption=found,
                language=language, by=request.user, **given,
            )
        )  # fmt: skip

    return acted(
        request, write, lambda: _("The letter is drafted. Read it, then have it signed."),
        lambda: ("chains:letter", campaign.key, made[0].pk),
        lambda refusal: interruption_page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(EDIT)
@require_POST
def draft_for(request: PageRequest, campaign: Campaign, outside: int) -> HttpResponse:
    """A letter about a partner outside that stands still, without an interruption."""
    found = outside_of(request, campaign, outside)
    made: list[Letter] = []
    return acted(
        request,
        lambda: made.append(
            actions.draft(
                campaign=campaign, enterprise=found.enterprise, partner=found.partner, by=request.user,
                authority=request.POST.get("authority", ""),
            )
        ),
        lambda: _("The letter is drafted. Read it, then have it signed."),
        lambda: ("chains:letter", campaign.key, made[0].pk),
        lambda refusal: key_page(request, campaign, found.enterprise, refusal),
    )  # fmt: skip


@campaign_page(VIEW)
@require_GET
def letter(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """One letter, and what became of it."""
    return _page(request, campaign, letter_of(request, campaign, letter))


@campaign_page(VIEW)
@require_GET
def letter_pdf(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """The paper."""
    found = letter_of(request, campaign, letter)
    answer = HttpResponse(papers.pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="letter-{found.pk}.pdf"'
    return answer


def _page(request: PageRequest, campaign: Campaign, found: Letter, refusal: Refused | None = None) -> HttpResponse:
    moves = {arrow.key for arrow in open_arrows(found, request.user)}
    context = {
        "campaign": campaign,
        "found": found,
        "enterprise": found.enterprise,
        "moves": moves,
        "may_amend": found.state == "draft" and found.may_move(request.user, EDIT),
        "own_draft": found.state == "draft" and found.drafted_by_id == request.user.pk,
        "events": history.of(request, "letter", found.pk),
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
        "today": clock.today(),
    }
    return render(request, "chains/letter.html", context, status=status(refusal))


def _moved(request: PageRequest, campaign: Campaign, found: Letter, do: Callable[[], Any], said: str) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("chains:letter", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(EDIT)
@require_POST
def text(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """Changes a draft's words."""
    found = letter_of(request, campaign, letter)
    values: dict[str, Any] = {name: request.POST[name] for name in actions.WRITABLE if name in request.POST}
    values["answer_by"] = day(request, "answer_by")
    return _moved(
        request, campaign, found, lambda: actions.amend(letter=found, values=values, by=request.user), _("Kept.")
    )


@campaign_page(Permission.SUPPLY_CONFIRM)
@require_POST
def signature(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """Signs it off."""
    found = letter_of(request, campaign, letter)
    return _moved(request, campaign, found, lambda: actions.sign(letter=found, by=request.user), _("Signed."))


@campaign_page(EDIT)
@require_POST
def sending(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """It went out."""
    found, how = letter_of(request, campaign, letter), request.POST.get("how", "")
    do = lambda: actions.send(letter=found, how=how, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Sent. The answer is waited for."))


@campaign_page(EDIT)
@require_POST
def reminder(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """Asked again."""
    found = letter_of(request, campaign, letter)
    do = lambda: actions.remind(letter=found, day=day(request, "answer_by"), by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Noted: asked again."))


@campaign_page(EDIT)
@require_POST
def answer(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """What they answered."""
    found = letter_of(request, campaign, letter)
    said, works = request.POST.get("answer", ""), request.POST.get("works", "")
    do = lambda: actions.answer(letter=found, said=said, works=works, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("The answer is noted."))


@campaign_page(EDIT)
@require_POST
def end(request: PageRequest, campaign: Campaign, letter: int) -> HttpResponse:
    """Closed without an answer, or withdrawn before it went out."""
    found, reason = letter_of(request, campaign, letter), request.POST.get("reason", "")
    act = actions.close if found.state == "sent" else actions.withdraw
    return _moved(request, campaign, found, lambda: act(letter=found, reason=reason, by=request.user), _("Ended."))
