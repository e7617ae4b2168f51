from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts import actions, forms, permissions, queries
from backend.common import clock, decorators


@never_cache
@require_http_methods(["GET", "POST"])
@decorators.signed_in
def api_tokens(request: HttpRequest) -> HttpResponse:
    """This function will list a person's tokens, and show a fresh one's secret once."""
    person, now = permissions.person_of(request), clock.now()
    form = forms.TokenForm(request.POST or None)
    issued = None
    if request.method == "POST" and form.is_valid():
        issued = actions.issue_token(by=person, now=now, **form.cleaned_data)
        form = forms.TokenForm()
    context = {"tokens": queries.tokens_of(person), "form": form, "issued": issued, "now": now}
    return render(request, "accounts/api_tokens.html", context)


@require_POST
@decorators.signed_in
def api_token_revocation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will end one of a person's tokens at once."""
    person = permissions.person_of(request)
    actions.revoke_token(queries.token_of(person, code), by=person, now=clock.now())
    messages.success(request, "APIトークンを取り消しました。")
    return redirect("accounts:api-tokens")
