"""The erasure certificate on paper."""

from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.core import dates, papers
from fugong.workforce.models import Erasure

TEMPLATE = Path(__file__).parent / "papers" / "certificate.typ"


def pdf(erasure: Erasure, counts: list[tuple[Any, int]], why: str) -> bytes:
    """The certificate in the reader's language."""
    campaign = erasure.campaign
    signed = [(erasure.first_signer, erasure.first_signed_at), (erasure.second_signer, erasure.second_signed_at)]
    data = {
        "language": (get_language() or "zh-hans")[:2],
        "title": _("Erasure certificate"),
        "place": str(campaign.pack.places.name),
        "number": _("Certificate no. %(n)s") % {"n": erasure.number},
        "text": _(
            "The personal data named below, of the campaign “%(campaign)s”, were erased on %(day)s, together with the keys "
            "without which no backup can be read. What remains are these numbers."
        )
        % {"campaign": campaign.name, "day": dates.shown_moment(erasure.done_at)},
        "why": why,
        "reason": _("Reason"),
        "kind": _("Kind of record"),
        "many": _("Erased records"),
        "rows": [[str(name), many] for name, many in counts],
        "signatures": [
            [name, str(user or ""), dates.shown_moment(at) if at else ""]
            for name, (user, at) in zip((_("First signature"), _("Second signature")), signed, strict=True)
        ],
        "is_draft": erasure.state != "issued",
        "draft": _("Not signed by two yet"),
    }
    return papers.pdf(TEMPLATE, data)
