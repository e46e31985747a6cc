"""Every address, by room."""

from django.urls import URLPattern, URLResolver, include, path

from fugong.web import sign_in
from fugong.web.rooms import Apart, Room
from fugong.web.views import campaigns, first_steps, handbooks, health, house, me, packs, people

ROOMS = (
    "registry",
    "sheets",
    "papers",
    "proposals",
    "channels",
    "resumption",
    "outreach",
    "workforce",
    "training",
    "testing",
    "arrivals",
    "transport",
    "labour",
    "investment",
    "benefits",
    "inspections",
    "signals",
    "demands.routing",
    "demands",
    "rectification",
    "chains",
    "projects",
    "advice",
    "lodging",
    "services",
    "supplies",
    "passes",
    "meetings",
    "figures",
    "exchange",
)

pages: list[URLPattern | URLResolver] = [
    path("me/", me.me, name="me"),
    path("me/sessions/", me.own_sessions, name="sessions"),
    path("me/sessions/<int:session>/end/", me.session_end, name="session_end"),
    path("me/sessions-ended/", me.sessions_ended, name="sessions_ended"),
    path("me/tokens/", me.own_tokens, name="tokens"),
    path("me/tokens/<int:pk>/revocation/", me.revocation, name="token_revocation"),
    path("undo/<uuid:offer>/", me.undo, name="undo"),
    path("people/", people.accounts, name="accounts"),
    path("people/new/", people.new_account, name="account_new"),
    path("people/<int:pk>/", people.account, name="account"),
    path("people/<int:pk>/roles/", people.give_role, name="account_roles"),
    path("people/<int:pk>/roles/<int:grant>/end/", people.end_role, name="account_role_end"),
    path("people/<int:pk>/password/", people.reset_access, name="account_password"),
    path("people/<int:pk>/sessions-ended/", people.sessions_ended, name="account_sessions_ended"),
    path("people/<int:pk>/closing/", people.closing, name="account_closing"),
    path("people/<int:pk>/reopening/", people.reopening, name="account_reopening"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="campaign_new"),
    path("campaigns/<slug:key>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:key>/version/", campaigns.switch, name="campaign_version"),
    path("campaigns/<slug:key>/closing/", campaigns.closing, name="campaign_closing"),
    path("guide/", first_steps.guide, name="guide"),
    path("guide/putting-away/", first_steps.putting_away, name="guide_putting_away"),
    path("guide/calling-back/", first_steps.calling_back, name="guide_calling_back"),
    path("help/", handbooks.overview, name="help"),
    path("help/<slug:audience>/", handbooks.audience, name="help_audience"),
    path("help/<slug:audience>/<slug:topic>/", handbooks.topic, name="help_topic"),
    path("packs/", packs.packs, name="packs"),
    path("packs/<slug:key>/", packs.pack, name="pack"),
    path("packs/<slug:key>/texts/<slug:text>/", packs.text, name="pack_text"),
    path("campaigns/<slug:key>/pack/", packs.campaign_pack, name="campaign_pack"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", house.home, name="home"),
    path("healthz", health.health, name="healthz"),
    path("healthz/live", health.live, name="healthz_live"),
    path("healthz/ready", health.ready, name="healthz_ready"),
    path("metrics", health.metrics, name="metrics"),
    path("language/", house.set_language, name="set_language"),
    path("go/<slug:campaign>/", house.enter, name="campaign"),
    path("accounts/", include(sign_in.urlpatterns)),
    Apart("api/v1/", "fugong.web.api.urls", app_name="ninja", namespace="api"),
    path("open311/", include("fugong.web.open311.urls")),
    path("", include((pages, "web"))),
    *map(Room, ROOMS),
]

handler400 = "fugong.web.refusals.bad_request"
handler403 = "fugong.web.refusals.forbidden"
handler404 = "fugong.web.refusals.not_found"
handler500 = "fugong.web.refusals.broken"
