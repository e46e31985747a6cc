"""The matrix can fail: each guard is switched off in turn, and each time it says so.

That it says nothing before is what `test_matrix` shows of the same people and addresses.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet

from access import asking
from access.addresses import every
from access.asking import faults
from access.world import World
from fugong.accounts.permissions import Permission
from fugong.ledger.recording import record
from fugong.web.api import calls

pytestmark = pytest.mark.django_db
WORDS = {
    "registry.Enterprise": ("enterprises",),
    "registry.Enrolment": ("parks", "board", "campaigns", "map"),
    "registry.Assignment": ("assignments",),
    "resumption.Filing": ("filings",),
    "resumption.Resumption": ("resumptions",),
    "resumption.Verification": ("verifications",),
    "resumption.JointFiling": ("joint",),
    "resumption.JointSuspension": ("suspensions",),
    "resumption.Standing": ("standings", "measures", "reports"),
    "places.Campaign": ("campaigns",),
    "places.Jurisdiction": ("jurisdictions",),
    "sheets.SheetImport": ("imports",),
    "inspections.Visit": ("visits",),
    "inspections.Evidence": ("evidence",),
    "inspections.Round": ("rounds",),
    "inspections.WantedVisit": ("wanted",),
    "meetings.Meeting": ("meetings",),
    "demands.Demand": ("demands",),
    "demands.Cause": ("causes",),
    "demands.Task": ("tasks",),
    "outreach.Thread": ("threads", "groups"),
    "outreach.NoticeReceipt": ("notices", "readers"),
    "rectification.Finding": ("findings",),
    "rectification.Notice": ("rectification",),
    "rectification.StopWork": ("stop",),
    "lodging.House": ("houses",),
    "lodging.BedRequest": ("bed-requests",),
    "lodging.Stay": ("stays",),
    "lodging.MealOrder": ("meal-orders",),
    "supplies.Need": ("supplies/requests",),
    "supplies.Delivery": ("supplies/deliveries",),
    "supplies.Movement": ("supplies/ledger", "supplies/movements"),
    "supplies.Share": ("supplies/allocations",),
    "passes.PassApplication": ("pass-applications",),
    "passes.Pass": ("passes",),
    "passes.GateScan": ("pass-scans",),
    "testing.TestTotal": ("testing-totals", "testing"),
    "outreach.ChatGroup": ("groups",),
    "outreach.Notice": ("notices",),
    "workforce.Person": ("people",),
    "workforce.HealthCase": ("health",),
    "arrivals.Arrival": ("arrivals", "reception"),
    "chains.KeyListing": ("key-enterprises", "key-listings", "listings"),
    "chains.DailyReview": ("reviews", "key-enterprises"),
    "chains.Interruption": ("interruptions",),
    "chains.Letter": ("letters",),
    "chains.PremisesWanted": ("premises",),
    "projects.Project": ("projects",),
    "projects.Approval": ("approvals",),
    "projects.Parcel": ("land", "parcels"),
    "transport.Need": ("coaches", "coach-needs"),
    "transport.Asked": ("surveys", "coach-surveys"),
    "transport.Trip": ("trips",),
    "transport.Claim": ("claims", "coach-claims"),
    "transport.Line": ("coach-lines",),
    "labour.Vacancy": ("vacancies",),
    "labour.Introduction": ("introductions",),
    "labour.Seeker": ("seekers",),
    "labour.Contingent": ("bases", "contingents"),
    "labour.Spare": ("spare",),
    "labour.Lending": ("sharing", "shared-staff"),
    "training.Trainee": ("training/register", "trainees"),
    "training.Certificate": ("certificates",),
    "signals.Doubt": ("signals", "doubts"),
    "exchange.Received": ("rollup",),
    "advice.Enquiry": ("advice/", "enquiries"),
    "advice.Appointment": ("appointments",),
    "services.ServiceApplication": ("services", "applications"),
    "services.ServiceAppointment": ("services", "appointments", "offices"),
    "investment.Lead": ("investment", "leads"),
    "investment.LeadStep": ("steps",),
    "investment.Signing": ("signings",),
    "investment.LeadPlatform": ("platforms",),
    "investment.NewFirm": ("new-firms",),
    "benefits.Claim": ("benefit-claims",),
    "benefits.Match": ("matches",),
    "benefits.PolicyPack": ("benefits/packs",),
}
"""Model → words of the addresses that show its rows: where a leak would be seen first."""
LOCKED_TWICE = {
    "inspections.Draw": ("draws",),
    "proposals.Proposal": ("proposals/",),
    "testing.Point": ("testing/points",),
    "testing.Shift": ("testing/shifts",),
    "testing.Tube": ("testing/tubes",),
    "training.Course": ("training/courses",),
    "training.Session": ("training/sessions/<",),
}
"""Rows of a campaign that whoever works in it may see: the campaign's scope has to fail as well before they leak."""

GUARDS = ("visible_to", "answerable_by", "managed_by")
INNER = {"resumption.EnterpriseCommitment", "resumption.EmployeeCommitment", "resumption.Promise"} | {
    "channels.Robot",
    "channels.Delivery",  # administrators' only; their scope is tried in the room itself
}
INNER |= {"inspections.RoundStop", "inspections.DrawnEnterprise", "inspections.Sign"}
INNER |= {"signals.Meter"}  # counted on the list of doubts; nothing of one side stands there
INNER |= {"outreach.Membership", "outreach.PublishedAnswer", "outreach.Reader"}
INNER |= {"rectification.Extension", "rectification.Example"}
INNER |= {"workforce.Erasure"}  # nothing but numbers stands there, so no text can leak; tried in the room itself
INNER |= {"workforce.Employment", "workforce.HealthTotal"}  # on the files, and beside their enterprises
INNER |= {"chains.ReviewStep", "chains.OrderEntry", "chains.PremisesOffer"}  # on their review's, order's, list's page
INNER |= {"chains.OutsideLink"}  # on its enterprise's page; tried in the room itself
INNER |= {"chains.ResumingOrder"}  # of a whole campaign: nothing but numbers stands there
INNER |= {"projects.Milestone", "projects.Branch"}  # on their project's, their approval's page
INNER |= {"testing.Belonging"}  # on its point's page
INNER |= {"testing.Specialist", "testing.Retest"}  # lists without a page a row; tried in the room itself
INNER |= {"rectification.Appeal"}  # on its paper's page; whoever decides is asked again (may_move)
INNER |= {"labour.Fair"}  # announced to everybody; tried in the room itself
INNER |= {"labour.Stand", "labour.Talk"}  # on their fair's page
INNER |= {"investment.LeadTalk"}  # on its lead's page
INNER |= {"benefits.SaidFact"}  # on its enterprise's page
INNER |= {"benefits.Policy", "benefits.Version", "benefits.Award"}  # of a whole place, with no text of one side
INNER |= {"transport.Share", "transport.Rider"}  # on their trip's page
INNER |= {
    "training.Sitting",
    "training.Appeal",
}  # on their trainee's page, for those who keep or teach; tried in the room itself
INNER |= {"advice.Adviser", "advice.Published"}  # lists of a whole place without a page a row
INNER |= {"training.Question"}  # of a whole place, with no text of one side; tried in the room itself
INNER |= {"transport.Plan"}  # of a whole place, with no text of one side; tried in the room itself
"""Rows that are only reached from an enterprise that was found before."""


def scoped_models() -> list[Any]:
    """Every model whose rows are reached through `visible_to`."""
    return [model for model in apps.get_models() if hasattr(model._default_manager.all(), "visible_to")]


def test_every_scope_is_controlled_here() -> None:
    names = {model._meta.label for model in scoped_models()}
    known = WORDS.keys() | LOCKED_TWICE.keys() | INNER
    assert names == known, names ^ known


@pytest.fixture
def without_scope(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`without_scope(model)`: rows of that model, and of no other, are seen by everybody."""

    def switch_off(label: str) -> None:
        model = apps.get_model(label)
        kind = type(model._default_manager.all())
        for name in GUARDS:
            if hasattr(kind, name):
                monkeypatch.setattr(kind, name, _open_for(model, getattr(kind, name)))
        if hasattr(model, "is_visible_to"):
            monkeypatch.setattr(model, "is_visible_to", lambda *who: True)

    return switch_off


def _open_for(model: Any, guard: Any) -> Any:
    def guarded(self: Any, *who: Any, **more: Any) -> Any:
        return self if self.model is model else guard(self, *who, **more)

    return guarded


@pytest.mark.parametrize("label", sorted(WORDS))
def test_a_scope_that_is_missing_is_noticed(world: World, without_scope: Any, label: str) -> None:
    addresses = [address for address in every() if any(word in address.route for word in WORDS[label])]
    without_scope(label)
    assert any(_some(world, addresses))


@pytest.mark.parametrize("label", sorted(LOCKED_TWICE))
def test_of_two_locks_each_holds_alone(world: World, without_scope: Any, label: str) -> None:
    addresses = [address for address in every() if any(word in address.route for word in LOCKED_TWICE[label])]
    without_scope("places.Campaign")
    assert not any(_some(world, addresses)), "the row's own scope holds"
    without_scope(label)
    assert any(_some(world, addresses))


def _some(world: World, addresses: list[Any]) -> Iterator[str]:
    """The first leaks to a street's reviewer, an enterprise's liaison and next door's desk."""
    for who in ("hill_town", "liaison", "stranger"):
        yield from islice(faults(world, who, addresses, ("GET",)), 1)


def test_a_declared_permission_that_is_not_asked_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [address for address in every() if address.is_api and "/tokens" in address.route]
    monkeypatch.setattr(calls, "_require", lambda user, access: None)
    assert any(faults(world, "liaison", addresses, ("GET",)))


def test_a_page_that_lets_everybody_act_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [
        each for each in every() if "POST" in each.methods and each.needs("POST") == Permission.CAMPAIGN_MANAGE
    ]
    assert not any(faults(world, "officer", addresses, ("POST",)))
    monkeypatch.setattr(type(world.person("officer")), "holds", lambda user, permission: True)
    monkeypatch.setattr(asking, "holds", lambda world, who, needs: False)
    assert any(faults(world, "officer", addresses, ("POST",)))


def test_a_deed_behind_a_refusal_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is refused and has done it all the same is found by what the ledger says."""
    ask = asking._ask

    def done_all_the_same(known: World, question: Any, client: Any) -> Any:
        record("filing.submit", known.cast.river, by=known.person(question.who))
        return ask(known, question, client)

    addresses = [each for each in every() if "POST" in each.methods and each.needs("POST") == Permission.NOTICE_CHECK]
    assert not any(faults(world, "liaison", addresses, ("POST",)))
    monkeypatch.setattr(asking, "_ask", done_all_the_same)
    assert any("filing.submit" in fault for fault in faults(world, "liaison", addresses, ("POST",)))


@pytest.mark.parametrize("who", ["desk", "officer", "liaison"])
def test_whose_a_row_is_is_asked_of_the_row(world: World, who: str) -> None:
    """A list of keys from a table beside an OR is walked through for each row: the square of a city's rows."""
    user = world.person(who)
    walked = []
    for model in scoped_models():
        try:
            sql = str(model._default_manager.visible_to(user).query)
        except EmptyResultSet:  # nothing at all
            continue
        if re.search(r"IN \(+SELECT", sql) and " OR " in sql:
            walked.append(model._meta.label)
    assert set(walked) <= {"outreach.PublishedAnswer"}  # its OR stands within, among a handful of campaigns
