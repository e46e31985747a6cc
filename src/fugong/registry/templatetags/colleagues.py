"""Fields that ask for a colleague: with all of them to choose from, or looked up while one types where they are many."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fugong.accounts.models import User
from fugong.core import numbers
from fugong.registry.colleagues import Offered

register = template.Library()


@register.simple_tag
def asks_for(people: Offered, options: str) -> SafeString:
    """`<input {% asks_for people "people" %}>`: the field's attributes; `options` is the id of the list that it offers."""
    if not people.is_cut:
        return format_html('list="{}" autocomplete="off"', options)
    url = reverse("registry:officer_names", args=[people.campaign.key])
    url += f"?holding={people.holding}" if people.holding else ""
    looks = 'list="{}" autocomplete="off" hx-get="{}" hx-trigger="input changed delay:300ms" hx-target="#{}"'
    return format_html(looks, options, url, options)


@register.inclusion_tag("registry/parts/colleague_list.html")
def colleague_options(people: Offered, options: str, leave_out: int | None = None) -> dict[str, Any]:
    """The list that such fields offer, once on a page."""
    return {"people": people, "options": options, "leave_out": leave_out}


@register.inclusion_tag("registry/parts/colleague_choice.html")
def colleague_choice(
    people: Offered, id: str, *, name: str = "owner", nobody: str = "", chosen: Any = "", leave_out: int | None = None
) -> dict[str, Any]:
    """The field `name`: a list to choose from, or what is typed. `nobody`: what it means to leave it empty."""
    return {
        "people": people, "id": id, "name": name, "list": f"{id}-people", "nobody": nobody, "leave_out": leave_out,
        "chosen": _written(chosen) if people.is_cut else str(chosen or ""),
    }  # fmt: skip


def _written(chosen: Any) -> str:
    """One who was chosen by number, as the field that is typed into has them."""
    if (key := numbers.asked(str(chosen or ""))) is None:
        return str(chosen or "")
    user = User.objects.filter(pk=key).only("name", "username").first()
    return f"{user.name} · {user.username}" if user else ""
