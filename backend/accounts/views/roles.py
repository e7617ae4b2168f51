from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts import actions, forms, models, permissions, queries
from backend.common import clock, decorators, errors


def _administrator(request: HttpRequest) -> models.User:
    person = permissions.person_of(request)
    if not permissions.is_administrator(person):
        raise errors.NotAllowed
    return person


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def staff_roles(request: HttpRequest) -> HttpResponse:
    """This function will list who works where, and give a person a role."""
    administrator = _administrator(request)
    form = forms.RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = given.pop("code")
        actions.grant_role(person, by=administrator, now=clock.now(), **given)
        messages.success(request, f"{person.display_name}さんに役割を付けました。")
        return redirect("accounts:staff-roles")
    return render(request, "accounts/staff_roles.html", {"roles": queries.posts(), "form": form})


@require_POST
@decorators.signed_in
def staff_role_revocations(request: HttpRequest) -> HttpResponse:
    """This function will take a role away."""
    administrator = _administrator(request)
    role = queries.staff_role(request.POST.get("role", ""))
    actions.revoke_role(role, by=administrator, now=clock.now())
    messages.success(request, "役割を外しました。")
    return redirect("accounts:staff-roles")
