"""Addresses of groups. Each page of a group has an officer's address and an enterprise's."""

from django.urls import URLPattern, URLResolver, path

from fugong.outreach.views import answers, groups, groups_desk, groups_threads, online, shared

C = "c/<slug:campaign>"
GROUP = f"{C}/groups/<slug:key>"
THREAD = f"{GROUP}/threads/<int:pk>"
MINE = "mine/<slug:campaign>/<int:enterprise>"
MINE_GROUP = f"{MINE}/groups/<slug:key>"
MINE_THREAD = f"{MINE_GROUP}/threads/<int:pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{C}/groups/", groups.groups, name="groups"),
    path(f"{C}/new-group/", groups_desk.group_new, name="group_new"),
    path(f"{GROUP}/", groups.group, name="group"),
    path(f"{GROUP}/threads/", groups.threads, name="threads"),
    path(f"{GROUP}/quiet/", groups.quiet, name="quiet"),
    path(f"{GROUP}/seen/", groups.seen, name="seen"),
    path(f"{GROUP}/members/", groups_desk.members, name="members"),
    path(f"{GROUP}/members/sheet/", groups_desk.members_sheet, name="members_sheet"),
    path(f"{GROUP}/reminders/", groups_desk.reminders, name="group_reminders"),
    path(f"{GROUP}/officers/", groups_desk.officers, name="officers"),
    path(f"{GROUP}/officers/adding/", groups_desk.officer_adding, name="officer_adding"),
    path(f"{GROUP}/officers/removal/", groups_desk.officer_removal, name="officer_removal"),
    path(f"{GROUP}/activity/", groups_desk.activity, name="activity"),
    path(f"{GROUP}/texts/", groups_desk.group_texts, name="group_texts"),
    path(f"{GROUP}/closing/", groups_desk.group_closing, name="group_closing"),
    path(f"{GROUP}/reopening/", groups_desk.group_reopening, name="group_reopening"),
    path(f"{THREAD}/", groups_threads.thread, name="thread"),
    path(f"{THREAD}/posts/", groups_threads.posts, name="posts"),
    path(f"{THREAD}/answer/", groups_threads.answer, name="answer"),
    path(f"{THREAD}/again/", groups_threads.again, name="again"),
    path(f"{THREAD}/closing/", groups_threads.closing, name="thread_closing"),
    path(f"{THREAD}/onward/<slug:way>/", groups_threads.going_on, name="going_on"),
    path(f"{THREAD}/pin/", groups_threads.pinning, name="thread_pin"),
    path(f"{THREAD}/publication/", answers.publication, name="publication"),
    path(f"{GROUP}/posts/<int:pk>/removal/", groups_threads.removal, name="post_removal"),
    path(f"{GROUP}/posts/<int:pk>/text/", groups_threads.beside, name="post_text"),
    path(f"{C}/answers/", answers.answers, name="answers"),
    path(f"{C}/answers/new/", answers.answer_new, name="answer_new"),
    path(f"{C}/answers/<int:pk>/", answers.answer_edit, name="answer_edit"),
    path(f"{C}/answers/<int:pk>/withdrawal/", answers.answer_withdrawal, name="answer_withdrawal"),
    path(f"{C}/online/", online.online, name="online"),
    path(f"{C}/online/roster/", online.roster, name="online_roster"),
    path(f"{MINE}/groups/", groups.mine_groups, name="mine_groups"),
    path(f"{MINE}/answers/", answers.mine_answers, name="mine_answers"),
    path(f"{MINE}/answers/similar/", answers.mine_similar, name="mine_similar"),
    path(f"{MINE_GROUP}/", groups.mine_group, name="mine_group"),
    path(f"{MINE_GROUP}/threads/", groups.mine_threads, name="mine_threads"),
    path(f"{MINE_GROUP}/quiet/", groups.mine_quiet, name="mine_quiet"),
    path(f"{MINE_GROUP}/seen/", groups.mine_seen, name="mine_seen"),
    path(f"{MINE_THREAD}/", groups_threads.mine_thread, name="mine_thread"),
    path(f"{MINE_THREAD}/posts/", groups_threads.mine_posts, name="mine_posts"),
    path(f"{MINE_THREAD}/answer/", groups_threads.mine_answer, name="mine_answer"),
    path(f"{MINE_THREAD}/again/", groups_threads.mine_again, name="mine_again"),
    path(f"{MINE_THREAD}/onward/<slug:way>/", groups_threads.mine_going_on, name="mine_going_on"),
    path("go/<slug:campaign>/groups/<slug:key>/", shared.to_group, name="to_group"),
    path("go/<slug:campaign>/groups/<slug:key>/threads/<int:pk>/", shared.to_thread, name="to_thread"),
    path("groups/files/<uuid:uid>/", groups_threads.file, name="post_file"),
]
