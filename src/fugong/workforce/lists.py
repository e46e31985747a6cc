"""Lists of files: filters, whole-name and whole-number search by index, page after page without counting."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers, phones
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry import search
from fugong.registry.models import Enterprise
from fugong.workforce import documents, keys
from fugong.workforce.arrows import HERE, PERSON
from fugong.workforce.giving import normal_name
from fugong.workforce.models import CampaignKey, Employment, HealthCase, Person

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
TABS = ("here", "expected", "held", "card", "silent", "unwell", "left", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = "here"
    text: str = ""
    class_key: str = ""
    enterprise: str = ""
    nationality: str = ""

    NAMES: ClassVar[tuple[str, ...]] = ("text", "class_key", "enterprise", "nationality")

    @classmethod
    def of(cls, request: Any) -> Wanted:
        """As the address says it. Names and numbers come in a form only: they belong into no address and no log."""
        query = request.GET
        given = {name: str(query.get(name, "")).strip()[:60] for name in cls.NAMES}
        given["text"] = str(request.POST.get("text", "")).strip()[:60]
        tab = query.get("tab", "here")
        return cls(tab=tab if tab in TABS else "here", **given)

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in self.NAMES)


def people(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Any]:
    """The files that fit, the newest first."""
    rows = Person.objects.visible_to(user).filter(campaign=campaign)
    return narrowed(rows.filter(_TABS[wanted.tab]()) if wanted.tab in _TABS else rows, campaign, wanted, user).order_by(
        "-pk"
    )


def narrowed(rows: QuerySet[Any], campaign: Campaign, wanted: Wanted, user: User) -> QuerySet[Any]:
    """Rows that the filters leave."""
    if wanted.class_key:
        rows = rows.filter(class_key=wanted.class_key)
    if wanted.nationality:
        rows = rows.filter(nationality=wanted.nationality)
    if wanted.enterprise:
        mine = Enterprise.objects.visible_to(user, Permission.PERSON_VIEW)
        wished = mine.filter(pk=numbers.asked(wanted.enterprise) or 0)
        works = Employment.objects.filter(person=OuterRef("pk"), left_on=None, enterprise__in=wished)
        rows = rows.filter(Exists(works))
    if wanted.text:
        rows = rows.filter(_said(campaign, wanted.text, user))
    return rows


def page(rows: QuerySet[Any], after: str, user: User) -> Page:
    """One page, ready to show: opened, with the employments that the reader may see."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    found = list(dressed(rows, user)[: PAGE + 1])
    return Page.of(found, PAGE, after)


def dressed(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """With keys, and with the employments that the reader may see as `works`."""
    seen = Employment.objects.current().visible_to(user).select_related("enterprise")
    return rows.select_related("key", "campaign__pack_version").prefetch_related(
        Prefetch("employments", queryset=seen, to_attr="works")
    )


def _said(campaign: Campaign, text: str, user: User) -> Q:
    """A whole name, a document number, a telephone number, or fragments of an enterprise's name."""
    held = CampaignKey.objects.filter(campaign=campaign).select_related("key").first()
    if held is None:
        return Q(pk=None)
    key = held.key.opened
    found = Q(name_index=keys.index(key, normal_name(text).casefold(), "name"))
    found |= Q(document_index=keys.index(key, documents.normalised(text), "document"))
    if (number := numbers.asked(text)) is not None:
        found |= Q(pk=number)
    with contextlib.suppress(phones.NotAPhone):
        found |= Q(phone_index=keys.index(key, phones.normalised(text), "phone"))
    named = Enterprise.objects.visible_to(user, Permission.PERSON_VIEW).filter(search.matching(text))
    return found | Q(Exists(Employment.objects.filter(person=OuterRef("pk"), left_on=None, enterprise__in=named)))


_TABS: dict[str, Any] = {
    "here": lambda: Q(state__in=HERE),
    "expected": lambda: Q(state="expected"),
    "held": lambda: Q(state__in=["waiting", "observed", "isolated"]),
    "card": lambda: ~Q(card=""),
    "silent": lambda: Q(silent_until__gte=clock.today()),
    "unwell": lambda: Q(
        Exists(HealthCase.objects.filter(person=OuterRef("pk"), state__in=["open", "taken", "referred"]))
    ),
    "left": lambda: Q(state="left"),
}
STATES = PERSON.states
