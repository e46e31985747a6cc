"""Addresses of beds and meals. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.lodging.views import caterers, desk, houses, mine, mine_meals, rooms, stays

app_name = "lodging"

ONE = "c/<slug:campaign>/bed-requests/<int:bed_request>"
HOUSE = "c/<slug:campaign>/houses/<int:house>"
STAY = "c/<slug:campaign>/stays/<int:stay>"
CATERER = "c/<slug:campaign>/caterers/<int:caterer>"
MINE = "mine/<slug:campaign>/<int:enterprise>"
BEDS = f"{MINE}/beds/<int:bed_request>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:campaign>/bed-requests/", desk.requests, name="requests"),
    path("c/<slug:campaign>/bed-requests/sheet/", desk.requests_sheet, name="requests_sheet"),
    path(f"{ONE}/", desk.request_, name="request"),
    path(f"{ONE}/proposal/", desk.proposal, name="request_proposal"),
    path(f"{ONE}/placing/", desk.placing_, name="request_placing"),
    path(f"{ONE}/refusal/", desk.refusal, name="request_refusal"),
    path("c/<slug:campaign>/houses/", houses.houses, name="houses"),
    path("c/<slug:campaign>/houses/sheet/", houses.houses_sheet, name="houses_sheet"),
    path("c/<slug:campaign>/houses/new/", houses.new, name="house_new"),
    path(f"{HOUSE}/", houses.house, name="house"),
    path(f"{HOUSE}/entry/", houses.entry, name="house_entry"),
    path(f"{HOUSE}/check/", houses.check, name="house_check"),
    path(f"{HOUSE}/opening/", houses.opening, name="house_opening"),
    path(f"{HOUSE}/closing/", houses.closing, name="house_closing"),
    path(f"{HOUSE}/proposal/", houses.proposal, name="house_proposal"),
    path(f"{HOUSE}/contact/", houses.contact, name="house_contact"),
    path(f"{HOUSE}/rooms/", rooms.new, name="house_rooms"),
    path(f"{HOUSE}/rooms/<int:room>/", rooms.room, name="house_room"),
    path("c/<slug:campaign>/isolation-rooms/", rooms.isolation, name="isolation"),
    path(f"{STAY}/arrival/", stays.arrival, name="stay_arrival"),
    path(f"{STAY}/departure/", stays.departure, name="stay_departure"),
    path(f"{STAY}/cancellation/", stays.cancellation, name="stay_cancellation"),
    path(f"{STAY}/transfer/", stays.transfer, name="stay_transfer"),
    path(f"{STAY}/extension/", stays.extension, name="stay_extension"),
    path("c/<slug:campaign>/caterers/", caterers.caterers, name="caterers"),
    path("c/<slug:campaign>/caterers/new/", caterers.new, name="caterer_new"),
    path(f"{CATERER}/", caterers.caterer, name="caterer"),
    path(f"{CATERER}/entry/", caterers.entry, name="caterer_entry"),
    path(f"{CATERER}/removal/", caterers.removal, name="caterer_removal"),
    path(f"{CATERER}/acceptance/", caterers.acceptance, name="caterer_acceptance"),
    path(f"{CATERER}/sheet/", caterers.sheet, name="caterer_sheet"),
    path("c/<slug:campaign>/meal-orders/<int:meal_order>/decision/", caterers.decision, name="meal_decision"),
    path(f"{MINE}/beds/", mine.beds, name="mine"),
    path(f"{MINE}/beds/new/", mine.asking, name="mine_ask"),
    path(f"{BEDS}/", mine.request_, name="mine_request"),
    path(f"{BEDS}/confirmation/", mine.confirmation, name="mine_confirmation"),
    path(f"{BEDS}/return/", mine.sending_back, name="mine_return"),
    path(f"{BEDS}/withdrawal/", mine.withdrawal, name="mine_withdrawal"),
    path(f"{MINE}/stays/<int:stay>/arrival/", mine.arrival, name="mine_arrival"),
    path(f"{MINE}/stays/<int:stay>/departure/", mine.departure, name="mine_departure"),
    path(f"{MINE}/meals/", mine_meals.meals, name="mine_meals"),
    path(f"{MINE}/meals/<int:meal_order>/withdrawal/", mine_meals.withdrawal, name="mine_meal_withdrawal"),
]
