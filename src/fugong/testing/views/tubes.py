"""Tubes: filled, sealed, sent, with their results; and the single retests that follow."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.testing import coding
from fugong.testing.actions import gates
from fugong.testing.actions import results as judging
from fugong.testing.actions import tubes as doing
from fugong.testing.arrows import TUBE
from fugong.testing.models import Retest, Tube
from fugong.testing.views.common import acted, day_of, retest_of, testing_page, tube_of
from fugong.workforce.models import Person

PAGE = 100
RETESTS = 100


@testing_page(Permission.SAMPLE_TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def tubes(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The tubes of a day; the sealed ones are handed to the laboratory together."""
    if request.method == "POST":
        keys = numbers.asked_many(request.POST.getlist("tube"))
        rows = Tube.objects.visible_to(request.user).filter(campaign=campaign, pk__in=keys, state="sealed")
        return acted(
            request, lambda: doing.send(tubes=list(rows.select_related("shift", "point__enterprise")), by=request.user),
            lambda many: ngettext("%(n)s tube is at the laboratory.", "%(n)s tubes are at the laboratory.", many) % {"n": many},
            request.get_full_path(), lambda refusal: _tubes(request, campaign, refusal),
        )  # fmt: skip
    return _tubes(request, campaign)


def _tubes(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    day, state = day_of(request), request.GET.get("state", "")
    text, late = request.GET.get("text", "").strip()[:40], request.GET.get("late")
    rows = Tube.objects.visible_to(request.user).filter(campaign=campaign)
    rows = rows.filter(state="sent", due_at__lt=clock.now()) if late else rows.filter(day=day)
    rows = rows.filter(state=state) if state in TUBE.states else rows
    rows = rows.filter(code__startswith=text.upper()) if text else rows
    after = request.GET.get("after", "")
    last = numbers.asked(after)
    rows = rows if last is None else rows.filter(pk__lt=last)
    taken = list(rows.select_related("point").order_by("-pk")[: PAGE + 1])
    found = Page.of(taken, PAGE, after)
    context = {
        "campaign": campaign, "day": day, "page": found, "states": TUBE.states.items(), "state": state, "text": text,
        "late": late, "refusal": refusal, "sealed": [row.pk for row in found.rows if row.state == "sealed"],
        "may_judge": request.user.holds(Permission.RESULT_ENTER),
    }  # fmt: skip
    return render(request, "testing/tubes.html", context, status=refusal.status if refusal else 200)


@testing_page(Permission.SAMPLE_TAKE)
@require_safe
def tube(request: PageRequest, campaign: Campaign, tube: int) -> HttpResponse:
    """One tube: who is in it, what can be done now."""
    return _tube(request, campaign, tube_of(request, campaign, tube))


def _tube(request: PageRequest, campaign: Campaign, found: Tube, refusal: Refused | None = None) -> HttpResponse:
    samples: list[Any] = list(doing.in_tube(found))
    seen = Person.objects.visible_to(request.user).filter(pk__in=[each.person_id for each in samples]).opened()
    people = {person.pk: person for person in seen}
    for sample in samples:
        sample.person = people.get(sample.person_id)
    may = {wanted: found.may_move(request.user, wanted) for wanted in (Permission.SAMPLE_TAKE, Permission.RESULT_ENTER)}
    context = {
        "campaign": campaign, "tube": found, "samples": samples, "may_take": may[Permission.SAMPLE_TAKE],
        "may_judge": may[Permission.RESULT_ENTER] and found.state in ("sealed", "sent"), "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST,
        "events": history.of(request, "testing_tube", found.pk),
    }  # fmt: skip
    return render(request, "testing/tube.html", context, status=refusal.status if refusal else 200)


@testing_page(Permission.SAMPLE_TAKE)
@require_POST
def sample_new(request: PageRequest, campaign: Campaign, tube: int) -> HttpResponse:
    """The person whose code was scanned or typed."""
    found = tube_of(request, campaign, tube)

    def do() -> Any:
        return doing.take(
            tube=found, person=coding.read(campaign, request.POST.get("code", "")), by=request.user, shown=True
        )

    return acted(
        request, do,
        lambda taken: _("This person is in the tube already.") if taken.known else _("%(n)s in the tube.") % {"n": taken.tube.filled},
        reverse("testing:tube", args=[campaign.key, found.pk]) + "#next",
        lambda refusal: _tube(request, campaign, found, refusal),
    )  # fmt: skip


@testing_page(Permission.SAMPLE_TAKE)
@require_POST
def sample_removal(request: PageRequest, campaign: Campaign, tube: int, sampled: int) -> HttpResponse:
    """Takes a sample back while the tube is open."""
    found = tube_of(request, campaign, tube)
    person = or_404(Person.objects.filter(campaign=campaign, pk=sampled).first())
    or_404(doing.in_tube(found).filter(person_id=person.pk).first())
    return acted(
        request, lambda: doing.take_back(tube=found, person=person, by=request.user), lambda _none: _("Taken out."),
        reverse("testing:tube", args=[campaign.key, found.pk]), lambda refusal: _tube(request, campaign, found, refusal),
    )  # fmt: skip


@testing_page(Permission.SAMPLE_TAKE)
@require_POST
def sealing(request: PageRequest, campaign: Campaign, tube: int) -> HttpResponse:
    """Closes the tube and leads to the next."""
    found = tube_of(request, campaign, tube)
    return acted(
        request, lambda: doing.seal(tube=found, by=request.user),
        lambda _none: _("The tube %(code)s is sealed.") % {"code": found.code},
        reverse("testing:shift", args=[campaign.key, found.shift_id]) + "#next",
        lambda refusal: _tube(request, campaign, found, refusal),
    )  # fmt: skip


@testing_page(Permission.RESULT_ENTER)
@require_POST
def tube_result(request: PageRequest, campaign: Campaign, tube: int) -> HttpResponse:
    """What the laboratory said."""
    found = tube_of(request, campaign, tube)
    return acted(
        request, lambda: judging.enter(tube=found, result=request.POST.get("result", ""), by=request.user),
        lambda _tube: _("The result is entered; what follows has begun."),
        reverse("testing:tube", args=[campaign.key, found.pk]), lambda refusal: _tube_again(request, campaign, found, refusal),
    )  # fmt: skip


def _tube_again(request: PageRequest, campaign: Campaign, found: Tube, refusal: Refused) -> HttpResponse:
    found.refresh_from_db(fields=["state"])
    return _tube(request, campaign, found, refusal)


@testing_page(Permission.SAMPLE_TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def retests(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who is to be sampled singly, the most pressing first; and samples of gates in no tube of ours, which get their result here."""
    if request.method == "POST":
        return acted(
            request, lambda: _judge_gate(request, campaign), lambda _none: _("The result is entered; what follows has begun."),
            request.get_full_path(), lambda refusal: _retests(request, campaign, refusal),
        )  # fmt: skip
    return _retests(request, campaign)


def _judge_gate(request: PageRequest, campaign: Campaign) -> None:
    sent = request.POST
    seen = Person.objects.visible_to(request.user).filter(campaign=campaign, pk=numbers.asked(sent.get("person")) or 0)
    person = or_404(seen.select_related("campaign__pack_version", "campaign__jurisdiction").first())
    at = dates.asked_moment(sent.get("at", ""))
    if at is None:
        raise Refused(_("Choose the sample from the list."))
    gates.judge(person=person, kind=sent.get("kind", ""), at=at, result=sent.get("result", ""), by=request.user)


def _at_gates(request: PageRequest, campaign: Campaign) -> Page | None:
    """Samples of gates without a result, with their people; None for whoever enters none."""
    if not request.user.holds(Permission.RESULT_ENTER):
        return None
    page = Page.placed(gates.waiting(campaign, request.user), RETESTS, request.GET.get("gate", ""))
    seen = Person.objects.visible_to(request.user).opened().filter(pk__in=[each.person_id for each in page.rows])
    people = {person.pk: person for person in seen}
    for each in page.rows:
        each.who, each.test_name = people.get(each.person_id), campaign.pack.testing.test_name(each.kind)
    return page


def _retests(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    over = bool(request.GET.get("over"))
    rows = Retest.objects.visible_to(request.user).filter(campaign=campaign)
    rows = rows.filter(state__in=["negative", "positive"] if over else ["open", "sampled"])
    rows = rows.select_related("enterprise", "tube").order_by(*(["-pk"] if over else ["due_at", "pk"]))
    page = Page.placed(rows, RETESTS, request.GET.get("after", ""))
    seen = Person.objects.visible_to(request.user).opened().filter(pk__in=[each.person_id for each in page.rows])
    people = {person.pk: person for person in seen}
    for each in page.rows:
        each.who = people.get(each.person_id)
        each.judged = request.user.holds(Permission.RESULT_ENTER) and not each.is_final
    context = {
        "campaign": campaign,
        "page": page,
        "over": over,
        "refusal": refusal,
        "at_gates": _at_gates(request, campaign),
    }
    return render(request, "testing/retests.html", context, status=refusal.status if refusal else 200)


@testing_page(Permission.RESULT_ENTER)
@require_POST
def retest_result(request: PageRequest, campaign: Campaign, retest: int) -> HttpResponse:
    """The result of a single retest."""
    found = retest_of(request, campaign, retest)
    return acted(
        request, lambda: judging.enter_retest(retest=found, result=request.POST.get("result", ""), by=request.user),
        lambda _none: _("The result is entered; what follows has begun."), reverse("testing:retests", args=[campaign.key]),
        lambda refusal: _retests(request, campaign, refusal),
    )  # fmt: skip
