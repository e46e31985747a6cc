"""One's own account: name, language, roles, API tokens."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fugong.accounts import people, tokens
from fugong.accounts.models import ApiToken
from fugong.accounts.pages import PageRequest, page
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
@require_POST
def sessions_ended(request: PageRequest) -> HttpResponse:
    """Ends the person's sessions on all other devices; this one goes on."""
    people.sign_out_everywhere(user=request.user, by=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("web:me")


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
