"""Who hears of a paper: whoever handed it in when it comes back, and those whom the case names when a promise isn't kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.core import dates
from fugong.papers import access

if TYPE_CHECKING:
    from fugong.ledger.models import Event
    from fugong.papers.models import Paper

RETURNED, LATE = "papers.returned", "papers.late"


def register() -> None:
    """Makes the kinds of message known."""
    kinds.register(Kind(RETURNED, _("A paper came back"), False))
    kinds.register(Kind(LATE, _("A promised paper is late"), True))


def returned(paper: Paper, event: Event) -> None:
    """Whoever handed it in."""
    by = {file.added_by for file in paper.files.select_related("added_by") if file.added_by.is_active}
    kind = access.get(paper.case_kind)
    for person in by:
        if (case := kind.find(person, paper.campaign, paper.case_id)) is not None:
            tell(
                kind=RETURNED, people=[person], title=lambda: gettext("“%(paper)s” came back") % {"paper": paper},
                body=lambda: paper.remark, url=kind.url(person, case), about=paper, campaign=paper.campaign, event=event,
            )  # fmt: skip


def late(paper: Paper, event: Event) -> None:
    """Those whom the case names."""
    kind = access.get(paper.case_kind)
    if (case := kind.load(paper.case_id)) is None:
        return
    for person in kind.late(case):
        tell(
            kind=LATE, people=[person],
            title=lambda: gettext("Late: “%(paper)s” was promised by %(day)s") % {
                "paper": paper, "day": dates.shown(paper.promised_until) if paper.promised_until else "",
            },
            url=kind.url(person, case), about=paper, campaign=paper.campaign, event=event,
        )  # fmt: skip
