"""The look's small parts, as functions: icons, numbers, dates, Markdown. The template tags only name them."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import nh3
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from fugong.core import clock

TONES = {
    "draft": "secondary",
    "not_filed": "secondary",
    "withdrawn": "secondary",
    "replaced": "secondary",
    "closed": "secondary",
    "dropped": "secondary",
    "exempt": "secondary",
    "filed": "info",
    "checking": "info",
    "published": "success",
    "open": "info",
    "returned": "warning",
    "approved": "primary",
    "resumed": "success",
    "passed": "success",
    "done": "success",
    "answered": "success",
    "handed_on": "primary",
    "refused": "danger",
    "suspended": "danger",
    "failed": "danger",
}
"""State → tone of its badge. A state that isn't named here looks neutral; its name always stands in the badge."""

MARKS = {
    "success": "circle-check",
    "primary": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-circle",
    "info": "clock",
}
"""Tone → icon, so that no meaning is carried by colour alone."""

SOON = dt.timedelta(hours=4)
MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    """The inside of a Tabler icon's SVG; a circle where the icon isn't there, so that a slip shows and breaks nothing."""
    found = finders.find(f"vendor/tabler/{name}.svg") if re.fullmatch(r"[a-z0-9-]+", name) else None
    if not found:
        return '<circle cx="12" cy="12" r="3"/>'
    text = re.sub(r"<!--.*?-->", "", Path(str(found)).read_text("utf-8"), flags=re.DOTALL)
    inside = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
    drawing = inside.group(1) if inside else ""
    return re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", " ".join(drawing.split()))


def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """A line drawing in the text's colour. Without a label it is decoration, and screen readers pass over it."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" {1} focusable="false">{2}</svg>',
        size,
        spoken,
        mark_safe(_drawing(name)),  # noqa: S308 (our own files)
    )


def badge(label: str, tone: str = "secondary", kind: str = "") -> SafeString:
    """A word on a tint, with its mark. A `state` stays on one line."""
    mark = icon(MARKS[tone], size=14) if tone in MARKS else ""
    return format_html('<span class="badge tone-{}{}">{}{}</span>', tone, f" {kind}" if kind else "", mark, label)


def ago(moment: dt.datetime) -> str:
    """The distance from now in its largest unit: `in 3 hours`, `20 minutes ago`."""
    seconds = (moment - clock.now()).total_seconds()
    minutes = int(abs(seconds) // 60)
    if minutes < 1:
        return _("now")
    if minutes < 60:
        span = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    elif minutes < 48 * 60:
        span = ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    else:
        span = ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
    return (_("in %(span)s") if seconds > 0 else _("%(span)s ago")) % {"span": span}


def listed(words: Iterable[Any]) -> str:
    """咳嗽、乏力 in Chinese and Japanese; Cough, Tired elsewhere."""
    return ("、" if (get_language() or "")[:2] in ("zh", "ja") else ", ").join(map(str, words))


def moment(when: dt.datetime | None) -> str:
    """Date and time on the installation's wall clock, as the reader's language writes it."""
    return date_format(timezone.localtime(when, clock.zone()), "SHORT_DATETIME_FORMAT") if when else "—"


def due(when: dt.datetime | None) -> SafeString:
    """A deadline: how far it is, coloured when near or past, the exact time as its title."""
    if when is None:
        return mark_safe('<span class="text-secondary">—</span>')
    left = when - clock.now()
    tone, words = ("", ago(when))
    if left <= dt.timedelta(0):
        minutes = ago(when)
        tone, words = "danger", _("overdue, %(ago)s") % {"ago": minutes}
    elif left <= SOON:
        tone = "warning"
    mark = icon(MARKS[tone], size=14) if tone else ""
    return format_html(
        '<time class="due {}" datetime="{}" title="{}">{}{}</time>',
        f"due-{tone}" if tone else "",
        when.isoformat(),
        moment(when),
        mark,
        words,
    )


def markdown(text: Any) -> SafeString:
    """Markdown of packs and officers as HTML. Raw HTML is not let through, and the result is cleaned once more."""
    clean = nh3.clean(MARKDOWN.render(str(text or "")), link_rel="noopener noreferrer")
    return mark_safe(f'<div class="prose">{clean}</div>')  # noqa: S308 (cleaned)


def untitled(text: Any) -> str:
    """A text without the heading that it begins with, where the page says its title already."""
    return re.sub(r"\A\s*# [^\n]*\n+", "", str(text or ""))


def thousands(number: Any) -> str:
    """`1234567` as `1,234,567`; what isn't a number is left alone, nothing is a dash."""
    if number is None or number == "":
        return "—"
    try:
        return f"{number:,}"
    except (TypeError, ValueError):
        return str(number)
