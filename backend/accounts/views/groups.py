from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import actions, forms, models, permissions, queries
from backend.accounts.views.profile import signed_in_person
from backend.common import audit, clock, decorators, directory, errors


@require_safe
@decorators.signed_in
def groups(request: HttpRequest) -> HttpResponse:
    """This function will list the groups in which a person is."""
    mine = queries.groups_of(signed_in_person(request))
    return render(request, "accounts/groups.html", {"groups": mine, "centers": directory.center_names()})


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def group_new(request: HttpRequest) -> HttpResponse:
    """This function will let a person register a group with its list of members."""
    form = forms.GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.register_group(by=signed_in_person(request), now=clock.now(), **form.registration())
        messages.success(request, "登録を申し込みました。センターの確認をお待ちください。")
        return redirect("accounts:group", made.code)
    return render(request, "accounts/group_new.html", {"form": form})


def _visible_group(request: HttpRequest, code: str) -> models.Group:
    found = queries.group(code)
    if not permissions.may_see_group(signed_in_person(request), found):
        raise errors.NotFound
    return found


def _managed_group(request: HttpRequest, code: str) -> models.Group:
    found = _visible_group(request, code)
    if not permissions.represents(signed_in_person(request), found):
        raise errors.NotAllowed
    return found


def _group_to_review(request: HttpRequest, code: str) -> models.Group:
    found = _visible_group(request, code)
    if not permissions.may_review_group(signed_in_person(request), found):
        raise errors.NotAllowed
    return found


@require_safe
@decorators.signed_in
def group(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a group to its members and to its center's desk, whose look is noted."""
    return _group_page(request, _visible_group(request, code), forms.MemberForm(), forms.ApprovalForm())


def _group_page(
    request: HttpRequest,
    found: models.Group,
    member_form: forms.MemberForm,
    approval: forms.ApprovalForm,
    status: int = 200,
) -> HttpResponse:
    person = signed_in_person(request)
    members = list(queries.members_of_group(found))
    if not any(member.user_id == person.pk for member in members):
        seen = [member.user for member in members if member.user]
        audit.looks("accounts.group", by=person, abouts=seen, subject=found.code, center_code=found.center_code)
    context = {
        "group": found,
        "members": members,
        "center": directory.center_names().get(found.center_code, found.center_code),
        "manages": any(member.user_id == person.pk and member.role != "member" for member in members),
        "reviews": permissions.may_review_group(person, found),
        "member_form": member_form,
        "approval": approval,
        "refusal": forms.RefusalForm(),
    }
    return render(request, "accounts/group.html", context, status=status)


@require_POST
@decorators.signed_in
def group_members(request: HttpRequest, code: str) -> HttpResponse:
    """This function will put somebody on a group's list."""
    found = _managed_group(request, code)
    form = forms.MemberForm(request.POST)
    if not form.is_valid():
        return _group_page(request, found, form, forms.ApprovalForm(), status=400)
    member = actions.NewMember(form.cleaned_data["name"], form.cleaned_data["furigana"], form.person())
    actions.add_group_member(found, member=member, by=signed_in_person(request), now=clock.now())
    messages.success(request, f"{member.name}さんを名簿に加えました。")
    return redirect("accounts:group", found.code)


def _member(request: HttpRequest, found: models.Group) -> models.GroupMember:
    return queries.group_member(found, request.POST.get("member", ""))


@require_POST
@decorators.signed_in
def group_member_removals(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take somebody off a group's list."""
    found = _managed_group(request, code)
    actions.remove_group_member(_member(request, found), by=signed_in_person(request), now=clock.now())
    messages.success(request, "名簿から外しました。")
    return redirect("accounts:group", found.code)


@require_POST
@decorators.signed_in
def group_roles(request: HttpRequest, code: str) -> HttpResponse:
    """This function will make a member a deputy, or a member again."""
    found = _managed_group(request, code)
    form = forms.GroupRoleForm(request.POST)
    if not form.is_valid():
        raise errors.Invalid
    role = form.cleaned_data["role"]
    actions.set_group_role(_member(request, found), role=role, by=signed_in_person(request), now=clock.now())
    messages.success(request, "役割を変更しました。")
    return redirect("accounts:group", found.code)


@require_POST
@decorators.signed_in
def group_representative(request: HttpRequest, code: str) -> HttpResponse:
    """This function will hand a group over to another representative."""
    found = _managed_group(request, code)
    actions.hand_over_group(_member(request, found), by=signed_in_person(request), now=clock.now())
    messages.success(request, "代表を引き継ぎました。")
    return redirect("accounts:group", found.code)


@require_safe
@decorators.signed_in
def group_reviews(request: HttpRequest) -> HttpResponse:
    """This function will list the groups that wait for a desk."""
    staff = signed_in_person(request)
    if not permissions.is_any_staff(staff):
        raise errors.NotAllowed
    waiting = queries.groups_to_review(permissions.desks(staff))
    context = {"groups": waiting, "centers": directory.center_names()}
    return render(request, "accounts/group_reviews.html", context)


@require_POST
@decorators.signed_in
def group_approval(request: HttpRequest, code: str) -> HttpResponse:
    """This function will approve a group with its user class and the day until which it counts."""
    found = _group_to_review(request, code)
    form = forms.ApprovalForm(request.POST)
    if not form.is_valid():
        return _group_page(request, found, forms.MemberForm(), form, status=400)
    actions.approve_group(found, by=signed_in_person(request), now=clock.now(), **form.cleaned_data)
    messages.success(request, "団体を承認し、代表の方にお知らせしました。")
    return redirect("accounts:group", found.code)


@require_POST
@decorators.signed_in
def group_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will refuse a group and tell its representative why."""
    found = _group_to_review(request, code)
    reason = request.POST.get("reason", "")
    actions.refuse_group(found, reason=reason, by=signed_in_person(request), now=clock.now())
    messages.success(request, "見送りにし、代表の方に理由をお知らせしました。")
    return redirect("accounts:group", found.code)
