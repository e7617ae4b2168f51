from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import actions, forms, models, permissions, queries
from backend.common import audit, clock, decorators, errors


@require_safe
@decorators.signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    """This function will list the organisations in which a person is."""
    mine = queries.organisations_of(permissions.person_of(request))
    return render(request, "accounts/organisations.html", {"organisations": mine})


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def organisation_new(request: HttpRequest) -> HttpResponse:
    """This function will let a person register an organisation, whose manager they become."""
    form = forms.OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.register_organisation(by=permissions.person_of(request), now=clock.now(), **form.cleaned_data)
        messages.success(request, "登録を申し込みました。市の確認をお待ちください。")
        return redirect("accounts:organisation", made.code)
    return render(request, "accounts/organisation_new.html", {"form": form})


def _visible(request: HttpRequest, code: str) -> models.Organisation:
    found = queries.organisation(code)
    if not permissions.may_see_organisation(permissions.person_of(request), found):
        raise errors.NotFound
    return found


def _managed(request: HttpRequest, code: str) -> models.Organisation:
    found = _visible(request, code)
    if not permissions.manages_organisation(permissions.person_of(request), found):
        raise errors.NotAllowed
    return found


def _to_review(request: HttpRequest, code: str) -> models.Organisation:
    found = _visible(request, code)
    if not permissions.is_city_official(permissions.person_of(request)):
        raise errors.NotAllowed
    return found


@require_safe
@decorators.signed_in
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show an organisation to its members and to the city, whose look is noted."""
    return _page(request, _visible(request, code), forms.OrganisationMemberForm())


def _page(
    request: HttpRequest, found: models.Organisation, form: forms.OrganisationMemberForm, status: int = 200
) -> HttpResponse:
    person = permissions.person_of(request)
    members = list(queries.members_of_organisation(found))
    mine = [member for member in members if member.user_id == person.pk]
    if not mine:
        audit.looks("accounts.organisation", by=person, abouts=[m.user for m in members], subject=found.code)
    context = {
        "organisation": found,
        "members": members,
        "manages": any(member.role == "manager" for member in mine),
        "reviews": permissions.is_city_official(person),
        "form": form,
        "refusal": forms.RefusalForm(),
    }
    return render(request, "accounts/organisation.html", context, status=status)


@require_POST
@decorators.signed_in
def organisation_members(request: HttpRequest, code: str) -> HttpResponse:
    """This function will add somebody who told a manager their code."""
    found = _managed(request, code)
    form = forms.OrganisationMemberForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    actions.add_organisation_member(
        found,
        person=form.cleaned_data["code"],
        role=form.cleaned_data["role"],
        by=permissions.person_of(request),
        now=clock.now(),
    )
    messages.success(request, "会員に加えました。")
    return redirect("accounts:organisation", found.code)


@require_POST
@decorators.signed_in
def organisation_member_removals(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take somebody out of an organisation."""
    found = _managed(request, code)
    member = queries.organisation_member(found, request.POST.get("member", ""))
    actions.remove_organisation_member(member, by=permissions.person_of(request), now=clock.now())
    messages.success(request, "会員から外しました。")
    return redirect("accounts:organisations")


@require_safe
@decorators.signed_in
def organisation_reviews(request: HttpRequest) -> HttpResponse:
    """This function will list the organisations that wait for the city."""
    if not permissions.is_city_official(permissions.person_of(request)):
        raise errors.NotAllowed
    waiting = queries.organisations_to_review()
    return render(request, "accounts/organisation_reviews.html", {"organisations": waiting})


@require_POST
@decorators.signed_in
def organisation_approval(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organisation post requests."""
    found = _to_review(request, code)
    actions.approve_organisation(found, by=permissions.person_of(request), now=clock.now())
    messages.success(request, "団体を承認し、担当の方にお知らせしました。")
    return redirect("accounts:organisation", found.code)


@require_POST
@decorators.signed_in
def organisation_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will refuse an organisation and tell its managers why."""
    found = _to_review(request, code)
    reason = request.POST.get("reason", "")
    actions.refuse_organisation(found, reason=reason, by=permissions.person_of(request), now=clock.now())
    messages.success(request, "見送りにし、担当の方に理由をお知らせしました。")
    return redirect("accounts:organisation", found.code)
