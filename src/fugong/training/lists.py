"""Lists of trainees, certificates, questions and appeals: filters in the address, page after page without counting."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.training.actions.signups import name_index
from fugong.training.models import Appeal, Certificate, Course, Presence, Question, Session, Trainee

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
NAMES = ("text", "state", "course", "kind", "topic", "firm")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    course: str = ""
    kind: str = ""
    topic: str = ""
    firm: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        return cls(**{name: str(query.get(name, ""))[:80] for name in NAMES})

    @property
    def filtered(self) -> bool:
        return any(getattr(self, name) for name in NAMES)


def courses(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Courses, the newest first, with how many people stand where."""
    rows: Any = Course.objects.visible_to(user).filter(campaign=campaign)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.text.strip():
        rows = rows.filter(names__icontains=wanted.text.strip())
    return rows.order_by("-pk")


def standing(user: User, campaign: Campaign, course: Course | None = None) -> dict[str, int]:
    """State → how many trainees the person sees in it."""
    rows = Trainee.objects.visible_to(user).filter(campaign=campaign)
    if course is not None:
        rows = rows.filter(course=course)
    return dict(rows.order_by().values_list("state").annotate(n=Count("*")))


def trainees(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Trainees, the newest first. A name is found whole: it stands sealed."""
    rows: Any = Trainee.objects.visible_to(user).filter(campaign=campaign)
    if wanted.state == "missing":
        missed = Presence.objects.filter(session__state="held", signed_in_at=None).values("trainee")
        rows = rows.filter(state="signed_up", pk__in=missed)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if (course := numbers.asked(wanted.course)) is not None:
        rows = rows.filter(course=course)
    if wanted.text.strip():
        rows = rows.filter(name_index=name_index(wanted.text))
    return _firm(rows, user, wanted).select_related("course", "enterprise").order_by("-pk")


def certificates(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Certificates, the newest first; `text` is a whole name or a number."""
    rows: Any = Certificate.objects.visible_to(user).filter(campaign=campaign)
    if wanted.state == "ending":
        rows = rows.filter(state="valid", valid_until__lte=clock.today() + dt.timedelta(days=30))
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(qualification=wanted.kind)
    if text := wanted.text.strip():
        number = numbers.asked(re.sub(r"\D", "", text)[4:] or None)  # behind the prefix and the year
        rows = rows.filter(Q(name_index=name_index(text)) | Q(pk=number or 0))
    return _firm(rows, user, wanted).select_related("enterprise").order_by("-pk")


def questions(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Questions in use, by number."""
    rows: Any = Question.objects.visible_to(user).filter(campaign=campaign, ended_at=None)
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.text.strip():
        rows = rows.filter(Q(texts__icontains=wanted.text.strip()) | Q(number__icontains=wanted.text.strip()))
    return rows.order_by("-pk")


def appeals(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Appeals, the newest first."""
    rows: Any = Appeal.objects.visible_to(user).filter(campaign=campaign)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows.select_related("sitting__course", "sitting__trainee", "enterprise").order_by("-pk")


def sessions(campaign: Campaign, course: Course | None = None) -> Any:
    """Sessions by their hour."""
    rows: Any = Session.objects.filter(campaign=campaign)
    return (
        (rows.filter(course=course) if course else rows)
        .select_related("course", "lecturer")
        .order_by("begins_at", "pk")
    )


def _firm(rows: Any, user: User, wanted: Wanted) -> Any:
    if wanted.firm.strip():
        seen = Enterprise.objects.visible_to(user, P.TRAINING_VIEW).matching(wanted.firm)
        rows = rows.filter(enterprise__in=seen.order_by().values("pk"))
    return rows


def page(rows: Any, after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list ordered by id, the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return Page.of(list(rows[: size + 1]), size, after)
