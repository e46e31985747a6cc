"""People's files, their health, and the end of both."""

from django.urls import URLPattern, URLResolver, path

from fugong.workforce.views import erasures, health, mine, own, people

app_name = "workforce"

C = "c/<slug:campaign>"
M = "mine/<slug:campaign>/<int:enterprise>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:person_token>/", own.own, name="own"),
    path("p/<slug:person_token>/health/", own.own_health, name="own_health"),
    path("p/<slug:person_token>/copy/", own.own_copy, name="own_copy"),
    path("p/<slug:person_token>/correction/", own.own_correction, name="own_correction"),
    path("join/<slug:roster_token>/", own.join, name="join"),
    path("join/<slug:roster_token>/code.svg", own.join_code, name="join_code"),
    path(f"{C}/people/", people.people, name="people"),
    path(f"{C}/people/sheet/", people.people_sheet, name="people_sheet"),
    path(f"{C}/people/new/", people.entry, name="person_entry"),
    path(f"{C}/people/<int:person_file>/", people.person, name="person"),
    path(f"{C}/people/<int:person_file>/amendment/", people.amendment, name="person_amendment"),
    path(f"{C}/people/<int:person_file>/decision/", people.decision, name="person_decision"),
    path(f"{C}/people/<int:person_file>/look/", people.look, name="person_look"),
    path(f"{C}/people/<int:person_file>/health/", people.reading, name="person_health"),
    path(f"{C}/people/<int:person_file>/leaving/", people.leaving, name="person_leaving"),
    path(f"{C}/people/<int:person_file>/erasure/", erasures.of_person, name="person_erasure"),
    path(f"{C}/health/", health.day, name="health_day"),
    path(f"{C}/health/sheet/", health.day_sheet, name="health_sheet"),
    path(f"{C}/health/cases/", health.cases, name="health_cases"),
    path(f"{C}/health/cases/<int:pk>/", health.case, name="health_case"),
    path(f"{C}/health/cases/<int:pk>/moves/<slug:move>/", health.case_move, name="health_case_move"),
    path(f"{C}/erasures/", erasures.erasures, name="erasures"),
    path(f"{C}/erasures/<int:pk>/", erasures.erasure, name="erasure"),
    path(f"{C}/erasures/<int:pk>/signature/", erasures.signature, name="erasure_signature"),
    path(f"{C}/erasures/<int:pk>/certificate/", erasures.certificate, name="erasure_certificate"),
    path(f"{M}/people/", mine.people, name="mine_people"),
    path(f"{M}/people/new/", mine.entry, name="mine_entry"),
    path(f"{M}/people/sheet/", mine.sheet, name="mine_sheet"),
    path(f"{M}/people/<int:person_file>/leaving/", mine.leaving, name="mine_leaving"),
    path(f"{M}/people/link/", mine.link, name="mine_link"),
    path(f"{M}/people/poster/", mine.poster, name="mine_poster"),
    path(f"{M}/health/", mine.keypad, name="mine_health"),
]
