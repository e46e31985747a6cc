"""What conditions may ask of a person, as `p.<name>`: each fact with its type and its name for reasons."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.policy.facts import KINDS, FactType, Scope

FACTS: dict[str, type] = {
    "origin": str,  # region code where the person came from; "" where unknown
    "outside": bool,  # came from outside the place
    "overseas": bool,  # came from abroad
    "risk": str,  # the gravest level of the places visited: "high", "medium", "low" or ""
    "transport": str,
    "days_here": int,  # since arrival; 0 on the day itself
    "job": str,
    "lodging": str,
    "foreign": bool,  # not a Chinese citizen
    "age": int,
    "contact": bool,  # of somebody infected
    "fever": bool,  # the last temperature was too high
    "symptoms": bool,  # the last report named one
    "negatives": int,  # negative tests since arrival
    "days_since_negative": int,
    "positive": bool,  # the last test was positive
}
"""What isn't known is None: a condition that needs it then doesn't hold."""

NAMES: dict[str, Promise] = {
    "origin": _("region of origin"),
    "outside": _("came from outside"),
    "overseas": _("came from abroad"),
    "risk": _("risk of the places visited"),
    "transport": _("means of transport"),
    "days_here": _("days since arrival"),
    "job": _("kind of work"),
    "lodging": _("lodging"),
    "foreign": _("foreign citizen"),
    "age": _("age"),
    "contact": _("contact of somebody infected"),
    "fever": _("fever"),
    "symptoms": _("symptoms"),
    "negatives": _("negative tests since arrival"),
    "days_since_negative": _("days since the last negative test"),
    "positive": _("last test positive"),
}

RISKS = {"high": _("high risk"), "medium": _("medium risk"), "low": _("low risk")}
TRANSPORT: dict[str, Promise] = {
    "plane": _("aeroplane"),
    "train": _("train"),
    "coach": _("long-distance coach"),
    "charter": _("chartered coach"),
    "ship": _("ship"),
    "car": _("own car"),
    "lorry": _("lorry"),
    "other": _("other means"),
}
LODGINGS: dict[str, Promise] = {
    "home": _("own home"),
    "dormitory": _("dormitory"),
    "plant": _("inside the plant"),
    "hotel": _("hotel"),
    "isolation": _("isolation room"),
    "other": _("other lodging"),
}


def scope(jobs: dict[str, object]) -> Scope:
    """Every fact about a person; `jobs` gives key → name of the pack's kinds of work."""
    shown: dict[str, dict[str, object]] = {
        "risk": {**RISKS},
        "transport": {**TRANSPORT},
        "lodging": {**LODGINGS},
        "job": jobs,
    }
    facts = {}
    for name, kind in FACTS.items():
        choices = shown.get(name, {})
        allowed = frozenset(choices) if name in shown else None
        facts[f"p.{name}"] = FactType(KINDS[kind], NAMES[name], allowed=allowed, choices=choices)
    return Scope(facts)
