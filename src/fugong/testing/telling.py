"""Who hears of what: a tube that isn't negative, one whose result is late, a shift that lacks somebody. Never a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.core import dates
from fugong.places.models import Campaign
from fugong.testing import people
from fugong.testing.models import Retest, Shift, Tube
from fugong.workforce.models import Person

PAGES = "fugong.web.urls"
ALERT = kinds.register(kinds.Kind("testing.alert", gettext_lazy("People have to be tested again at once"), urgent=True))
LATE = kinds.register(kinds.Kind("testing.late", gettext_lazy("A test result or a retest is late")))
SHIFT = kinds.register(kinds.Kind("testing.shift", gettext_lazy("You serve at a sampling point")))


def alert(tube: Tube, enterprises: Iterable[int], event: Any) -> int:
    """Specialists, officers, medical contacts and the pack's posts, at once."""
    campaign, ids = tube.campaign, [each for each in enterprises if each]
    whom: list[User] = [
        *people.serving(tube.shift), *people.specialists(campaign, ids), *people.officers(campaign, ids),
        *people.holding(Permission.RESULT_ENTER, tube.area_code),
        *people.in_posts(campaign, campaign.pack.testing.results.alert, tube.area_code),
    ]  # fmt: skip

    def title() -> str:
        return _("Tube %(code)s: sample its people singly at once") % {"code": tube.code}

    return _tell(ALERT.key, whom, title, tube, event)


def positive(person: Person, enterprise: int, event: Any) -> int:
    """A sample of a gate, in no tube of ours, is positive: officers, medical contacts and the pack's posts, at once."""
    campaign = person.campaign
    area, ids = campaign.jurisdiction.code, [enterprise] if enterprise else []
    whom: list[User] = [
        *people.specialists(campaign, ids), *people.officers(campaign, ids), *people.holding(Permission.RESULT_ENTER, area),
        *people.in_posts(campaign, campaign.pack.testing.results.alert, area),
    ]  # fmt: skip
    url = reverse("testing:retests", args=[campaign.key], urlconf=PAGES)
    title = lambda: _("A sample taken at a gate is positive: see to the person at once")  # noqa: E731
    return tell(kind=ALERT.key, people=whom, title=title, url=url, about=person, campaign=campaign, event=event)


def late(tube: Tube, event: Any) -> int:
    """The result of a tube is overdue."""
    whom = [*people.serving(tube.shift), *people.holding(Permission.RESULT_ENTER, tube.area_code)]
    return _tell(LATE.key, whom, lambda: _("Tube %(code)s has no result yet") % {"code": tube.code}, tube, event)


def late_retest(retest: Retest, event: Any) -> int:
    """Somebody still waits for the single sample."""
    whom = [
        *people.officers(retest.campaign, [retest.enterprise_id or 0]),
        *people.holding(Permission.RESULT_ENTER, retest.area_code),
    ]
    return _tell(
        LATE.key, whom, lambda: _("Somebody of tube %(code)s isn’t sampled singly yet") % {"code": retest.tube.code},
        retest.tube, event,
    )  # fmt: skip


def put(shift: Shift, user: User, event: Any) -> int:
    """Somebody serves on a shift from now on."""

    def title() -> str:
        return _("You serve at %(point)s on %(day)s") % {"point": shift.point, "day": dates.shown(shift.day)}

    url = reverse("testing:shift", args=[shift.campaign.key, shift.pk], urlconf=PAGES)
    return tell(kind=SHIFT.key, people=[user], title=title, url=url, about=shift, campaign=shift.campaign, event=event)


def rostered(campaign: Campaign, user: User, many: int) -> int:
    """Somebody serves on shifts of a roster that was confirmed."""

    def title() -> str:
        return ngettext(
            "You serve on %(n)s shift of a new roster", "You serve on %(n)s shifts of a new roster", many
        ) % {"n": many}

    url = reverse("testing:shifts", args=[campaign.key], urlconf=PAGES) + "?mine=1"
    return tell(kind=SHIFT.key, people=[user], title=title, url=url, campaign=campaign)


def _tell(kind: str, whom: Iterable[User], title: Callable[[], str], tube: Tube, event: Any) -> int:
    url = reverse("testing:tube", args=[tube.campaign.key, tube.pk], urlconf=PAGES)
    return tell(kind=kind, people=whom, title=title, url=url, about=tube, campaign=tube.campaign, event=event)
