"""Addresses of key enterprises, the supply chain, the order of resuming, premises. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.chains.views import chain, keys, letters, listings, mine, orders, premises

app_name = "chains"

C = "c/<slug:campaign>"
KEY = f"{C}/key-enterprises"
ONE = f"{KEY}/<int:enterprise>"
LISTING = f"{C}/listings/<int:listing>"
BREAK = f"{C}/interruptions/<int:interruption>"
LETTER = f"{C}/letters/<int:letter>"
ORDER = f"{C}/resuming-orders/<int:resuming_order>"
WANTED = f"{C}/premises/wanted/<int:premises_wanted>"
MINE = "mine/<slug:campaign>/<int:enterprise>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{KEY}/", keys.keys, name="keys"),
    path(f"{KEY}/sheet/", keys.keys_sheet, name="keys_sheet"),
    path(f"{KEY}/overview/", keys.overview, name="overview"),
    path(f"{KEY}/candidates/", keys.candidates, name="candidates"),
    path(f"{KEY}/proposals/", listings.proposals, name="proposals"),
    path(f"{KEY}/reviews/", listings.reviews_page, name="reviews"),
    path(f"{ONE}/", keys.key, name="key"),
    path(f"{ONE}/proposal/", listings.proposal, name="proposal"),
    path(f"{ONE}/links/new/", chain.link_new, name="link_new"),
    path(f"{ONE}/interruptions/", chain.report, name="report"),
    path(f"{ONE}/premises/new/", premises.wanted_new, name="wanted_new"),
    path(f"{LISTING}/confirmation/", listings.confirmation, name="listing_confirmation"),
    path(f"{LISTING}/refusal/", listings.refusal, name="listing_refusal"),
    path(f"{LISTING}/prolongation/", listings.prolongation, name="listing_prolongation"),
    path(f"{LISTING}/removal/", listings.removal, name="listing_removal"),
    path(f"{LISTING}/helper/", listings.helper, name="listing_helper"),
    path(f"{C}/daily-reviews/<int:daily_review>/", listings.review, name="review"),
    path(f"{C}/review-steps/<int:review_step>/end/", listings.step_end, name="step_end"),
    path(f"{C}/chain/", chain.chain, name="chain"),
    path(f"{C}/chain/sheet/", chain.chain_sheet, name="chain_sheet"),
    path(f"{C}/chain/links/", chain.links, name="links"),
    path(f"{C}/chain/links/<int:link>/confirmation/", chain.link_confirmation, name="link_confirmation"),
    path(f"{C}/chain/links/<int:link>/removal/", chain.link_removal, name="link_removal"),
    path(f"{C}/chain/outside/<int:outside>/confirmation/", chain.outside_confirmation, name="outside_confirmation"),
    path(f"{C}/chain/outside/<int:outside>/removal/", chain.outside_removal, name="outside_removal"),
    path(f"{C}/chain/outside/<int:outside>/letter/", letters.draft_for, name="outside_letter"),
    path(f"{C}/chain/partners/<int:partner>/", chain.partner_works, name="partner_works"),
    path(f"{C}/interruptions/", chain.interruptions, name="interruptions"),
    path(f"{BREAK}/", chain.interruption, name="interruption"),
    path(f"{BREAK}/restoration/", chain.restoration, name="restoration"),
    path(f"{BREAK}/withdrawal/", chain.interruption_withdrawal, name="interruption_withdrawal"),
    path(f"{BREAK}/letter/", letters.draft_about, name="interruption_letter"),
    path(f"{C}/letters/", letters.letters, name="letters"),
    path(f"{LETTER}/", letters.letter, name="letter"),
    path(f"{LETTER}/pdf/", letters.letter_pdf, name="letter_pdf"),
    path(f"{LETTER}/text/", letters.text, name="letter_text"),
    path(f"{LETTER}/signature/", letters.signature, name="letter_signature"),
    path(f"{LETTER}/sending/", letters.sending, name="letter_sending"),
    path(f"{LETTER}/reminder/", letters.reminder, name="letter_reminder"),
    path(f"{LETTER}/answer/", letters.answer, name="letter_answer"),
    path(f"{LETTER}/end/", letters.end, name="letter_end"),
    path(f"{C}/resuming-orders/", orders.orders, name="orders"),
    path(f"{C}/resuming-orders/new/", orders.order_new, name="order_new"),
    path(f"{ORDER}/", orders.order, name="order"),
    path(f"{ORDER}/progress/", orders.order_progress, name="order_progress"),
    path(f"{ORDER}/sheet/", orders.order_sheet, name="order_sheet"),
    path(f"{ORDER}/confirmation/", orders.confirmation, name="order_confirmation"),
    path(f"{ORDER}/dropping/", orders.dropping, name="order_dropping"),
    path(f"{ORDER}/lifting/", orders.lifting, name="order_lifting"),
    path(f"{C}/premises/", premises.premises, name="premises"),
    path(f"{C}/premises/sheet/", premises.premises_sheet, name="premises_sheet"),
    path(f"{C}/premises/offers/new/", premises.offer_new, name="offer_new"),
    path(f"{C}/premises/offers/<int:premises_offer>/withdrawal/", premises.offer_withdrawal, name="offer_withdrawal"),
    path(f"{WANTED}/", premises.wanted, name="wanted"),
    path(f"{WANTED}/showing/", premises.showing, name="wanted_showing"),
    path(f"{WANTED}/agreement/", premises.agreement, name="wanted_agreement"),
    path(f"{WANTED}/passing/", premises.passing, name="wanted_passing"),
    path(f"{WANTED}/withdrawal/", premises.withdrawal, name="wanted_withdrawal"),
    path(f"{MINE}/chain/", mine.chain, name="mine"),
    path(f"{MINE}/chain/links/new/", mine.link_new, name="mine_link_new"),
    path(f"{MINE}/chain/links/<int:link>/answer/", mine.link_answer, name="mine_link_answer"),
    path(f"{MINE}/chain/outside/<int:outside>/removal/", mine.outside_removal, name="mine_outside_removal"),
    path(f"{MINE}/chain/interruptions/", mine.report, name="mine_report"),
    path(f"{MINE}/chain/interruptions/<int:interruption>/restoration/", mine.restoration, name="mine_restoration"),
    path(f"{MINE}/premises/", mine.premises, name="mine_premises"),
    path(f"{MINE}/premises/wanted/new/", mine.wanted_new, name="mine_wanted_new"),
    path(f"{MINE}/premises/wanted/<int:premises_wanted>/answer/", mine.answer, name="mine_wanted_answer"),
    path(f"{MINE}/premises/offers/new/", mine.offer_new, name="mine_offer_new"),
    path(
        f"{MINE}/premises/offers/<int:premises_offer>/withdrawal/", mine.offer_withdrawal, name="mine_offer_withdrawal"
    ),
]
