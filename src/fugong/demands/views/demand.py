"""One demand on the authority's side: everything about it, and what the reader may do."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers
from fugong.core.errors import Fault, Refused, refuse
from fugong.demands import actions, files, handlers, routing, shown, words
from fugong.demands.actions.answering import LANGUAGES, Promised
from fugong.demands.models import Cause, Demand
from fugong.demands.views.deeds import Told, take
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import colleagues

RELATED = (
    "enterprise",
    "campaign__pack_version",
    "campaign__jurisdiction",
    "pack_version",
    "handler",
    "parent",
    "cause",
)
CAUSES = 50
PARTS = 4
"""Rows that the form for splitting offers."""


@campaign_page(P.DEMAND_VIEW)
@require_GET
def demand(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Words, files, who answers, what was said, the ladder, the story."""
    return _page(request, find(request, campaign, pk))


@campaign_page(P.DEMAND_VIEW)
@require_POST
def demand_deed(request: PageRequest, campaign: Campaign, pk: int, deed: str) -> HttpResponse:
    """Whatever is done with a demand; a refusal shows on its page with what was typed."""
    refused = take(request, deed, DEEDS, lambda: find(request, campaign, pk), _page)
    if refused:
        return refused
    still = Demand.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect("demands:demand", campaign.key, pk) if still else redirect("demands:demands", campaign.key)


def find(request: PageRequest, campaign: Campaign, pk: int) -> Demand:
    """The demand, if the reader sees it."""
    rows = Demand.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    found: Demand | None = rows.select_related(*RELATED).first()
    if found is None:
        raise Http404
    return found


def _text(request: PageRequest, name: str) -> str:
    return request.POST.get(name, "")


def _accept(request: PageRequest, row: Demand) -> str:
    actions.accept(demand=row, by=request.user)
    return _("Taken on. The answer is due as shown.")


def _decline(request: PageRequest, row: Demand) -> str:
    actions.decline(demand=row, reason=_text(request, "reason"), to=_text(request, "to"), by=request.user)
    return _("Passed on.")


def _designate(request: PageRequest, row: Demand) -> str:
    actions.designate(
        demand=row, category=_text(request, "category"), lead=_text(request, "lead"), note=_text(request, "note"),
        supporting=request.POST.getlist("supporting") if "supporting_given" in request.POST else None, by=request.user,
    )  # fmt: skip
    return _("Designated. Those who answer were told.")


def _answer(request: PageRequest, row: Demand) -> str:
    texts = {key: _text(request, f"text-{key}") for key in LANGUAGES if _text(request, f"text-{key}").strip()}
    promised = None
    if _text(request, "promise").strip():
        promised = Promised(
            _text(request, "promise"), day(_text(request, "promise_by")), person(row.campaign, _text(request, "owner"))
        )
    actions.answer(
        demand=row, text=_text(request, "text"), texts=texts, attached=files.uploaded(request), promised=promised,
        by=request.user,
    )  # fmt: skip
    return _("Answered. The enterprise was told, and is asked whether it is solved.")


def _ask(request: PageRequest, row: Demand) -> str:
    actions.ask(demand=row, question=_text(request, "question"), by=request.user)
    return _("Asked. The clock stands still until the enterprise replies.")


def _go_on(request: PageRequest, row: Demand) -> str:
    actions.go_on(demand=row, note=_text(request, "note"), by=request.user)
    return _("The clock goes on with what was left.")


def _split(request: PageRequest, row: Demand) -> str:
    portions = [
        actions.Portion(_text(request, f"part-{at}-text"), _text(request, f"part-{at}-department"))
        for at in range(PARTS)
    ]
    actions.split(demand=row, portions=portions, note=_text(request, "note"), by=request.user)
    return _("Split. Each department was told its part.")


def _raise(request: PageRequest, row: Demand) -> str:
    post = actions.raise_up(demand=row, reason=_text(request, "reason"), by=request.user)
    return _("Passed up to %(post)s. It stays with you until it is solved.") % {"post": words.post(row.pack, post)}


def _part(request: PageRequest, row: Demand) -> str:
    actions.add_part(demand=row, text=_text(request, "text"), by=request.user)
    return _("Added, for whoever writes the answer.")


def _progress(request: PageRequest, row: Demand) -> str:
    actions.progress(demand=row, text=_text(request, "text"), by=request.user)
    return _("The enterprise was told.")


def _note(request: PageRequest, row: Demand) -> str:
    actions.note(demand=row, text=_text(request, "text"), by=request.user)
    return _("Noted. The enterprise doesn't see it.")


def _attest(request: PageRequest, row: Demand) -> str:
    actions.attest(
        demand=row, stars=numbers.asked(_text(request, "stars"), most=9) or 0, rating=_text(request, "rating"),
        said_by=_text(request, "said_by"), by=request.user,
    )  # fmt: skip
    return _("The confirmation is on record.")


def _cause(request: PageRequest, row: Demand) -> Told:
    """Joins this demand, and the ticked similar ones, under a cause that there is or that is opened now."""
    keys = numbers.asked_many(request.POST.getlist("demand"))
    others = list(Demand.objects.visible_to(request.user).filter(campaign=row.campaign, pk__in=keys).exclude(pk=row.pk))
    if chosen := _text(request, "cause").strip():
        cause = _cause_of(request, row, chosen)
        joined = [each.pk for each in actions.join(cause=cause, demands=[row, *others], by=request.user)]
        offer = undoing.offer(kind="demand.join", by=request.user, about=row, demands=joined) if joined else None
        return _("Joined under “%(cause)s”.") % {"cause": cause.title}, offer
    cause = actions.open_cause(
        campaign=row.campaign, title=_text(request, "title"), demands=[row, *others], by=request.user
    )
    return _("Joined under “%(cause)s”.") % {"cause": cause.title}


def _cause_of(request: PageRequest, row: Demand, typed: str) -> Cause:
    """By its number, as the list gives it (`title · 7`), or by its title or a piece of it that only one open cause has."""
    seen: Any = Cause.objects.visible_to(request.user).filter(campaign=row.campaign)
    pk = numbers.asked(typed.rpartition(" · ")[2].strip())
    if pk is not None and (cause := seen.filter(pk=pk).first()):
        return cause  # type: ignore[no-any-return]
    open_ = seen.filter(closed_at=None)
    same = list(open_.filter(title=typed)[:2]) or list(open_.filter(title__icontains=typed)[:2])
    if pk is None and len(same) == 1:
        return same[0]  # type: ignore[no-any-return]
    raise refuse("cause", _("Choose one of the list."))


def _taken_out(by: User, given: dict[str, Any]) -> Demand:
    demands = list(Demand.objects.filter(pk__in=given["demands"]).order_by("pk"))
    for each in demands:
        actions.unjoin(demand=each, by=by)
    return demands[0]


undoing.register("demand.join", _taken_out)


def _uncause(request: PageRequest, row: Demand) -> Told:
    cause = row.cause_id
    actions.unjoin(demand=row, by=request.user)
    offer = undoing.offer(kind="demand.unjoin", by=request.user, about=row, demand=row.pk, cause=cause)
    return _("Taken out of the cause."), offer


def _joined_again(by: User, given: dict[str, Any]) -> Demand:
    [demand] = actions.join(
        cause=Cause.objects.get(pk=given["cause"]), demands=[Demand.objects.get(pk=given["demand"])], by=by
    )
    return demand


undoing.register("demand.unjoin", _joined_again)


def _task(request: PageRequest, row: Demand) -> str:
    task = actions.give(
        campaign=row.campaign, what=_text(request, "what"), owner=person(row.campaign, _text(request, "owner")) or request.user,
        deadline=day(_text(request, "deadline")), demand=row, by=request.user,
    )  # fmt: skip
    return _("Given as task %(number)s.") % {"number": task.number}


def _reveal(request: PageRequest, row: Demand) -> str:
    number = actions.reveal(demand=row, reason=_text(request, "why"), by=request.user)
    return f"{row.contact_name} {number}"


DEEDS: dict[str, Callable[[PageRequest, Demand], Told]] = {
    "acceptance": _accept,
    "passing": _decline,
    "designation": _designate,
    "answer": _answer,
    "question": _ask,
    "continuation": _go_on,
    "split": _split,
    "rise": _raise,
    "part": _part,
    "progress": _progress,
    "note": _note,
    "attestation": _attest,
    "cause": _cause,
    "uncause": _uncause,
    "task": _task,
    "number": _reveal,
}
"""End of the address → what it does, and says afterwards."""


def day(text: str) -> dt.datetime | None:
    """A day, or a day and time, of a form as a moment: a day ends at 18:00 of the wall clock. None where it is empty."""
    if not text.strip():
        return None
    try:
        read = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        message = _("Write the date as 2026-03-02.")
        raise Refused(message, fields=[Fault("deadline", message)]) from None
    if len(text.strip()) <= 10:
        return clock.at(read.date(), 18)
    return read if read.tzinfo else read.replace(tzinfo=clock.zone())


def person(campaign: Campaign, key: str) -> User | None:
    """The person of a form's choice, or typed where the list would be too long; None where nobody was chosen."""
    if not key.strip():
        return None
    found = User.objects.filter(pk=numbers.asked(key) or 0, is_active=True).first()
    return found or colleagues.person_from(key, "owner", colleagues.known(campaign))


def _page(request: PageRequest, row: Demand, refusal: Refused | None = None) -> HttpResponse:
    campaign, user = row.campaign, request.user
    parts = list(row.parts.select_related("enterprise", "handler").order_by("pk"))
    shown.dress([row, *parts], campaign)
    deeds = shown.deeds(row, user)
    context = {
        "campaign": campaign,
        "demand": row,
        "enterprise": row.enterprise,
        "parts": parts,
        "answers": shown.who_answers(row),
        "said": shown.messages_of(row, inside=True),
        "attachments": shown.attachments_of(row),
        "deeds": deeds,
        "ladder": shown.ladder_of(row),
        "declined": shown.declined_by(row),
        "confidence": shown.confidence(row),
        "priority": words.PRIORITIES.get(row.priority, ""),
        "priority_tone": words.TONES.get(row.priority, "secondary"),
        "tasks": row.tasks.select_related("owner", "asked_by"),
        "events": history.of(request, "demand", row.pk),
        "supports": words.department(campaign.pack, handlers.supports(user, row)) if "part" in deeds else "",
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "typed": request.POST if refusal else {},
        "accept": files.ACCEPT,
        "languages": shown.further_languages(
            campaign, request.POST if refusal else {}, shown.read_by(row) if "answer" in deeds else ()
        ),
        "stars": range(5, 0, -1),
        "part_rows": [
            {
                "at": at,
                "text": request.POST.get(f"part-{at}-text", ""),
                "lead": request.POST.get(f"part-{at}-department", ""),
            }
            for at in range(PARTS)
        ],
        **_choices(request, row, deeds),
    }
    return render(request, "demands/demands/demand.html", context, status=refusal.status if refusal else 200)


def _choices(request: PageRequest, row: Demand, deeds: set[str]) -> dict[str, Any]:
    """What the forms offer; similar demands and causes only to who may join them."""
    pack = row.campaign.pack
    steers = "designate" in deeds
    gives = any(request.user.holds(permission) for permission in actions.tasks.GIVERS)
    return {
        "departments": [(each.key, each.name) for each in pack.places.departments],
        "categories": [(each.key, each.name) for each in pack.demands.known] if steers else [],
        "people": colleagues.offered(row.campaign) if gives and row.is_open else None,
        "gives": gives,
        "similar": _similar(request, row) if "join" in deeds else [],
        **_causes(request, row, deeds),
    }


def _causes(request: PageRequest, row: Demand, deeds: set[str]) -> dict[str, Any]:
    """The open causes to join under; of more than a list holds the newest, and a field that takes the name of any."""
    if "join" not in deeds or row.cause_id is not None:
        return {"causes": []}
    found = list(Cause.objects.visible_to(request.user).filter(campaign=row.campaign, closed_at=None)[: CAUSES + 1])
    return {"causes": found[:CAUSES], "causes_are_cut": len(found) > CAUSES}


def _similar(request: PageRequest, row: Demand) -> list[Any]:
    """Open demands like this one that the reader sees, the likest first."""
    find_similar = getattr(routing, "similar", None)
    if find_similar is None or row.cause_id is not None:
        return []
    scores = {match.demand.pk: match.score for match in find_similar(row, limit=10)}
    rows = Demand.objects.visible_to(request.user).filter(pk__in=list(scores)).select_related("enterprise", "cause")
    found = shown.dress(rows, row.campaign)
    for each in found:
        each.percent = round(scores[each.pk] * 100)
    return sorted(found, key=lambda each: -scores[each.pk])
