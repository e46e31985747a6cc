"""Addresses of reception. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.arrivals.views import announcing, board, card, crews, mine, open_pages, reception, returnees

app_name = "arrivals"

ALL = "c/<slug:campaign>/arrivals"
ONE = ALL + "/<int:arrival>"
MINE = "mine/<slug:campaign>/<int:enterprise>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:campaign>/reception/", reception.reception, name="reception"),
    path(f"{ALL}/", board.board, name="board"),
    path(f"{ALL}/new/", announcing.new, name="new"),
    path(f"{ALL}/services/", board.services, name="services"),
    path(f"{ALL}/services/<int:service>/", board.service, name="service"),
    path(f"{ALL}/services/<int:service>/calls/", crews.calling, name="calling"),
    path(f"{ALL}/returnees/", returnees.returnees, name="returnees"),
    path(f"{ALL}/returnees/sheet/", returnees.returnees_sheet, name="returnees_sheet"),
    path(f"{ALL}/duties/", crews.duties, name="duties"),
    path(f"{ALL}/vehicles/", crews.vehicles, name="vehicles"),
    path(f"{ALL}/volunteers/", crews.volunteers, name="volunteers"),
    path(f"{ALL}/volunteers/<int:volunteer>/leaving/", crews.leaving, name="volunteer_leaving"),
    path(f"{ONE}/", card.arrival, name="arrival"),
    path(f"{ONE}/questions/", card.questions, name="questions"),
    path(f"{ONE}/screening/", card.screening, name="screening"),
    path(f"{ONE}/testing/", card.testing, name="testing"),
    path(f"{ONE}/registration/", card.registration, name="registration"),
    path(f"{ONE}/departure/", card.departure, name="departure"),
    path(f"{ONE}/hand-over/", card.handing, name="handing"),
    path(f"{ONE}/absence/", card.absence, name="absence"),
    path(f"{ONE}/diversion/", card.diversion, name="diversion"),
    path(f"{ONE}/isolation/", card.isolation, name="isolation"),
    path(f"{ONE}/clearing/", card.clearing, name="clearing"),
    path(f"{ONE}/document/", card.identifying, name="identifying"),
    path(f"{ONE}/contact/", card.contact, name="contact"),
    path(f"{ONE}/service/", card.rebooking, name="rebooking"),
    path(f"{MINE}/arrivals/", mine.arrivals, name="mine"),
    path(f"{MINE}/arrivals/<int:arrival>/contact/", mine.contact, name="mine_contact"),
    path(f"{MINE}/hand-overs/<int:hand_over>/confirmation/", mine.confirmation, name="mine_confirmation"),
    path("arriving/<slug:arriving_token>/", open_pages.arriving, name="arriving"),
    path("coming/<slug:party_token>/", open_pages.party, name="party"),
    path("handed/<slug:hand_over_token>/", open_pages.handed, name="handed"),
    path("interpreting/<slug:call_token>/", open_pages.call, name="call"),
]
