"""`{% load supplies %}`: money."""

from django import template

from fugong.core import money

register = template.Library()


@register.filter
def fen(amount: int | None) -> str:
    """`{{ offer.fen|fen }}`: whole fen as yuan, 2,350.00."""
    return money.yuan(amount or 0)
