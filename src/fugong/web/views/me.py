"""One's own account: name, language, roles, API tokens."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import devices, people, sessions, tokens, undoing
from fugong.accounts.models import ApiToken, UndoOffer
from fugong.accounts.pages import PageRequest, back, page
from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Refused
from fugong.web.forms import OwnForm, TokenForm, add_refusal
from fugong.web.views.people import said_grants


@page()
@require_http_methods(["GET", "POST"])
def me(request: PageRequest) -> HttpResponse:
    """Name and language to change, roles to read."""
    user = request.user
    form = OwnForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        people.update_own(user=user, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
        messages.success(request, _("Kept."))
        return redirect("web:me")
    context = {"form": form, "grants": said_grants(people.grants_shown(user))}
    return render(request, "web/me/me.html", context, status=422 if form.errors else 200)


@page()
@require_GET
def own_sessions(request: PageRequest) -> HttpResponse:
    """Where the person is signed in: browser and device, address, since when, last seen."""
    rows = sessions.open_of(request.user, request.session.session_key)
    return render(request, "web/me/sessions.html", {"sessions": [(each, devices.said(each.agent)) for each in rows]})


@page()
@require_POST
def session_end(request: PageRequest, session: int) -> HttpResponse:
    """Ends one of the person's sessions; their own one is ended as signing out does."""
    if session not in {each.pk for each in sessions.open_of(request.user)}:
        raise Http404
    people.end_session(user=request.user, session=session, by=request.user)
    messages.success(request, _("That device is signed out."))
    return redirect("web:sessions")


@page()
@require_POST
def sessions_ended(request: PageRequest) -> HttpResponse:
    """Ends the person's sessions on all other devices; this one goes on."""
    people.sign_out_everywhere(user=request.user, by=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("web:sessions")


@page()
@require_POST
def undo(request: PageRequest, offer: UUID) -> HttpResponse:
    """Takes back the step whose message offered it."""
    try:
        undoing.undo(offer=offer, by=request.user)
    except UndoOffer.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Undone. What was done and that it was undone both stay in the story of the record."))
    return back(request, "home")


@page(P.API_TOKEN)
@require_http_methods(["GET", "POST"])
def own_tokens(request: PageRequest) -> HttpResponse:
    """Tokens for programs; a new one's text is shown once."""
    form = TokenForm(request.POST or None, by=request.user)
    plain = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _token, plain = tokens.issue(
                user=request.user,
                name=given["name"],
                permissions=given["permissions"],
                days=given["days"],
                by=request.user,
            )
            form = TokenForm(by=request.user)
        except Refused as fault:
            add_refusal(form, fault)
    context = {"form": form, "plain": plain, "tokens": tokens.live(request.user).order_by("-created_at")}
    return render(request, "web/me/tokens.html", context, status=422 if form.errors else 200)


@page(P.API_TOKEN)
@require_POST
def revocation(request: PageRequest, pk: int) -> HttpResponse:
    token = ApiToken.objects.filter(user=request.user, pk=pk).first()
    if token is None:
        raise Http404
    tokens.revoke(token=token, by=request.user)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("web:tokens")
