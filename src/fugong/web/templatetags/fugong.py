"""Tags and filters that every template has; the examples are how templates write them.

A page is made of Bootstrap's classes and these parts. STYLE.md says when to use which.
"""

import datetime as dt
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fugong.accounts import undoing
from fugong.core import clock, dates, money
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.policy import wording
from fugong.policy.facts import Scope
from fugong.web import components
from fugong.web import flowchart as flowcharts

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """`{% icon "phone" %}`, or `{% icon "phone" _("Call") %}` where no text stands beside it."""
    return components.icon(name, str(label), size)


@register.simple_tag
def badge(label: Any, tone: str = "secondary") -> SafeString:
    """`{% badge _("Drill") "warning" %}`; tones: secondary, info, primary, success, warning, danger."""
    return components.badge(str(label), tone)


@register.simple_tag
def state_badge(case: Any) -> SafeString:
    """`{% state_badge filing %}`: the state of a case, by name, tint and mark."""
    tone = getattr(case, "tone", "") or components.TONES.get(case.state, "secondary")
    return components.badge(case.state_name, tone, "state")


@register.simple_tag
def due(when: dt.datetime | None) -> SafeString:
    """`{% due filing.due_at %}`: `in 3 hours` or `overdue, 20 minutes ago`; the exact time is the title."""
    return components.due(when)


@register.filter
def undo_offer(message: Any) -> str:
    """The key of the offer to undo what the message tells of; empty where there is none."""
    tag = str(getattr(message, "extra_tags", "") or "")
    return tag.removeprefix(undoing.TAG) if tag.startswith(undoing.TAG) else ""


@register.filter
def moment(when: dt.datetime | None) -> str:
    """`{{ event.at|moment }}`: date and time on the wall clock."""
    return components.moment(when)


@register.filter
def moment_short(when: dt.datetime | None) -> str:
    """`{{ filing.filed_at|moment_short }}`: the same without this year's number, where columns are many."""
    if when is not None and clock.local(when).year == clock.today().year:
        return dates.shown_short_moment(when)
    return components.moment(when)


@register.filter
def ago(when: dt.datetime | None) -> str:
    """`{{ event.at|ago }}`: `5 minutes ago`."""
    return components.ago(when) if when else "—"


@register.filter
def listed(words: Any) -> str:
    """`{{ symptoms|listed }}`: side by side, parted as the reader's language parts them."""
    return components.listed(words)


@register.simple_tag
def percent(numerator: int | None, denominator: int | None, decimals: int = 1) -> str:
    """`{% percent 307 345 1 %}` → `89.0%`, rounded once, half up; a dash where there is nothing to divide by."""
    printed = money.percent(numerator or 0, denominator or 0, decimals)
    return "—" if printed is None else f"{printed}%"


@register.filter
def intcomma_zh(number: Any) -> str:
    """`{{ 24338|intcomma_zh }}` → `24,338`."""
    return components.thousands(number)


@register.inclusion_tag("web/parts/condition.html")
def condition(text: str, scope: Scope) -> dict[str, str]:
    """`{% condition each.when contents.registry.scope %}`: a rule of the pack in words, its code in a fold below."""
    return {"words": wording.in_words(text, scope), "code": text}


@register.filter
def markdown(text: Any) -> SafeString:
    """`{{ text|markdown }}`: Markdown as clean HTML in `.prose`."""
    return components.markdown(text)


@register.filter
def untitled(text: Any) -> str:
    """`{{ text|untitled|markdown }}`: the text without its own first heading, below a title that says the same."""
    return components.untitled(text)


@register.simple_tag(takes_context=True)
def querystring_with(context: template.Context, **changes: Any) -> str:
    """`<a href="{% querystring_with after=last.pk %}">`: this page's query with some values changed (None takes one out)."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, key: str = "after", label: Any = "") -> dict[str, Any]:
    """`{% pager page %}`: to the first and the next rows of a list that knows no total.

    `page.next_key` is the key of the last row shown, or None at the end; `page.is_first` says whether rows come before.
    A second list on a page has a `key` of the address and a `label` of its own.
    """
    following = getattr(page, "next_key", None)
    return {
        "first": None if getattr(page, "is_first", True) else querystring_with(context, **{key: None}),
        "next": querystring_with(context, **{key: following}) if following else None,
        "label": label,
    }


@register.inclusion_tag("web/parts/kept_ticks.html", takes_context=True)
def kept_ticks(context: template.Context, page: Any, name: str) -> dict[str, Any]:
    """`{% kept_ticks page "filing" %}` in a form: boxes of that name stay ticked while one turns the pages of the list."""
    said = _("%(n)s ticked, %(others)s of them on other pages.") % {"n": "%n", "others": "%m"}
    return {
        "has_others": page.next_key is not None or not page.is_first,
        "name": name,
        "said": said,
        "is_shown_again": context["request"].method == "POST",
    }


@register.inclusion_tag("web/parts/pipeline.html", takes_context=True)
def pipeline(context: template.Context, columns: Any, name: str = "state") -> dict[str, Any]:
    """`{% pipeline columns %}` (of `workflow.pipeline.strip`): states as links that narrow the list below to them.

    The chosen one leads back to all. `name`: what the address calls the filter.
    """
    linked = [
        {
            "column": each,
            "url": querystring_with(context, **{name: None if each.is_chosen else each.key, "after": None}),
        }
        for each in columns
    ]
    return {"linked": linked}


@register.inclusion_tag("web/parts/empty.html")
def empty(icon: str, title: Any, text: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    """`{% empty "inbox" _("No filings yet") _("They appear when …") url _("File") %}`: nothing here, and what to do next."""
    return {"icon_name": icon, "title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("web/parts/progress.html")
def progress(done: int, total: int, label: Any = "", poll: str = "") -> dict[str, Any]:
    """`{% progress job.done job.total _("Reading rows") url %}`: a bar that asks `url` for itself every second."""
    share = min(100, done * 100 // total) if total else 0
    return {"done": done, "total": total, "share": share, "label": label, "poll": poll}


@register.inclusion_tag("web/parts/timeline.html", takes_context=True)
def timeline(context: template.Context, events: Any) -> dict[str, Any]:
    """`{% timeline events %}`: what happened, newest first as given, each event as a sentence; below a page of `history.of`
    the way to what happened before."""
    from fugong.web.timeline import told

    page = events if isinstance(events, Page) else None
    entries = [told(event) for event in (page.rows if page else events)]
    return {"entries": entries, "page": page, "key": history.KEY, "request": context.get("request")}


@register.simple_tag
def confirm(question: Any, button: Any = "") -> SafeString:
    """`<form method="post" {% confirm _("End this?") _("End it") %}>`: asks before it sends."""
    return format_html('data-confirm="{}" data-confirm-button="{}"', question, button)


@register.inclusion_tag("web/parts/crumbs.html")
def crumbs(*pairs: Any) -> dict[str, Any]:
    """`{% crumbs label url label url %}`: the pages above this one, the outermost first."""
    return {"links": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.simple_tag
def flowchart(boxes: Any, label: Any = "") -> SafeString:
    """`{% flowchart pack.resumption.flow %}`: steps (key, name, who, next) as a chart in layers."""
    steps = list(boxes)
    if steps and not isinstance(steps[0], flowcharts.Box):
        steps = flowcharts.boxes_of(steps)
    return flowcharts.draw(steps, str(label))
