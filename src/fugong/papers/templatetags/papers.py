"""`{% load papers %}{% papers case %}`: the papers of a case, with what the reader may do."""

from typing import Any

from django import template

from fugong.core import clock, documents
from fugong.papers import access, lists

register = template.Library()


@register.inclusion_tag("papers/list.html", takes_context=True)
def papers(context: template.Context, case: Any) -> dict[str, Any]:
    """The list. Nothing where the case asks for none."""
    request = context["request"]
    kind = access.get(case.event_kind)
    rows = lists.of(case)
    return {
        "request": request, "csrf_token": context.get("csrf_token"), "campaign": case.campaign, "papers": rows,
        "missing": sum(row.is_missing for row in rows), "promised": lists.counted(rows),
        "may_hand_in": kind.may_hand_in(request.user, case),
        "may_judge": kind.may_judge(request.user, case), "accept": documents.ACCEPT, "today": clock.today().isoformat(),
    }  # fmt: skip
