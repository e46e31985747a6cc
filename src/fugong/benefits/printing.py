"""Policy packs on paper, and their items in the reader's language: texts of the versions that the pack was made of."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fugong.benefits import shown
from fugong.benefits.models import Version
from fugong.benefits.models.claim import written
from fugong.benefits.models.match import OUTCOMES
from fugong.core import clock, languages, papers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fugong.benefits.models import PolicyPack
    from fugong.places.models import Campaign

TEMPLATE = Path(__file__).parent / "papers" / "pack.typ"


def items(campaign: Campaign, row: PolicyPack) -> list[dict[str, Any]]:
    """What stands in a policy pack: what is due first."""
    return _items(campaign, row, Version.objects.in_bulk([each[0] for each in row.content]))


def _items(campaign: Campaign, row: PolicyPack, versions: dict[int, Version]) -> list[dict[str, Any]]:
    found = [_item(campaign, versions[each[0]], *each[1:]) for each in row.content if each[0] in versions]
    order = list(OUTCOMES)
    return sorted(found, key=lambda item: order.index(item["key"]))


def _item(
    campaign: Campaign, version: Version, outcome: str, quantity: int, clause: str, detail: dict[str, Any]
) -> dict[str, Any]:
    says = version.says
    near = detail.get("near")
    why = shown.because(campaign, says, "no" if outcome == "near" else outcome, clause, detail)
    department = next((each.name for each in campaign.pack.places.departments if each.key == says.department), "")
    return {
        "key": outcome, "outcome": str(OUTCOMES[outcome]), "name": str(says.name), "clause": str(says.clause),
        "source": str(says.source), "sum": written(says, quantity) if quantity else "", "why": why,
        "near": shown.in_near(campaign, says, shown.Near(*near)) if near else "",
        "until": date_format(says.until, "DATE_FORMAT") if says.until else "",
        "papers": [str(paper.name) for paper in says.papers], "where": str(says.where or department or ""),
        "note": str(says.note or ""),
    }  # fmt: skip


def pdf(campaign: Campaign, rows: Sequence[PolicyPack]) -> bytes:
    """One paper of many enterprises, each on pages of its own, in the reader's language."""
    versions = Version.objects.in_bulk({each[0] for row in rows for each in row.content})
    return papers.pdf(TEMPLATE, {
        "language": languages.current(),
        "title": str(campaign.pack.benefits.title or _("Policy pack")),
        "words": {
            "until": _("Until"), "papers": _("Papers"), "where": _("Where"), "source": _("Source"),
            "empty": _("Nothing is due at present."), "contents": _("What you can have"),
        },
        "firms": [
            {
                "name": row.enterprise.name, "issuer": str(campaign.jurisdiction),
                "version": _("Version %(n)s, %(day)s") % {
                    "n": row.number, "day": date_format(clock.local(row.made_at), "DATE_FORMAT"),
                },
                "items": _items(campaign, row, versions),
            }
            for row in rows
        ],
    })  # fmt: skip


def file_name(row: PolicyPack) -> str:
    """`政策包 东河精工 3.pdf`"""
    what = _("Policy pack")
    return f"{what} {row.enterprise.name} {row.number}.pdf"


def answer(content: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf")
