"""What happened in the registry, as sentences of a timeline: (verb, text, icon, tone). Texts take values of the event."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("enterprise.create", _("entered the enterprise"), "building-factory-2", "primary"),
    ("enterprise.update", _("corrected the enterprise’s data"), "pencil", "secondary"),
    ("enterprise.import", _("took the enterprise from a list"), "table-import", "primary"),
    ("enterprise.close", _("noted that the enterprise has closed"), "archive", "warning"),
    ("enterprise.reopen", _("noted that the enterprise exists after all"), "refresh", "secondary"),
    ("enterprise.invite", _("made an account for %(name)s, who files and reports"), "user-plus", "primary"),
    ("enterprise.dismiss", _("ended the account’s work of %(name)s for the enterprise"), "user-minus", "warning"),
    ("contact.set", _("entered a contact"), "phone", "secondary"),
    ("contact.remove", _("took a contact away"), "phone", "warning"),
    ("site.create", _("added the site %(name)s"), "map-pin", "secondary"),
    ("site.remove", _("took the site %(name)s away"), "map-pin", "warning"),
    ("supply_link.create", _("noted that %(supplier)s is a supplier"), "link", "secondary"),
    ("supply_link.remove", _("took away the link to the supplier %(supplier)s"), "link", "warning"),
    ("assignment.create", _("assigned %(name)s"), "user-check", "primary"),
    ("assignment.end", _("ended the assignment of %(name)s"), "user-minus", "warning"),
    ("assignment.hand_over", _("handed over from %(name)s to %(to)s"), "arrows-exchange", "primary"),
    ("officer_profile.set", _("entered what is known of %(name)s"), "id-badge-2", "secondary"),
    ("posting.create", _("appointed %(name)s"), "id-badge-2", "primary"),
    ("posting.end", _("ended the posting of %(name)s"), "user-minus", "warning"),
    ("team.join", _("put %(name)s into the group"), "users-group", "secondary"),
    ("team.leave", _("took %(name)s out of the group"), "users-group", "warning"),
    ("team.rename", _("named the group %(name)s"), "pencil", "secondary"),
)
