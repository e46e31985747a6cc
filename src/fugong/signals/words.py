"""Why something is doubted, and what happened, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from fugong.policy.loaded import for_version

if TYPE_CHECKING:
    from fugong.signals.models import Doubt

SENTENCES = (
    ("doubt.raise", _("report and reading don’t fit: %(share)s per cent of what is usual"), "alert-triangle", "danger"),
    ("doubt.explain", _("explained why report and reading differ"), "message-check", "success"),
    ("doubt.confirm", _("confirmed that the report isn’t right"), "flag", "danger"),
    ("doubt.correct", _("corrected the report of %(day)s"), "edit", "success"),
    ("doubt.visit", _("looked at it on site: visit %(number)s"), "clipboard-check", "primary"),
    ("doubt.again", _("the explanation has had its time: asked again"), "refresh", "warning"),
    ("doubt.settle", _("report and reading fit together again"), "circle-check", "secondary"),
    ("doubt.overdue", _("nobody answered in time"), "clock", "warning"),
    ("doubt.escalate", _("told the next post"), "bell", "warning"),
    ("campaign.readings", _("took %(rows)s readings"), "file-import", "secondary"),
)
"""(verb, sentence, icon, tone), for the timeline."""


def number(value: Any) -> str:
    """`1234.50` as `1,234.5`; — for none."""
    if value is None:
        return "—"
    text = f"{Decimal(str(value)):,.2f}"
    return text.rstrip("0").rstrip(".")


def said(doubt: Doubt, language: str = "") -> str:
    """The rule's reason with the numbers in it."""
    rules = for_version(doubt.pack_version).signals
    rule, kind = rules.doubtful(doubt.rule), rules.kind(doubt.kind)
    if rule is None:
        return doubt.rule
    told = {name: number(doubt.numbers.get(name)) for name in ("staff", "total", "share", "value", "usual", "days")}
    if kind is not None:
        told["unit"] = kind.unit.in_(language) if language else str(kind.unit)
    told.setdefault("unit", "")
    text = rule.reason.in_(language) if language else str(rule.reason)
    return text.format(**told, enterprise=doubt.enterprise.name)
