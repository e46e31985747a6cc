"""Addresses of services. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.services.views import applications, catalogue, kiosk, mine, noting, windows

app_name = "services"

HERE = "c/<slug:campaign>/services"
ONE = f"{HERE}/applications/<int:service_application>"
TIME = f"{HERE}/appointments/<int:service_time>"
OFFICE = f"{HERE}/offices/<slug:office_key>"
MINE = "mine/<slug:campaign>/<int:enterprise>/services"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HERE}/", applications.applications, name="applications"),
    path(f"{HERE}/sheet/", applications.sheet, name="applications_sheet"),
    path(f"{HERE}/catalogue/", catalogue.catalogue, name="catalogue"),
    path(f"{HERE}/catalogue/<slug:service_key>/qr/<slug:elsewhere>/", catalogue.code, name="elsewhere_code"),
    path(f"{HERE}/noting/", noting.choose, name="noting"),
    path(f"{HERE}/noting/<slug:service_key>/", noting.note, name="note"),
    path(f"{ONE}/", applications.application, name="application"),
    path(f"{ONE}/acceptance/", applications.acceptance, name="acceptance"),
    path(f"{ONE}/owner/", applications.owner, name="owner"),
    path(f"{ONE}/passing-on/", applications.passing_on, name="passing_on"),
    path(f"{ONE}/return/", applications.sending_back, name="return"),
    path(f"{ONE}/repeat/", applications.repeat, name="repeat"),
    path(f"{ONE}/decision/", applications.decision, name="decision"),
    path(f"{ONE}/withdrawal/", applications.withdrawal, name="withdrawal"),
    path(f"{ONE}/phone/", applications.phone, name="application_phone"),
    path(f"{ONE}/result/", applications.result, name="result"),
    path(f"{HERE}/windows/", windows.first, name="windows"),
    path(f"{OFFICE}/", windows.day, name="office"),
    path(f"{OFFICE}/sheet/", windows.sheet, name="office_sheet"),
    path(f"{OFFICE}/call/", windows.next_, name="call_next"),
    path(f"{OFFICE}/day/", windows.setting, name="office_day"),
    path(f"{TIME}/", windows.appointment, name="appointment"),
    path(f"{TIME}/change/", windows.change, name="change"),
    path(f"{TIME}/step/", windows.step, name="step"),
    path(f"{TIME}/phone/", windows.phone, name="appointment_phone"),
    path(f"{HERE}/kiosks/", windows.kiosks, name="kiosks"),
    path(f"{HERE}/kiosks/<int:kiosk>/end/", windows.kiosk_end, name="kiosk_end"),
    path(f"{MINE}/", mine.services, name="mine"),
    path(f"{MINE}/ask/<slug:service_key>/", mine.ask, name="mine_ask"),
    path(f"{MINE}/<int:service_application>/", mine.application, name="mine_application"),
    path(f"{MINE}/<int:service_application>/repeat/", mine.repeat, name="mine_repeat"),
    path(f"{MINE}/<int:service_application>/withdrawal/", mine.withdrawal, name="mine_withdrawal"),
    path(f"{MINE}/<int:service_application>/result/", mine.result, name="mine_result"),
    path(f"{MINE}/times/<int:service_time>/", mine.appointment, name="mine_appointment"),
    path(f"{MINE}/times/<int:service_time>/change/", mine.change, name="mine_change"),
    path(f"{MINE}/times/<int:service_time>/cancellation/", mine.cancellation, name="mine_cancellation"),
    path("kiosk/", kiosk.start, name="kiosk"),
    path("kiosk/opening/", kiosk.opening, name="kiosk_opening"),
    path("kiosk/s/<slug:service_key>/", kiosk.service, name="kiosk_service"),
    path("kiosk/s/<slug:service_key>/qr/<slug:elsewhere>/", kiosk.code, name="kiosk_code"),
    path("kiosk/here/", kiosk.here, name="kiosk_here"),
    path("kiosk/done/", kiosk.done, name="kiosk_done"),
]
