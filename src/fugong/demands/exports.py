"""Sheets that go out: demands as listed, and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.demands import lists, shown, statistics, words
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

DEMANDS = (
    Column(key="number", name=gettext_lazy("Number"), width=20),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="text", name=gettext_lazy("What is needed"), width=60),
    Column(key="category", name=gettext_lazy("Category"), width=16),
    Column(key="state", name=gettext_lazy("State"), width=16),
    Column(key="answerer", name=gettext_lazy("Answers"), width=24),
    Column(key="cause", name=gettext_lazy("Shared cause"), width=24),
    Column(key="source", name=gettext_lazy("Source"), width=14),
    Column(key="received_at", name=gettext_lazy("Received"), width=18),
    Column(key="due_at", name=gettext_lazy("Answer due"), width=18),
    Column(key="answered_at", name=gettext_lazy("Answered"), width=18),
    Column(key="reopened", name=gettext_lazy("Times reopened"), width=12),
    Column(key="stars", name=gettext_lazy("Satisfaction"), width=12),
    Column(key="rating", name=gettext_lazy("What the enterprise says"), width=36),
)
TASKS = (
    Column(key="number", name=gettext_lazy("Number"), width=20),
    Column(key="what", name=gettext_lazy("What the task is"), width=60),
    Column(key="owner", name=gettext_lazy("Owner"), width=16),
    Column(key="asked_by", name=gettext_lazy("Asked by"), width=16),
    Column(key="from", name=gettext_lazy("Source"), width=24),
    Column(key="deadline", name=gettext_lazy("Due"), width=18),
    Column(key="state", name=gettext_lazy("State"), width=18),
    Column(key="proof", name=gettext_lazy("What was done"), width=48),
)


COUNTED = (
    Column(key="name", name=gettext_lazy("Name"), width=28),
    Column(key="many", name=gettext_lazy("Demands"), width=12),
    Column(key="open", name=gettext_lazy("Open demands"), width=12),
    Column(key="overdue", name=gettext_lazy("Overdue"), width=12),
    Column(key="first_half", name=gettext_lazy("First answer: half (hours)"), width=16),
    Column(key="first_nine", name=gettext_lazy("First answer: nine of ten (hours)"), width=16),
    Column(key="solved", name=gettext_lazy("Solved"), width=12),
    Column(key="solved_half", name=gettext_lazy("Solved: half (hours)"), width=16),
    Column(key="solved_nine", name=gettext_lazy("Solved: nine of ten (hours)"), width=16),
    Column(key="answered", name=gettext_lazy("Answered"), width=12),
    Column(key="reopened", name=gettext_lazy("Reopened"), width=12),
    Column(key="rated", name=gettext_lazy("Rated"), width=12),
    Column(key="stars", name=gettext_lazy("Satisfaction"), width=12),
)


def counted(campaign: Campaign, report: statistics.Report, since: str, until: str) -> FileResponse:
    """How demands are answered: the whole, and a page each by category, department and source."""
    name = _("How demands are answered: %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    period = f"{since or '…'} – {until or clock.today()}" if since or until else ""
    pages = {
        _("In all"): [report.whole],
        _("By category"): report.by_category,
        _("By department"): report.by_department,
        _("By source"): report.by_source,
    }
    sheets = [
        writer.Sheet(COUNTED, [_counts(line) for line in lines], name=title, title=f"{name} {period}".strip())
        for title, lines in pages.items()
    ]
    return writer.download(writer.workbook(*sheets), name)


def _counts(line: statistics.Line) -> dict[str, Any]:
    return {column.key: getattr(line, column.key) for column in COUNTED} | {"name": line.name or _("In all")}


def demands(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The demands of a list, the latest first. No telephone number is in it."""
    rows = lists.shown(lists.demands(user, campaign, wanted)).order_by("-pk").iterator(chunk_size=1_000)
    name = _("Demands of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(DEMANDS, _demand_rows(rows, campaign), name)


def tasks(user: User, campaign: Campaign, tab: str, text: str = "") -> FileResponse:
    """The tasks of a list by date."""
    rows = lists.tasks(user, campaign, tab, text).order_by("deadline", "pk").iterator(chunk_size=1_000)
    given = (
        {
            "number": row.number,
            "what": row.what,
            "owner": row.owner.name,
            "asked_by": row.asked_by.name,
            "from": row.from_name,
            "deadline": row.deadline,
            "state": row.state_name,
            "proof": row.proof,
        }
        for row in rows
    )
    return _sheet(TASKS, given, _("Tasks of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()})


def _demand_rows(rows: Iterable[Any], campaign: Campaign) -> Iterator[dict[str, Any]]:
    pack = campaign.pack
    for row in rows:
        [dressed] = shown.dress([row], campaign)
        yield {
            "number": row.number,
            "enterprise": row.enterprise.name,
            "uscc": row.enterprise.uscc,
            "text": row.text,
            "category": dressed.category_name,
            "state": row.state_name,
            "answerer": words.answerer(pack, row),
            "cause": row.cause.title if row.cause else "",
            "source": dressed.source_name,
            "received_at": row.received_at,
            "due_at": row.answer_due_at,
            "answered_at": row.answered_at,
            "reopened": row.reopened,
            "stars": row.stars,
            "rating": row.rating,
        }


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
