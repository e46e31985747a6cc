"""Small words of the channels' pages."""

from django import template

register = template.Library()

ICONS = {"email": "mail", "sms": "message", "push": "device-mobile", "robot": "messages"}


@register.filter
def channel_icon(channel: str) -> str:
    """The icon of a channel."""
    return ICONS.get(channel, "send")
