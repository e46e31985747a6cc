"""What the figures' events say in a timeline."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("figures.freeze", _("froze the figures of %(day)s"), "lock", "secondary"),
    ("bulletin.issue", _("issued the bulletin of %(day)s"), "news", "success"),
)
"""(verb, sentence, icon, tone), for the timeline."""
