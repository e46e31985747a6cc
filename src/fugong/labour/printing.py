"""The agreement on shared staff as PDF: the text that both sign, its digest, both signatures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.core import dates, papers

if TYPE_CHECKING:
    from fugong.labour.models import Lending

LANGUAGE = "zh-hans"
"""What both sign is one text: the pack’s Chinese one."""
TEMPLATE = Path(__file__).parent / "papers" / "lending.typ"


def pdf(lending: Lending) -> bytes:
    """The paper, in the language of its text; while one signature lacks, it says so across the page."""
    with override(LANGUAGE):
        state = {"proposed": _("To be signed by both"), "declined": _("Not agreed")}.get(lending.state, "")
        returned = ""
        if lending.returned_on:
            returned = _("Returned early on %(day)s") % {"day": dates.shown(lending.returned_on)}
        data: dict[str, Any] = {
            "title": _("Agreement on shared staff"), "number": f"{lending.campaign.key}-{lending.pk}", "state": state,
            "body": lending.text.splitlines(),
            "digest": _("Digest of the text:") + " " + " ".join(lending.digest[n : n + 8] for n in range(0, 32, 8)),
            "signatures": [
                _signature(_("Enterprise that lends"), lending.enterprise.name, lending.lender_name, lending.lender_signed_at),
                _signature(
                    _("Enterprise that takes"), lending.borrower.name, lending.borrower_name, lending.borrower_signed_at
                ),
            ],
            "returned": returned if lending.state == "returned_early" else "",
        }  # fmt: skip
    return papers.pdf(TEMPLATE, data)


def _signature(side: str, firm: str, name: str, at: Any) -> dict[str, str]:
    moment = dates.shown_moment(at) if at else ""
    return {"side": side, "firm": firm, "name": name, "at": moment, "signed": _("Signed by")}


def answer(lending: Lending) -> HttpResponse:
    """The paper as a download."""
    name = _("Shared staff %(number)s") % {"number": lending.pk} + ".pdf"
    found = HttpResponse(pdf(lending), content_type="application/pdf")
    found["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    found["X-Content-Type-Options"] = "nosniff"
    return found
