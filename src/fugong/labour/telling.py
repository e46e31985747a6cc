"""Who hears of what. Told in the transaction of what it tells of; no name and no number of anybody in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.channels import kinds
from fugong.channels.actions import Note, tell, tell_all
from fugong.channels.kinds import Kind
from fugong.places.access import ancestors
from fugong.places.models import code_prefix
from fugong.registry import concerned
from fugong.registry.models import Enterprise, Posting

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.places.models import Campaign

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
Title = Callable[[], str]
CHECK, TOLD, PROPOSED = "labour.check", "labour.told", "labour.proposed"
INTRODUCED, ANSWERED, SHARED = "labour.introduced", "labour.answered", "labour.shared"
INVITED, LATE = "labour.invited", "labour.late"
PAGE = {
    "vacancy": "vacancy", "introduction": "introduction", "fair": "fair", "contingent": "contingent",
    "lending": "lending", "spare": "sharing", "seeker": "seeker",
}  # fmt: skip
"""Kind of case → the name of its page."""


def register() -> None:
    """Makes the kinds of message known."""
    for key, name, urgent in (
        (CHECK, _("A vacancy waits to be checked"), False),
        (TOLD, _("What became of your vacancy"), False),
        (PROPOSED, _("Somebody looks for work"), False),
        (INTRODUCED, _("Somebody is introduced to you"), False),
        (ANSWERED, _("An introduction was answered"), False),
        (SHARED, _("Shared staff"), False),
        (INVITED, _("An online job fair"), False),
        (LATE, _("Something of vacancies or shared staff is late"), True),
    ):
        kinds.register(Kind(key, name, urgent))


def keepers(campaign: Campaign, area_code: str = "") -> list[User]:
    """Those who bring people and work together over the area by a grant of its own: the desk, the labour office."""
    code = area_code or campaign.jurisdiction.code
    above = ancestors(code_prefix(code))
    reach = Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(Permission.LABOUR_MATCH))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def in_post(campaign: Campaign, post: str, area_code: str) -> list[User]:
    """Those who hold a post over an area."""
    rows = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    found = {row.user_id: row.user for row in rows.select_related("user") if area_code.startswith(row.area)}
    return list(found.values())


def url_of(row: Any) -> str:
    """The page of a case for the authority."""
    if row.event_kind == "spare":
        return reverse("labour:sharing", args=[row.campaign.key], urlconf=PAGES)
    return reverse(f"labour:{PAGE[row.event_kind]}", args=[row.campaign.key, row.pk], urlconf=PAGES)


def desk(
    row: Any, kind: str, title: Title, event: Event, *, but: Any = None, whom: Iterable[User] | None = None
) -> None:
    """Tells those who keep vacancies and introductions, with the case's own page."""
    people = keepers(row.campaign, row.area_code) if whom is None else whom
    _tell(kind, [each for each in people if but is None or each.pk != but.pk], title, url_of(row), row, event)


def seekers(row: Any, event: Event) -> None:
    """Tells the desk that somebody looks for work: leads to the file."""
    _tell(PROPOSED, keepers(row.campaign), lambda: str(_("Somebody looks for work")), url_of(row), row, event)


def enterprise(row: Any, kind: str, title: Title, event: Event) -> None:
    """Tells those who speak for the row's enterprise; it leads to their own page."""
    _tell(kind, concerned.liaisons(row.enterprise), title, _mine(row.campaign, row.enterprise), row, event)


def both(row: Any, kind: str, title: Title, event: Event, *, but: Any = None) -> None:
    """Tells both enterprises of an agreement."""
    notes = []
    for firm in (row.enterprise, row.borrower):
        whom = [each for each in concerned.liaisons(firm) if but is None or each.pk != but.pk]
        url = reverse("labour:mine_lending", args=[row.campaign.key, firm.pk, row.pk], urlconf=PAGES)
        notes.append(Note(kind=kind, people=whom, title=title, url=url, about=row, campaign=row.campaign, event=event))
    tell_all(notes)


def stands(fair: Any, title: Title, event: Event) -> None:
    """Tells the enterprises that take part in a fair."""
    invited(fair, fair.stands.values_list("enterprise", flat=True), title, event)


def invited(fair: Any, firms: Iterable[int], title: Title, event: Event) -> None:
    """Tells these enterprises of a fair."""
    notes = []
    for firm, whom in concerned.liaisons_of_each(sorted(set(firms))).items():
        url = reverse("labour:mine_fair", args=[fair.campaign.key, firm, fair.pk], urlconf=PAGES)
        note = Note(kind=INVITED, people=whom, title=title, url=url, about=fair, campaign=fair.campaign, event=event)
        notes.append(note)
    tell_all(notes)


def _mine(campaign: Campaign, firm: Enterprise) -> str:
    return reverse("labour:mine", args=[campaign.key, firm.pk], urlconf=PAGES)


def _tell(kind: str, whom: Iterable[User], title: Title, url: str, about: Any, event: Event) -> None:
    tell(kind=kind, people=list(whom), title=title, url=url, about=about, campaign=about.campaign, event=event)
