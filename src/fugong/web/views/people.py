"""Accounts, for those who manage them: find, open, give roles, set a new password, close."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import actions, people, sessions, undoing
from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission as P
from fugong.accounts.roles import ROLES
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Jurisdiction
from fugong.web.forms import AccountForm, GrantForm, add_refusal
from fugong.web.listing import keyset

A_PAGE = 50


@page(P.ACCOUNT_MANAGE)
@require_GET
def accounts(request: PageRequest) -> HttpResponse:
    """The people whom the reader looks after, by user name."""
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "role", "closed")}
    found = _filtered(people.managed_by(request.user), wanted)
    in_force = Prefetch("grants", Grant.objects.in_force(), to_attr="shown_grants")
    rows = keyset(found.prefetch_related(in_force), "username", request.GET.get("after", ""), A_PAGE)
    said = iter(said_grants([grant for user in rows for grant in user.shown_grants]))
    shown = [(user, [next(said) for _grant in user.shown_grants]) for user in rows]
    context = {"rows": shown, "page": rows, "wanted": wanted, "roles": ROLES.values()}
    return render(request, "web/people/list.html", context)


def _filtered(found: "QuerySet[User]", wanted: dict[str, str]) -> "QuerySet[User]":
    if wanted["q"]:
        found = found.filter(Q(name__icontains=wanted["q"]) | Q(username__icontains=wanted["q"]))
    if wanted["role"]:
        found = found.filter(pk__in=Grant.objects.in_force().filter(role=wanted["role"]).values("user"))
    return found.filter(is_active=not wanted["closed"])


def said_grants(grants: "Iterable[Grant]") -> list[dict[str, object]]:
    """Grants for print, in the order given: role and where it holds. One query for the names of all areas."""
    held = list(grants)
    prefixes = {grant.scope_key for grant in held if grant.scope_kind == ScopeKind.AREA}
    places = {node.prefix: str(node) for node in Jurisdiction.objects.filter(prefix__in=prefixes)}
    return [_said(grant, places) for grant in held]


def _said(grant: Grant, places: dict[str, str]) -> dict[str, object]:
    role = ROLES.get(grant.role)
    if grant.scope_kind == ScopeKind.AREA:
        where = places.get(grant.scope_key, grant.scope_key)
    else:
        where = str(ScopeKind(grant.scope_kind).label) + (f" {grant.scope_key}" if grant.scope_key else "")
    return {"grant": grant, "role": role.name if role else grant.role, "where": where}


@page(P.ACCOUNT_MANAGE)
@require_http_methods(["GET", "POST"])
def new_account(request: PageRequest) -> HttpResponse:
    """Opens an account with its first role, and shows its one-time password once."""
    form = AccountForm(request.POST or None, by=request.user, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user, password = people.open_account(
                username=given["username"],
                name=given["name"],
                language=given["language"],
                role=given["role"],
                area=given["area"].prefix,
                by=request.user,
            )
        except Refused as fault:
            add_refusal(form, fault)
        else:
            return render(request, "web/people/password.html", {"person": user, "password": password, "is_new": True})
    return render(request, "web/people/new.html", {"form": form}, status=422 if form.errors else 200)


@page(P.ACCOUNT_MANAGE)
@require_GET
def account(request: PageRequest, pk: int) -> HttpResponse:
    """One person: roles now and before, and what happened to the account."""
    person = _person(request, pk)
    context = {
        "person": person,
        "grants": said_grants(people.grants_shown(person)),
        "form": GrantForm(by=request.user),
        "events": history.of(request, "user", person.pk),
        "may_manage": people.may_manage(request.user, person),
        "sessions": len(sessions.open_of(person)),
    }
    return render(request, "web/people/one.html", context)


@page(P.ACCOUNT_MANAGE)
@require_POST
def give_role(request: PageRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = GrantForm(request.POST, by=request.user)
    if not form.is_valid():
        raise Refused(_("Choose a role, and an area that you look after."))
    given = form.cleaned_data
    actions.grant(user=person, role=given["role"], kind=ScopeKind.AREA, key=given["area"].prefix, by=request.user)
    messages.success(request, _("The role is in force now."))
    return redirect("web:account", pk)


@page(P.ACCOUNT_MANAGE)
@require_POST
def end_role(request: PageRequest, pk: int, grant: int) -> HttpResponse:
    person = _person(request, pk)
    held = Grant.objects.in_force().filter(user=person, pk=grant).first()
    if held is None:
        raise Http404
    within = people.area_of(held)
    actions.end_grant(grant=held, by=request.user, reason=request.POST.get("reason", ""), within=within)
    made = undoing.offer(kind="account.end_grant", by=request.user, about=person, grant=held.pk, within=within)
    undoing.said(request, _("The role has ended."), made)
    return redirect("web:account", pk)


@page(P.ACCOUNT_MANAGE)
@require_POST
def reset_access(request: PageRequest, pk: int) -> HttpResponse:
    """A new one-time password, shown once."""
    person = _person(request, pk)
    second_factor = request.POST.get("second_factor") == "yes"
    password = people.reset_access(user=person, by=request.user, second_factor=second_factor)
    return render(request, "web/people/password.html", {"person": person, "password": password, "is_new": False})


@page(P.ACCOUNT_MANAGE)
@require_POST
def sessions_ended(request: PageRequest, pk: int) -> HttpResponse:
    """Ends all sessions of a person at once; their password stays."""
    people.sign_out_everywhere(user=_person(request, pk), by=request.user)
    messages.success(request, _("The person is signed out on all devices."))
    return redirect("web:account", pk)


@page(P.ACCOUNT_MANAGE)
@require_POST
def closing(request: PageRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    people.close_account(user=person, by=request.user, reason=request.POST.get("reason", ""))
    made = undoing.offer(kind="account.close", by=request.user, about=person, user=person.pk)
    undoing.said(request, _("The account is closed. What was done with it stays."), made)
    return redirect("web:account", pk)


@page(P.ACCOUNT_MANAGE)
@require_POST
def reopening(request: PageRequest, pk: int) -> HttpResponse:
    people.reopen_account(user=_person(request, pk), by=request.user)
    messages.success(request, _("The account is open again."))
    return redirect("web:account", pk)


def _person(request: PageRequest, pk: int) -> User:
    found = people.managed_by(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
