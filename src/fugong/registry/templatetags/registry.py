"""Filters of the registry's own pages."""

from collections.abc import Mapping
from typing import Any

from django import template

from fugong.core import languages
from fugong.policy import reasons
from fugong.registry import countries, sectors
from fugong.registry.fact_types import OWNERSHIPS, SCALES, SECTORS
from fugong.registry.models import Enrolment

register = template.Library()


@register.filter
def named(names: Mapping[str, Any], key: str) -> Any:
    """`{{ names.posts|named:post }}`: what a key of the pack is called; the key itself where the pack dropped it."""
    return names.get(key, key)


@register.filter
def class_names(enrolment: Enrolment, names: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """`{{ row.enrolment|class_names:names }}`: segments and tags by name; one name once, where a tag is a segment as well."""
    segments = (named(names["segments"], key) for key in enrolment.segments)
    tags = (named(names["tags"], key) for key in enrolment.enterprise.tags)
    return list(dict.fromkeys(map(str, (*segments, *tags))))


@register.filter
def sector_name(code: str) -> str:
    """`{{ "C3921"|sector_name }}`: its name in the standard, which is Chinese; to other readers the name of its section."""
    if len(code) > 1 and languages.current() == "zh":
        return sectors.label(code)
    return str(SECTORS.get(code[:1], "")) if code else ""


@register.filter
def scale_name(key: str) -> str:
    """`{{ "large"|scale_name }}`"""
    return str(SCALES.get(key, "")) if key else ""


@register.filter
def country_name(code: str) -> str:
    """`{{ "KR"|country_name }}`"""
    return countries.name_of(code)


@register.filter
def ownership_name(key: str) -> str:
    """`{{ "foreign"|ownership_name }}`"""
    return str(OWNERSHIPS.get(key, "")) if key else ""


@register.filter
def yuan(amount: int | None) -> str:
    """`{{ enterprise.output_value|yuan }}`: as the reader's language counts it, e.g. 3.2 亿元."""
    return "—" if amount is None else reasons.money(amount)
