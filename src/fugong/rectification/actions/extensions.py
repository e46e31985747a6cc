"""More time for a notice: asked for by the enterprise before the deadline, decided by somebody other than the issuer."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, NotAllowed, Refused, refuse
from fugong.ledger.recording import record as write
from fugong.policy.loaded import for_version
from fugong.rectification import telling
from fugong.rectification.access import speaks_for
from fugong.rectification.models import Extension, Notice
from fugong.registry import concerned
from fugong.workflow.holding import held
from fugong.workflow.moves import move


def latest(notice: Notice) -> dt.datetime:
    """The latest moment to which the pack lets a notice be extended."""
    pack = for_version(notice.pack_version)
    return pack.due(notice.deadline, pack.rectification.extensions.most)


@transaction.atomic
def ask(*, notice: Notice, until: dt.datetime, why: str, by: User) -> Extension:
    """Asks for more time. Raises Refused where the pack gives none, or none any more."""
    notice = held(notice)
    if not speaks_for(by, notice.enterprise_id):
        raise NotAllowed(_("Only who speaks for the enterprise asks for it."))
    rules = for_version(notice.pack_version).rectification.extensions
    if notice.state != "issued" or notice.due_at is None or clock.now() > notice.due_at:
        raise Refused(_("More time can be asked for only before the deadline."), code="too_late")
    if notice.extensions.filter(state="granted").count() >= rules.times:
        raise Refused(_("The place gives no more time for this notice."), code="no_more")
    if not why.strip():
        raise refuse("why", _("Say why more time is needed."))
    if not notice.due_at < until <= latest(notice):
        message = _("Ask for a time after the deadline and not later than %(latest)s.")
        raise refuse("until", message % {"latest": dates.shown_moment(latest(notice))})
    now = clock.now()
    asked = Extension(
        notice=notice, enterprise=notice.enterprise, campaign=notice.campaign, area_code=notice.area_code, until=until,
        why=why.strip()[:300], asked_at=now, asked_by=by, state=Extension.workflow.initial, state_since=now,
        due_at=notice.due_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("More time was asked for already: wait for the answer.")) from None
    event = write("extension.ask", asked, by=by, reason=asked.why, until=f"{clock.local(until):%Y-%m-%d %H:%M}")
    told = concerned.holding(Permission.RECTIFICATION_ISSUE, notice.enterprise, without=[notice.issued_by_id])
    telling.staff(
        notice, told, lambda: _("%(enterprise)s asks for more time: %(number)s")
        % {"enterprise": notice.enterprise, "number": notice.number},
        event, kind=telling.ASKED,
    )  # fmt: skip
    return asked


@transaction.atomic
def decide(*, extension: Extension, grant: bool, by: User, opinion: str = "") -> Extension:
    """Grants it, which moves the notice's deadline, or doesn't, which needs a reason."""
    notice = held(extension.notice)
    extension = (
        Extension.objects.select_for_update(of=("self",)).select_related("notice", "enterprise").get(pk=extension.pk)
    )
    extension.notice = notice
    if by.pk in (notice.issued_by_id, extension.asked_by_id):
        raise NotAllowed(_("You issued this notice: somebody else decides about more time."))
    values = {"decided_at": clock.now(), "decided_by": by, "opinion": opinion.strip()[:300]}
    move(extension, "grant" if grant else "refuse", by=by, reason=opinion, set=values)
    if grant:
        event = move(notice, "extend", by=None, as_name=by.name, due_at=extension.until, number=notice.number)
        telling.enterprise(
            notice, lambda: _("%(number)s: you have until %(until)s")
        % {"number": notice.number, "until": dates.shown_moment(extension.until)}, event
        )  # fmt: skip
    else:
        event = write("rectification_notice.not_extended", notice, by=by, reason=opinion)
        telling.enterprise(notice, lambda: _("%(number)s: no more time is given") % {"number": notice.number}, event)
    return extension


def fall_away(notice: Notice, by: User) -> None:
    """What was asked for and not decided: nobody needs it once the notice was answered, looked back at or annulled."""
    for extension in notice.extensions.select_for_update().filter(state="asked"):
        move(extension, "take_back", by=None, as_name=by.name)


@transaction.atomic
def take_back(*, extension: Extension, by: User) -> Extension:
    """The enterprise needs no more time."""
    extension = held(extension)
    move(extension, "take_back", by=by)
    return extension
