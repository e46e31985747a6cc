"""Agenda and minutes on paper and as a workbook: what was issued, else as it stands now."""

import datetime as dt
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock, dates, languages, papers
from fugong.meetings.actions.minutes import composed
from fugong.meetings.models import Meeting, Outcome
from fugong.meetings.telling import in_words, title_of
from fugong.sheets import writer
from fugong.sheets.columns import Column

TEMPLATE = Path(__file__).parent / "papers" / "minutes.typ"
COLUMNS = (
    Column(key="number", name=gettext_lazy("Serial no."), width=6),
    Column(key="cluster", name=gettext_lazy("Heading"), width=16),
    Column(key="title", name=gettext_lazy("Matter"), width=48),
    Column(key="many", name=gettext_lazy("Demands"), width=8),
    Column(key="detail", name=gettext_lazy("About it"), width=40),
    Column(key="outcome", name=gettext_lazy("Outcome"), width=14),
    Column(key="said", name=gettext_lazy("Discussion"), width=48),
    Column(key="decision", name=gettext_lazy("Decision"), width=40),
    Column(key="owner", name=gettext_lazy("By whom"), width=12),
    Column(key="due", name=gettext_lazy("By when"), width=18),
    Column(key="task", name=gettext_lazy("Task"), width=16),
)


def content_of(meeting: Meeting) -> dict[str, Any]:
    """What was issued; before that, as it stands."""
    return meeting.minutes or composed(meeting)


def pdf(meeting: Meeting) -> bytes:
    """The paper in the reader's language."""
    return papers.pdf(TEMPLATE, _paper(meeting))


def file_name(meeting: Meeting, ending: str) -> str:
    """`云上晨会 2020-02-21.pdf`"""
    return f"{title_of(meeting)} {clock.local(meeting.starts_at):%Y-%m-%d}.{ending}"


def workbook(meeting: Meeting) -> BinaryIO:
    """One row for each decision, or for each matter without one."""
    rows = []
    for number, item in enumerate(content_of(meeting)["items"], 1):
        line = {"number": number, **item, "outcome": str(Outcome(item["outcome"]).label)}
        for made in item["decisions"] or [None]:
            told = {} if made is None else {**made, "decision": made["text"], "due": _when(made["due"])}
            rows.append({**dict.fromkeys(("decision", "owner", "due", "task"), ""), **line, **told})
    title = f"{title_of(meeting)} {in_words(meeting)}"
    return writer.workbook(writer.Sheet(COLUMNS, rows, name=_("Minutes"), title=title))


def _paper(meeting: Meeting) -> dict[str, Any]:
    content = content_of(meeting)
    has_been = meeting.state in ("closed", "issued")
    facts = [
        (_("Time"), in_words(meeting)),
        (_("Meeting place"), meeting.where or meeting.video),
        (_("Chair"), meeting.chair.name if meeting.chair else ""),
        (_("Present"), _("、").join(content["present"])),
        (_("Absent"), _("、").join(content["absent"])),
        (_("Invited"), _("、").join(content["invited"])),
    ]
    return {
        "language": languages.current(),
        "title": title_of(meeting),
        "kind": _("Minutes") if has_been else _("Agenda"),
        "number": meeting.number,
        "issuer": str(meeting.campaign.jurisdiction),
        "draft": "" if meeting.issued_at or not has_been else _("Draft: the minutes aren't issued yet."),
        "facts": [[name, value] for name, value in facts if value],
        "summary": content["summary"],
        "items": [_matter(number, item, has_been) for number, item in enumerate(content["items"], 1)],
        "nothing": _("Nothing stood on the agenda."),
        "issued": _imprint(meeting),
    }


def _matter(number: int, item: dict[str, Any], has_been: bool) -> dict[str, Any]:
    words = {"title": item["title"], "n": item["many"]}
    title = _("%(title)s (%(n)s demands)") % words if item["many"] > 1 else item["title"]
    return {
        "title": f"{number}. {title}",
        "detail": item["detail"],
        "outcome": str(Outcome(item["outcome"]).label) if has_been else "",
        "said": item["said"],
        "decisions": [
            _("Decision: %(text)s — %(owner)s, by %(due)s (%(task)s)") % {**made, "due": _when(made["due"])}
            for made in item["decisions"]
        ],
    }


def _when(text: str) -> str:
    return dates.shown_moment(dt.datetime.fromisoformat(text)) if text else ""


def _imprint(meeting: Meeting) -> str:
    words = _("Issued %(when)s") if meeting.issued_at else _("Printed %(when)s")
    return words % {"when": date_format(clock.local(meeting.issued_at or clock.now()), "DATETIME_FORMAT")}
