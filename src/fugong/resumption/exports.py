"""Sheets that go out: filings (with those who haven't filed), and a roster with who hasn't signed first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption import answers, lists, rules
from fugong.resumption.arrows import FILING, RESUMPTION
from fugong.resumption.models import EmployeeCommitment, Filing, Resumption
from fugong.resumption.questions import Field
from fugong.sheets import cells, writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

FILINGS = (
    Column(key="number", name=gettext_lazy("Number"), width=18),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="address", name=gettext_lazy("Address"), width=36),
    Column(key="state", name=gettext_lazy("State")),
    Column(key="route", name=gettext_lazy("Route"), width=24),
    Column(key="step", name=gettext_lazy("Open step"), width=28),
    Column(key="due_at", name=gettext_lazy("Due"), width=18),
    Column(key="filed_at", name=gettext_lazy("Filed"), width=18),
    Column(key="decided_at", name=gettext_lazy("Decided"), width=18),
    Column(key="planned_on", name=gettext_lazy("Planned first day"), width=16),
    Column(key="staff_total", name=gettext_lazy("Staff in all"), width=12),
    Column(key="staff_returning", name=gettext_lazy("Staff returning"), width=12),
    Column(key="resumption", name=gettext_lazy("Return to work")),
)
ROSTER = (
    Column(key="name", name=gettext_lazy("Name"), width=18),
    Column(key="signed", name=gettext_lazy("Signed"), width=10),
    Column(key="signed_at", name=gettext_lazy("Signed at"), width=18),
)


def filings(user: User, campaign: Campaign, wanted: lists.Wanted, *, with_missing: bool) -> FileResponse:
    """The filings of a list, with the answers to every question of the form; and, if asked, who hasn't filed."""
    columns = (*FILINGS, *_answer_columns(campaign))
    name = _("Filings of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(columns, _filing_rows(user, campaign, wanted, with_missing), name)


def roster(user: User, campaign: Campaign, enterprise: Enterprise) -> FileResponse:
    """Who is to sign, those who haven't first. No number is in it."""
    rows = EmployeeCommitment.objects.visible_to(user, Permission.COMMITMENT_SIGN).filter(
        campaign=campaign, enterprise=enterprise
    )
    given = (
        {"name": row.name, "signed": _("Yes") if row.signed_at else _("No"), "signed_at": row.signed_at}
        for row in rows.order_by(F("signed_at").asc(nulls_first=True), "pk").iterator(chunk_size=2_000)
    )
    return _sheet(ROSTER, given, _("Employees’ commitments of %(enterprise)s") % {"enterprise": enterprise})


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)


def _answer_columns(campaign: Campaign) -> list[Column]:
    own = {column.key for column in FILINGS}
    return [
        Column(key=f"answer_{field.key}", name=field.label, width=18)
        for field in campaign.pack.resumption.form
        if field.key not in own
    ]


def _filing_rows(user: User, campaign: Campaign, wanted: lists.Wanted, with_missing: bool) -> Iterator[dict[str, Any]]:
    states = dict(Resumption.objects.filter(campaign=campaign).values_list("enterprise", "state"))
    pack = campaign.pack
    routes = {route.key: str(route.name) for route in pack.resumption.routes}
    form = {field.key: field for field in pack.resumption.form}
    for filing in lists.with_steps(lists.filings(user, campaign, wanted)).iterator(chunk_size=1_000):
        said = {f"answer_{key}": _answer(form[key], value) for key, value in filing.answers.items() if key in form}
        yield _enterprise(filing.enterprise, states) | said | _filing(filing, routes)
    if with_missing:
        seen = Enterprise.objects.visible_to(user, Permission.FILING_VIEW).filter(enrolments__campaign=campaign)
        filed = Filing.objects.filter(campaign=campaign, filed_at__isnull=False).values("enterprise")
        for enterprise in seen.exclude(pk__in=filed).order_by("pk").iterator(chunk_size=1_000):
            yield _enterprise(enterprise, states) | {"state": str(RESUMPTION.states["not_filed"])}


def _answer(field: Field, value: Any) -> Any:
    """An answer as a cell: numbers as numbers, per cent as such, days as days."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        share = Decimal(str(value)) / 100
        return writer.Formatted(share, "0%" if value == int(value) else "0.00%") if field.kind == "percent" else value
    return cells.as_day(value) if field.kind == "date" else answers.shown(field, value)


def _filing(filing: Any, routes: dict[str, str]) -> dict[str, Any]:
    open_ = [f"{rules.post_name(step)}: {rules.step_name(step)}" for step in filing.open_steps]
    return {
        "number": filing.number,
        "state": str(FILING.states[filing.state]),
        "route": routes.get(filing.route, filing.route),
        "step": _(", ").join(open_),
        "due_at": filing.due_at,
        "filed_at": filing.filed_at,
        "decided_at": filing.decided_at,
        "planned_on": filing.planned_on,
        "staff_returning": filing.staff_returning,
    }


def _enterprise(enterprise: Enterprise, states: dict[int, str]) -> dict[str, Any]:
    return {
        "enterprise": enterprise.name,
        "uscc": enterprise.uscc,
        "address": enterprise.address,
        "staff_total": enterprise.staff_total,
        "resumption": str(RESUMPTION.states[states.get(enterprise.pk, "not_filed")]),
    }
