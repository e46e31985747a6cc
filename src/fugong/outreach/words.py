"""What the timeline says of groups."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("chat_group.create", _("made the group %(name)s"), "messages", "primary"),
    ("chat_group.close", _("closed the group %(name)s"), "archive", "warning"),
    ("chat_group.reopen", _("opened the group %(name)s again"), "messages", "primary"),
    ("chat_group.texts", _("wrote the group’s texts"), "pencil", "secondary"),
    ("chat_group.add_officer", _("let %(name)s answer in the group"), "user-plus", "secondary"),
    ("chat_group.remove_officer", _("ended %(name)s’s answering in the group"), "user-minus", "secondary"),
    ("chat_group.remind", _("reminded %(many)s enterprises out of the group"), "bell", "secondary"),
    ("campaign.online_roster", _("set the roster of the hour online"), "clock", "secondary"),
    ("thread.ask", _("asked in the group %(group_name)s"), "help-circle", "primary"),
    ("thread.tell", _("told the group %(group_name)s something"), "speakerphone", "primary"),
    ("thread.reply", _("replied in the group"), "message", "secondary"),
    ("thread.answer", _("marked the answer to the question"), "circle-check", "success"),
    ("thread.other_answer", _("marked another post as the answer"), "circle-check", "secondary"),
    ("thread.ask_again", _("asked again: the answer didn’t help"), "help-circle", "warning"),
    ("thread.close", _("closed the question"), "archive", "secondary"),
    ("thread.hand_on", _("handed the question on: %(title)s"), "arrow-forward-up", "primary"),
    ("thread.overdue", _("noted that the question waits beyond its time"), "clock", "danger"),
    ("thread.pin", _("put the thread on top"), "flag", "secondary"),
    ("thread.unpin", _("took the thread down from the top"), "flag", "secondary"),
    ("post.remove", _("removed a post"), "trash", "warning"),
    ("post.text", _("set another language beside a post"), "language", "secondary"),
    ("published_answer.publish", _("published an answer"), "news", "success"),
    ("published_answer.change", _("changed a published answer"), "pencil", "secondary"),
    ("published_answer.withdraw", _("withdrew a published answer"), "archive", "warning"),
)
"""(verb, sentence, icon, tone), for the timeline."""
