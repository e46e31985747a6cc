"""What advice asks of a person: questions to take and answer, those that nobody has, appointments to arrange."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission as P
from fugong.advice.access import steers
from fugong.advice.models import Appointment, Enquiry
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo


def _todo(row: Any, title: str, words: str) -> Todo:
    late = row.due_at is not None and row.due_at < clock.now()
    return Todo(
        row.due_at,
        title,
        words,
        reverse(f"advice:{row.event_kind}", args=[row.campaign.key, row.pk]),
        row.enterprise,
        late,
    )


@todo.register
def questions(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """The adviser's own; for the desk those that nobody has."""
    if user.holds(P.ADVICE_ANSWER):
        rows = Enquiry.objects.filter(campaign=campaign, adviser__user=user, state__in=("assigned", "taken"))
        for row in todo.first(rows.select_related("enterprise", "campaign__pack_version").order_by("due_at", "pk")):
            yield _todo(
                row, row.field_name, _("Take the question") if row.state == "assigned" else _("Answer the question")
            )
    if campaign.pack.advice.is_used and steers(user, campaign):
        rows = Enquiry.objects.filter(campaign=campaign, state="waiting")
        for row in todo.first(rows.select_related("enterprise", "campaign__pack_version").order_by("due_at", "pk")):
            yield _todo(row, row.field_name, _("Find an adviser for the question"))


@todo.register
def appointments(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Appointments to be arranged, for advisers of the field and whoever serves the enterprise."""
    if not campaign.pack.advice.appointments or not (
        user.is_staff_member and (user.holds(P.ADVICE_ANSWER) or user.holds(P.ADVICE_ASK))
    ):
        return
    permission = P.ADVICE_ASK if user.holds(P.ADVICE_ASK) else P.ADVICE_ANSWER
    rows = Appointment.objects.visible_to(user, permission).filter(campaign=campaign, state="asked")
    for row in todo.first(rows.select_related("enterprise", "campaign__pack_version").order_by("due_at", "pk")):
        yield _todo(row, row.kind_name, _("Arrange or refuse"))
