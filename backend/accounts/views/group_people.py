"""Who is in a group, and as what: changes that one button makes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from backend.accounts import actions, forms, models, permissions, queries
from backend.accounts.views.group_access import group_for
from backend.common import clock, decorators, errors


def _member(request: HttpRequest, found: models.Group) -> models.GroupMember:
    return queries.group_member(found, request.POST.get("member", ""))


@require_POST
@decorators.signed_in
def group_member_removals(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take somebody off a group's list."""
    found = group_for(request, code, may=permissions.may_change_members)
    actions.remove_group_member(_member(request, found), by=permissions.person_of(request), now=clock.now())
    messages.success(request, "名簿から外しました。")
    return redirect("accounts:group", found.code)


@require_POST
@decorators.signed_in
def group_roles(request: HttpRequest, code: str) -> HttpResponse:
    """This function will make a member a deputy, or a member again."""
    found = group_for(request, code, may=permissions.may_change_roles)
    form = forms.GroupRoleForm(request.POST)
    if not form.is_valid():
        raise errors.Invalid
    role = form.cleaned_data["role"]
    actions.set_group_role(_member(request, found), role=role, by=permissions.person_of(request), now=clock.now())
    messages.success(request, "役割を変更しました。")
    return redirect("accounts:group", found.code)


@require_POST
@decorators.signed_in
def group_representative(request: HttpRequest, code: str) -> HttpResponse:
    """This function will hand a group over to a deputy."""
    found = group_for(request, code, may=permissions.may_hand_over)
    actions.hand_over_group(_member(request, found), by=permissions.person_of(request), now=clock.now())
    messages.success(request, "代表を引き継ぎました。")
    return redirect("accounts:group", found.code)


@require_POST
@decorators.signed_in
def group_appointment(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a desk name the representative of a group."""
    found = group_for(request, code, may=permissions.may_appoint)
    reason = request.POST.get("reason", "")
    member = _member(request, found)
    actions.appoint_representative(member, reason=reason, by=permissions.person_of(request), now=clock.now())
    messages.success(request, f"{member.name}さんを代表者にし、前の代表者と新しい代表者にお知らせしました。")
    return redirect("accounts:group", found.code)
