"""Addresses of passes. A move is a noun that is posted to. The gate's worker stands in its own folder and rules only that."""

from django.urls import URLPattern, URLResolver, path

from fugong.passes.views import applications, gate, issued, keys, mine, own

app_name = "passes"

ASKED = "c/<slug:campaign>/pass-applications"
PASSES = "c/<slug:campaign>/passes"
MINE = "mine/<slug:campaign>/<int:enterprise>/passes"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{ASKED}/", applications.applications, name="applications"),
    path(f"{ASKED}/sheet/", applications.applications_sheet, name="applications_sheet"),
    path(f"{ASKED}/decisions/", applications.decisions, name="decisions"),
    path(f"{ASKED}/<int:pass_application>/", applications.application, name="application"),
    path(f"{ASKED}/<int:pass_application>/approval/", applications.approval, name="approval"),
    path(f"{ASKED}/<int:pass_application>/refusal/", applications.refusal, name="refusal"),
    path(f"{PASSES}/", issued.passes, name="passes"),
    path(f"{PASSES}/sheet/", issued.passes_sheet, name="passes_sheet"),
    path(f"{PASSES}/paper/", issued.paper, name="paper"),
    path(f"{PASSES}/<int:issued>/", issued.issued, name="issued"),
    path(f"{PASSES}/<int:issued>/withdrawal/", issued.withdrawal, name="withdrawal"),
    path("c/<slug:campaign>/pass-scans/", issued.scans, name="scans"),
    path(f"{MINE}/", mine.passes, name="mine"),
    path(f"{MINE}/new/", mine.asking_, name="mine_ask"),
    path(f"{MINE}/paper/", mine.paper, name="mine_paper"),
    path(f"{MINE}/applications/<int:pass_application>/withdrawal/", mine.taking_back, name="mine_take_back"),
    path(f"{MINE}/<int:issued>/renewal/", mine.renewal, name="mine_renewal"),
    path("pass/worker.js", own.worker, name="own_worker"),
    path("pass/<slug:pass_token>/", own.own, name="own"),
    path("p/<slug:person_token>/card/", own.card, name="card"),
    path("gate/", gate.page, name="gate"),
    path("gate/session/", gate.session, name="gate_session"),
    path("gate/manifest.webmanifest", gate.manifest, name="gate_manifest"),
    path("gate/worker.js", gate.worker, name="gate_worker"),
    path("pass-keys/", keys.keys, name="keys"),
    path("pass-keys/new/", keys.new, name="key_new"),
    path("pass-keys/<int:signing_key>/withdrawal/", keys.withdrawal, name="key_withdrawal"),
]
