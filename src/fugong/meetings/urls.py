"""Meetings that build their own agenda, answer demand by demand, and turn decisions into tasks."""

from django.urls import URLPattern, URLResolver, path

from fugong.meetings.views import items, meetings, minutes, people, walk

app_name = "meetings"

ALL = "c/<slug:campaign>/meetings"
ONE = f"{ALL}/<int:pk>"
ITEM = f"{ONE}/items/<int:matter>"
MINE = "mine/<slug:campaign>/<int:enterprise>/meetings"

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/<str:token>.ics", people.feed, name="feed"),
    path(f"{ALL}/", meetings.meetings, name="meetings"),
    path(f"{ALL}/new/", meetings.new, name="new"),
    path(f"{ONE}/", meetings.meeting, name="meeting"),
    path(f"{ONE}/walk/", walk.walk, name="walk"),
    path(f"{ONE}/change/", meetings.change, name="change"),
    *[path(f"{ONE}/{move}/", meetings.move(move), name=move) for move in meetings.MOVES],
    path(f"{ONE}/summary/", minutes.summary, name="summary"),
    path(f"{ONE}/paper/", minutes.paper, name="paper"),
    path(f"{ONE}/sheet/", minutes.sheet, name="sheet"),
    path(f"{ONE}/entry/", people.entry, name="entry"),
    path(f"{ONE}/invitations/", people.invitation, name="invitation"),
    path(f"{ONE}/participants/<int:participant>/leaving/", people.leaving, name="leaving"),
    path(f"{ONE}/response/", people.response, name="response"),
    path(f"{ONE}/attendance/", people.attendance, name="attendance"),
    path(f"{ONE}/items/", items.add, name="add"),
    path(f"{ITEM}/removal/", items.removal, name="removal"),
    path(f"{ITEM}/place/", items.place, name="place"),
    path(f"{ITEM}/answer/", items.answer, name="answer"),
    path(f"{ITEM}/decision/", items.decision, name="decision"),
    path(f"{ITEM}/note/", items.note, name="note"),
    path(f"{ITEM}/carrying/", items.carrying, name="carrying"),
    path(f"{ITEM}/publication/", items.publication, name="publication"),
    path(f"{MINE}/", people.mine_meetings, name="mine_meetings"),
    path(f"{MINE}/<int:pk>/response/", people.mine_response, name="mine_response"),
]
