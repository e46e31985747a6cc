"""What happened to papers, in words for timelines."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: tuple[tuple[str, Any, str, str], ...] = (
    ("paper.ask", _("asked for papers"), "list-check", "secondary"),
    ("paper.hand_in", _("handed the paper in"), "upload", "primary"),
    ("paper.promise", _("promised the paper by %(until)s"), "clock", "warning"),
    ("paper.accept", _("accepted the paper"), "circle-check", "success"),
    ("paper.return", _("returned the paper"), "arrow-back-up", "warning"),
    ("paper.take_out", _("took the file “%(file)s” out"), "circle-x", "secondary"),
    ("paper.overdue", _("noted that the promised paper is late"), "clock", "danger"),
)
