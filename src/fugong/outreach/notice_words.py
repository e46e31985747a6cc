"""What happens to notices, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("notice.draft", _("began a notice"), "pencil", "secondary"),
    ("notice.write", _("wrote in a notice"), "pencil", "secondary"),
    ("notice.add_picture", _("added a picture to a notice"), "photo", "secondary"),
    ("notice.submit", _("handed a notice in for checking"), "send", "primary"),
    ("notice.return", _("returned a notice to its author"), "arrow-back-up", "warning"),
    ("notice.recall", _("took a notice back from checking"), "arrow-back-up", "secondary"),
    ("notice.approve", _("checked and published a notice"), "circle-check", "success"),
    ("notice.publish", _("published a notice"), "speakerphone", "success"),
    ("notice.replace", _("put a later version of a notice in its place"), "refresh", "secondary"),
    ("notice.withdraw", _("withdrew a notice"), "circle-x", "danger"),
    ("notice.discard", _("dropped the draft of a notice"), "trash", "secondary"),
    ("notice.send", _("sent a notice"), "send", "primary"),
    ("notice.sent_to", _("sent the notice “%(title)s”"), "mail", "primary"),
    ("notice.confirm", _("confirmed having read version %(version)s of a notice"), "checks", "success"),
    ("notice.confirm_people", _("confirmed a notice for %(count)s people"), "checks", "success"),
    ("notice.remind", _("reminded %(count)s readers of a notice"), "bell", "warning"),
    ("notice_reader.add", _("put someone on the list of those who read notices in person"), "user-plus", "secondary"),
    (
        "notice_reader.remove",
        _("took someone off the list of those who read notices in person"),
        "user-minus",
        "secondary",
    ),
)
"""(verb, sentence, icon, tone), for the timeline."""
