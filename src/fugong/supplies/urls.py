"""Addresses of supplies. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.supplies.views import allocations, deliveries, desk, mine, needs, offers

app_name = "supplies"

HOME = "c/<slug:campaign>/supplies"
STORE = f"{HOME}/stores/<slug:store>"
OFFER = f"{HOME}/offers/<int:supply_offer>"
ALLOCATION = f"{HOME}/allocations/<int:allocation>"
DELIVERY = f"{HOME}/deliveries/<int:delivery>"
MINE = "mine/<slug:campaign>/<int:enterprise>/supplies"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HOME}/", desk.overview, name="overview"),
    path(f"{HOME}/sheet/", desk.stock_sheet, name="stock_sheet"),
    path(f"{STORE}/", desk.store, name="store"),
    path(f"{STORE}/count/", desk.counting, name="store_count"),
    path(f"{STORE}/transfer/", desk.transfer, name="store_transfer"),
    path(f"{STORE}/disposal/", desk.disposal, name="store_disposal"),
    path(f"{HOME}/ledger/", desk.ledger, name="ledger"),
    path(f"{HOME}/ledger/sheet/", desk.ledger_sheet, name="ledger_sheet"),
    path(f"{HOME}/needs/", needs.needs, name="needs"),
    path(f"{HOME}/needs/<slug:supply_item>/", needs.needs_of, name="needs_of"),
    path(f"{HOME}/needs/<slug:supply_item>/sheet/", needs.needs_sheet, name="needs_sheet"),
    path(f"{HOME}/requests/new/", needs.new, name="request_new"),
    path(f"{HOME}/requests/<int:supply_need>/refusal/", needs.refusal, name="request_refusal"),
    path(f"{HOME}/offers/", offers.offers, name="offers"),
    path(f"{HOME}/offers/sheet/", offers.offers_sheet, name="offers_sheet"),
    path(f"{HOME}/offers/new/", offers.new, name="offer_new"),
    path(f"{OFFER}/", offers.offer, name="offer"),
    path(f"{OFFER}/entry/", offers.entry, name="offer_entry"),
    path(f"{OFFER}/choice/", offers.choice, name="offer_choice"),
    path(f"{OFFER}/refusal/", offers.refusal, name="offer_refusal"),
    path(f"{OFFER}/arrival/", offers.arrival, name="offer_arrival"),
    path(f"{HOME}/allocations/", allocations.allocations, name="allocations"),
    path(f"{HOME}/allocations/new/", allocations.new, name="allocation_new"),
    path(f"{ALLOCATION}/", allocations.allocation, name="allocation"),
    path(f"{ALLOCATION}/sheet/", allocations.allocation_sheet, name="allocation_sheet"),
    path(f"{ALLOCATION}/pick-list/", allocations.pick_list, name="pick_list"),
    path(f"{ALLOCATION}/confirmation/", allocations.confirmation, name="allocation_confirmation"),
    path(f"{ALLOCATION}/rejection/", allocations.rejection, name="allocation_rejection"),
    path(f"{ALLOCATION}/withdrawal/", allocations.withdrawal, name="allocation_withdrawal"),
    path(f"{ALLOCATION}/renewal/", allocations.renewal, name="allocation_renewal"),
    path(f"{ALLOCATION}/shares/<int:share>/", allocations.share, name="share"),
    path(f"{HOME}/deliveries/", deliveries.deliveries, name="deliveries"),
    path(f"{DELIVERY}/", deliveries.delivery, name="delivery"),
    path(f"{DELIVERY}/note/", deliveries.note, name="note"),
    path(f"{DELIVERY}/picking/", deliveries.picking, name="delivery_picking"),
    path(f"{DELIVERY}/return/", deliveries.return_, name="delivery_return"),
    path(f"{DELIVERY}/signature/", deliveries.signature, name="delivery_signature"),
    path(f"{DELIVERY}/settlement/", deliveries.settlement, name="delivery_settlement"),
    path(f"{DELIVERY}/cancellation/", deliveries.cancellation, name="delivery_cancellation"),
    path(f"{HOME}/proofs/<uuid:supply_proof>/", deliveries.proof, name="proof"),
    path(f"{MINE}/", mine.mine, name="mine"),
    path(f"{MINE}/requests/<int:supply_need>/withdrawal/", mine.withdrawal, name="mine_withdrawal"),
    path(f"{MINE}/deliveries/<int:delivery>/receipt/", mine.receipt, name="mine_receipt"),
]
