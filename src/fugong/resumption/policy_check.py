"""What the linter finds in a pack's section `resumption`."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fugong.core import numbers
from fugong.policy.clocks import MINUTES
from fugong.policy.facts import FactType, in_words
from fugong.policy.report import Report
from fugong.policy.shapes import by_key

if TYPE_CHECKING:
    from fugong.policy.pack import Pack
    from fugong.resumption.checklist import Item
    from fugong.resumption.policy import Promise, Resumption, Route
    from fugong.resumption.questions import Field

KEPT_ANSWERS = ("planned_on", "staff_returning")
"""Answers that are columns of a filing too."""
LISTS = ("form", "documents", "guidance", "flow", "checklists", "routes", "exemptions", "batches")
CONDITIONED = ("form", "documents", "guidance", "checklists", "exemptions", "batches")

UNITS = {
    "minute": ("minute", "分钟", "分以内", "分間", "분"),
    "hour": ("working hour", "hour", "工作小时", "小时", "時間", "시간"),
    "day": ("working day", "day", "工作日", "天", "営業日", "日", "근무일", "영업일", "일"),
}
MINUTES_IN = {word: MINUTES[unit] for unit, words in UNITS.items() for word in words}
"""How a length of time is written in a text → minutes."""
LENGTH = re.compile(rf"(?<![一二两三四五六七八九十百])(\d+|[一二两三四五六七八九十])\s*个?\s*({'|'.join(MINUTES_IN)})")


def check(section: "Resumption", pack: "Pack", report: Report) -> None:
    """All mistakes that need more than one table to be seen."""
    for name in LISTS:
        report.unique(name, getattr(section, name))
    for name in CONDITIONED:
        for item in getattr(section, name):
            report.condition(f"{name}[{item.key}].when", item.when, section.scope)
    for name in ("remote", "plan", "daily_report"):
        report.condition(f"{name}.when", getattr(section, name).when, section.scope)
    _check_form(section, pack, report)
    _check_texts(section, pack, report)
    _check_plan(section, report)
    _check_checklists(section, pack, report)
    _check_routes(section, pack, report)
    _check_flow(section, report)
    _check_promises(section, pack, report)
    _check_ladder(section, pack, report)


def _check_form(section: "Resumption", pack: "Pack", report: Report) -> None:
    papers = [document.key for document in section.documents]
    facts = {name.removeprefix("e."): fact for name, fact in pack.registry.scope.facts.items()}
    for name, fields in (("form", section.form), ("plan.fields", section.plan.fields)):
        for field in fields:
            path = f"{name}[{field.key}]"
            if (field.kind == "choice") != bool(field.choices):
                report.error(f"{path}.choices", _('choices belong to kind = "choice", and it needs them'))
            if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
                report.error(f"{path}.minimum", _("must not be above maximum"))
            if field.key in papers and name == "form":
                report.error(f"{path}.key", _("a document has this key already"))
            report.reference(f"{path}.prefill", field.prefill, facts, _("fact"))
            _check_prefill(report, path, field, facts)
            _check_numbers(report, path, field, {each.key: each for each in fields})
    for field in section.form:
        if f"filing.{field.key}" in ("filing.kind", "filing.remote", "filing.together"):
            report.error(f"form[{field.key}].key", _("every filing has this already"))
    _check_asking(section, report)
    report.unique("plan.fields", section.plan.fields)
    keys = [field.key for field in section.daily_report.fields]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        report.error(f"daily_report.fields[{key}~2].key", _("the key %(key)r is used twice") % {"key": key})


def _check_numbers(report: Report, path: str, field: "Field", fields: Mapping[str, "Field"]) -> None:
    """Units and wholes belong to numbers."""
    if field.unit is not None and field.kind not in COUNTED:
        report.error(f"{path}.unit", _('a unit belongs to kind = "integer" or "decimal"'))
    report.reference(f"{path}.part_of", field.part_of, fields, _("question"))
    whole = fields.get(field.part_of)
    if whole is not None and (whole is field or not {field.kind, whole.kind} <= {*COUNTED}):
        report.error(f"{path}.part_of", _("only a number is part of another one"))


COUNTED = ("integer", "decimal")
PREFILLS = {
    "integer": ("int",),
    "decimal": ("int", "double"),
    "percent": ("int", "double"),
    "yes_no": ("bool",),
    "date": ("string",),
    "choice": ("string",),
}
"""Kind of question → types of fact whose value it can begin with; a text begins with any."""


def _check_prefill(report: Report, path: str, field: "Field", facts: Mapping[str, FactType]) -> None:
    fact = facts.get(field.prefill)
    if fact is not None and fact.kind not in PREFILLS.get(field.kind, (fact.kind,)):
        words = {"fact": field.prefill, "kind": in_words(fact.kind)}
        report.error(f"{path}.prefill", _("%(fact)s is %(kind)s: this question can't begin with it") % words)


def _check_asking(section: "Resumption", report: Report) -> None:
    """What other parts read is asked, and a question asks only for answers given above it."""
    asked = [field.key for field in section.form]
    for key in KEPT_ANSWERS if section.form else ():
        if key not in asked:
            report.warn("form", _("nothing asks for %(key)s, which lists and figures show") % {"key": key})
    for at, field in enumerate(section.form):
        for key in asked[at:]:
            if field.when and re.search(rf"\bfiling\.{key}\b", field.when):
                message = _("%(key)s isn't answered yet: a question may ask only for answers above it")
                report.error(f"form[{field.key}].when", message % {"key": key})


def _check_plan(section: "Resumption", report: Report) -> None:
    if section.plan.required and not section.plan.can_be_written:
        report.error("plan.required", _("the plan asks for nothing: give it fields, or lines = true"))


def _check_texts(section: "Resumption", pack: "Pack", report: Report) -> None:
    named = [(f"guidance[{each.key}].text", each.text) for each in section.guidance]
    named += [(f"documents[{each.key}].template", each.template or "") for each in section.documents]
    for name in ("enterprise", "employee"):
        commitment = getattr(section.commitments, name)
        if commitment is not None:
            named.append((f"commitments.{name}.text", commitment.text))
        elif name in section.commitments.before_approval:
            report.error("commitments.before_approval", _("there is no commitment %(key)r to sign") % {"key": name})
    for document in section.documents:
        path = f"documents[{document.key}]"
        if document.required and document.when is None and report.is_inherited(path):
            message = _(
                "whoever files must upload this, the smallest shop too: %(name)s. Give it a when, or remove = true"
            )
            report.note(path, message % {"name": document.name})
    for path, key in named:
        report.reference(path, key, pack.texts, _("text"))
        lacking = set(pack.places.languages) - pack.texts.get(key, {}).keys()
        if key in pack.texts and lacking:
            report.warn(path, _("the text lacks: %(languages)s") % {"languages": ", ".join(sorted(lacking))})


def _check_checklists(section: "Resumption", pack: "Pack", report: Report) -> None:
    for checklist in section.checklists:
        path = f"checklists[{checklist.key}]"
        report.unique(f"{path}.aspects", checklist.aspects)
        report.unique(f"{path}.items", checklist.items)
        report.reference(f"{path}.department", checklist.department, by_key(pack.places.departments), _("department"))
        for item in checklist.items:
            report.condition(f"{path}.items[{item.key}].when", item.when, section.scope)
            _check_limits(report, f"{path}.items[{item.key}]", item)


def _check_limits(report: Report, path: str, item: "Item") -> None:
    if item.minimum is None and item.maximum is None:
        return
    if item.evidence not in ("number", "temperature"):
        report.error(f"{path}.evidence", _("only a number or a temperature has a minimum or maximum"))
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        report.error(f"{path}.minimum", _("must not be above maximum"))


def _check_routes(section: "Resumption", pack: "Pack", report: Report) -> None:
    for name, key in (
        ("remote.route", section.remote.route),
        ("together.route", section.together.route),
        ("refiling.addition_route", section.refiling.addition_route),
    ):
        report.reference(name, key, by_key(section.routes), _("route"))
    for route in section.routes:
        report.condition(f"routes[{route.key}].when", route.when, section.scope)
        _check_clock(report, pack, f"routes[{route.key}].within", route.within)
        _check_steps(section, pack, report, route)
    _check_choice(section, report)


def _check_choice(section: "Resumption", report: Report) -> None:
    """Every filing finds exactly one route, and every route can be found."""
    ordinary = section.ordinary_routes
    if section.routes and (not ordinary or ordinary[-1].when is not None):
        report.error("routes", _("the last route takes all others: it has no when"))
    seen: dict[str, str] = {}
    for route in ordinary:
        if "" in seen:
            message = _("never taken: %(route)s before it takes everything") % {"route": seen[""]}
            report.error(f"routes[{route.key}].when", message)
        condition = "".join((route.when or "").split())
        if condition in seen and condition:
            message = _("never taken: %(route)s has the same condition") % {"route": seen[condition]}
            report.error(f"routes[{route.key}].when", message)
        seen.setdefault(condition, route.key)


def _check_steps(section: "Resumption", pack: "Pack", report: Report, route: "Route") -> None:
    posts, checklists = by_key(pack.registry.posts), by_key(section.checklists)
    for at, step in enumerate(route.steps):
        path = f"routes[{route.key}].steps[{at}]"
        report.reference(f"{path}.post", step.post, posts, _("post"))
        report.reference(f"{path}.checklist", step.checklist, checklists, _("checklist"))
        _check_use(report, path, checklists.get(step.checklist), step)
        report.condition(f"{path}.when", step.when, section.scope)
        _check_clock(report, pack, f"{path}.within", step.within)
        _check_role(report, path, posts.get(step.post), step)
    if route.steps[0].parallel:
        report.error(f"routes[{route.key}].steps[0].parallel", _("the first step has none beside it"))
    if not any(step.blocking and step.when is None for step in route.steps):
        report.error(f"routes[{route.key}].steps", _("nobody decides: at least one step must always be taken"))


def _check_use(report: Report, path: str, checklist: Any, step: Any) -> None:
    if checklist is not None and step.do in ("guide", "verify", "recheck") and step.do not in checklist.used_for:
        words = {"checklist": checklist.key, "do": step.do}
        report.warn(f"{path}.checklist", _("%(checklist)s isn't used_for %(do)s") % words)


def _check_role(report: Report, path: str, post: Any, step: Any) -> None:
    """Whoever holds the post must be allowed to decide."""
    from fugong.accounts.permissions import Permission
    from fugong.accounts.roles import ROLES

    role = ROLES.get(post.role) if post is not None else None
    if role is not None and Permission.FILING_DECIDE not in role.permissions:
        words = {"role": role.key, "post": post.key}
        report.error(f"{path}.post", _("the role %(role)s of %(post)s can't decide filings") % words)


def _check_clock(report: Report, pack: "Pack", path: str, within: str | None) -> None:
    if within is not None:
        report.attempt(path, lambda: pack.clock(within))


def _check_flow(section: "Resumption", report: Report) -> None:
    boxes = by_key(section.flow)
    for box in section.flow:
        for key in box.next:
            report.reference(f"flow[{box.key}].next", key, boxes, _("box"))


def _check_promises(section: "Resumption", pack: "Pack", report: Report) -> None:
    report.unique("commitments.authority", section.commitments.authority)
    for promise in section.commitments.authority:
        path = f"commitments.authority[{promise.key}]"
        _check_clock(report, pack, f"{path}.within", promise.within)
        if report.is_inherited(path):
            message = _("enterprises read this promise of yours: “%(text)s”. Write your own %(key)r, or remove = true")
            report.note(path, message % {"text": promise.text, "key": promise.key})
        _check_words(report, pack, path, promise)


def _check_words(report: Report, pack: "Pack", path: str, promise: "Promise") -> None:
    """What the words of a promise say in numbers is what its clock runs."""
    try:
        clock = pack.clock(promise.within)
    except ValueError:
        return  # told already
    for text in promise.text.by_language.values():
        said = {_amount(number) * MINUTES_IN[unit] for number, unit in LENGTH.findall(text.lower())}
        if said and clock.amount * MINUTES.get(clock.unit, 0) not in said:
            message = _("the words say “%(text)s”, the clock runs otherwise: %(clock)s")
            report.note(f"{path}.text", message % {"text": text, "clock": clock})
            return


def _amount(number: str) -> int:
    in_figures = numbers.asked(number)
    return "一二三四五六七八九十".index(number.replace("两", "二")) + 1 if in_figures is None else in_figures


def _check_ladder(section: "Resumption", pack: "Pack", report: Report) -> None:
    for at, rung in enumerate(section.escalation):
        _check_clock(report, pack, f"escalation[{at}].after", rung.after)
        report.reference(f"escalation[{at}].to", rung.to, by_key(pack.registry.posts), _("post"))
