"""Which section of which handbook a page opens: the longest beginning of its address's name that stands here decides.

Where several sections stand, the reader gets that of the own handbook, else the first. A test asks this of every address.
"""

from typing import Any

from django.http import HttpRequest

from fugong.accounts.permissions import Permission as P

SECTIONS: dict[str, tuple[str, ...]] = {
    # the house
    "home": ("officer/start#today", "desk/start#day", "leader/overview#command", "enterprise/start#home"),
    "campaign": ("desk/start#day", "officer/start#today", "leader/overview#command"),
    "account_": ("officer/start#account", "administrator/setup#passwords", "enterprise/start#sign-in"),
    "mfa_": ("officer/start#account", "administrator/setup#passwords", "enterprise/start#sign-in"),
    "set_language": ("officer/start#account", "enterprise/start#language"),
    "web:help": ("officer/start#help", "desk/start#help", "leader/overview#help", "enterprise/start#help"),
    "web:guide": ("officer/start#help", "desk/start#help", "leader/overview#help", "enterprise/start#help"),
    "web:undo": ("officer/start#help", "desk/start#help", "enterprise/start#home"),
    "web:session": ("officer/start#account", "administrator/setup#passwords", "enterprise/start#sign-in"),
    "web:me": ("officer/start#account", "administrator/setup#passwords", "enterprise/start#sign-in"),
    "web:token": ("administrator/setup#tokens",),
    "web:account": ("administrator/setup#accounts", "desk/start#accounts"),
    "web:account_sessions_ended": ("administrator/setup#accounts", "desk/start#accounts"),
    "web:account_password": ("administrator/setup#passwords", "desk/start#accounts"),
    "web:campaign": ("administrator/setup#campaign",),
    "web:campaign_closing": ("administrator/setup#closing",),
    "web:pack": ("administrator/setup#packs", "desk/start#rules"),
    "web:campaign_pack": ("desk/start#rules", "administrator/setup#packs"),
    "channels:": ("officer/start#messages", "enterprise/start#inbox"),
    "channels:channels": ("administrator/setup#channels",),
    "channels:robot": ("administrator/setup#channels",),
    "channels:gateway": ("administrator/setup#channels",),
    "channels:letters": ("administrator/setup#channels",),
    "channels:resending": ("administrator/setup#channels",),
    "open311:": ("administrator/setup#tokens",),
    "papers:": ("officer/filings#papers", "enterprise/filing#papers"),
    "proposals:": ("desk/figures#plans",),
    "sheets:": ("desk/start#import", "enterprise/people#sheet"),
    "sheets:preview": ("desk/start#faults", "enterprise/people#sheet"),
    "sheets:application": ("desk/start#faults", "enterprise/people#sheet"),
    # registry
    "registry:": ("desk/start#enterprise", "officer/start#enterprise"),
    "registry:map": ("desk/start#enterprise", "officer/start#enterprise"),
    "registry:assign": ("desk/start#assignments",),
    "registry:officer": ("desk/start#officers",),
    "registry:officer_passwords": ("desk/start#passwords",),
    "registry:liaison_passwords": ("desk/start#passwords",),
    "registry:posting": ("desk/start#officers",),
    "registry:hand_over": ("desk/start#officers",),
    "registry:team": ("desk/start#teams",),
    # filings
    "resumption:": ("officer/filings#decide", "desk/running#filings"),
    "resumption:today": ("officer/start#today", "desk/start#day"),
    "resumption:board": ("desk/running#board",),
    "resumption:same_day": ("desk/running#board",),
    "resumption:batches": ("desk/running#batches",),
    "resumption:suspension": ("desk/running#suspensions",),
    "resumption:joint": ("desk/running#joint",),
    "resumption:visit": ("officer/filings#verify",),
    "resumption:team_visit": ("officer/filings#verify",),
    "resumption:recheck": ("officer/filings#verify",),
    "resumption:first_day": ("officer/filings#verify",),
    "resumption:report": ("desk/running#reports", "officer/filings#report"),
    "resumption:report_enter": ("officer/filings#report", "desk/running#reports"),
    "resumption:mine": ("enterprise/start#home",),
    "resumption:mine_guide": ("enterprise/filing#guide",),
    "resumption:mine_self_check": ("enterprise/filing#guide",),
    "resumption:mine_first_day": ("enterprise/filing#guide",),
    "resumption:mine_begin": ("enterprise/filing#file",),
    "resumption:mine_filing": ("enterprise/filing#file",),
    "resumption:mine_answers": ("enterprise/filing#file",),
    "resumption:mine_document": ("enterprise/filing#papers",),
    "resumption:mine_submission": ("enterprise/filing#file",),
    "resumption:mine_discarding": ("enterprise/filing#file",),
    "resumption:mine_withdrawal": ("enterprise/filing#returned",),
    "resumption:mine_revision": ("enterprise/filing#returned",),
    "resumption:mine_commitments": ("enterprise/filing#commitments",),
    "resumption:mine_signature": ("enterprise/filing#commitments",),
    "resumption:mine_roster": ("enterprise/filing#commitments",),
    "resumption:mine_unsigned": ("enterprise/filing#commitments",),
    "resumption:mine_link": ("enterprise/filing#commitments",),
    "resumption:mine_poster": ("enterprise/filing#commitments",),
    "resumption:mine_code": ("enterprise/filing#commitments",),
    "resumption:mine_plan": ("enterprise/daily#plan",),
    "resumption:mine_report": ("enterprise/daily#report",),
    # demands, meetings, groups, notices
    "demands:": ("officer/demands#answer", "desk/demands#demands", "leader/overview#demands"),
    "demands:cause": ("desk/demands#causes",),
    "demands:statistics": ("desk/demands#causes",),
    "demands:task": ("officer/demands#tasks", "desk/demands#tasks", "leader/overview#demands"),
    "demands:mine": ("enterprise/help#call",),
    "demands:mine_demand": ("enterprise/help#follow",),
    "demands:mine_deed": ("enterprise/help#follow",),
    "routing:": ("desk/demands#reading", "administrator/setup#packs"),
    "meetings:": ("desk/demands#meetings", "officer/demands#meetings", "leader/overview#meetings"),
    "meetings:mine": ("enterprise/help#meeting",),
    "outreach:": ("officer/demands#groups", "desk/demands#groups"),
    "outreach:notice": ("desk/demands#notices", "officer/demands#notices"),
    "outreach:mine": ("enterprise/help#groups",),
    "outreach:mine_notice": ("enterprise/help#notices",),
    "outreach:mine_reader": ("enterprise/help#notices",),
    # inspections and putting right
    "signals:": ("officer/inspections#doubts", "desk/inspections#doubts"),
    "exchange:": ("administrator/setup#exchange",),
    "inspections:": ("officer/inspections#round", "desk/inspections#rounds"),
    "inspections:draw": ("desk/inspections#draws",),
    "inspections:visit": ("officer/inspections#phone", "desk/inspections#rounds"),
    "inspections:unlawful": ("desk/inspections#unlawful", "officer/inspections#round"),
    "inspections:mine": ("enterprise/daily#checks",),
    "rectification:": ("officer/inspections#findings", "desk/inspections#notices"),
    "rectification:notice": ("officer/inspections#notice", "desk/inspections#notices"),
    "rectification:issuing": ("officer/inspections#notice",),
    "rectification:extension": ("officer/inspections#notice", "desk/inspections#notices"),
    "rectification:appeal": ("officer/inspections#notice", "desk/inspections#notices"),
    "rectification:stop": ("officer/inspections#stop", "leader/overview#sign", "desk/inspections#notices"),
    "rectification:proposing": ("officer/inspections#stop",),
    "rectification:blind_spots": ("desk/inspections#blind-spots",),
    "rectification:example": ("officer/inspections#examples", "desk/inspections#blind-spots"),
    "rectification:mine": ("enterprise/daily#notice",),
    "rectification:mine_stop": ("enterprise/daily#stop",),
    "rectification:mine_examples": ("enterprise/daily#checks",),
    # people
    "workforce:": ("officer/people#file", "desk/people#files"),
    "workforce:health": ("officer/people#health", "desk/people#files"),
    "workforce:health_case": ("officer/people#case",),
    "workforce:erasure": ("desk/people#erasure", "leader/overview#sign"),
    "workforce:mine": ("enterprise/people#add",),
    "workforce:mine_link": ("enterprise/people#link",),
    "workforce:mine_poster": ("enterprise/people#link",),
    "workforce:mine_health": ("enterprise/people#health",),
    "workforce:mine_leaving": ("enterprise/people#leaving",),
    "testing:": ("desk/people#testing", "officer/people#shift"),
    "testing:shift": ("officer/people#shift", "desk/people#testing"),
    "testing:tube": ("officer/people#shift", "desk/people#results"),
    "testing:sample": ("officer/people#shift",),
    "testing:sealing": ("officer/people#shift",),
    "testing:retest": ("desk/people#results", "officer/people#case"),
    "testing:missing": ("desk/people#testing", "officer/people#shift"),
    "testing:mine": ("enterprise/people#testing",),
    "arrivals:": ("officer/people#reception", "desk/people#arrivals"),
    "arrivals:services": ("desk/people#arrivals",),
    "arrivals:duties": ("desk/people#arrivals",),
    "arrivals:volunteer": ("desk/people#arrivals",),
    "arrivals:vehicles": ("desk/people#arrivals",),
    "arrivals:mine": ("enterprise/people#arrivals",),
    "lodging:": ("desk/people#beds", "officer/people#beds"),
    "lodging:caterer": ("desk/people#meals",),
    "lodging:meal": ("desk/people#meals",),
    "lodging:mine": ("enterprise/people#beds",),
    "lodging:mine_meal": ("enterprise/people#meals",),
    "training:": ("desk/growth#training", "officer/services#training"),
    "training:certificate": ("desk/growth#certificates", "officer/services#training"),
    "training:bank": ("desk/growth#training",),
    "training:question": ("desk/growth#training",),
    "training:mine": ("enterprise/growth#training",),
    "advice:": ("officer/services#advice", "desk/growth#advice"),
    "advice:mine": ("enterprise/help#advice",),
    # goods, coaches, passes
    "supplies:": ("desk/goods#stock", "officer/services#delivery"),
    "supplies:need": ("desk/goods#needs", "officer/services#delivery"),
    "supplies:request": ("desk/goods#needs", "officer/services#delivery"),
    "supplies:offer": ("desk/goods#offers",),
    "supplies:allocation": ("desk/goods#allocation", "leader/overview#sign"),
    "supplies:pick_list": ("desk/goods#allocation",),
    "supplies:share": ("desk/goods#allocation",),
    "supplies:deliver": ("officer/services#delivery", "desk/goods#allocation"),
    "supplies:mine": ("enterprise/goods#supplies",),
    "transport:": ("desk/goods#trips", "officer/services#boarding", "leader/overview#sign"),
    "transport:survey": ("desk/goods#surveys",),
    "transport:need": ("desk/goods#surveys", "officer/services#boarding"),
    "transport:line": ("desk/goods#lines",),
    "transport:claim": ("desk/goods#claims", "leader/overview#sign"),
    "transport:mine": ("enterprise/goods#coaches",),
    "transport:mine_claim": ("enterprise/goods#claim",),
    "passes:": ("desk/goods#passes", "officer/services#passes"),
    "passes:key": ("administrator/setup#keys",),
    "passes:mine": ("enterprise/goods#passes",),
    # growth
    "labour:": ("desk/growth#labour", "officer/services#labour"),
    "labour:shar": ("desk/growth#sharing", "officer/services#labour"),
    "labour:lending": ("desk/growth#sharing", "officer/services#labour"),
    "labour:spare": ("desk/growth#sharing", "officer/services#labour"),
    "labour:mine": ("enterprise/goods#vacancies",),
    "labour:mine_spare": ("enterprise/goods#sharing",),
    "labour:mine_borrowing": ("enterprise/goods#sharing",),
    "labour:mine_lending": ("enterprise/goods#sharing",),
    "labour:mine_signature": ("enterprise/goods#sharing",),
    "investment:": ("desk/growth#investment", "officer/services#investment"),
    "services:": ("desk/growth#services", "officer/services#services"),
    "services:mine": ("enterprise/growth#services",),
    "benefits:": ("desk/growth#policies", "officer/services#benefits"),
    "benefits:claim": ("desk/growth#claims", "leader/overview#sign"),
    "benefits:mine": ("enterprise/growth#benefits",),
    "benefits:mine_claim": ("enterprise/growth#claim",),
    "chains:": ("desk/growth#keys", "officer/services#chains"),
    "chains:chain": ("desk/growth#chain", "officer/services#chains"),
    "chains:link": ("desk/growth#chain", "officer/services#chains"),
    "chains:outside": ("desk/growth#chain", "officer/services#chains"),
    "chains:interruption": ("desk/growth#chain", "officer/services#chains"),
    "chains:letter": ("desk/growth#letters",),
    "chains:order": ("desk/growth#orders",),
    "chains:premises": ("desk/growth#premises",),
    "chains:wanted": ("desk/growth#premises",),
    "chains:offer": ("desk/growth#premises",),
    "chains:mine": ("enterprise/growth#chain",),
    "chains:mine_premises": ("enterprise/growth#premises",),
    "chains:mine_wanted": ("enterprise/growth#premises",),
    "chains:mine_offer": ("enterprise/growth#premises",),
    "projects:": ("desk/growth#projects", "officer/services#projects"),
    "projects:approval": ("desk/growth#approvals", "officer/services#projects"),
    "projects:branch": ("desk/growth#approvals", "officer/services#projects"),
    "projects:certificates": ("desk/growth#approvals", "officer/services#projects"),
    "projects:land": ("desk/growth#land",),
    "projects:parcel": ("desk/growth#land",),
    "projects:channel": ("desk/growth#land",),
    "projects:mine": ("enterprise/growth#projects",),
    # command
    "figures:": ("leader/overview#rows", "desk/figures#freeze"),
    "figures:command": ("leader/overview#command", "desk/figures#overview"),
    "figures:rollup": ("leader/overview#rollup",),
    "figures:wall": ("leader/overview#wall", "desk/figures#wall"),
    "figures:bulletin": ("desk/figures#bulletin", "leader/overview#bulletin"),
    "figures:freeze": ("desk/figures#freeze",),
    # what needs no sign-in
    "resumption:sign": ("person/own-page#page",),
    "workforce:own": ("person/own-page#page",),
    "workforce:own_health": ("person/own-page#temperature",),
    "workforce:own_c": ("person/own-page#rights",),
    "workforce:join": ("person/own-page#page",),
    "testing:own": ("person/own-page#tests",),
    "passes:own": ("person/own-page#code",),
    "transport:own": ("person/own-page#page",),
    "training:own": ("person/own-page#tests",),
    "training:join": ("person/own-page#tests",),
    "training:sign_in": ("person/own-page#tests",),
    "labour:open": ("person/own-page#tests",),
    "labour:own": ("person/own-page#tests",),
    "arrivals:arriving": ("person/own-page#page",),
    "arrivals:party": ("person/own-page#page",),
    "outreach:notice_public": ("person/own-page#page",),
    "account_login": ("enterprise/start#sign-in", "officer/start#account"),
    "sign_in_help": ("enterprise/start#sign-in",),
}

ANYTHING = ("officer/start#help", "desk/start#help", "leader/overview#help", "enterprise/start#help")
"""Where a page without an address of its own, such as one that isn't found, leads."""


def sections_of(name: str) -> tuple[str, ...]:
    """The sections of an address, by its name; KeyError where nobody has written one."""
    for end in range(len(name), 0, -1):
        if found := SECTIONS.get(name[:end]):
            return found
    raise KeyError(f"{name}: say in web/help_sections.py which section of the handbooks tells about it")


def audience_of(user: Any) -> str:
    """Whose handbook a person reads."""
    if user is None or not user.is_authenticated:
        return "person"
    if not user.is_staff_member:
        return "enterprise"
    if user.holds(P.INSTALLATION_MANAGE):
        return "administrator"
    if user.holds(P.REGISTRY_EDIT):
        return "desk"
    decides = (P.FILING_DECIDE, P.VISIT_RECORD, P.HEALTH_HANDLE, P.ADVICE_ANSWER)
    return "officer" if any(user.holds(each) for each in decides) else "leader"


def section_for(request: HttpRequest) -> str:
    """The section that the page's help opens, for whoever asks."""
    match = request.resolver_match
    try:
        found = sections_of(match.view_name if match else "")
    except KeyError:
        found = ANYTHING
    own = audience_of(getattr(request, "user", None))
    return next((each for each in found if each.startswith(f"{own}/")), found[0])
