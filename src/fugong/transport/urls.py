"""Addresses of coaches. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.transport.views import claims, entering, lines, mine, mine_claims, own, plans, surveys, trips

app_name = "transport"

HERE = "c/<slug:campaign>"
SURVEY = f"{HERE}/coaches/surveys/<int:survey>"
NEED = f"{HERE}/coaches/needs/<int:coach_need>"
PLAN = f"{HERE}/coaches/plans/<int:coach_plan>"
TRIP = f"{HERE}/trips/<int:trip>"
CLAIM = f"{HERE}/claims/<int:claim>"
MINE = "mine/<slug:campaign>/<int:enterprise>/coaches"
OWN_TRIP = f"{MINE}/trips/<int:trip>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HERE}/coaches/", surveys.surveys, name="surveys"),
    path(f"{HERE}/coaches/surveys/new/", surveys.new, name="survey_new"),
    path(f"{SURVEY}/", surveys.survey, name="survey"),
    path(f"{SURVEY}/sheet/", surveys.survey_sheet, name="survey_sheet"),
    path(f"{SURVEY}/reminder/", surveys.reminder, name="survey_reminder"),
    path(f"{SURVEY}/closing/", surveys.closing, name="survey_closing"),
    path(f"{HERE}/coaches/needs/sheet/", surveys.needs_sheet, name="needs_sheet"),
    path(f"{NEED}/", surveys.need, name="need"),
    path(f"{NEED}/papers/", surveys.papers, name="need_papers"),
    path(f"{HERE}/coaches/plans/", plans.plans, name="plans"),
    path(f"{PLAN}/", plans.plan, name="plan"),
    path(f"{PLAN}/progress/", plans.progress, name="plan_progress"),
    path(f"{PLAN}/map/", plans.plan_map, name="plan_map"),
    path(f"{PLAN}/confirmation/", plans.confirmation, name="plan_confirmation"),
    path(f"{PLAN}/withdrawal/", plans.withdrawal, name="plan_withdrawal"),
    path(f"{HERE}/trips/", trips.trips, name="trips"),
    path(f"{HERE}/trips/sheet/", trips.trips_sheet, name="trips_sheet"),
    path(f"{HERE}/trips/new/", entering.new, name="trip_new"),
    path(f"{HERE}/trips/series/", entering.series, name="series"),
    path(f"{TRIP}/", trips.trip, name="trip"),
    path(f"{TRIP}/map/", trips.trip_map, name="trip_map"),
    path(f"{TRIP}/manifest/", trips.manifest_, name="manifest"),
    path(f"{TRIP}/confirmation/", trips.confirmation, name="trip_confirmation"),
    path(f"{TRIP}/cancellation/", trips.cancellation, name="trip_cancellation"),
    path(f"{TRIP}/vehicle/", trips.vehicle, name="trip_vehicle"),
    path(f"{TRIP}/contact/", trips.contact, name="trip_contact"),
    path(f"{TRIP}/boarding/", trips.boarding_, name="trip_boarding"),
    path(f"{TRIP}/riders/<int:rider>/alighting/", trips.alighting, name="rider_alighting"),
    path(f"{TRIP}/departure/", trips.departure, name="trip_departure"),
    path(f"{TRIP}/coming/", trips.coming, name="trip_coming"),
    path(f"{TRIP}/beds/", trips.beds, name="trip_beds"),
    path(f"{TRIP}/hand-over/", trips.hand_over, name="trip_hand_over"),
    path(f"{HERE}/claims/", claims.claims, name="claims"),
    path(f"{HERE}/claims/sheet/", claims.claims_sheet, name="claims_sheet"),
    path(f"{CLAIM}/", claims.claim, name="claim"),
    path(f"{CLAIM}/check/", claims.check, name="claim_check"),
    path(f"{CLAIM}/decision/", claims.decision, name="claim_decision"),
    path(f"{CLAIM}/return/", claims.sending_back, name="claim_return"),
    path(f"{CLAIM}/payment/", claims.payment, name="claim_payment"),
    path(f"{HERE}/coach-lines/", lines.lines, name="lines"),
    path(f"{HERE}/coach-lines/new/", lines.new, name="line_new"),
    path(f"{HERE}/coach-lines/<int:line>/", lines.line, name="line"),
    path(f"{HERE}/coach-lines/<int:line>/ending/", lines.ending, name="line_ending"),
    path(f"{MINE}/", mine.coaches, name="mine"),
    path(f"{MINE}/answer/", mine.answer, name="mine_answer"),
    path(f"{MINE}/needs/new/", mine.want, name="mine_want"),
    path(f"{MINE}/needs/<int:coach_need>/", mine.need, name="mine_need"),
    path(f"{MINE}/needs/<int:coach_need>/withdrawal/", mine.withdrawal, name="mine_need_withdrawal"),
    path(f"{OWN_TRIP}/", mine.trip, name="mine_trip"),
    path(f"{OWN_TRIP}/riders/", mine.riders, name="mine_riders"),
    path(f"{OWN_TRIP}/riders/<int:rider>/removal/", mine.removal, name="mine_rider_removal"),
    path(f"{OWN_TRIP}/agreement/", mine.agreement, name="mine_agreement"),
    path(f"{OWN_TRIP}/seats/", mine.seats_, name="mine_seats"),
    path(f"{OWN_TRIP}/claim/", mine_claims.claiming, name="mine_claiming"),
    path(f"{MINE}/claims/<int:claim>/", mine_claims.claim, name="mine_claim"),
    path(f"{MINE}/claims/<int:claim>/resubmission/", mine_claims.resubmission, name="mine_claim_resubmission"),
    path(f"{MINE}/claims/<int:claim>/withdrawal/", mine_claims.withdrawal, name="mine_claim_withdrawal"),
    path("p/<slug:person_token>/coach/", own.ride, name="own"),
]
