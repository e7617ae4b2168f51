from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import actions, forms, models, permissions, queries
from backend.common import audit, clock, decorators, errors


def _desk_of(request: HttpRequest) -> models.User:
    """This function will give the member of staff who asks, and refuse anybody else."""
    staff = permissions.person_of(request)
    if not permissions.is_any_staff(staff):
        raise errors.NotAllowed
    return staff


@require_safe
@decorators.signed_in
def people(request: HttpRequest) -> HttpResponse:
    """This function will let a desk find one of its own people by name, and note each look at a result."""
    staff = _desk_of(request)
    words = request.GET.get("q", "").strip()
    found = list(queries.search_people(permissions.desks(staff), words)[:50]) if words else []
    audit.looks("accounts.people_search", by=staff, abouts=found)
    forms_shown = {"form": forms.PresentationForm(permissions.desks(staff)), "words": words, "found": found}
    return render(request, "accounts/people.html", forms_shown)


@require_POST
@decorators.signed_in
def people_presentations(request: HttpRequest) -> HttpResponse:
    """This function will open the page of somebody who presents their code at a desk."""
    staff = _desk_of(request)
    form = forms.PresentationForm(permissions.desks(staff), request.POST)
    if not form.is_valid():
        return render(request, "accounts/people.html", {"form": form}, status=400)
    center = form.cleaned_data["center_code"]
    found = actions.present_code(form.cleaned_data["code"], center_code=center, by=staff, now=clock.now())
    return redirect("accounts:person", found.code)


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def person_new(request: HttpRequest) -> HttpResponse:
    """This function will let a desk register somebody who phones or has no address."""
    staff = _desk_of(request)
    form = forms.DeskPersonForm(permissions.desks(staff), request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.register_at_desk(
            center_code=form.cleaned_data["center_code"], by=staff, now=clock.now(), **form.profile()
        )
        messages.success(request, f"{made.name}さんを登録しました。")
        return redirect("accounts:person", made.code)
    return render(request, "accounts/person_new.html", {"form": form})


def _own_person(request: HttpRequest, code: str) -> models.User:
    """This function will give one of the desk's own people, or say that there is nobody, whoever else there is."""
    found = queries.person(code)
    if not permissions.may_see_person(permissions.person_of(request), found):
        raise errors.NotFound
    return found


@require_safe
@decorators.signed_in
def person(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk one of its own people, and note the look."""
    found = _own_person(request, code)
    staff = permissions.person_of(request)
    audit.look("accounts.person", by=staff, about=found, subject=found.code)
    context = {
        "person": found,
        "form": forms.ProofForm(permissions.desks(staff)),
        "may_confirm": permissions.may_confirm_identity(staff, found),
        "groups": queries.groups_of(found),
    }
    return render(request, "accounts/person.html", context)


@require_POST
@decorators.signed_in
def identity_confirmation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will record that a desk compared a person's facts with a document."""
    found = _own_person(request, code)
    staff = permissions.person_of(request)
    form = forms.ProofForm(permissions.desks(staff), request.POST)
    if not form.is_valid():
        context = {"person": found, "form": form, "may_confirm": True}
        return render(request, "accounts/person.html", context, status=400)
    actions.confirm_identity(found, by=staff, now=clock.now(), **form.cleaned_data)
    messages.success(request, "本人確認を記録しました。")
    return redirect("accounts:person", found.code)
