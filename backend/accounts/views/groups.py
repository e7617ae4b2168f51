from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import actions, enums, errors, forms, models, permissions, queries, rules
from backend.accounts.views.group_access import group_for, members_for
from backend.common import clock, decorators, directory


@require_safe
@decorators.signed_in
def groups(request: HttpRequest) -> HttpResponse:
    """This function will list the groups in which a person is."""
    mine = queries.groups_of(permissions.person_of(request))
    context = {"groups": mine, "centers": directory.center_names(), "today": clock.today()}
    return render(request, "accounts/groups.html", context)


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def group_new(request: HttpRequest) -> HttpResponse:
    """This function will let a person register a group with its list of members."""
    person = permissions.person_of(request)
    form = forms.GroupForm(request.POST or None, request.FILES or None, by=person)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_group(by=person, now=clock.now(), **form.registration())
        except errors.GroupNameTaken as refusal:
            form.add_error("name", refusal.sentence)
            return render(request, "accounts/group_new.html", {"form": form}, status=refusal.status)
        messages.success(request, "登録を申し込みました。センターの確認をお待ちください。")
        return redirect("accounts:group", made.code)
    return render(request, "accounts/group_new.html", {"form": form})


@require_safe
@decorators.signed_in
def group(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a group to its members and to its center's desk, whose look is noted."""
    return _group_page(request, group_for(request, code), forms.MemberForm())


def _group_page(
    request: HttpRequest, found: models.Group, member_form: forms.MemberForm, status: int = 200
) -> HttpResponse:
    person, today = permissions.person_of(request), clock.today()
    members = members_for(request, found)
    own = next((member for member in members if member.user_id == person.pk), None)
    reviews = permissions.may_review_group(person, found)
    context = {
        "group": found,
        "members": members,
        "own": own,
        "reviews": reviews,
        "leads": own is not None and own.role == enums.GroupRole.REPRESENTATIVE,
        "manages": reviews or (own is not None and own.books),
        "registrations": list(queries.registrations_of(found)),
        "class_name": queries.class_name(found.center_code, found.class_on(today)),
        "center": directory.center_names().get(found.center_code, found.center_code),
        "is_valid": found.is_valid_on(today),
        "renewal": _renewal(found),
        "has_overlap": reviews and queries.has_open_overlap(found),
        "member_form": member_form,
        "appointment": forms.AppointmentForm(rows=members) if reviews else None,
    }
    return render(request, "accounts/group.html", context, status=status)


def _renewal(found: models.Group) -> rules.Term | None:
    """This function will give the term for which a group could apply today."""
    opens = queries.municipality_of(found.center_code).renewal_opens
    held = found.valid_until if found.is_approved else None
    return rules.term_of(clock.today(), valid_until=held, opens=opens)


@require_POST
@decorators.signed_in
def group_members(request: HttpRequest, code: str) -> HttpResponse:
    """This function will put somebody on a group's list."""
    found = group_for(request, code, may=permissions.may_change_members)
    form = forms.MemberForm(request.POST)
    if not form.is_valid():
        return _group_page(request, found, form, status=400)
    try:
        row = actions.add_group_member(found, member=form.member(), by=permissions.person_of(request), now=clock.now())
    except errors.AlreadyMember as refusal:
        form.add_error("code", refusal.sentence)
        return _group_page(request, found, form, status=refusal.status)
    messages.success(request, f"{row.name}さんを名簿に加えました。")
    return redirect("accounts:group", found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def group_renewal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take the application of a group for another year, with its list as it stands."""
    found = group_for(request, code, may=permissions.may_renew_group)
    term = _renewal(found)
    if term is None or queries.waiting_registration(found):
        return redirect("accounts:group", found.code)
    form = forms.RenewalForm(
        request.POST or None,
        request.FILES or None,
        by=permissions.person_of(request),
        group=found,
        rows=members_for(request, found),
        keeps_name=found.is_valid_on(clock.today()),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_group(found, by=permissions.person_of(request), now=clock.now(), **form.renewal())
        except errors.GroupNameTaken as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, "申し込みました。センターの確認をお待ちください。")
            return redirect("accounts:group", found.code)
    context = {"group": found, "form": form, "term": term}
    return render(request, "accounts/group_renewal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def group_leaving(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask once more, then take somebody off a list at their own wish."""
    found = group_for(request, code)
    own = queries.own_membership(found, permissions.person_of(request))
    if request.method == "POST":
        actions.leave_group(own, now=clock.now())
        messages.success(request, f"「{found.name}」から抜けました。")
        return redirect("accounts:groups")
    return render(request, "accounts/group_leaving.html", {"group": found, "own": own})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def group_ending(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask once more, then end a group or take its application back."""
    found = group_for(request, code, may=permissions.may_end_group)
    if request.method == "POST":
        actions.end_group(found, by=permissions.person_of(request), now=clock.now())
        messages.success(request, f"「{found.name}」の登録を終了しました。")
        return redirect("accounts:groups")
    return render(request, "accounts/group_ending.html", {"group": found})
